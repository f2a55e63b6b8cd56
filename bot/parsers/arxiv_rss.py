"""arXiv's RSS: the 2.0 of rss.arxiv.org (since 2024), the 1.0 and 2.0 of export.arxiv.org before.

Today an item has its identifier in `guid`, its licence in `dc:rights`, its authors comma-separated
in `dc:creator`, and a description that opens with the announcement line. Before, all of that was
missing: version, category and announcement stood behind the title, and the description and the
authors were HTML.
"""

import html
import re

from bot.domain.document import Document, Entry
from bot.errors import ParseError
from bot.parsers.arxiv_feed import find_topic, read_day, read_paper, refuse_error
from bot.parsers.authors import split_authors
from bot.parsers.format import Format
from bot.parsers.provenance import find_channel, find_day
from bot.parsers.publishers import ARXIV
from bot.parsers.xml_tree import Node, find_root_tag, parse_xml

NAME = "arxiv-rss"
_AUTHORS = "Authors:"
_ROOTS = ("rss", "rdf:RDF")
_TAG = re.compile(r"</?(?:p|a|i|b|em|strong|br)(?:\s[^<>]{0,500})?/?>", re.I)


def _accepts(sample: str) -> bool:
    head = sample.partition("<item")[0]
    return find_root_tag(sample) in _ROOTS and "arxiv.org" in head.lower()


def _parse(text: str, name: str) -> Document:
    root = parse_xml(text)
    channel = root.find("channel")
    if channel is None:
        raise ParseError("the feed has no channel")
    title = channel.text_of("title")
    refuse_error(title, channel.text_of("description"))
    items = [*channel.list_all("item"), *root.list_all("item")]
    said = (
        channel.text_of("pubDate") or channel.text_of("date") or channel.text_of("lastBuildDate")
    )
    return Document(
        format=NAME,
        source=ARXIV.source,
        issued_on=read_day(said) or find_day(name),
        topic=find_topic(title) or find_channel(name),
        entries=tuple(_read_item(position, item) for position, item in enumerate(items, start=1)),
    )


def _read_item(position: int, item: Node) -> Entry:
    paragraphs = _read_html(item.text_of("description"))
    creators = ", ".join(" ".join(_read_html(node.text)) for node in item.find_all("creator"))
    if paragraphs[0].startswith(_AUTHORS):
        creators = creators or paragraphs[0].removeprefix(_AUTHORS)
        paragraphs = paragraphs[1:]
    return read_paper(
        position,
        item,
        url=item.text_of("link"),
        text="\n".join(paragraphs),
        authors=split_authors(creators),
        categories=[node.text for node in item.find_all("category")],
        day=item.text_of("pubDate"),
    )


def _read_html(text: str) -> list[str]:
    """The paragraphs of what older feeds wrote as HTML; a text of today is one, untouched."""
    if not text.lstrip().startswith(("<p>", "<a ")):
        return [text]
    paragraphs = html.unescape(_TAG.sub("", text.replace("</p>", "\0"))).split("\0")
    return [paragraph.strip() for paragraph in paragraphs if paragraph.strip()] or [""]


FORMAT = Format(NAME, _accepts, _parse)
