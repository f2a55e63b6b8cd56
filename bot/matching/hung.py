"""A topic as it is matched: what it needs, and what it leaves out."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.topic import Amount
from bot.matching.scoring import THRESHOLDS

#: From this score on, what is to be left out is in a paper.
EXCLUDING = THRESHOLDS[Amount.NORMAL]
#: Numbers in the finder of all that one alternative needs.
Needs = tuple[int, ...]


class Alternative(NamedTuple):
    """One way to match a topic.

    Attributes:
        hook: the one of its needs without which it is not looked at.
        others: the rest of them.
        are_joint: several of the needs are looked for in texts.
        before: so many of the others were typed before the hook.
    """

    hook: int
    others: Needs
    are_joint: bool
    before: int


@dataclass(frozen=True, slots=True)
class Hung:
    """A topic as it is matched.

    Attributes:
        number: its place in the order of coming.
        excluded: none of these may be there.
        needs: all that any of it needs, and what the person typed for each.
    """

    id: Hashable
    number: int
    alternatives: tuple[Alternative, ...]
    excluded: Needs
    needs: Needs
    labels: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it needs one thing, so that what it excludes is all that is left to look at."""
        first, *more = self.alternatives
        return not (more or first.others)

    def label(self, wanted: int) -> str:
        """What the person typed for it."""
        labels = self.labels
        return labels[0] if len(labels) == 1 else labels[self.needs.index(wanted)]
