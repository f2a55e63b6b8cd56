"""cn-chat-arxiv as RSS 2.0: the same issues as its Markdown.

An item's title is the Chinese TL;DR; its description holds the seven paragraphs, each as
`<p>\\ntext\\n</p>`, with nothing in the texts escaped a second time. The channel is in the feed's
title (`Chat Arxiv cs.AI`), the day only in the name of the folder.
"""

import re

from bot.domain.document import Document, Entry
from bot.errors import ParseError
from bot.parsers.cn_chat_arxiv import make_entry, read_paragraphs
from bot.parsers.format import Format
from bot.parsers.provenance import find_channel, find_day, is_category
from bot.parsers.publishers import CN_CHAT_ARXIV
from bot.parsers.xml_tree import Node, find_root_tag, parse_xml

NAME = "cn-chat-arxiv-rss"
_TITLE = "Chat Arxiv"
_BETWEEN = re.compile(r"</p>\s{0,20}<p>")


def _accepts(sample: str) -> bool:
    return find_root_tag(sample) == "rss" and (_TITLE in sample or "cn-chat-arxiv" in sample)


def _parse(text: str, name: str) -> Document:
    channel = parse_xml(text).find("channel")
    if channel is None:
        raise ParseError("the feed has no channel")
    topic = channel.text_of("title").removeprefix(_TITLE).strip()
    return Document(
        format=NAME,
        source=CN_CHAT_ARXIV.source,
        issued_on=find_day(name),
        topic=topic if is_category(topic) else find_channel(name),
        entries=tuple(
            _read_item(position, item)
            for position, item in enumerate(channel.list_all("item"), start=1)
        ),
    )


def _read_item(position: int, item: Node) -> Entry:
    description = item.text_of("description").removeprefix("<p>").removesuffix("</p>")
    paragraphs = _BETWEEN.split(description)
    if len(paragraphs) < 3:
        paragraphs += [item.text_of("link"), item.text_of("title")]
    return make_entry(position, read_paragraphs(paragraphs))


FORMAT = Format(NAME, _accepts, _parse)
