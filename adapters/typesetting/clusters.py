"""Where a text may be cut so that no reader sees half of a letter.

A grapheme cluster is what a reader takes for one letter: a base with its accents, a family of
joined emoji, a flag. The rules are those of Unicode Standard Annex 29 as far as the standard
library's tables go; they never allow a cut that the annex forbids inside emoji, Hangul or marks.
"""

import re
import unicodedata

_JOINERS = frozenset("\u200c\u200d")
#: What is no mark by category: skin tones, the letters of subdivision flags, Thai and Lao vowels.
_EXTENDERS = re.compile("[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u0e33\u0eb3]")
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]")
#: Vowels and finals of Hangul written as single jamo.
_JAMO_TAIL = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")
_INDIC_LINKERS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})
#: No cluster of a language is longer; what is longer was made to do harm.
_LONGEST = 64
#: What a cut is best behind, best first: paragraphs, lines, sentences, clauses, words.
_PLACES = tuple(
    re.compile(pattern) for pattern in (r"\n\n+", r"\n", r"[。！？]|[.!?]\s", r"[，；、：]|\s")
)
#: A better place is taken up to this part of the text before the limit.
_LOOK_BACK = 3


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of it."""
    return not all(unicodedata.category(char) in _UNSEEN for char in text)


def may_cut(text: str, index: int) -> bool:
    """Whether the text can be cut before `index`."""
    if not 0 < index < len(text):
        return True
    before, after = text[index - 1], text[index]
    if before.isascii() and after.isascii():
        return (before, after) != ("\r", "\n")
    if _continues(after) or before == "\u200d" or before in _INDIC_LINKERS:
        return False
    return not (_REGIONAL.match(after) and _count_regional(text, index) % 2)


def _continues(char: str) -> bool:
    return (
        char in _JOINERS
        or unicodedata.category(char)[0] == "M"
        or bool(_EXTENDERS.match(char) or _JAMO_TAIL.match(char))
    )


def _count_regional(text: str, end: int) -> int:
    start = end
    while start > 0 and _REGIONAL.match(text[start - 1]):
        start -= 1
    return end - start


def floor_cut(text: str, index: int) -> int:
    """The last place at or before `index` where the text can be cut; `index` where there is none."""
    if index >= len(text):
        return len(text)
    for place in range(index, max(0, index - _LONGEST), -1):
        if may_cut(text, place):
            return place
    return index


def best_cut(text: str, index: int) -> int:
    """The best place to cut at or before `index`: between paragraphs, sentences, words, letters."""
    if index >= len(text):
        return len(text)
    start = index - index // _LOOK_BACK
    for place in _PLACES:
        ends = [
            match.end()
            for match in place.finditer(text, start, index + 1)
            if start < match.end() <= index and may_cut(text, match.end())
        ]
        if ends:
            return ends[-1]
    return floor_cut(text, index)
