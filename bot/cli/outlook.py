"""What `chenbao doctor` says of the sources: how each did, and what it would do now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.cli.fetch import describe
from bot.cli.findings import Finding
from bot.config import Settings
from bot.domain.calendar import Calendar, holidays_of, knows_year
from bot.ports.sources import SourceState
from bot.services.status import SourcesStatus

#: A year whose holidays are not listed is spoken of so long before it begins.
_AHEAD = timedelta(days=30)


def examine_sources(settings: Settings, status: SourcesStatus, now: datetime) -> list[Finding]:
    """What the sources would do now, what they last did, and what is missing."""
    named = settings.sources
    if not (named.categories or named.huggingface or named.digests):
        return [Finding("sources", True, "nothing arrives by itself: name some under sources")]
    return [*_examine_states(settings, status, now), *_examine_arxiv(settings, status, now)]


def _examine_states(settings: Settings, status: SourcesStatus, now: datetime) -> Iterator[Finding]:
    # The HTTP library takes a quarter of a second to load.
    from bot.app import source_options
    from bot.sources.live import list_wanted

    states = {state.name: state for state in status.states}
    wanted = list_wanted(source_options(settings))
    for name in wanted:
        state = states.get(name, SourceState(name=name))
        yield Finding("source", not state.failures, describe_source(state, now))
    for name in sorted(set(states) - set(wanted)):
        yield Finding("source", True, f"{name}, not asked any more: the settings leave it out")


def _examine_arxiv(settings: Settings, status: SourcesStatus, now: datetime) -> Iterator[Finding]:
    named = settings.sources
    if not named.categories:
        return
    for batch in status.batches:
        if batch.category in named.categories and batch.next_try_at is not None:
            yield Finding("announcement", not batch.is_late(now), describe(batch))
    calendar = Calendar(holidays_of(named.holidays))
    following = calendar.next(now)
    when = f"{following.at:%Y-%m-%d %H:%M} UTC, dated {following.on}"
    yield Finding("calendar", True, f"arXiv announces next at {when}")
    ahead = calendar.next(now + _AHEAD).on.year
    if not knows_year(ahead) and all(on.year != ahead for on in named.holidays):
        unknown = (
            f"the holidays of {ahead} are not known here, so every evening but Friday's and "
            "Saturday's is waited for: name arXiv's in sources.holidays"
        )
        yield Finding("calendar", False, unknown)
    if not named.contact:
        yield Finding("sources", False, "arXiv asks for a contact: set sources.contact")


def describe_source(state: SourceState, now: datetime) -> str:
    """One line: whether it would be asked now, how it did, when it is asked next."""
    due = state.next_try_at is None or state.next_try_at <= now
    parts = [state.name, "due now" if due else f"asked next {_moment(state.next_try_at)}"]
    if state.succeeded_at is not None:
        parts.append(f"last success {_moment(state.succeeded_at)}")
    elif state.failed_at is None:
        parts.append("never asked")
    if state.failures:
        times = "once" if state.failures == 1 else f"{state.failures} times"
        since = " since" if state.succeeded_at is not None else ""
        parts.append(f"failed {times}{since}: {state.error}")
    return ", ".join(parts)


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at is not None else ""
