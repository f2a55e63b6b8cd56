"""Is it Chinese, and does it end where a sentence ends?"""

import re

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ENDS = ".。!！?？;；…:："
#: What may stand behind the last mark of a sentence.
_CLOSERS = " \t\n\u3000\"'”’)）]】}》」』*_`$\ufffd"
#: A comma promises more, however short the text.
_GOES_ON = "，、,"
#: Fewer characters than this since the last mark are a phrase that needs none.
_SENTENCE = 20
_ADDRESS = re.compile(r"https?:|www\.|github\.", re.I)
_TEX_LINK = re.compile(r"\\(?:url|href)\{[^\n]{0,190}\}\$?$")


def holds_chinese(text: str) -> bool:
    """Whether there is any Chinese character."""
    return _CHINESE.search(text) is not None


def is_mostly_chinese(text: str) -> bool:
    """Whether a paragraph is Chinese, with whatever English names in it."""
    return holds_chinese(text) and len(_CHINESE.findall(text)) * 6 > len(text)


def ends_mid_sentence(text: str) -> bool:
    """Whether a text breaks off: no mark at its end, and too long since the last one for a phrase.

    A text that ends in an address needs no mark; one that ends in "…" or "..." was cut by hand.
    """
    text = text[-2000:].rstrip()
    if not text:
        return False
    if text.endswith(("…", "...")):
        return True
    core = text.rstrip(_CLOSERS)
    if not core or core[-1] in _ENDS:
        return False
    if core[-1] in _GOES_ON:
        return True
    if _ADDRESS.search(core, core.rfind(" ") + 1) or _TEX_LINK.search(text, len(text) - 200):
        return False
    return len(core) - _last_break(core) > _SENTENCE


def _last_break(text: str) -> int:
    return max(text.rfind(mark) for mark in ".。!！?？;；\n") + 1
