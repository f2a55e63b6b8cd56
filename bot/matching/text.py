"""Text as it is compared: one form for what people type, for what papers say, and for search.

`normalise` makes 醫學圖像 of a Taiwanese reader, `ＬＬＭ` of a Chinese keyboard and "Multi-Modal
Models" of a title equal to 医学图像, `llm` and "multimodal model". Whatever is compared must have
come through here: a rule that is wrong on both sides alike does no harm.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate

from opencc import OpenCC

#: What stands for punctuation between two words in `searchable`, so that no phrase crosses it.
BREAK = "."

#: Words that people type, or leave out, between the ones that count.
FILLERS = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with", "和", "与"})

#: Han and kana: written without spaces, so the run of them is the unit and not the word.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
FIRST_CJK = "\u3040"
#: Never words of their own: multi-modal, multi modal and multimodal are one.
PREFIXES = (
    "anti",
    "electro",
    "hetero",
    "hyper",
    "inter",
    "intra",
    "macro",
    "magneto",
    "micro",
    "multi",
    "nano",
    "neuro",
    "non",
    "pre",
    "pseudo",
    "semi",
    "spatio",
    "ultra",
)
_PLURALS = {
    "analyses": "analysis", "bacteria": "bacterium", "bias": "bias", "biases": "bias",
    "corpora": "corpus", "criteria": "criterion", "diagnoses": "diagnosis", "gas": "gas",
    "gases": "gas", "hypotheses": "hypothesis", "indices": "index", "lens": "lens",
    "lenses": "lens", "manifolds": "manifold", "matrices": "matrix", "nuclei": "nucleus",
    "phenomena": "phenomenon", "prognoses": "prognosis", "series": "series",
    "species": "species", "spectra": "spectrum", "stimuli": "stimulus",
    "syntheses": "synthesis", "vertices": "vertex", "viruses": "virus",
}  # fmt: skip
_WRITTEN_OUT = {"c++": "cplusplus", "c#": "csharp"}
_PLURAL_ES = ("sses", "xes", "ches", "shes", "zzes")

_DASHES = "\\-\u2010-\u2015\u2212"
#: A word, a run of CJK, or a mark between words; possessive throughout, for speed.
_PIECE = re.compile(
    rf"(?:(?:{'|'.join(PREFIXES)})[\s{_DASHES}]++(?=[a-z]{{3}}))?+"
    rf"(?:c\+\+|c#(?!\w)|[^\W_{FIRST_CJK}-\U0010ffff]++)(?:['’]s(?!\w))?+"
    rf"|[^\W_{_CJK}]++"
    rf"|[{_CJK}]++(?:\s++[{_CJK}]++)*+"
    r"|[.,:;!?()\[\]{}<>|\"“”。、…《》「」『』](?!\w)|[。、…《》「」『』]"
)
_WIDE_MARKS = tuple(zip("，：；！？（）", ",:;!?()", strict=True))
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_CJK_ON = re.compile(f"[{FIRST_CJK}-\U0010ffff]")
#: Half a character, which the converter refuses.
_LONE = re.compile("[\ud800-\udfff]")
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")
#: What stood between a prefix and its word.
_JOINT = re.compile(rf"[\s{_DASHES}]+")
#: Instead of pieces: there is a prefix among them, and what is behind the space may belong to it.
_JOINS = "+"


# The names of a topic are asked for several times, one time soon after the other.
@lru_cache(maxsize=1024)
def normalise(text: str) -> str:
    """The form in which names and queries are compared.

    Words apart by one space, folded to the singular; CJK without spaces inside; no punctuation.
    """
    joined = _join(prepare(text))
    if BREAK in joined:
        joined = " ".join([piece for piece in joined.split(" ") if piece != BREAK])
    found = joined if joined.isascii() else _BETWEEN_CJK.sub("", joined)
    return text if found == text else found  # Most names are; they need not be there twice.


def has_cjk(text: str) -> bool:
    """Whether any of it is Chinese (or kana)."""
    return not text.isascii() and _CJK_ON.search(text) is not None


def pattern_of(name: str) -> str:
    """The string to look for in `Searchable.text`: whole words, but CJK anywhere in a run.

    Args:
        name: already normalised.
    """
    before = "" if name[0] >= FIRST_CJK else " "
    after = "" if name[-1] >= FIRST_CJK else " "
    return f"{before}{name}{after}" if before or after else name


class Searchable:
    """One text of a paper: normalised, and able to say where a piece of it stood.

    Attributes:
        text: pieces apart by one space, a space at both ends, punctuation kept as `BREAK`.
    """

    __slots__ = ("_places", "_prepared", "_wide", "text")

    def __init__(self, text: str) -> None:
        self._wide = _widen(text)
        self._prepared = _prepare(self._wide)
        self.text = f" {_join(self._prepared)} "
        self._places: tuple[list[int], list[tuple[int, int]]] | None = None

    def original(self, start: int, end: int) -> str:
        """What `text[start:end]` is in the paper itself, in its own case and spelling."""
        text = self.text
        start += text[start] == " "
        end -= text[end - 1] == " "
        if len(self._wide) != len(self._prepared):
            return text[start:end]
        starts, spans = self._align()
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
        head, tail = spans[first][0], spans[last][1]
        if text[start] >= FIRST_CJK:
            head = self._inside(spans[first], start - starts[first])
        if text[end - 1] >= FIRST_CJK:
            tail = self._inside(spans[last], end - 1 - starts[last]) + 1
        return " ".join(self._wide[head:tail].split())

    def before(self, start: int) -> str:
        """What of the paper stands before `text[start:]`; empty where that is not known."""
        if len(self._wide) != len(self._prepared):
            return ""
        starts, spans = self._align()
        return self._wide[: spans[bisect_right(starts, start + 1) - 1][0]]

    def quote(self, start: int, end: int) -> str:
        """Like `original`, but perhaps another place where the same words stand; much faster."""
        pattern, prepared = self.text[start:end], self._prepared
        if len(self._wide) != len(prepared):
            return pattern.strip(" ")
        place = prepared.find(pattern)
        if place >= 0:
            return self._wide[place : place + len(pattern)].strip(" ")
        name = pattern.strip(" ")
        place = prepared.find(name)
        stop = place + len(name)
        stop += name[-1] < FIRST_CJK and prepared.startswith("s", stop)
        if place < 0 or _joins(prepared, place) or _joins(prepared, stop):
            return self.original(start, end)
        return self._wide[place:stop]

    def has_any(self, spellings: Iterable[str]) -> bool:
        """Whether any of these stands anywhere in the paper's text, inside a word too."""
        return any(spelling in self._wide for spelling in spellings)

    def _align(self) -> tuple[list[int], list[tuple[int, int]]]:
        """Where each piece begins in `text`, and the span that it has in the paper."""
        if self._places is None:
            spans = [match.span() for match in _PIECE.finditer(self._prepared)]
            lengths = [len(piece) + 1 for piece in self.text[1:-1].split(" ")]
            self._places = list(accumulate(lengths, initial=1))[:-1], spans
        return self._places

    def _inside(self, span: tuple[int, int], offset: int) -> int:
        """The place of character number `offset` of a run of CJK, spaces inside not counted."""
        run = self._prepared[slice(*span)]
        if len(run.split()) == 1:
            return span[0] + offset
        return [place for place in range(*span) if not self._prepared[place].isspace()][offset]


