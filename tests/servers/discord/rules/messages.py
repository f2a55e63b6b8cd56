"""What a message may hold.

Limits: Discord's documentation, resource Message, "Create Message" and "Embed Limits". Lengths
are counted in code points, after the white space around a text is cut, as the real server does.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord.errors import ApiError, Problems, refused
from tests.servers.discord.model import Json, MessageFlag
from tests.servers.discord.rules.components import check_components
from tests.servers.discord.rules.embeds import check_embeds
from tests.servers.discord.rules.mentions import check_allowed_mentions

CONTENT_MAX = 2000
NONCE_MAX = 25
FILES_MAX = 10
FILE_BYTES_MAX = 10 * 1024 * 1024

#: Flags a bot may set on a message of a channel; others are ignored.
SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)
#: The same for an answer to an interaction.
SETTABLE_ON_ANSWER = SETTABLE | MessageFlag.EPHEMERAL

_LINK = re.compile(r"(?<!<)https?://[^\s<>]+")
_PREVIEWS_MAX = 5


@dataclass(frozen=True)
class File:
    """One uploaded file."""

    name: str
    size: int


@dataclass(frozen=True)
class Draft:
    """A message as its author wants it. A field that was not given is None."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    flags: int = 0
    nonce: str | int | None = None
    enforce_nonce: bool = False
    allowed_mentions: Json | None = None
    reference: Json | None = None
    files: list[File] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether a reader would see nothing."""
        shown = self.embeds or self.files
        layout = self.components and self.flags & MessageFlag.COMPONENTS_V2
        return not (self.content or shown or layout)


def read_draft(payload: Any, files: list[File], *, settable: int = SETTABLE) -> Draft:
    """Check the form of a message and return what it asks for, trimmed as it will be stored.

    Raises:
        ApiError: 50035 with every fault found; 413 for a file too large.
    """
    if not isinstance(payload, dict):
        raise refused(50109)
    problems = Problems()
    content = _content(payload.get("content"), problems)
    embeds = check_embeds(payload.get("embeds"), problems)
    flags = payload.get("flags") or 0
    layout = bool(flags & MessageFlag.COMPONENTS_V2)
    check_components(payload.get("components"), problems, layout=layout)
    check_allowed_mentions(payload.get("allowed_mentions"), problems)
    _check_nonce(payload.get("nonce"), problems)
    if layout and (content or embeds):
        problems.add(
            "",
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            "The 'content' and 'embeds' fields cannot be used when using "
            "MessageFlags.IS_COMPONENTS_V2",
        )
    problems.check_length("attachments", files, FILES_MAX)
    problems.raise_if_any()
    if any(file.size > FILE_BYTES_MAX for file in files):
        raise ApiError(413, 40005, "Request entity too large")
    return Draft(
        content=content,
        embeds=embeds,
        components=payload.get("components"),
        flags=flags & settable,
        nonce=payload.get("nonce"),
        enforce_nonce=bool(payload.get("enforce_nonce")),
        allowed_mentions=payload.get("allowed_mentions"),
        reference=payload.get("message_reference"),
        files=files,
    )


def find_previews(content: str, flags: int) -> list[str]:
    """The links of a text under which a client shows a preview; `<…>` around one hides it."""
    if flags & MessageFlag.SUPPRESS_EMBEDS:
        return []
    return list(dict.fromkeys(_LINK.findall(content)))[:_PREVIEWS_MAX]


def _content(value: Any, problems: Problems) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        problems.add("content", "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        return None
    trimmed = value.strip()
    problems.check_length("content", trimmed, CONTENT_MAX)
    return trimmed


def _check_nonce(nonce: Any, problems: Problems) -> None:
    if nonce is None:
        return
    if isinstance(nonce, bool) or not isinstance(nonce, str | int):
        problems.add("nonce", "NONCE_TYPE_INVALID_TYPE", "This field must be a string or integer.")
    elif len(str(nonce)) > NONCE_MAX:
        problems.add("nonce", "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer characters long.")
