"""What arXiv's RSS and Atom have in common: the paper in an item, and arXiv's way to say no.

A request that arXiv cannot answer comes back as a feed too, with the error as its title or as its
only entry; read as a feed it would be a day without papers, so it is an error here.
Shapes: https://info.arxiv.org/help/rss_specifications.html,
https://info.arxiv.org/help/atom_specifications.html, https://info.arxiv.org/help/api/user-manual.html.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Entry
from bot.domain.paper import AnnounceType
from bot.errors import ParseError
from bot.parsers.announcement import Announcement, read_abstract, read_title
from bot.parsers.labelling import unite_damage
from bot.parsers.links import find_links
from bot.parsers.provenance import is_category
from bot.parsers.xml_tree import Node

_FEED_TITLE = re.compile(r"(.{1,200}?) updates on (?:the )?arXiv", re.I)
_DAY = re.compile(
    r"([0-9]{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* ([0-9]{4})"
)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


def read_paper(
    position: int,
    item: Node,
    *,
    url: str,
    text: str,
    authors: tuple[str, ...],
    categories: Iterable[str],
    day: str,
) -> Entry:
    """One paper; `item` has what both formats call by the same name.

    Args:
        url: the paper's page as the feed links it; the identifier may say more than it.
        text: the abstract, with or without the announcement line.
        day: the date as the feed writes it.
    """
    title = read_title(flatten(item.text_of("title")))
    abstract = read_abstract(text)
    said = item.text_of("announce_type").lower()
    declared = AnnounceType(said) if said in set(AnnounceType) else None
    arxiv_id = _find_id(item, url, (abstract, title))
    comment = flatten(item.text_of("comment"))
    english = flatten(abstract.text)
    return Entry(
        position=position,
        arxiv_id=arxiv_id,
        title=title.text,
        authors=authors,
        abstract=english or None,
        categories=_unite([*categories, title.category or ""]),
        announce_type=declared or abstract.announce_type or title.announce_type,
        published_on=read_day(day),
        url=url or None,
        comment=comment or None,
        licence=item.text_of("rights") or item.text_of("license") or None,
        links=find_links([comment, english]),
        damage=unite_damage(arxiv_id, ()),
    )


def find_topic(title: str) -> str | None:
    """The categories in the title of a feed (`cs.CV updates on arXiv.org`)."""
    match = _FEED_TITLE.match(flatten(title))
    return match[1] if match else None


def read_day(text: str) -> date | None:
    """The day of an RFC 822 or ISO 8601 time, in the zone it is written in."""
    iso, rfc = _ISO_DAY.match(text.strip()), _DAY.search(text[:100])
    try:
        if iso is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if rfc is not None:
            return date(int(rfc[3]), _MONTHS.index(rfc[2]) // 3 + 1, int(rfc[1]))
    except ValueError:
        return None
    return None


def refuse_error(title: str, explanation: str) -> None:
    """Raise ParseError where a feed's or an entry's title says that arXiv answered with an error."""
    if flatten(title).lower().startswith(("feed error", "error")):
        said = flatten(explanation)[:200] or flatten(title)[:200]
        raise ParseError(f"arXiv answered with an error: {said}")


def flatten(text: str) -> str:
    """One line with single blanks."""
    return " ".join(text.split())


def _find_id(item: Node, url: str, said: Sequence[Announcement]) -> ArxivId | None:
    """The identifier with its version, wherever the feed says it."""
    guid = (item.text_of("guid") or item.text_of("id")).removeprefix("oai:arXiv.org:")
    known = ArxivId.find(guid)
    if known is not None and known.version is not None:
        return known
    found = [known, *(line.arxiv_id for line in said), ArxivId.find(url)]
    ids = [arxiv_id for arxiv_id in found if arxiv_id is not None]
    return next((arxiv_id for arxiv_id in ids if arxiv_id.version), ids[0] if ids else None)


def _unite(categories: Iterable[str]) -> tuple[str, ...]:
    """arXiv's categories, each once; ACM and MSC classes are left out."""
    words = (word for text in categories for word in text.replace(",", " ").split())
    return tuple(dict.fromkeys(word for word in words if is_category(word)))
