"""What a paper must hold to match a query: a cheap question, asked of an index before the dear one.

Full-text search stores words by the same rules as texts are compared (`bot.matching.text`), so that
no paper is missed: what is found in a text has all its words there.
"""

from bot.domain.topic import Hints
from bot.matching.expansion import Wanted, expand, needles
from bot.matching.lexicon import Lexicon
from bot.matching.query import Author, Category, Query
from bot.matching.text import has_cjk


def find_hints(query: Query, lexicon: Lexicon) -> Hints | None:
    """The hints of a query; None where every paper has to be looked at."""
    found = [
        _rarest([_hints_of(wanted, lexicon) for wanted in alternative])
        for alternative in expand(query, lexicon).alternatives
    ]
    if any(hints is None for hints in found):
        return None
    known = [hints for hints in found if hints is not None]
    return Hints(
        names=tuple(dict.fromkeys(name for hints in known for name in hints.names)),
        categories=tuple(dict.fromkeys(one for hints in known for one in hints.categories)),
    )


def _rarest(needs: list[Hints | None]) -> Hints | None:
    """Of what an alternative needs, what the fewest papers should hold: words before categories."""
    known = [hints for hints in needs if hints is not None]
    return min(known, key=lambda hints: (len(hints.categories), len(hints.names)), default=None)


def _hints_of(wanted: Wanted, lexicon: Lexicon) -> Hints | None:
    if isinstance(wanted.part, Category):
        return Hints(categories=(wanted.part.name,))
    if isinstance(wanted.part, Author):
        # An initial stands for any name that begins with it.
        words = [word for word in wanted.part.words if len(word) > 1]
        return Hints(names=(" ".join(words),)) if words else None
    names = tuple(dict.fromkeys(needle.text for needle in needles(wanted, lexicon)))
    if any(len(name) == 1 and has_cjk(name) for name in names):
        # Search holds a Chinese character only together with its neighbours.
        return None
    return Hints(names, wanted.topic.categories if wanted.topic else ())
