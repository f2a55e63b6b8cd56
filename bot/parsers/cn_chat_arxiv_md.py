"""cn-chat-arxiv as Markdown: a table of papers, then one footnote each.

    # 摘要
    | Ref | Title | Summary |
    | --- | --- | --- |
    | [^1] | [English title](https://arxiv.org/abs/2403.13040) | Chinese TL;DR |
    # 详细
    [^1]: Chinese title

        English title
        … (see `bot.parsers.cn_chat_arxiv`)

Neither the day nor the channel is in the file: they are the names of its folder and of itself.
An issue without papers (weekends, holidays) is the two headings and the head of the table.
"""

import re

from bot.domain.document import Document
from bot.parsers.cn_chat_arxiv import Detail, make_entry, read_paragraphs
from bot.parsers.format import Format
from bot.parsers.provenance import find_channel, find_day
from bot.parsers.publishers import CN_CHAT_ARXIV
from bot.parsers.splitting import refuse_too_many, split_behind

NAME = "cn-chat-arxiv-md"
_HEAD = re.compile(r"\s{0,20}# 摘要\s{1,20}\|\s*Ref\s*\|\s*Title\s*\|\s*Summary\s*\|")
_FOOTNOTE = re.compile(r"^\[\^([0-9]{1,6})\]:", re.M)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
_ROW = re.compile(r"\|\s?\[\^([0-9]{1,6})\]\s?\|\s?\[")


def _accepts(sample: str) -> bool:
    return _HEAD.match(sample) is not None


def _parse(text: str, name: str) -> Document:
    starts = list(_FOOTNOTE.finditer(text))
    head = text[: starts[0].start()] if starts else text
    rows = _read_rows(head)
    details = [
        (int(match[1]), _read_footnote(footnote, rows.get(int(match[1]))))
        for match, footnote in split_behind(text, starts)
    ]
    broken = details[-1][1] if details and not text.endswith("\n") else None
    seen = {ref for ref, _ in details}
    details += [(ref, row) for ref, row in rows.items() if ref not in seen]
    refuse_too_many(details)
    details.sort(key=lambda detail: detail[0])
    return Document(
        format=NAME,
        source=CN_CHAT_ARXIV.source,
        issued_on=find_day(name),
        topic=find_channel(name),
        entries=tuple(
            make_entry(position, detail, unfinished=detail is broken)
            for position, (_, detail) in enumerate(details, start=1)
        ),
    )


def _read_rows(table: str) -> dict[int, Detail]:
    """Titles, links and TL;DRs by reference; `|` and `]` inside a title are part of it."""
    rows: dict[int, Detail] = {}
    for line in table.split("\n"):
        match = _ROW.match(line)
        if match is None:
            continue
        title, _, rest = line[match.end() :].partition("](http")
        address, _, tldr = rest.partition(") |")
        closed = address and tldr
        rows[int(match[1])] = Detail(
            title=title.strip(),
            url=f"http{address}" if closed else "",
            tldr_zh=tldr.strip().removesuffix("|").strip(),
        )
    return rows


def _read_footnote(text: str, row: Detail | None) -> Detail:
    """A footnote; what was cut off it is taken from its row in the table."""
    paragraphs = text.split("\n\n    ")
    if not any(part.endswith("\n") for part in paragraphs[:-1]):
        paragraphs += [""] * (7 - len(paragraphs))
    else:
        paragraphs = [part for part in _BLANK_LINE.split(text) if part.strip()]
    detail = read_paragraphs(paragraphs)
    if row is None or (detail.title and detail.url and detail.tldr_zh):
        return detail
    return Detail(
        title_zh=detail.title_zh,
        title=detail.title if detail.url else row.title or detail.title,
        url=detail.url or row.url,
        tldr_zh=detail.tldr_zh if detail.abstract_zh else row.tldr_zh or detail.tldr_zh,
        tldr=detail.tldr,
        abstract_zh=detail.abstract_zh,
        abstract=detail.abstract,
    )


FORMAT = Format(NAME, _accepts, _parse)
