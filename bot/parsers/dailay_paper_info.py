"""dailay_paper_info: the Hugging Face papers of a day, each with a note by a language model.

    # English title
    [arxiv_pdf_url](https://arxiv.org/pdf/2408.01031)
    ### **论文标题**
    - …

Until July 2024 a title was `#   Title` (three blanks) with no link under it. A note may use top
level headings itself (`# **作者信息**`); they are no titles. Where the model failed, the note is
the line `# faild to  read !!!!`. The day is the file's name.
"""

import re
from dataclasses import dataclass

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Document, Entry
from bot.domain.paper import Damage, Reading, Section
from bot.errors import ParseError
from bot.parsers.chinese_title import find_chinese_title, read_chinese_title
from bot.parsers.format import Format
from bot.parsers.labelling import unite_damage
from bot.parsers.note_sections import split_sections
from bot.parsers.plain_text import remove_tags
from bot.parsers.provenance import find_day
from bot.parsers.publishers import DAILAY_PAPER_INFO
from bot.parsers.sentences import ends_mid_sentence, holds_chinese
from bot.parsers.splitting import split_behind

NAME = "dailay-paper-info"
_LINKED = re.compile(r"^#[ \t]+(\S.*)$(?=\n{1,3}\[arxiv_pdf_url\])", re.M)
_OLDER = re.compile(r"^#[ \t]{2,}([^\s*].*)$", re.M)
_PART = re.compile(r"^[#*\s0-9.]{0,12}(?:论文标题|作者信息|论文标签|研究核心目标与问题)", re.M)
_MARKER_TEXT = "# faild to  read !!!!"
_MARKER = re.compile(r"#\s{0,5}fail(?:e)?d\s{1,5}to\s{1,5}read\b.*", re.I)
#: The link is written whole by the program; without its closing bracket it was cut through.
_LINK = re.compile(r"\s{0,3}\[arxiv_pdf_url\](?:\((\S*?)(\)|$))?", re.M)
#: A last line that was on its way to be a title when the file was cut.
_LAST_TITLE = re.compile(r"\n#[ \t]+([^\s*#].{0,300})\s{0,3}(?:\[[^\]\n]{0,20})?\Z")
_HEADINGS_OF_NOTES = re.compile(r"(?:论文|内容)?(?:摘要|总结|概述|概要|摘要总结|简介)$|^.{1,5}$")


@dataclass(frozen=True, slots=True)
class _Block:
    title: str
    url: str | None
    note: str


def _accepts(sample: str) -> bool:
    if not sample.startswith("# "):
        return False
    if _LINKED.match(sample):
        return True
    older = _OLDER.match(sample)
    return older is not None and bool(_PART.search(sample) or _MARKER.search(sample))


def _parse(text: str, name: str) -> Document:
    blocks = _split(text)
    if not blocks:
        raise ParseError("no title of a paper was found")
    return Document(
        format=NAME,
        source=DAILAY_PAPER_INFO.source,
        issued_on=find_day(name),
        entries=tuple(_make_entry(position, block) for position, block in enumerate(blocks, 1)),
    )


def _split(text: str) -> list[_Block]:
    starts = list(_LINKED.finditer(text)) or [
        match for match in _OLDER.finditer(text) if not _MARKER.match(match[0])
    ]
    blocks = []
    for match, body in split_behind(text, starts):
        link = _LINK.match(body)
        url = link[1] if link and link[2] == ")" else None
        blocks.append(_Block(match[1].strip(), url, body[link.end() :] if link else body))
    return _split_last(blocks)


def _split_last(blocks: list[_Block]) -> list[_Block]:
    """A file cut right behind a title: that title is a paper too, of which nothing is left."""
    last = _LAST_TITLE.search(blocks[-1].note) if blocks else None
    if last is None or _is_marker(last[0].strip()):
        return blocks
    whole = _Block(blocks[-1].title, blocks[-1].url, blocks[-1].note[: last.start()])
    return [*blocks[:-1], whole, _Block(last[1].strip(), None, "")]


def _is_marker(note: str) -> bool:
    """Whether it is the marker, or what was left of it when the file was cut."""
    return _MARKER.match(note) is not None or (len(note) > 2 and _MARKER_TEXT.startswith(note))


def _make_entry(position: int, block: _Block) -> Entry:
    note = remove_tags(block.note).strip()
    failed = _is_marker(note)
    arxiv_id = ArxivId.find(block.url) if block.url else None
    readings = (_make_reading(note, failed=failed),) if note else ()
    return Entry(
        position=position,
        arxiv_id=arxiv_id,
        title=" ".join(block.title.split()),
        url=block.url,
        readings=readings,
        damage=unite_damage(arxiv_id, readings, *([] if note else [Damage.CUT])),
    )


def _make_reading(note: str, *, failed: bool) -> Reading:
    sections = [] if failed else split_sections(note)
    title, sections = _take_title(sections)
    damage = set()
    if failed:
        damage.add(Damage.FAILED)
    elif not holds_chinese(note):
        damage.add(Damage.UNTRANSLATED)
    if sections and ends_mid_sentence(sections[-1].text):
        damage.add(Damage.CUT)
    return Reading(
        source=DAILAY_PAPER_INFO.source,
        lang="zh",
        title=title,
        sections=tuple(sections),
        attribution=DAILAY_PAPER_INFO.attribution,
        licence=DAILAY_PAPER_INFO.licence,
        damage=tuple(sorted(damage)),
    )


def _take_title(sections: list[Section]) -> tuple[str | None, list[Section]]:
    """The Chinese title: of its own section, or the heading above all others if that is one."""
    title = find_chinese_title(sections)
    if title is not None or len(sections) < 2:
        return title, sections
    first = sections[0]
    if first.text or _HEADINGS_OF_NOTES.search(first.heading):
        return None, sections
    title = read_chinese_title(first.heading)
    return title, sections[1:] if title else sections


FORMAT = Format(NAME, _accepts, _parse)
