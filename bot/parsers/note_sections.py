"""A reading note written by a language model -> its headed sections.

The models were asked for numbered or headed parts and answered in every shape: `### **论文标题**`,
`#### 1. 论文标题翻译：`, `1. **论文标题**`, `**Title**: …`, `<li><p>标题：…`, `7.方法：`. A heading is

* a Markdown heading, or a line that is nothing but bold;
* a line that begins with one of the names the prompts ask for, with a number before it or a colon
  behind it.

A bullet is never a heading. What stands before the first heading is a section without one.
"""

import re
from collections.abc import Iterable, Sequence

from bot.domain.paper import Section
from bot.parsers.plain_text import plain_text, remove_bullet
from bot.parsers.sentences import holds_chinese

_NAMES = (
    r"(?:论文|文章)?(?:中文)?(?:标题|题目)(?:翻译)?|Title"
    r"|(?:第一|首位|主要|文章|论文|所有)?(?:位)?作者(?:的)?(?:所属|隶属|所在)?(?:单位|机构)"
    r"|(?:论文|文章)?作者(?:信息|名单|列表)?|Authors?"
    r"|(?:所属|隶属|所在)(?:单位|机构)?|单位|机构|Affiliations?"
    r"|关键词|关键字|Key ?words?|(?:论文)?标签"
    r"|(?:论文|文章|代码)?(?:链接|网址)|Urls?|Links?"
    r"|(?:论文|内容|全文)?(?:摘要|总结|概述|概要)|Summary|Abstract"
    r"|(?:研究|采用|论文|文章)?方法(?:论)?|Method(?:ology|s)?|背景|研究背景|Background"
    r"|(?:研究)?核心目标|实验设计|主要发现|关键图表|Conclusions?|结论"
)
_MARKDOWN = re.compile(r"#{1,6}[ \t]+(?P<name>\S.*)")
_BOLD = re.compile(r"\*\*(?P<name>[^*\n]{1,120})\*\*[ \t]*[:：]?")
_NUMBER = r"[0-9]{1,2}[ \t]*[.、．:：][ \t]*"
#: `7. **方法论概述**：…`: some words may follow the name, because a number stands before it.
_NUMBERED = re.compile(
    rf"{_NUMBER}(?:\*\*)?[ \t]*(?P<name>(?:{_NAMES})[^:：*()（）。，,；;\n]{{0,12}}?)[ \t]*(?:\*\*)?[ \t]*"
    r"(?:[:：][ \t]*(?:\*\*)?|(?=[(（])|$)(?P<rest>.*)",
    re.I,
)
_NAMED = re.compile(
    rf"(?:\*\*)?(?P<name>{_NAMES})[ \t]*(?:\*\*)?[ \t]*(?:[:：][ \t]*(?:\*\*)?|$)(?P<rest>.*)",
    re.I,
)
_LEADING_NUMBER = re.compile(r"(?:[0-9]{1,2}[.、．:：)](?![0-9])|[一二三四五六七八九十]、)[ \t]*")
#: The shapes that a heading may have, by its first character.
_SHAPES = {
    "#": (_MARKDOWN,),
    "*": (_BOLD, _NAMED),
    **dict.fromkeys("0123456789", (_NUMBERED,)),
}
#: Characters that may open a heading; most lines are told by this alone.
_OPENINGS = frozenset(
    "#*0123456789论文章中标题第首主所位作隶单机关代链网内全摘总概研采方背核实结TAKULSMBCtakulsmbc"
)
_DEEPER = re.compile(r"[ \t]{4,}|\t")

_TITLE = re.compile(r"(?:论文|文章)?(?:中文)?(?:标题|题目)(?:.{0,6}翻译.?)?|title|标题翻译", re.I)
_TRANSLATED = re.compile(
    r"(?:中文)?(?:翻译|译名|标题)(?:标题|题目)?(?:后)?(?:为|是)?\s{0,3}[:：]?\s{0,3}[“\"《「]?([^”\"》」\n]{4,150})"
)
_LABEL = re.compile(r"(?:中文|翻译|中文翻译|中文标题|标题|论文标题|中文题目)\s{0,3}[:：]\s{0,3}")
_PARENTHESIS = re.compile(r"\s{0,3}[(（]([^()（）]{1,200})[)）]$")
_QUOTES = "《》“”\"'「」『』<>〈〉* \t"
_MAX_TITLE = 120


def split_sections(lines: Iterable[str]) -> list[Section]:
    """The sections of a note, in order, whole; `lines` without HTML tags."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        heading = _read_heading(line) if line.lstrip()[:1] in _OPENINGS else None
        if heading is None:
            sections[-1][1].append(line)
        else:
            name, rest = heading
            sections.append((name, [rest]))
    plain = (Section(heading, plain_text(texts)) for heading, texts in sections)
    return [section for section in plain if section.heading or section.text]


def _read_heading(line: str) -> tuple[str, str] | None:
    """The name and what stands behind it on the line, or None where the line is text."""
    text = line.strip()
    if _DEEPER.match(line):
        return None
    matches = (shape.fullmatch(text) for shape in _SHAPES.get(text[0], (_NAMED,)))
    match = next(filter(None, matches), None)
    if match is None:
        return None
    rest = match["rest"] if match.re in (_NUMBERED, _NAMED) else ""
    name = plain_text([match["name"]])
    number = _LEADING_NUMBER.match(name)
    return name[number.end() if number else 0 :].strip(" \t:：*") or name, rest


def find_chinese_title(sections: Sequence[Section]) -> str | None:
    """The title in Chinese, where a section about the title has one."""
    for section in sections:
        if _TITLE.fullmatch(section.heading):
            return read_chinese_title(section.text)
    return None


def read_chinese_title(text: str) -> str | None:
    """The Chinese title in a few lines about it; None where they hold none."""
    lines = [remove_bullet(line) for line in text.split("\n")[:4] if line]
    for line in lines:
        translated = _TRANSLATED.search(line) if "译" in line else None
        if translated is not None and holds_chinese(translated[1]):
            return _trim_title(translated[1])
    first = next((line for line in lines if holds_chinese(line)), None)
    return _trim_title(_LABEL.sub("", first, count=1)) if first is not None else None


def _trim_title(text: str) -> str | None:
    """Without quotes, full stop, and without an English title in parentheses behind it."""
    text = text.strip().rstrip("。.").strip(_QUOTES)
    aside = _PARENTHESIS.search(text)
    if aside is not None:
        outside, inside = text[: aside.start()].strip(_QUOTES), aside[1].strip(_QUOTES)
        if not holds_chinese(inside):
            text = outside
        elif not holds_chinese(outside):
            text = _LABEL.sub("", inside, count=1)
    usable = holds_chinese(text) and len(text) <= _MAX_TITLE and "。" not in text
    return text if usable else None
