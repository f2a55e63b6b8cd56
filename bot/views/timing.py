"""When pushes come, in words."""

from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.schedule import WEEK, Rhythm, Schedule
from bot.views.texts import Texts

_WORKDAYS = frozenset(range(1, 6))
_WEEKEND = frozenset({6, 7})


def days_of(texts: Texts, schedule: Schedule) -> str:
    """On which days: "every day", "Mon, Wed"."""
    days = schedule.issue_days
    if days == WEEK:
        return texts.t("every day")
    if days == _WORKDAYS:
        return texts.t("Monday to Friday")
    if days == _WEEKEND:
        return texts.t("on weekends")
    return texts.join(texts.iso_weekday(day) for day in sorted(days))


def rhythm_of(texts: Texts, schedule: Schedule) -> str:
    """How often and when: "every day at 09:30"."""
    at = texts.time(schedule.pushed_at)
    if schedule.rhythm is Rhythm.INSTANT:
        return texts.t(
            "as papers arrive, at the latest {days} at {time}",
            days=days_of(texts, schedule),
            time=at,
        )
    if schedule.rhythm is Rhythm.WEEKLY:
        day = texts.iso_weekday(min(schedule.days), wide=True)
        return texts.t("every {day} at {time}", day=day, time=at)
    return texts.t("{days} at {time}", days=days_of(texts, schedule), time=at)


def next_push(texts: Texts, chat: Chat, now: datetime) -> str:
    """One line: the rhythm, the hour and its zone, and the next time; or that pushes are paused."""
    schedule = chat.settings.schedule
    if chat.paused_at is not None:
        return texts.t("Pushes are paused; /resume to continue.")
    usual = texts.t(
        "Pushed {rhythm} ({zone})",
        rhythm=rhythm_of(texts, schedule),
        zone=texts.zone(schedule.zone),
    )
    if chat.pending is None:
        return usual
    if chat.pending.due_at <= now:
        return texts.t("{usual}. Next: in a moment", usual=usual)
    return texts.t(
        "{usual}. Next: {when}",
        usual=usual,
        when=texts.day_and_time(chat.pending.due_at, schedule.zone, now=now),
    )
