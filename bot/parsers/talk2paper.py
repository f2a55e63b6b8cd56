"""What Talk2Paper's posts, its web pages and their text have in common: one paper's block.

In order: title, authors, English abstract, its Chinese translation (since 2025, quoted), link to
arXiv with the authors' comment behind it, summary, takeaways, and in most posts a long reading
note by ChatPaperFree, then screenshots. The labels drift (`Summary`, `摘要`, `Key Takeaways`,
`关键要点` …), and every part but the title may be missing.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum, auto

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Entry
from bot.domain.paper import Damage, Reading
from bot.parsers.authors import split_authors
from bot.parsers.chinese_title import find_chinese_title
from bot.parsers.labelling import is_untranslated, unite_damage
from bot.parsers.links import find_links
from bot.parsers.note_sections import split_sections
from bot.parsers.plain_text import plain_text, remove_bullet, remove_tags
from bot.parsers.publishers import TALK2PAPER
from bot.parsers.sentences import ends_mid_sentence, is_mostly_chinese


class _Part(StrEnum):
    """What the lines under a label are."""

    ABSTRACT = auto()
    TRANSLATION = auto()
    COMMENT = auto()
    SUMMARY = auto()
    TAKEAWAYS = auto()
    NOTE = auto()
    END = auto()


#: Labels as counted in 263 posts, in lower case.
_LABELS = {
    "summary": _Part.SUMMARY,
    "摘要": _Part.SUMMARY,
    "总结": _Part.SUMMARY,
    "概述": _Part.SUMMARY,
    "中文摘要": _Part.SUMMARY,
    "主要内容": _Part.TAKEAWAYS,
    "key takeaways": _Part.TAKEAWAYS,
    "要点": _Part.TAKEAWAYS,
    "关键点": _Part.TAKEAWAYS,
    "关键要点": _Part.TAKEAWAYS,
    "关键见解": _Part.TAKEAWAYS,
    "关键信息": _Part.TAKEAWAYS,
    "主要要点": _Part.TAKEAWAYS,
    "主要见解": _Part.TAKEAWAYS,
    "主要结论": _Part.TAKEAWAYS,
    "重要要点": _Part.TAKEAWAYS,
    "中文翻译": _Part.TRANSLATION,
    "论文及项目相关链接": _Part.COMMENT,
    "chatpaperfree": _Part.NOTE,
    "cool papers": _Part.END,
    "点此查看论文截图": _Part.END,
}
_LONGEST_LABEL = 20
_BEFORE_LINK = (_Part.ABSTRACT, _Part.TRANSLATION, _Part.COMMENT)
_BOLD_LABEL = re.compile(r"\*\*[ \t]*\[?([^*\[\]\n]{2,20})(?:\]\([^()\s]{0,300}\))?[ \t]*\*\*(.*)")
_LINK = re.compile(r"\[[^\[\]\n]{0,20}PDF\]\(([^()\s]{0,300})\)[ \t]*(.*)", re.I)
_BARE_LINK = re.compile(r"PDF(?:[ \t]+(.*))?")
_COOL_PAPERS = re.compile(
    r"\[Cool Papers\]\(https?://[^()\s]{1,200}?/arxiv/([^()\s]{1,40})\)", re.I
)
#: How every line begins that ends a block; what follows the footer are teasers of other days.
_ENDINGS = (
    "<details",
    "[Cool Papers]",
    "Cool Papers",
    "点此查看论文截图",
    "文章作者",
    "版权声明",
    "文章链接",
    "上一篇",
    "下一篇",
)
_IMAGE = re.compile(r"<img src=\"([^\"\n]{1,2000})\"")
#: What the program and its model wrote where they failed to write a part of the note.
_MARKER_SIGNS = ("Some Error for", "Please refer to relevant websites")
_MARKER = re.compile(
    r"Some Error for (?:method|summary|conclusion).*"
    r"|Please refer to relevant websites for more information.*"
)


@dataclass(slots=True)
class Block:
    """The lines of one paper.

    Attributes:
        authors: names as published, comma-separated.
        body: everything behind the authors.
    """

    title: str
    authors: str
    body: str


@dataclass(slots=True)
class _Read:
    images: tuple[str, ...]
    lines: defaultdict[_Part, list[str]] = field(default_factory=lambda: defaultdict(list))
    url: str | None = None

    def text(self, part: _Part) -> str:
        return plain_text("\n".join(self.lines[part]))


def make_entry(position: int, block: Block, *, unfinished: bool = False) -> Entry:
    """`unfinished`: the document breaks off in this block."""
    read = _read_block(block.body)
    abstract = " ".join(" ".join(read.lines[_Part.ABSTRACT]).split())
    comment = " ".join(" ".join(read.lines[_Part.COMMENT]).split())
    cut = not abstract or ends_mid_sentence(abstract)
    arxiv_id = ArxivId.find(read.url) if read.url else None
    reading = _make_reading(read, unfinished=unfinished)
    readings = (reading,) if reading.size else ()
    found = [Damage.CUT] if cut or unfinished else []
    return Entry(
        position=position,
        arxiv_id=arxiv_id,
        title=" ".join(block.title.split()),
        authors=split_authors(block.authors),
        abstract=abstract or None,
        url=read.url,
        comment=comment or None,
        links=find_links([comment, abstract], cut=cut),
        images=read.images,
        readings=readings,
        damage=unite_damage(arxiv_id, readings, *found),
    )


def _read_block(body: str) -> _Read:
    read = _Read(tuple(_IMAGE.findall(body)) if "<img" in body else ())
    lines, part, at = body.split("\n"), _Part.ABSTRACT, 0
    while at < len(lines) and part is not _Part.END:
        line, text = lines[at], lines[at].strip()
        at += 1
        labelled = _read_label(text, part) if text else None
        if labelled is None:
            part = _place(read, part, line, text)
        else:
            part, rest = labelled
            read.lines[part].append(rest)
            _read_link(read, text)
        if part is _Part.NOTE:
            end = _find_end(lines, at)
            read.lines[part] += lines[at:end]
            at = end
    return read


def _find_end(lines: list[str], start: int) -> int:
    """Where a note ends: most of a post is notes, and they keep whatever labels stand in them."""
    ends = (at for at in range(start, len(lines)) if lines[at].lstrip().startswith(_ENDINGS))
    return next(ends, len(lines))


def _read_label(text: str, now: _Part) -> tuple[_Part, str] | None:
    """The part that a line begins, and what else stands on it; None where it is text."""
    if text.startswith(_ENDINGS):
        return _Part.END, text
    is_bold = text.startswith("**")
    if not is_bold and len(text) > _LONGEST_LABEL and "PDF" not in text[:_LONGEST_LABEL]:
        return None
    if now in _BEFORE_LINK:
        link = _LINK.fullmatch(text) or _BARE_LINK.fullmatch(text)
        if link is not None:
            return _Part.COMMENT, link[link.lastindex] if link.lastindex else ""
    bold = _BOLD_LABEL.fullmatch(text) if is_bold else None
    name, rest = (bold[1], bold[2]) if bold else (text, "")
    part = _LABELS.get(name.strip(" :：").lower())
    if part is None:
        return None
    return part, rest.strip().lstrip(":：").strip()


def _read_link(read: _Read, text: str) -> None:
    """The paper's own page: behind `PDF`, else behind `Cool Papers`."""
    link = _LINK.fullmatch(text)
    if link is not None and link[1]:
        read.url = link[1]
    elif read.url is None and (cool := _COOL_PAPERS.match(text)) is not None:
        found = ArxivId.find(cool[1])
        read.url = found.abs_url if found else None


