"""Papers and the documents they came from, as services see the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.document import Document
from bot.domain.opinion import Opinion
from bot.domain.paper import Paper
from bot.domain.topic import Hints
from bot.ports.records import Merge


class Papers(Protocol):
    """Papers and their readings."""

    def merge(self, document_key: int, document: Document, now: datetime) -> Sequence[Merge]:
        """Write every entry of a document and what it says of its paper, in a few bulk statements.

        An entry belongs to the paper of its `arxiv_id`; without one, to the paper with the same
        `title_key`; a paper that had no id takes the id of an entry with the same `title_key`,
        once it becomes known (and two papers that prove to be one become one). A paper's own
        fields are filled in, and replaced by a newer version's; a reading is replaced only by one
        of the same source and language that is not emptier. Papers whose text changed are marked
        for matching.
        """

    def find_by_number(self, number: str) -> Paper | None:
        """The paper of an arXiv id without version, with its readings."""

    def find_by_title(self, title: str) -> Paper | None:
        """The paper whose title has the same `title_key` in either language, newest first."""

    def select_known(self, numbers: Sequence[str]) -> set[str]:
        """Those of these arXiv ids without versions whose papers are here."""

    def list_nameless(self, *, since: datetime, limit: int) -> Sequence[Paper]:
        """Papers without an arXiv id that arrived since, newest first."""

    def list_watched(
        self, *, outside: Sequence[str], since: datetime, limit: int
    ) -> Sequence[Paper]:
        """Papers in none of these categories that a chat has saved, then those that arrived since
        and match a topic, newest first; with an arXiv id, without their readings."""

    def get_many(self, keys: Sequence[int]) -> Sequence[Paper]:
        """These papers with their readings, in the order asked for."""

    def search(self, *spellings: str, limit: int) -> Sequence[Paper]:
        """Papers in which all words of any spelling stand (title, abstract, readings, authors, id),
        newest first."""

    def list_unmatched(self, *, limit: int) -> Sequence[Paper]:
        """Papers marked for matching, oldest first, with their readings and `listed_under`.

        Until the transaction ends nobody changes them and nobody adds a topic, so that none of
        the two misses the other.
        """

    def mark_matched(self, keys: Sequence[int]) -> None:
        """Take the mark away."""

    def list_newest(
        self,
        *,
        since: datetime,
        before: int | None = None,
        hints: Hints | None = None,
        limit: int,
    ) -> Sequence[Paper]:
        """Papers that arrived at or after `since`, newest key first, those below the key `before`.

        With `hints` no more than those that hold one of them.
        """

    def count(self) -> int:
        """How many there are."""


class Documents(Protocol):
    """Documents that were imported."""

    def add(
        self, location: str, content_hash: str, document: Document, now: datetime
    ) -> int | None:
        """Remember a document; its key, or None if the same content was imported from there."""

    def count(self) -> int:
        """How many there are."""


class Saved(Protocol):
    """Papers that a chat keeps."""

    def add(self, chat_key: int, paper_key: int, now: datetime) -> bool:
        """Keep a paper; False if it was kept already."""

    def remove(self, chat_key: int, paper_key: int) -> bool:
        """Keep it no longer; False if it was not."""

    def has(self, chat_key: int, paper_key: int) -> bool:
        """Whether the chat keeps it."""

    def list_of(self, chat_key: int, *, limit: int) -> Sequence[Paper]:
        """What a chat keeps, the last one saved first."""

    def count(self, chat_key: int) -> int:
        """How many there are."""


class Opinions(Protocol):
    """What chats think of papers: 👍 or 👎."""

    def put(self, chat_key: int, paper_key: int, liked: bool, now: datetime) -> None:
        """Remember it; the last word counts."""

    def remove(self, chat_key: int, paper_key: int) -> bool:
        """Forget it; False if there was none."""

    def clear(self, chat_key: int) -> int:
        """Forget all of a chat's; how many there were."""

    def list_of(self, chat_key: int, *, limit: int) -> Sequence[tuple[int, bool]]:
        """(paper's key, liked), the newest first."""

    def list_judged(
        self, chat_key: int, *, until: datetime | None = None, limit: int
    ) -> Sequence[Opinion]:
        """The same with the papers, but for their texts: what they are known by, and no more.

        Args:
            until: only what was said by then.
        """

    def count(self, chat_key: int) -> int:
        """How many there are."""
