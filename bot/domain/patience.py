"""How many commands one person may send to one chat: a handful at once, then one now and then."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

#: Of what is answered while somebody types, as many as one command.
_LETTERS = 6


class Verdict(StrEnum):
    """What becomes of a command."""

    ANSWER = "answer"
    #: One short line: too many. Said once.
    SAY_SO = "say_so"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The rule.

    Attributes:
        burst: commands at once.
        every: how long until there is one more.
    """

    burst: int = 12
    every: timedelta = timedelta(seconds=3)

    @property
    def of_letters(self) -> "Patience":
        """The rule for what is looked up while somebody still types, letter by letter."""
        return Patience(burst=self.burst * _LETTERS, every=self.every / _LETTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What one person has left in one chat, as of `at`."""

    commands: float
    at: datetime
    told: bool = False


def judge(
    patience: Patience, left: Left | None, now: datetime, count: int = 1
) -> tuple[Verdict, Left]:
    """What becomes of a message sent `now`, and what is left behind it.

    Args:
        count: the commands in it. They are answered together, such as those that restore a chat;
            what they are too many is waited for afterwards, a whole burst at most.
    """
    if left is None:
        left = Left(commands=patience.burst, at=now)
    # A clock that was set back gives nothing and takes nothing.
    grown = max(now - left.at, timedelta()) / patience.every
    commands = min(patience.burst, left.commands + grown)
    if commands >= 1:
        # Said once until there is peace: not again with every command that slips through.
        told = left.told and commands < patience.burst / 2
        commands = max(commands - count, -patience.burst)
        return Verdict.ANSWER, Left(commands=commands, at=now, told=told)
    verdict = Verdict.SILENCE if left.told else Verdict.SAY_SO
    return verdict, replace(left, commands=commands, at=now, told=True)


def is_full(patience: Patience, left: Left, now: datetime) -> bool:
    """Whether there is nothing to remember of this person any more."""
    return left.commands + (now - left.at) / patience.every >= patience.burst
