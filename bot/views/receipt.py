"""What an issue says of its own completeness: what came, what is missing, why there is nothing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.domain.calendar import ANNOUNCED_AT, EASTERN
from bot.domain.chat import Chat
from bot.domain.issue import BatchCount, Issue
from bot.domain.schedule import local_date
from bot.views.cards import source_name
from bot.views.texts import N_, Texts

#: So many categories are named one by one; more are summed up.
_NAMED = 3
#: What sources are called that are more than the name of a publisher.
_SOURCES = {"digests": N_("published digests")}
#: ISO weekdays without an announcement in the evening, Eastern.
_RESTS = frozenset({5, 6})


def announcements(texts: Texts, issue: Issue) -> list[str]:
    """arXiv's announcements and how much of each is here; what failed and what will follow."""
    receipt, today = issue.receipt, issue.issued_on
    lines = [
        _announcement(texts, on, list(batches), today)
        for on, batches in groupby(receipt.batches, key=lambda batch: batch.announced_on)
    ]
    if lines:
        matched = texts.t("{n} on your topics", n=texts.number(len(issue.entries)))
        lines[-1] = f"{lines[-1]} · {matched}"
    return [*lines, *_missing(texts, issue)]


def silence(texts: Texts, issue: Issue, chat: Chat) -> list[str]:
    """Why an issue has no papers. Never that there are none, while some may be missing."""
    receipt = issue.receipt
    said = []
    if receipt.arrived:
        said.append(
            texts.n(
                "Nothing on your topics in {n} paper read.",
                "Nothing on your topics in {n} papers read.",
                receipt.arrived,
            )
        )
    missing = _missing(texts, issue)
    said += missing
    if not missing and not receipt.batches and receipt.next_at is not None:
        said.append(_rest(texts, issue, chat))
    return said or [
        texts.t(
            "No papers have come in since the last issue: arXiv may be resting (weekends, holidays), "
            "or a source may be late."
        )
    ]


def _announcement(texts: Texts, on: date, batches: Sequence[BatchCount], today: date) -> str:
    """One date: categories with their counts, those that are whole as one where they are many."""
    whole = [batch for batch in batches if batch.complete]
    parts = [_counted(batch.category, batch) for batch in batches if not batch.complete]
    if len(batches) <= _NAMED:
        parts = [_counted(batch.category, batch) for batch in batches]
    elif whole:
        came = sum(batch.fetched for batch in whole)
        there = sum(batch.expected for batch in whole)
        name = texts.n("{n} category", "{n} categories", len(whole))
        parts.insert(0, f"{name} {texts.number(came)}/{texts.number(there)}")
    day = texts.date(on, today=today)
    return " · ".join([texts.t("arXiv announced {date}", date=day), *parts])


def _counted(name: str, batch: BatchCount) -> str:
    expected = str(batch.expected) if batch.expected or batch.complete else "?"
    return f"{name} {batch.fetched}/{expected}"


def _missing(texts: Texts, issue: Issue) -> list[str]:
    """What is not here and will follow, and which sources could not be reached."""
    said = []
    late = [batch for batch in issue.receipt.batches if not batch.complete]
    if late:
        names = (
            f"{batch.category} {texts.date(batch.announced_on, today=issue.issued_on)}"
            for batch in late
        )
        said.append(
            texts.t(
                "Still incomplete: {batches}; the rest will follow.", batches=texts.join(names)
            )
        )
    if issue.receipt.failed:
        failed = texts.join(_name(texts, source) for source in issue.receipt.failed)
        said.append(
            texts.t(
                "Not reached the last time: {sources}. What is missing will follow.",
                sources=failed,
            )
        )
    return said


def _name(texts: Texts, source: str) -> str:
    return texts.t(_SOURCES[source]) if source in _SOURCES else source_name(source)


def _rest(texts: Texts, issue: Issue, chat: Chat) -> str:
    """arXiv announced nothing: why, and when it will."""
    zone = chat.settings.schedule.zone
    if issue.receipt.next_at is None:
        return ""
    on = local_date(issue.receipt.next_at, zone)
    today = local_date(issue.made_at, zone)
    when = texts.date_and_weekday(on, today=today)
    evenings = _evenings_of(issue)
    if any(evening.isoweekday() not in _RESTS for evening in evenings):
        return texts.t("arXiv had no announcement (a holiday). Next: {when}.", when=when)
    if evenings:
        return texts.t("arXiv announces nothing on weekends. Next: {when}.", when=when)
    return texts.t("arXiv has announced nothing since the last issue. Next: {when}.", when=when)


def _evenings_of(issue: Issue) -> list[date]:
    """The Eastern dates whose evenings would have brought this issue's papers."""
    until = issue.made_at
    since = issue.receipt.since or until - timedelta(days=1)
    first, last = (at.astimezone(EASTERN).date() for at in (since, until))
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if since < datetime.combine(day, ANNOUNCED_AT, EASTERN) <= until]
