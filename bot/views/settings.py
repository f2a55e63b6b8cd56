"""The chat itself: /settings, /pause, /resume, /export, /deleteme."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import Chat, ChatKind
from bot.domain.clean import clean_line
from bot.domain.message import Action, Message
from bot.domain.opinion import Opinion
from bot.domain.paper import Paper
from bot.domain.schedule import WEEK, Rhythm, Schedule
from bot.domain.topic import Subscription
from bot.views.names import LANGUAGE_NAMES, amount_name, rhythm_name, scope_name
from bot.views.texts import Texts
from bot.views.timing import days_of, next_push

#: Papers in one line of a command, which takes no more.
_AT_ONCE = 5


def settings(texts: Texts, chat: Chat, *, now: datetime) -> Message:
    """Every setting with its value and how it is changed."""
    lines = [
        texts.t("{name}: {value} · {change}", name=name, value=value, change=change)
        for name, value, change in _rows(texts, chat, now)
    ]
    how = texts.t(
        "To change one: /settings and the end of its line, such as /settings {change}",
        change=texts.t("zone London"),
    )
    return Message(
        heading=texts.t("Settings"),
        text="\n".join([next_push(texts, chat, now), *lines]),
        footer=how,
        actions=_setting_actions(texts, chat),
    )


def saved(texts: Texts, chat: Chat, changed: str, *, now: datetime) -> Message:
    """The setting that has just been changed, and when the next push comes now.

    Args:
        changed: its own name, as `/settings` takes it.
    """
    name, value, _ = next(
        row
        for row in [*_rows(texts, chat, now), *_group_rows(texts, chat)]
        if row[2].partition(" ")[0] == changed
    )
    return Message(
        text="\n".join(
            [
                texts.t("Saved. {name}: {value}", name=name, value=value),
                next_push(texts, chat, now),
            ]
        ),
        actions=(Action(texts.t("Settings"), "settings"),),
    )


def _rows(texts: Texts, chat: Chat, now: datetime) -> list[tuple[str, str, str]]:
    """Of each setting what it is called, its value, and an example of how it is changed."""
    schedule = _schedule_rows(texts, chat.settings.schedule, now)
    together = [] if chat.kind is ChatKind.PRIVATE else _group_rows(texts, chat)
    return [_language_row(texts, chat), *schedule, *_content_rows(texts, chat), *together]


def _language_row(texts: Texts, chat: Chat) -> tuple[str, str, str]:
    language = chat.settings.language
    value = (
        LANGUAGE_NAMES[language] if language in LANGUAGE_NAMES else texts.t("same as the reader's")
    )
    return texts.t("Language"), value, "language " + ("en" if texts.language == "zh" else "zh")


def _schedule_rows(texts: Texts, schedule: Schedule, now: datetime) -> list[tuple[str, str, str]]:
    quiet = texts.t("off")
    if schedule.quiet_from is not None and schedule.quiet_until is not None:
        quiet = f"{texts.time(schedule.quiet_from)}–{texts.time(schedule.quiet_until)}"
    return [
        (texts.t("Time zone"), texts.zone(schedule.zone, now=now), texts.t("zone London")),
        (texts.t("Push time"), texts.time(schedule.at), "time 08:00"),
        (texts.t("Days"), days_of(texts, schedule), "days 1-5"),
        (texts.t("Rhythm"), rhythm_name(texts, schedule.rhythm), "rhythm daily|weekly|instant"),
        (texts.t("Quiet hours"), quiet, "quiet 22:00-08:00"),
    ]


def _content_rows(texts: Texts, chat: Chat) -> list[tuple[str, str, str]]:
    settings = chat.settings
    most = texts.n("{n} paper an issue", "{n} papers an issue", settings.max_papers)
    empty = texts.t("send one line") if settings.tell_empty else texts.t("stay silent")
    return [
        (texts.t("At most"), most, "max 20"),
        (texts.t("Amount"), amount_name(texts, settings.amount), "amount fewer|normal|more"),
        (texts.t("Announcements"), scope_name(texts, settings.scope), "scope new|cross|all"),
        (texts.t("Empty days"), empty, "empty on|off"),
        (texts.t("Mute"), _mute(texts, settings.silent), "mute on|off"),
    ]


def _mute(texts: Texts, silent: bool) -> str:
    return texts.t("on: pushes arrive without a sound") if silent else texts.t("off")


def _group_rows(texts: Texts, chat: Chat) -> list[tuple[str, str, str]]:
    settings = chat.settings
    who = texts.t("everybody") if settings.open_to_all else texts.t("those who manage the group")
    cards = texts.t("a short card") if settings.link_cards else texts.t("off")
    return [
        (texts.t("Who may change the topics"), who, "open on|off"),
        (texts.t("For arXiv links"), cards, "cards on|off"),
    ]


def _setting_actions(texts: Texts, chat: Chat) -> tuple[Action, ...]:
    other = "en" if texts.language == "zh" else "zh"
    pause = (
        Action(texts.t("Pause"), "pause", in_place=True)
        if chat.paused_at is None
        else Action(texts.t("Resume"), "resume", in_place=True)
    )
    weekly = chat.settings.schedule.rhythm is Rhythm.WEEKLY
    switches = [
        (LANGUAGE_NAMES[other], f"language {other}"),
        (texts.t("Daily"), "rhythm daily") if weekly else (texts.t("Weekly"), "rhythm weekly"),
        (texts.t("Sound on"), "mute off")
        if chat.settings.silent
        else (texts.t("Mute"), "mute on"),
        *(_group_switches(texts, chat) if chat.kind is not ChatKind.PRIVATE else ()),
    ]
    changes = [Action(label, "settings", change, in_place=True) for label, change in switches]
    return *changes, pause


def _group_switches(texts: Texts, chat: Chat) -> list[tuple[str, str]]:
    settings = chat.settings
    return [
        (texts.t("Topics: managers only"), "open off")
        if settings.open_to_all
        else (texts.t("Topics: open to all"), "open on"),
        (texts.t("No link cards"), "cards off")
        if settings.link_cards
        else (texts.t("Link cards"), "cards on"),
    ]


def paused(texts: Texts, chat: Chat, now: datetime) -> Message:
    """The answer to /pause."""
    text = texts.t(
        "Paused: nothing is pushed until you /resume. Topics and settings stay, and /today, "
        "/paper and /search still work."
    )
    return Message(text=text, actions=(Action(texts.t("Resume"), "resume"),))


def resumed(texts: Texts, chat: Chat, now: datetime) -> Message:
    """The answer to /resume."""
    if chat.pending is None:
        return Message(
            text=texts.t(
                "Pushes are on, but this chat follows no topics yet. Start with /subscribe diffusion model"
            ),
            actions=(Action(texts.t("Topics"), "topics"),),
        )
    lines = [texts.t("Pushes are on again."), next_push(texts, chat, now)]
    return Message(text="\n".join(lines))


def export(
    texts: Texts,
    chat: Chat,
    subscriptions: Sequence[Subscription],
    saved: Sequence[Paper] = (),
    opinions: Sequence[Opinion] = (),
) -> Message:
    """All that is kept of a chat, as lines that bring it back."""
    return Message(
        heading=texts.t("Everything stored about this chat"),
        text=texts.t("To restore it, here or in another chat, send me these lines:"),
        preformatted=_commands(chat, subscriptions, saved, opinions),
        footer=texts.t("Also stored: which papers were pushed here, so that none comes twice."),
    )


def forgotten(
    texts: Texts,
    chat: Chat,
    subscriptions: Sequence[Subscription],
    saved: Sequence[Paper] = (),
    opinions: Sequence[Opinion] = (),
) -> Message:
    """The answer to /deleteme; the last that is known of the chat."""
    count = texts.n("{n} subscription", "{n} subscriptions", len(subscriptions))
    return Message(
        heading=texts.t("Everything about this chat has been deleted"),
        text="\n".join(
            [
                texts.t(
                    "Gone: the settings, {count} and the record of past pushes.",
                    count=count,
                ),
                texts.t("If you change your mind, send me these lines:"),
            ]
        ),
        preformatted=_commands(chat, subscriptions, saved, opinions),
    )


def nothing_stored(texts: Texts) -> Message:
    """Nothing is known of the chat."""
    return Message(text=texts.t("Nothing is stored about this chat."))


def _commands(
    chat: Chat,
    subscriptions: Sequence[Subscription],
    saved: Sequence[Paper],
    opinions: Sequence[Opinion],
) -> str:
    """One command a line; the settings first, so that the topics come at the right hour."""
    settings, schedule = chat.settings, chat.settings.schedule
    quiet = "off"
    if schedule.quiet_from is not None and schedule.quiet_until is not None:
        quiet = f"{schedule.quiet_from:%H:%M}-{schedule.quiet_until:%H:%M}"
    days = "daily" if schedule.days == WEEK else ",".join(map(str, sorted(schedule.days)))
    values = {
        "language": settings.language or "auto",
        "zone": schedule.zone,
        "time": f"{schedule.at:%H:%M}",
        "days": days,
        "rhythm": schedule.rhythm.value,
        "quiet": quiet,
        "max": str(settings.max_papers),
        "amount": settings.amount.value,
        "scope": settings.scope.value,
        "empty": "on" if settings.tell_empty else "off",
        "mute": "on" if settings.silent else "off",
    }
    if chat.kind is not ChatKind.PRIVATE:
        values["open"] = "on" if settings.open_to_all else "off"
        values["cards"] = "on" if settings.link_cards else "off"
    lines = [f"/settings {name} {value}" for name, value in values.items()]
    lines += [f"/subscribe {clean_line(one.name)}" for one in subscriptions]
    lines += [
        f"/subscriptions {number} {one.amount.value}"
        for number, one in enumerate(subscriptions, start=1)
        if one.amount is not None
    ]
    lines += _paper_lines("save", saved)
    lines += _paper_lines("like", [one.paper for one in opinions if one.liked])
    lines += _paper_lines("dislike", [one.paper for one in opinions if not one.liked])
    return "\n".join([*lines, "/pause"] if chat.paused_at else lines)


def _paper_lines(command: str, newest_first: Sequence[Paper]) -> list[str]:
    """The oldest first, so that they come back in their order."""
    papers = newest_first[::-1]
    ids = [paper.arxiv_id.number for paper in papers if paper.arxiv_id]
    titles = [clean_line(paper.title) for paper in papers if not paper.arxiv_id]
    together = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return [f"/{command} {what}" for what in [*(" ".join(some) for some in together), *titles]]
