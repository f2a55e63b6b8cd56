"""Whatever a chat changes, and whenever the program runs: no date twice, none skipped."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.schedule import (
    WEEK,
    Rhythm,
    Schedule,
    Slot,
    due_slot,
    first_slot,
    moved_slot,
    next_slot,
)

START = datetime(2026, 10, 23, 12, tzinfo=UTC)
ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
    "UTC+05:30",
]
HOURS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
QUIET = st.none() | st.tuples(HOURS, HOURS)
FULL = frozenset(WEEK)


@dataclass(slots=True)
class Chat:
    """A chat, and a planner that wakes each time its slot comes."""

    schedule: Schedule
    now: datetime = START
    pending: Slot = field(init=False)
    #: Each issue: its date, when it was made, and the dates of the slots it caught up.
    issued: list[tuple[date, datetime, frozenset[date]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pending = first_slot(self.schedule, self.now)

    @property
    def last_on(self) -> date | None:
        return self.issued[-1][0] if self.issued else None

    def change(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.pending = moved_slot(schedule, self.pending.on, self.now, last_on=self.last_on)

    def plan(self) -> None:
        slot = due_slot(self.schedule, self.pending, self.now)
        span = (slot.on - self.pending.on).days
        caught_up = frozenset(self.pending.on + timedelta(days=day) for day in range(span))
        self.issued.append((slot.on, self.now, caught_up))
        self.pending = next_slot(self.schedule, slot.on, self.now)
        assert self.pending.due_at > self.now

    def run(self, hours: float) -> None:
        """The program runs for some hours, and makes every issue at its minute."""
        end = self.now + timedelta(hours=hours)
        while self.pending.due_at <= end:
            self.now = max(self.now, self.pending.due_at)
            self.plan()
        self.now = end

    def stop(self, hours: float) -> None:
        """The program stands still for some hours, then starts again."""
        self.now += timedelta(hours=hours)
        if self.pending.due_at <= self.now:
            self.plan()


SPANS = st.integers(0, 400).map(lambda count: count / 4)
CLOCKS = st.tuples(st.sampled_from(["run", "run", "stop"]), SPANS)
DAILY_CHANGES = st.fixed_dictionaries(
    {}, optional={"at": HOURS, "zone": st.sampled_from(ZONES), "quiet": QUIET}
)
ALL_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "at": HOURS,
        "zone": st.sampled_from(ZONES),
        "quiet": QUIET,
        "rhythm": st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]),
        "days": st.frozensets(st.integers(1, 7), min_size=1),
    },
)


def changed(schedule: Schedule, change: dict) -> Schedule:
    fields = {name: value for name, value in change.items() if name != "quiet"}
    if "quiet" in change:
        fields["quiet_from"], fields["quiet_until"] = change["quiet"] or (None, None)
    return replace(schedule, **fields)


def play(steps) -> Chat:
    chat = Chat(Schedule())
    for step in steps:
        if isinstance(step, dict):
            chat.change(changed(chat.schedule, step))
        else:
            getattr(chat, step[0])(step[1])
    return chat


@settings(max_examples=150, deadline=None)
@given(st.lists(CLOCKS | ALL_CHANGES, max_size=25))
def test_no_date_has_two_issues_and_dates_only_go_forward(steps):
    issued = [on for on, _, _ in play(steps).issued]
    assert issued == sorted(set(issued))


@settings(max_examples=150, deadline=None)
@given(st.lists(CLOCKS | DAILY_CHANGES, max_size=25))
def test_a_daily_chat_misses_no_date_but_those_that_a_later_issue_caught_up(steps):
    chat = play(steps)
    chat.run(72)
    covered = [day for on, _, caught_up in chat.issued for day in (*sorted(caught_up), on)]
    assert covered == [covered[0] + timedelta(days=day) for day in range(len(covered))]


@settings(max_examples=150, deadline=None)
@given(st.lists(CLOCKS | ALL_CHANGES, max_size=25))
def test_a_chat_never_waits_longer_than_its_rhythm(steps):
    chat = play(steps)
    wait = chat.pending.due_at - chat.now
    # Two more days at most, for whoever crosses the date line.
    longest = timedelta(days=7 if chat.schedule.issue_days != FULL else 1)
    assert wait <= longest + timedelta(days=2, hours=2) or chat.last_on is None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.just("run"), SPANS) | DAILY_CHANGES, max_size=25))
def test_an_issue_made_on_time_catches_up_only_what_a_new_zone_has_put_behind_it(steps):
    chat = play(steps)
    assert all(len(caught_up) <= 2 for _, _, caught_up in chat.issued)
