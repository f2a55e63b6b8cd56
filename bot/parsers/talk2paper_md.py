"""Talk2Paper as Hexo Markdown: front matter, a banner, `# 2024-12-02 更新`, a `## title` a paper.

The topic is the front matter's title; `/` in it becomes `_` in the file's name. A post without
papers is the front matter, the banner and the day.
"""

import re
from dataclasses import dataclass

from bot.domain.document import Document
from bot.parsers.format import Format
from bot.parsers.provenance import find_day, find_stem
from bot.parsers.publishers import TALK2PAPER
from bot.parsers.splitting import split_behind
from bot.parsers.talk2paper import Block, make_entry

NAME = "talk2paper-md"
#: Begins with a literal line end, which is searched for ten times as fast as `^`.
_PAPER = re.compile(r"\n##[ \t]+(\S.*)\n{1,3}\*\*Authors:(.*)")
#: The last line of a post that was cut behind a title or in its authors.
_LAST_TITLE = re.compile(r"\n##[ \t]+(\S.{0,400})(?:\n{1,3}\*\*?(?:[A-Za-z]{0,7}))?\s{0,3}\Z")
_FRONT_MATTER = re.compile(r"\s{0,10}---\n")
_KEY = re.compile(r"^(title|date)[ \t]*:[ \t]*(.*)$", re.M)
_DAY = re.compile(r"^#[ \t]+(20[0-9]{2}-[0-9]{2}-[0-9]{2})[ \t]*更新", re.M)


@dataclass(frozen=True, slots=True)
class _Head:
    topic: str | None
    date: str


def _accepts(sample: str) -> bool:
    if _PAPER.search(f"\n{sample}"):
        return True
    return _FRONT_MATTER.match(sample) is not None and "ChatPaperFree" in sample


def _parse(text: str, name: str) -> Document:
    head = _read_front_matter(text)
    day = _DAY.search(text)
    blocks = split_papers(text)
    return Document(
        format=NAME,
        source=TALK2PAPER.source,
        issued_on=(find_day(day[1]) if day else None) or find_day(head.date) or find_day(name),
        topic=head.topic or find_stem(name),
        entries=tuple(
            make_entry(position, block, unfinished=position == len(blocks) and _is_open(block))
            for position, block in enumerate(blocks, start=1)
        ),
    )


def _is_open(block: Block) -> bool:
    """Whether the screenshots, with which a paper ends in a post, are missing or unclosed."""
    return "</details>" not in block.body


def split_papers(text: str) -> list[Block]:
    """The papers of a post, or of a page turned into Markdown."""
    text = f"\n{text}"
    starts = list(_PAPER.finditer(text))
    blocks = [
        Block(match[1], match[2].strip().removesuffix("**"), body)
        for match, body in split_behind(text, starts)
    ]
    last = _LAST_TITLE.search(text, max(0, len(text) - 500))
    if last is not None:
        if blocks:
            blocks[-1].body = text[starts[-1].end() : last.start()]
        blocks.append(Block(last[1], "", ""))
    return blocks


def _read_front_matter(text: str) -> _Head:
    """Two keys of the YAML; its lists and empty keys are of no use here."""
    start = _FRONT_MATTER.match(text)
    end = text.find("\n---", start.end() - 1) if start else -1
    values = dict(_KEY.findall(text, start.end(), end)) if start and end > 0 else {}
    topic = values.get("title", "").strip().strip("\"'")
    return _Head(topic or None, values.get("date", ""))


FORMAT = Format(NAME, _accepts, _parse)
