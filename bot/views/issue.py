"""The push, /digest and /today."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.chat import Chat
from bot.domain.clean import clean_line
from bot.domain.issue import LATE_AFTER, Issue, PaperMatch
from bot.domain.message import Action, Card, Message
from bot.domain.schedule import WEEK, Rhythm, Schedule, local_date
from bot.views.cards import match_card, short_card, source_name
from bot.views.changes import change_cards, more_changes
from bot.views.paging import MAX_SHOWN, Page, open_actions, turn_actions
from bot.views.receipt import announcements, silence
from bot.views.texts import Texts
from bot.views.timing import next_push


def issue(
    texts: Texts, issue: Issue, chat: Chat, *, page: int = 1, show_all: bool = False
) -> Message:
    """One issue: date, count and receipt, then its papers by topic, best first.

    Args:
        page: from 1; each has as many papers as the chat wants to be shown at once.
        show_all: all of them at once.
    """
    today = local_date(issue.made_at, chat.settings.schedule.zone)
    day = texts.date_and_weekday(issue.issued_on, today=today)
    late = _lateness(texts, issue)
    if not issue.entries:
        return _without_papers(texts, issue, chat, heading=day, late=late)
    total = len(issue.entries)
    size = MAX_SHOWN if show_all else chat.settings.max_papers
    leaf = Page.of(total, size=size, number=page)
    shown = _by_topic(issue.entries[leaf.first : leaf.last])
    turn = () if show_all else turn_actions(texts, leaf, issue.issued_on)
    count = texts.n("{n} paper", "{n} papers", total)
    return Message(
        heading=" · ".join([day, count, _read(texts, issue, chat.settings.schedule)]),
        text="\n".join([*late, *_missed(texts, issue)]),
        cards=(
            *_cards(texts, shown, today, first=leaf.first + 1, tell_pushed=False),
            *change_cards(texts, issue.changes),
        ),
        footer="\n".join(
            [*_more(texts, "digest", total - leaf.last, is_all=show_all), *_receipt(texts, issue)]
        ),
        actions=(
            *open_actions(shown, leaf.first + 1),
            *turn,
            Action(texts.t("Settings"), "settings"),
        ),
    )


def _receipt(texts: Texts, issue: Issue) -> list[str]:
    """What stands below the papers: what there is besides, and where they are from."""
    return [
        *more_changes(texts, issue.changes),
        *announcements(texts, issue),
        *_sources(texts, issue),
    ]


def _without_papers(
    texts: Texts, issue: Issue, chat: Chat, *, heading: str, late: Sequence[str]
) -> Message:
    return Message(
        heading=heading,
        text=texts.sentences([*late, *silence(texts, issue, chat)]),
        cards=change_cards(texts, issue.changes),
        footer="\n".join(more_changes(texts, issue.changes)),
    )


def instant(texts: Texts, match: PaperMatch) -> Message:
    """One paper as soon as it is here; the same for all chats that read one language."""
    paper = match.paper
    return Message(
        heading=texts.t("New: {topic}", topic=clean_line(match.topic_name)),
        cards=(short_card(texts, paper),),
        actions=(
            *(
                (Action(texts.t("More on it"), "paper", paper.arxiv_id.number),)
                if paper.arxiv_id
                else ()
            ),
            Action(texts.t("Settings"), "settings"),
        ),
    )


def today(
    texts: Texts, matches: Sequence[PaperMatch], *, count: int, chat: Chat, now: datetime
) -> Message:
    """What arrived since midnight on the chat's topics.

    Args:
        matches: the best of them, as many as are to be shown.
        count: how many there are.
    """
    on = local_date(now, chat.settings.schedule.zone)
    day = texts.t("Today · {date}", date=texts.date_and_weekday(on, today=on))
    if not matches:
        text = texts.t("Nothing on your topics has arrived yet today.")
        return Message(heading=day, text=f"{text}\n{next_push(texts, chat, now)}")
    shown = _by_topic(matches)
    has_more = len(matches) < min(count, MAX_SHOWN)
    rest = (Action(texts.t("Show all"), "today", "all"),) if has_more else ()
    return Message(
        heading=" · ".join([day, texts.n("{n} paper", "{n} papers", count)]),
        cards=_cards(texts, shown, on, first=1, tell_pushed=True),
        footer="\n".join(
            _more(texts, "today", count - len(matches), is_all=len(matches) >= MAX_SHOWN)
        ),
        actions=(*open_actions(shown, 1), *rest, Action(texts.t("Settings"), "settings")),
    )


def no_issue(texts: Texts, chat: Chat, now: datetime, *, on: date | None = None) -> Message:
    """There is no issue to be shown again.

    Args:
        on: the date that was asked for; None for any.
    """
    if on is not None:
        today = local_date(now, chat.settings.schedule.zone)
        return Message(
            text=texts.t("There is no issue of {date} here.", date=texts.date(on, today=today)),
            actions=(Action(texts.t("The newest one"), "digest"),),
        )
    if chat.pending is None and chat.paused_at is None:
        text = texts.t(
            "There is no issue yet, because this chat follows no topics. Start with /subscribe diffusion model"
        )
        return Message(text=text, actions=(Action(texts.t("Topics"), "topics"),))
    text = texts.t("There is no issue yet.")
    return Message(text=f"{text}\n{next_push(texts, chat, now)}")


def _by_topic(matches: Sequence[PaperMatch]) -> list[PaperMatch]:
    """The topic with the best paper first, and in each the best first."""
    topics: dict[str, list[PaperMatch]] = {}
    for match in matches:
        topics.setdefault(match.topic_name, []).append(match)
    return [match for group in topics.values() for match in group]


def _cards(
    texts: Texts, matches: Sequence[PaperMatch], today: date, *, first: int, tell_pushed: bool
) -> tuple[Card, ...]:
    return tuple(
        match_card(texts, match, number=number, today=today, tell_pushed=tell_pushed)
        for number, match in enumerate(matches, start=first)
    )


def _read(texts: Texts, issue: Issue, schedule: Schedule) -> str:
    """The receipt: how many papers this was chosen from."""
    every_day = schedule.rhythm is Rhythm.DAILY and schedule.days == WEEK
    if every_day and issue.made_at - issue.due_at < timedelta(days=1):
        return texts.n(
            "from {n} paper read today", "from {n} papers read today", issue.receipt.arrived
        )
    return texts.n("from {n} paper read", "from {n} papers read", issue.receipt.arrived)


def _lateness(texts: Texts, issue: Issue) -> list[str]:
    late = issue.made_at - issue.due_at
    if late <= LATE_AFTER:
        return []
    if late < timedelta(hours=1):
        minutes = late // timedelta(minutes=1)
        return [texts.n("{n} minute late.", "{n} minutes late.", minutes)]
    if late < timedelta(days=1):
        hours = late // timedelta(hours=1)
        return [texts.n("{n} hour late.", "{n} hours late.", hours)]
    days = late // timedelta(days=1)
    return [texts.n("{n} day late, all in one issue.", "{n} days late, all in one issue.", days)]


def _missed(texts: Texts, issue: Issue) -> list[str]:
    if not issue.missed:
        return []
    return [
        texts.n(
            "{n} paper came while pushes were stopped: /digest all shows everything.",
            "{n} papers came while pushes were stopped: /digest all shows everything.",
            issue.missed,
        )
    ]


def _more(texts: Texts, command: str, left: int, *, is_all: bool) -> list[str]:
    """How many are left out, and how to see them.

    Args:
        is_all: all were asked for, and these are more than anybody reads.
    """
    if not left:
        return []
    if is_all:
        return [texts.n("{n} more paper is not shown.", "{n} more papers are not shown.", left)]
    return [
        texts.n(
            "{n} more paper: /{command} all",
            "{n} more papers: /{command} all",
            left,
            command=command,
        )
    ]


def _sources(texts: Texts, issue: Issue) -> list[str]:
    named = [
        f"{source_name(source)} {texts.number(count)}" for source, count in issue.receipt.sources
    ]
    return [texts.t("Sources: {sources}", sources=" · ".join(named))] if named else []
