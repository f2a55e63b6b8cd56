"""Whether an abstract that names something is about it, or names it in passing.

What tells is where it comes first, and what stands around it: "we propose a point cloud …" is not
"applications such as robotics, point clouds and …".
"""

from bisect import bisect_right
from collections.abc import Sequence

from bot.matching.scoring import PLACES, Cues
from bot.matching.text import BREAK

#: Characters before and behind a name that are looked at; and as near as this, marks are counted.
_AROUND, _CLOSE = 90, 50
#: More marks than so many stand in lists, and not in sentences; as many more make no difference.
_FEW_MARKS, _MORE_MARKS = 3, 2
#: Letters of the longest acronym that is looked for.
_LONGEST = 6

# Words as `Searchable.text` has them: without case, in the singular.
_OWN = frozenset({"our", "we"})
_THIS = tuple(
    f" this {each} " for each in ("article", "paper", "study", "survey", "thesis", "work")
)
_NEW = frozenset(
    {"address", "aim", "develop", "explore", "introduce", "investigate"}
    | {"new", "novel", "present", "propose", "proposed", "study"}
)
_LISTED = frozenset({"application", "etc", "example", "including", "like", "various"})
_ELSEWHERE = frozenset(
    {"although", "conventional", "existing", "however", "inspired", "recent", "recently"}
    | {"success", "than", "traditional", "unlike", "while"}
)
_JOINED = (" and ", " or ", f" {BREAK} ")

Spans = Sequence[tuple[int, int]]


def find_cues(text: str, spans: Spans) -> Cues:
    """How a text names something.

    Args:
        text: as `Searchable.text` has it.
        spans: where it is named, at least once; they may overlap.
    """
    places = _merge(spans)
    many, fewest = len(places), _FEW_MARKS + _MORE_MARKS
    own = written_out = False
    new = listed = joined = elsewhere = 0
    for start, end in places:
        before, behind = text[max(0, start - _AROUND) : start + 1], text[end - 1 : end + _AROUND]
        words = before.split()
        listed += not _LISTED.isdisjoint(words) or " such as " in before or " e g " in before
        words += behind.split()
        own = own or not _OWN.isdisjoint(words) or ("this" in words and _is_this(before + behind))
        new += not _NEW.isdisjoint(words)
        elsewhere += not _ELSEWHERE.isdisjoint(words)
        joined += before.endswith(_JOINED) or behind.startswith(_JOINED[:2])
        marks = before[-_CLOSE:].count(BREAK) + behind[:_CLOSE].count(BREAK)
        fewest = min(fewest, marks)
        written_out = written_out or _is_written_out(before + text[start + 1 : end], behind)
    return Cues(
        late=bisect_right(PLACES, places[0][0] / len(text)),
        own=own,
        new=new / many,
        listed=listed / many,
        crowd=max(fewest - _FEW_MARKS, 0),
        written_out=written_out,
        joined=joined / many,
        only_joined=joined == many,
        elsewhere=elsewhere / many,
    )


def _merge(spans: Spans) -> list[tuple[int, int]]:
    """In order, and those that overlap as one; the space between two is of both."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1] - 1:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _is_this(text: str) -> bool:
    """Whether it speaks of the paper itself."""
    return any(each in text for each in _THIS)


def _is_written_out(before: str, behind: str) -> bool:
    """Whether an acronym stands behind what it is one of: automatic speech recognition (ASR).

    Args:
        before: the text up to there.
    """
    word = behind[1:].partition(" ")[0]
    if not 1 < len(word) <= _LONGEST:
        return False
    return "".join([each[0] for each in before.split()[-len(word) :]]) == word
