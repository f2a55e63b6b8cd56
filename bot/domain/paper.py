"""Papers, and what others wrote about them."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.arxiv_id import ArxivId


def title_key(title: str) -> str:
    """What is compared when two titles are asked whether they name one paper.

    Letters and digits alone, without case, width, accents or TeX's dollars, backslashes and braces.
    """
    decomposed = unicodedata.normalize("NFKD", title).casefold()
    return "".join(filter(str.isalnum, decomposed))


class AnnounceType(StrEnum):
    """How arXiv announced a paper (https://info.arxiv.org/help/rss_specifications.html)."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"


class Damage(StrEnum):
    """What is wrong with a text as it was published."""

    #: The text ends in the middle of a sentence.
    CUT = "cut"
    #: The program that should have written it wrote its error marker instead.
    FAILED = "failed"
    #: The text opened with arXiv's announcement line, as if that belonged to it.
    PREFIX = "prefix"
    #: What should be Chinese is not.
    UNTRANSLATED = "untranslated"
    #: The document does not say which arXiv paper this is.
    NO_ID = "no_id"


@dataclass(frozen=True, slots=True)
class Section:
    """One headed part of a reading note; `text` is plain text, paragraphs apart by a blank line."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What somebody wrote about a paper, in one language. Absent is None or empty.

    Attributes:
        source: who wrote it: `cn-chat-arxiv`, `talk2paper`, `dailay_paper_info` or `arxiv`.
        lang: `zh` or `en`.
        attribution: how the author wants to be named, with a link where there is one.
        licence: the licence it was published under, as its author writes it.
    """

    source: str
    lang: str
    title: str | None = None
    abstract: str | None = None
    tldr: str | None = None
    takeaways: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    attribution: str | None = None
    licence: str | None = None
    damage: tuple[Damage, ...] = ()

    @property
    def size(self) -> int:
        """Characters of text; what decides that one reading is emptier than another."""
        return sum(
            len(text)
            for text in (
                self.title or "",
                self.abstract or "",
                self.tldr or "",
                *self.takeaways,
                *(section.heading + section.text for section in self.sections),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A work, all its versions, with everything said about it.

    Attributes:
        key: the database's own key; `arxiv_id` may still be unknown.
        arxiv_id: with the newest version seen.
        damage: what is wrong with the title and abstract here (not with the readings).
        arrived_at: when chenbao first saw it (aware UTC).
        is_withdrawn: its newest version takes it back.
    """

    key: int
    arxiv_id: ArxivId | None
    title: str
    authors: tuple[str, ...] = ()
    abstract: str | None = None
    categories: tuple[str, ...] = ()
    announce_type: AnnounceType | None = None
    comment: str | None = None
    licence: str | None = None
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    #: The topics under which digests listed it, as they wrote them.
    listed_under: tuple[str, ...] = ()
    published_on: date | None = None
    arrived_at: datetime
    damage: tuple[Damage, ...] = ()
    is_withdrawn: bool = False
    readings: tuple[Reading, ...] = field(default=())
