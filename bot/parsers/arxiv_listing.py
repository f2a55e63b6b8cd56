"""arXiv's listing pages: which papers a category announced on which date, and how many there are.

`/list/CAT/new` has one date and three sections, each with its own count ("showing 130 of 130
entries"); `/list/CAT/recent` has a section for each of the last five dates, with new papers and
cross-lists alone. The counts are a checksum: a page that lists fewer than it states is half done.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.domain.arxiv_id import ArxivId
from bot.domain.batch import Listed
from bot.domain.paper import AnnounceType
from bot.errors import ParseError
from bot.parsers.decoding import decode

_DATE = re.compile(
    r"\b([0-9]{1,2})\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+([0-9]{4})"
)
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_SHOWING = re.compile(
    r"showing\s+(?:first\s+|last\s+)?([0-9]{1,6})\s+of\s+([0-9]{1,6})\s+entries", re.I
)
_TOTAL = re.compile(r"total of ([0-9]{1,6}) entries", re.I)
_NEW_FOR = re.compile(r"showing new listings for", re.I)
_NO_UPDATES = re.compile(r"no (?:updates|new (?:submissions|listings))", re.I)
#: How a section's heading begins, and how its papers were announced.
_SECTIONS = {
    "new": AnnounceType.NEW,
    "cross": AnnounceType.CROSS,
    "replacement": AnnounceType.REPLACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page lists under one date.

    Attributes:
        announced_on: the date that the page states.
        listed: the papers, each once, in the order of the page.
        stated: how many the page says there are, a paper in two sections counted once.
        says_none: the page says in words that there is nothing.
        counts: how many papers each section states, of those that begin or go on on this page.
        repeated: papers that stand in two sections.
        total: how many rows all pages have together; 0 where the page does not say.
    """

    announced_on: date
    listed: tuple[Listed, ...] = ()
    stated: int = 0
    says_none: bool = False
    counts: tuple[tuple[AnnounceType, int], ...] = ()
    repeated: int = 0
    total: int = 0

    @property
    def rows(self) -> int:
        """How many rows were read for this."""
        return len(self.listed) + self.repeated

    def with_page(self, more: "Listing") -> "Listing":
        """The same with what a further page has."""
        known = {one.number for one in self.listed}
        fresh = tuple(one for one in more.listed if one.number not in known)
        counts = {**dict(self.counts), **dict(more.counts)}
        repeated = self.repeated + more.repeated + len(more.listed) - len(fresh)
        return replace(
            self,
            listed=(*self.listed, *fresh),
            stated=sum(counts.values()) - repeated,
            counts=tuple(counts.items()),
            repeated=repeated,
        )

    @property
    def is_whole(self) -> bool:
        """Whether the page lists as many as it states, and any at all."""
        return 0 < self.stated <= len(self.listed)


def parse_new(content: bytes) -> Listing:
    """Read `/list/CAT/new`.

    Raises:
        ParseError: it is some other page (an error page, a login, a block).
    """
    page = LexborHTMLParser(decode(content))
    announced_on: date | None = None
    kind: AnnounceType | None = None
    listed: dict[str, Listed] = {}
    stated: dict[AnnounceType, int] = {}
    repeated = 0
    for node in page.css("h3, dt"):
        if node.tag == "dt":
            repeated += _add(listed, node, kind)
            continue
        heading = _text(node)
        if _NEW_FOR.search(heading):
            announced_on = _read_date(heading)
        elif showing := _SHOWING.search(heading):
            kind = _read_kind(heading)
            if kind is not None:
                stated[kind] = int(showing[2])
    if announced_on is None:
        raise ParseError("this page is no listing of arXiv: it does not say of which date it is")
    return Listing(
        announced_on=announced_on,
        listed=tuple(listed.values()),
        stated=sum(stated.values()) - repeated,
        says_none=not stated and bool(_NO_UPDATES.search(_text(page.body))),
        counts=tuple(stated.items()),
        repeated=repeated,
        total=_read_total(page),
    )


def _read_total(page: LexborHTMLParser) -> int:
    found = (_TOTAL.search(_text(node)) for node in page.css("div.paging"))
    return next((int(match[1]) for match in found if match), 0)


def parse_recent(content: bytes) -> list[Listing]:
    """Read `/list/CAT/recent`: one listing for each date, newest first.

    Raises:
        ParseError: it is some other page.
    """
    found: list[tuple[date, int, dict[str, Listed]]] = []
    for node in LexborHTMLParser(decode(content)).css("h3, dt"):
        if node.tag == "dt":
            if found:
                _add(found[-1][2], node, _kind_of_line(node))
            continue
        heading = _text(node)
        on, showing = _read_date(heading), _SHOWING.search(heading)
        if on is not None and showing is not None:
            found.append((on, int(showing[2]), {}))
    if not found:
        raise ParseError("this page is no listing of arXiv: it has no dates")
    return [
        Listing(announced_on=on, listed=tuple(listed.values()), stated=stated)
        for on, stated, listed in found
    ]


def _add(listed: dict[str, Listed], node: LexborNode, kind: AnnounceType | None) -> bool:
    """Read one `dt`; whether its paper stood before (new comes before cross before replaced)."""
    if kind is None:
        return False
    for link in node.css("a[href]"):
        path = (link.attributes.get("href") or "").strip()
        if "/abs/" in path:
            arxiv_id = ArxivId.find(path.partition("/abs/")[2])
            if arxiv_id is None:
                return False
            known = arxiv_id.number in listed
            listed.setdefault(arxiv_id.number, Listed(arxiv_id.number, kind))
            return known
    return False


def _kind_of_line(node: LexborNode) -> AnnounceType:
    return AnnounceType.CROSS if "cross-list" in _text(node).lower() else AnnounceType.NEW


def _read_kind(heading: str) -> AnnounceType | None:
    lowered = heading.lower()
    return next((kind for word, kind in _SECTIONS.items() if lowered.startswith(word)), None)


def _read_date(heading: str) -> date | None:
    match = _DATE.search(heading)
    if match is None:
        return None
    try:
        return date(int(match[3]), _MONTHS.index(match[2]) // 3 + 1, int(match[1]))
    except ValueError:
        return None


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node is not None else ""
