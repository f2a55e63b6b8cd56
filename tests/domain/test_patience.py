"""How many commands one person may send."""

from datetime import UTC, datetime, timedelta

from bot.domain.patience import Left, Patience, Verdict, judge

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RULE = Patience(burst=3, every=timedelta(seconds=10))


def send(*seconds: float, rule: Patience = RULE) -> list[str]:
    """What becomes of commands sent at these seconds."""
    left: Left | None = None
    said = []
    for second in seconds:
        verdict, left = judge(rule, left, NOW + timedelta(seconds=second))
        said.append(verdict.value)
    return said


def test_a_handful_is_answered_then_one_line_then_nothing() -> None:
    assert send(0, 0, 0, 0, 0, 1) == ["answer"] * 3 + ["say_so", "silence", "silence"]


def test_after_a_while_there_is_one_more_and_the_line_is_not_said_again() -> None:
    assert send(0, 0, 0, 0, 10, 10, 20) == ["answer"] * 3 + [
        "say_so",
        "answer",
        "silence",
        "answer",
    ]


def test_after_a_rest_all_is_as_before() -> None:
    assert send(0, 0, 0, 0, 60, 60, 60, 60)[-4:] == ["answer"] * 3 + ["say_so"]


def test_whoever_writes_now_and_then_is_always_answered() -> None:
    assert send(*range(0, 1000, 10)) == ["answer"] * 100


def test_a_clock_that_is_set_back_gives_nothing() -> None:
    assert send(100, 100, 100, 0, 0)[-2:] == [Verdict.SAY_SO.value, Verdict.SILENCE.value]
