"""The words of full-text search: what is stored of a paper, and what is asked for.

Letters and digits only, lower-case; CJK as overlapping pairs, and a CJK character that stands alone
as itself. A longer word than `_LONGEST` is nobody's, and is cut.
"""

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.matching.text import (
    BREAK,
    FIRST_CJK,
    PREFIXES,
    find_pieces,
    fold,
    has_cjk,
    prepare,
)

_LONGEST = 64
#: Instead of words: there is a prefix among them, and what is behind the space may belong to it.
_JOINS = "+"
_SPACE = array("I", " ".encode("utf-32-le"))


def tokens(text: str) -> list[str]:
    """The words of a text in their order, with their repetitions."""
    found: list[str] = []
    for piece in find_pieces(prepare(text)):
        run = "".join(piece.split()) if piece >= FIRST_CJK else ""
        if len(run) > 2:
            found += (run[place : place + 2] for place in range(len(run) - 1))
        else:
            found += [run] if run else _fold_all([piece])
    return found


def join_tokens(text: str) -> str:
    """All words that `tokens` finds, apart by one space, most of them once, in any order.

    For whole texts: it takes a fraction of the time.
    """
    prepared = prepare(text)
    if not has_cjk(prepared):
        stretches = dict.fromkeys(prepared.split())
        if max(map(len, stretches), default=0) <= _LONGEST:
            words = " ".join(filter(None, map(_join_words, stretches)))
            if _JOINS not in words:
                return words
    pieces = dict.fromkeys(find_pieces(prepared))
    found = dict.fromkeys(_fold_all(piece for piece in pieces if piece < FIRST_CJK))
    runs = ["".join(piece.split()) for piece in pieces if piece >= FIRST_CJK]
    short = [run for run in runs if len(run) < 3]
    return " ".join([*found, *short, *_pair([run for run in runs if len(run) > 2])])


@lru_cache(maxsize=1 << 15)
def _join_words(stretch: str) -> str:
    """The words between two spaces of a prepared text without CJK; texts repeat such stretches."""
    words = _fold_all(find_pieces(stretch))
    return _JOINS if any(word in PREFIXES for word in words) else " ".join(words)


def _fold_all(pieces: Iterable[str]) -> list[str]:
    return [word[:_LONGEST] for word in map(fold, pieces) if word != BREAK]


def _pair(runs: Sequence[str]) -> list[str]:
    """Every two characters that stand side by side in runs of at least three, apart by spaces.

    All at once, as numbers: a paper has hundreds of pairs, and to cut out each takes far longer.
    """
    if not runs:
        return []
    codes = array("I", "\n".join(["", *runs, ""]).encode("utf-32-le"))
    pairs = _SPACE * (3 * (len(codes) - 1))
    pairs[0::3] = codes[:-1]
    pairs[1::3] = codes[1:]
    # Of abc and de: "|a ab bc c| |d de e| ", where | is the end of a run.
    text = pairs.tobytes().decode("utf-32-le")
    return [of_run[2:-2] for of_run in text[1:-2].split("\n \n")]