def _joins(text: str, place: int) -> bool:
    """Whether the characters before and at a place are of one word."""
    pair = text[place - 1 : place + 1] if place else ""
    return len(pair) == 2 and pair.isalnum() and pair[0] < FIRST_CJK > pair[1]


def prepare(text: str) -> str:
    """The text in which pieces are found; as long as its plain characters, but for a few letters."""
    return text.casefold() if text.isascii() else _prepare(_widen(text))


def find_pieces(prepared: str) -> list[str]:
    """The words of a prepared text, its runs of CJK, and the marks between them."""
    return _PIECE.findall(prepared)


def _widen(text: str) -> str:
    """Full-width, ligatures and other compatibility forms as plain characters."""
    if not text.isascii():
        # A Chinese text has no other such forms as a rule, and then `normalize` is done at once.
        for wide, plain in _WIDE_MARKS:
            text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text)


def _prepare(text: str) -> str:
    """Without case, simplified, without accents: the same length, but for a handful of letters."""
    text = text.casefold()
    if text.isascii():
        return text
    if _ACCENTED.search(text):
        text = text.translate(_plain_letters())
    traditional, convert = _simplifier()
    return convert(_LONE.sub("\ufffd", text)) if traditional.search(text) else text


def _join(prepared: str) -> str:
    """All pieces in their normal form, apart by one space.

    Texts repeat the stretches between their spaces; only Chinese, and a prefix apart from its word,
    reach across a space.
    """
    if not has_cjk(prepared):
        stretches = list(map(_STRETCHES.__getitem__, prepared.split()))
        if _JOINS not in stretches:
            return " ".join(filter(None, stretches))
    return " ".join(_split(prepared))


class _Stretches(dict[str, str]):
    """What stands between two spaces -> its pieces; `_JOINS` where the next may belong to them.

    Forgets all at once when it is full: to keep account of what was used last takes longer than all
    the rest of a look-up.
    """

    _MOST = 1 << 15

    def __missing__(self, stretch: str) -> str:
        pieces = _split(stretch)
        if len(self) >= self._MOST:
            self.clear()
        joined = _JOINS if any(piece in PREFIXES for piece in pieces) else " ".join(pieces)
        self[stretch] = joined
        return joined


_STRETCHES = _Stretches()


def _split(prepared: str) -> list[str]:
    return [
        fold(piece) if piece < FIRST_CJK else "".join(piece.split())
        for piece in _PIECE.findall(prepared)
    ]


@lru_cache(maxsize=1 << 16)
def fold(piece: str) -> str:
    """One piece in its normal form; the same for topics and for texts."""
    if not piece[0].isalnum():
        return BREAK
    if piece in _WRITTEN_OUT:
        return _WRITTEN_OUT[piece]
    word = _JOINT.sub("", piece).removesuffix("'s").removesuffix("’s")
    singular = fold_plural(word)
    return word if singular in PREFIXES else singular


def fold_plural(word: str) -> str:
    """An English plural as its singular; crude, and therefore used on both sides alike."""
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) < 4 or word[-1] != "s" or word[-2] in "sui" or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(_PLURAL_ES):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=1)
def _plain_letters() -> dict[int, str]:
    """é as e, letter for letter."""
    letters = map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
    plain = {letter: unicodedata.normalize("NFD", letter)[0] for letter in letters}
    return {ord(letter): base for letter, base in plain.items() if base != letter}


@lru_cache(maxsize=1)
def _simplifier() -> tuple[re.Pattern[str], Callable[[str], str]]:
    """Any character that only traditional text has, and the converter for a text with one."""
    converter = OpenCC("t2s")
    every = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    simplified = converter.convert("\n".join(every)).split("\n")
    changed = (before for before, after in zip(every, simplified, strict=True) if before != after)
    return re.compile(f"[{''.join(changed)}]"), converter.convert
