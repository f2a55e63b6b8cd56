"""A reading note written by a language model -> its headed sections.

The models were asked for numbered or headed parts and answered in every shape: `### **论文标题**`,
`#### 1. 论文标题翻译：`, `1. **论文标题**`, `**Title**: …`, `<li><p>标题：…`, `7.方法：`. A heading is

* a Markdown heading, or a line that is nothing but bold;
* a line that begins with one of the names the prompts ask for, with a number before it or a colon
  behind it.

A bullet is never a heading. What stands before the first heading is a section without one.
"""

import re

from bot.domain.paper import Section
from bot.parsers.plain_text import plain_text

_NAMES = (
    r"(?:论文|文章)?(?:中文)?(?:标题|题目)(?:翻译)?|Title"
    r"|(?:第一|首位|主要|文章|论文|所有)?(?:位)?作者(?:的)?(?:所属|隶属|所在)?(?:单位|机构)"
    r"|(?:论文|文章)?作者(?:信息|名单|列表)?|Authors?"
    r"|(?:所属|隶属|所在)(?:单位|机构)?|单位|机构|Affiliations?"
    r"|关键词|关键字|Key ?words?|(?:论文)?标签"
    r"|(?:论文|文章|代码)?(?:链接|网址)|Urls?|Links?"
    r"|(?:论文|内容|全文)?(?:摘要|总结|概述|概要)|Summary|Abstract"
    r"|(?:研究|采用|论文|文章)?方法(?:论)?|Method(?:ology|s)?|(?:研究)?背景|Background"
    r"|(?:研究)?核心目标|实验设计|主要发现|关键图表|Conclusions?|结论"
)
#: The characters these names begin with: most lines are told by their first character alone.
_OPENINGS = "#*0-9论文章中标题第首主所位作隶单机关代链网内全摘总概研采方背核实结TAKULSMBCtakulsmbc"
_BLANKS = r"[ \t]{0,8}"
_STARS = r"(?:\*\*)?"
_END = r"(?=[ \t]{0,8}(?:\n|\Z))"
#: All shapes in one, begun by a literal line end, so that a note is read in one pass. Behind a
#: number some more words may follow the name (`7. **方法论概述**：`).
_HEADING = re.compile(
    rf"\n[ ]{{0,3}}(?=[{_OPENINGS}])(?:"
    r"#{1,6}[ \t]{1,8}(?P<markdown>[^\s\n][^\n]*)"
    rf"|\*\*(?P<bold>[^*\n]{{1,120}})\*\*{_BLANKS}[:：]?{_END}"
    rf"|{_STARS}[0-9]{{1,2}}{_BLANKS}[.、．:：]{_BLANKS}{_STARS}{_BLANKS}"
    rf"(?P<numbered>(?:{_NAMES})[^:：*()（）。，,；;\n]{{0,12}}?){_BLANKS}{_STARS}"
    rf"(?:{_BLANKS}[:：]{_BLANKS}{_STARS}|(?=[ \t]?[(（])|{_END})"
    rf"|{_STARS}(?P<named>{_NAMES}){_BLANKS}{_STARS}(?:{_BLANKS}[:：]{_BLANKS}{_STARS}|{_END})"
    r")",
    re.I,
)
_LEADING_NUMBER = re.compile(r"(?:[0-9]{1,2}[.、．:：)](?![0-9])|[一二三四五六七八九十]、)[ \t]*")
#: Set around a heading while the whole note becomes plain text; `decode` lets neither through.
_BEFORE, _BEHIND = "\0", "\x01"


def split_sections(note: str) -> list[Section]:
    """The sections of a note, in order, whole; `note` without HTML tags."""
    marked = _HEADING.sub(_mark, f"\n{note}")
    sections = []
    for part in plain_text(marked).split(_BEFORE):
        heading, behind, text = part.partition(_BEHIND)
        if not behind:
            heading, text = "", part
        if part.strip():
            sections.append(Section(heading, text.strip()))
    return sections


def _mark(match: re.Match[str]) -> str:
    name = (match[match.lastindex] if match.lastindex else "").replace("*", "").strip()
    number = _LEADING_NUMBER.match(name)
    heading = name[number.end() if number else 0 :].strip(" \t:：") or name
    return f"\n{_BEFORE}{heading}{_BEHIND}"
