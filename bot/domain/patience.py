"""How many commands one person may send to one chat: a handful at once, then one now and then."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What one person has left in one chat, as of `at`."""

    commands: float
    at: datetime
    told: bool = False


def judge(patience: Patience, left: Left | None, now: datetime) -> tuple[Verdict, Left]:
    """What becomes of a command sent `now`, and what is left behind it."""
    if left is None:
        return Verdict.ANSWER, Left(commands=patience.burst - 1, at=now)
    # A clock that was set back gives nothing and takes nothing.
    grown = max(now - left.at, timedelta()) / patience.every
    commands = min(patience.burst, left.commands + grown)
    if commands >= 1:
        # Said once until there is peace: not again with every command that slips through.
        told = left.told and commands < patience.burst / 2
        return Verdict.ANSWER, Left(commands=commands - 1, at=now, told=told)
    verdict = Verdict.SILENCE if left.told else Verdict.SAY_SO
    return verdict, replace(left, commands=commands, at=now, told=True)


def is_full(patience: Patience, left: Left, now: datetime) -> bool:
    """Whether there is nothing to remember of this person any more."""
    return left.commands + (now - left.at) / patience.every >= patience.burst
