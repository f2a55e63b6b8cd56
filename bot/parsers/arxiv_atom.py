"""arXiv's Atom: the daily feeds of rss.arxiv.org, and the answers of the API of export.arxiv.org.

The API names every author in an element of its own, has the comment (`arxiv:comment`) and the date
of the first version; the daily feeds have the announcement line and the licence.
"""

from bot.domain.document import Document, Entry
from bot.parsers.arxiv_feed import find_topic, flatten, read_day, read_paper, refuse_error
from bot.parsers.authors import split_authors
from bot.parsers.format import Format
from bot.parsers.provenance import find_channel, find_day
from bot.parsers.publishers import ARXIV
from bot.parsers.xml_tree import Node, find_root_tag, parse_xml

NAME = "arxiv-atom"


def _accepts(sample: str) -> bool:
    return find_root_tag(sample) == "feed" and "arxiv.org" in sample.lower()


def _parse(text: str, name: str) -> Document:
    feed = parse_xml(text)
    title = feed.text_of("title")
    refuse_error(title, feed.text_of("subtitle"))
    return Document(
        format=NAME,
        source=ARXIV.source,
        issued_on=read_day(feed.text_of("updated")) or find_day(name),
        topic=find_topic(title) or find_channel(name),
        entries=tuple(
            _read_entry(position, entry)
            for position, entry in enumerate(feed.list_all("entry"), start=1)
        ),
    )


def _read_entry(position: int, entry: Node) -> Entry:
    if "/api/errors" in entry.text_of("id"):
        refuse_error("error", entry.text_of("summary"))
    primary = [node.attributes.get("term", "") for node in entry.find_all("primary_category")]
    others = [node.attributes.get("term", "") for node in entry.find_all("category")]
    return read_paper(
        position,
        entry,
        url=_find_page(entry),
        text=entry.text_of("summary"),
        authors=_read_authors(entry),
        categories=[*primary, *others],
        day=entry.text_of("published"),
    )


def _find_page(entry: Node) -> str:
    """The link to the abstract page; the identifier of an API entry is that page too."""
    for link in entry.find_all("link"):
        if link.attributes.get("rel", "alternate") == "alternate":
            return link.attributes.get("href", "").strip()
    identifier = entry.text_of("id")
    return identifier if identifier.startswith("http") else ""


def _read_authors(entry: Node) -> tuple[str, ...]:
    """An element each (API), or one comma-separated `dc:creator` (daily feed)."""
    named = [flatten(author.text_of("name")) for author in entry.find_all("author")]
    if len(named) == 1:
        return split_authors(named[0])
    creators = ", ".join(node.text for node in entry.find_all("creator"))
    return tuple(name for name in named if name) or split_authors(creators)


FORMAT = Format(NAME, _accepts, _parse)
