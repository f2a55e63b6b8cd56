"""The text that remains of a Talk2Paper web page: no markup, and no arXiv id at all.

A paper is known by its `Authors:` line; its title is the line before. The topic is the first line
of the page that is not the site's own, the day stands in `2025-02-22 更新`.
"""

import re

from bot.domain.document import Document
from bot.errors import ParseError
from bot.parsers.format import Format
from bot.parsers.provenance import find_day, find_stem
from bot.parsers.publishers import TALK2PAPER
from bot.parsers.splitting import refuse_too_many
from bot.parsers.talk2paper import Block, make_entry

NAME = "talk2paper-text"
_AUTHORS = re.compile(r"^[ \t]*Authors[ \t]?[:：](.*)$", re.M)
_DAY = re.compile(r"^[ \t]*(20[0-9]{2}-[0-9]{2}-[0-9]{2})[ \t]*更新", re.M)
#: How the site ends a paper; without it, the last one was cut with the page.
_ENDS = re.compile(r"^[ \t]*(?:Cool Papers|点此查看论文截图|文章作者)", re.M)
_SIGNS = ("Cool Papers", "点此查看论文截图", "ChatPaperFree", "论文及项目相关链接", "Kedreamix")
#: Lines above the topic: what the site shows while it loads, and its menus.
_SITE = re.compile(
    r"正在从服务器|^(?:首页|标签|分类|归档|关于|友情链接|友链|搜索|Index|Tags)\b|Talk2Paper"
)


def _accepts(sample: str) -> bool:
    if _DAY.search(sample) is None or sample.startswith("<"):
        return False
    return any(sign in sample for sign in _SIGNS)


def _parse(text: str, name: str) -> Document:
    day = _DAY.search(text)
    if day is None:
        raise ParseError("the page does not say of which day it is")
    blocks = _split(text, day.end())
    return Document(
        format=NAME,
        source=TALK2PAPER.source,
        issued_on=find_day(day[1]) or find_day(name),
        topic=_find_topic(text[: day.start()]) or find_stem(name),
        entries=tuple(
            make_entry(
                position,
                block,
                unfinished=position == len(blocks) and not _ENDS.search(block.body),
            )
            for position, block in enumerate(blocks, start=1)
        ),
    )


def _split(text: str, start: int) -> list[Block]:
    """Blocks behind the line with the day; a title ends the block before it."""
    found = []
    for match in _AUTHORS.finditer(text, start):
        before = text[start : match.start()].rstrip()
        title_at = start + before.rfind("\n") + 1
        found.append((title_at, match))
        start = match.end()
    refuse_too_many(found)
    ends = [*(title_at for title_at, _ in found), len(text)][1:]
    return [
        Block(
            text[title_at : match.start()].strip(),
            match[1].strip(),
            text[match.end() : end],
        )
        for (title_at, match), end in zip(found, ends, strict=False)
    ]


def _find_topic(head: str) -> str | None:
    lines = (line.strip() for line in head.split("\n"))
    named = (line for line in lines if line and not _SITE.search(line))
    topic = next(named, None)
    return topic if topic and len(topic) <= 60 and not topic.startswith(("⚠", "#")) else None


FORMAT = Format(NAME, _accepts, _parse)
