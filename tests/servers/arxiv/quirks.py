"""What goes wrong at the real services, each to be switched on for a time or a number of times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass
class Quirks:
    """All are off at first.

    Attributes:
        appears_after: by date, how long after its mailing a listing (and all else) appears.
        half_until: by date, for how long its listing shows half of what it states.
        grows_until: by date, for how long its listing counts half as if that were all.
        index_lag: by date, for how long the API does not know the papers of it.
        stale_rss: dates on which the feed is still that of the day before; `stale_atom` in Atom.
        dated_wrong: by date, what its listing says instead.
        empty_pages: so many answers to searches have no papers, and say that there are some.
        lost_by_api: papers that the API never gives.
        refusals: statuses that the next questions get, by a path's beginning ("" for any).
        every: an n-th question is answered 429, however slow the questions come; 0 for none.
        is_down: whether connections are closed without an answer, by path.
    """

    appears_after: dict[date, timedelta] = field(default_factory=dict)
    half_until: dict[date, timedelta] = field(default_factory=dict)
    grows_until: dict[date, timedelta] = field(default_factory=dict)
    index_lag: dict[date, timedelta] = field(default_factory=dict)
    stale_rss: set[date] = field(default_factory=set)
    stale_atom: set[date] = field(default_factory=set)
    dated_wrong: dict[date, date] = field(default_factory=dict)
    empty_pages: int = 0
    lost_by_api: set[str] = field(default_factory=set)
    refusals: list[tuple[str, int]] = field(default_factory=list)
    every: int = 0
    is_down: Callable[[str], bool] = lambda _path: False

    def take_refusal(self, path: str) -> int | None:
        """The status that this question gets instead of an answer."""
        for place, (prefix, status) in enumerate(self.refusals):
            if path.startswith(prefix):
                del self.refusals[place]
                return status
        return None

    def take_empty_page(self, query: Mapping[str, str]) -> bool:
        """Whether this search is answered with nothing."""
        if "search_query" not in query or not self.empty_pages:
            return False
        self.empty_pages -= 1
        return True