def _place(read: _Read, part: _Part, line: str, text: str) -> _Part:
    """Put a line where it belongs, and say in which part the next one is."""
    if part is _Part.ABSTRACT and text:
        if text.startswith(">") or is_mostly_chinese(text):
            part = _Part.TRANSLATION
    elif part is _Part.COMMENT and text and read.lines[part][-1:] == [""]:
        part = _Part.SUMMARY
    if part is _Part.TRANSLATION:
        line = text.removeprefix(">")
    read.lines[part].append(line)
    return part


def _make_reading(read: _Read, *, unfinished: bool) -> Reading:
    note = remove_tags("\n".join(read.lines[_Part.NOTE]))
    kept = _MARKER.sub("", note) if any(sign in note for sign in _MARKER_SIGNS) else note
    sections = split_sections(kept)
    translation, summary = read.text(_Part.TRANSLATION), read.text(_Part.SUMMARY)
    items = map(remove_bullet, read.text(_Part.TAKEAWAYS).split("\n"))
    takeaways = tuple(item for item in items if item)
    last = sections[-1].text if sections else ""
    found = {
        Damage.FAILED: len(kept) < len(note),
        Damage.CUT: unfinished or any(map(ends_mid_sentence, (translation, last))),
        Damage.UNTRANSLATED: is_untranslated(translation, summary, "".join(takeaways)),
    }
    return Reading(
        source=TALK2PAPER.source,
        lang="zh",
        title=find_chinese_title(sections),
        abstract=translation or None,
        tldr=summary or None,
        takeaways=takeaways,
        sections=tuple(sections),
        attribution=TALK2PAPER.attribution,
        licence=TALK2PAPER.licence,
        damage=tuple(sorted(damage for damage, is_there in found.items() if is_there)),
    )
