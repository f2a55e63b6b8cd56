"""The Chinese title of a paper, from what a reading note says under "title".

Seen there: `《…》`, `- **…**`, the Chinese title with the English one in parentheses behind it or the
other way round, `English title` and `中文翻译：…` on the next line, `中文翻译标题为“…”`.
"""

import re
from collections.abc import Sequence

from bot.domain.paper import Section
from bot.parsers.plain_text import remove_bullet
from bot.parsers.sentences import holds_chinese

_TITLE = re.compile(r"(?:论文|文章)?(?:中文)?(?:标题|题目)(?:.{0,6}翻译.?)?|title|标题翻译", re.I)
_TRANSLATED = re.compile(
    r"(?:翻译|译名|译文)(?:标题|题目)?后?(?:为|是)?\s{0,3}[:：]?\s{0,3}[“\"《「]?([^”\"》」\n]{4,150})"
)
_LABEL = re.compile(r"(?:中文|翻译|中文翻译|中文标题|标题|论文标题|中文题目)\s{0,3}[:：]\s{0,3}")
_PARENTHESIS = re.compile(r"\s{0,3}[(（]([^()（）]{1,200})[)）]$")
_QUOTES = "《》“”\"'「」『』<>〈〉* \t"
_MAX_TITLE = 120


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
    if text.endswith((")", "）")) and not re.search(r"[(（]", text):
        text = text[:-1]
    aside = _PARENTHESIS.search(text)
    if aside is not None:
        outside, inside = text[: aside.start()].strip(_QUOTES), aside[1].strip(_QUOTES)
        if not holds_chinese(inside):
            text = outside
        elif not holds_chinese(outside):
            text = _LABEL.sub("", inside, count=1)
    usable = holds_chinese(text) and len(text) <= _MAX_TITLE and "。" not in text
    return text if usable else None
