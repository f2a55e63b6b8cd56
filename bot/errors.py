"""Every exception that chenbao raises on purpose.

ChenbaoError                 .permanent says whether trying again can help
├── UsageError               what was typed cannot be understood
│   ├── InvalidArxivIdError  not an arXiv identifier
│   └── QueryError           a topic's query is malformed; carries the place
├── ParseError               a document is not what its format promises
├── SourceError              a document could not be read or fetched
├── NotFoundError            what was asked for does not exist here
├── ConfigError              the settings are wrong
├── StorageError             the database refused or could not be reached
│   └── SchemaError          the database is newer than the program
└── DeliveryError            a message could not be sent
"""

from collections.abc import Callable, Mapping
from enum import StrEnum


class ChenbaoError(Exception):
    """Base of all deliberate errors; the message says what happened and what to do."""

    #: True: trying again with the same input cannot help.
    permanent = True

    def __init__(self, message: str, *, permanent: bool | None = None) -> None:
        super().__init__(message)
        if permanent is not None:
            self.permanent = permanent


class UsageError(ChenbaoError):
    """What a person typed cannot be understood.

    Args:
        template: the message in English, with `{names}` for its `fields`; `bot.views` translates
            templates, so they are written as literals where the error is raised. A field that is
            another in each language is a mapping from `zh` and `en`.
    """

    def __init__(self, template: str, **fields: str | int | Mapping[str, str]) -> None:
        self.template = template
        self._fields = fields
        super().__init__(template.format(**self.fields_in("en")))

    def fields_in(self, language: str, write: Callable[[str], str] = str) -> dict[str, str | int]:
        """The fields, as a reader of `zh` or `en` knows them; `write` has those that are ours."""
        return {
            name: write(value[language]) if isinstance(value, Mapping) else value
            for name, value in self._fields.items()
        }


class InvalidArxivIdError(UsageError):
    """The text is not an arXiv identifier."""


class QueryError(UsageError):
    """A topic's query is malformed.

    Args:
        message: what is wrong, in English, without the place.
        query: the query as typed.
        position: index of the offending character in `query`, from 0.
    """

    def __init__(self, message: str, *, query: str, position: int) -> None:
        super().__init__(message)
        self.query = query
        self.position = position


class ParseError(ChenbaoError):
    """A document is not what its format promises; nothing of it was taken."""


class SourceError(ChenbaoError):
    """A file or page could not be read.

    Args:
        status: the HTTP status with which a server refused; None where it was something else.
    """

    permanent = False

    def __init__(
        self, message: str, *, permanent: bool | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, permanent=permanent)
        self.status = status


class NotFoundError(ChenbaoError):
    """What was asked for does not exist here."""


class ConfigError(ChenbaoError):
    """A setting is missing or wrong; the message names it."""


class StorageError(ChenbaoError):
    """The database refused, or could not be reached."""

    permanent = False


class SchemaError(StorageError):
    """The database was written by a newer chenbao than this one."""

    permanent = True


class Fate(StrEnum):
    """What became of a message that was not confirmed."""

    #: It never left (refused connection, name not resolved): another try is safe.
    NOT_SENT = "not_sent"
    #: It left, and no answer came (read timeout, reset, 5xx): it may have arrived.
    MAYBE_SENT = "maybe_sent"
    #: Too many at once (429): not sent; wait `retry_after`.
    LIMITED = "limited"
    #: The platform will never take this message (400): the chat is well, the message is not.
    REFUSED = "refused"
    #: The chat takes nothing from us (blocked, kicked, deleted, no permission).
    CLOSED = "closed"
    #: The chat goes on under another id (`moved_to`).
    MOVED = "moved"


class DeliveryError(ChenbaoError):
    """A message was not confirmed by its platform.

    Args:
        message: the platform's own words, without any token.
        fate: what became of it; `permanent` follows from it.
        retry_after: seconds to wait; given with LIMITED.
        everywhere: LIMITED holds for all chats of this bot.
        moved_to: the chat's new id; given with MOVED.
        thread_alone: CLOSED holds for the thread; the chat around it may be well.
    """

    def __init__(
        self,
        message: str,
        *,
        fate: Fate,
        retry_after: float | None = None,
        everywhere: bool = False,
        moved_to: int | None = None,
        thread_alone: bool = False,
    ) -> None:
        super().__init__(message, permanent=fate in (Fate.REFUSED, Fate.CLOSED))
        self.fate = fate
        self.retry_after = retry_after
        self.everywhere = everywhere
        self.moved_to = moved_to
        self.thread_alone = thread_alone
