"""Published digests: a document, and the entries in it."""

from dataclasses import dataclass
from datetime import date

from bot.domain.arxiv_id import ArxivId
from bot.domain.paper import AnnounceType, Damage, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper's place in a document, with all that the document says of it.

    Attributes:
        position: from 1, in the order of the document.
        arxiv_id: with the version that the document names; None where it names no paper.
        abstract: the English abstract, without arXiv's announcement line.
        url: the paper's page as the document links it.
        comment: what stands behind the PDF link ("Accepted to MICCAI").
        links: code and project pages.
        images: figure URLs, in order.
        damage: everything wrong with this entry, its readings included; sorted, each once.
    """

    position: int
    arxiv_id: ArxivId | None
    title: str
    authors: tuple[str, ...] = ()
    abstract: str | None = None
    categories: tuple[str, ...] = ()
    announce_type: AnnounceType | None = None
    published_on: date | None = None
    url: str | None = None
    comment: str | None = None
    licence: str | None = None
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file or page of somebody's published digest.

    Attributes:
        format: the key of `bot.parsers.FORMATS` that read it.
        source: who published it (see `Reading.source`).
        issued_on: the day the document says it is of, or the folder it stood in.
        topic: the topic or channel (`医学图像`, `cs.CV`) all its entries stand under.
    """

    format: str
    source: str
    issued_on: date | None = None
    topic: str | None = None
    entries: tuple[Entry, ...] = ()
