"""What a chat follows: /subscribe, /unsubscribe, /subscriptions, /topics."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.clean import clean_line
from bot.domain.issue import PaperMatch
from bot.domain.message import Action, Message
from bot.domain.schedule import local_date
from bot.domain.topic import Subscription, Topic
from bot.domain.width import shorten
from bot.views.actions import action
from bot.views.cards import match_card
from bot.views.names import amount_name, scope_name
from bot.views.texts import Texts
from bot.views.timing import next_push
from bot.views.why import Verdict, why

_MAX_TERMS = 6
_MAX_NARROWER = 4
_MAX_BUTTONS = 8
_MAX_TYPED = 60
_FIELD = re.compile(r"(?:cat|category|author|分类|作者)[:：]", re.I)

__all__ = [
    "Understood",
    "Verdict",
    "not_subscribed",
    "subscribed",
    "subscription_list",
    "topic_list",
    "unsubscribed",
    "why",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What one part of a query was taken for.

    Attributes:
        zh, en: the topic's names; None where the part is no known topic.
        terms: other words that count as the same.
        literal: it is looked for as it was typed.
        chinese_only: literal and Chinese, so that it finds no paper that is English alone.
    """

    typed: str
    zh: str | None
    en: str | None
    terms: tuple[str, ...]
    literal: bool
    chinese_only: bool


def subscribed(
    texts: Texts,
    *,
    chat: Chat,
    topic: Topic,
    added: bool,
    understood: Sequence[Understood],
    week_count: int,
    examples: Sequence[PaperMatch],
    whole_week: bool,
    narrower: Sequence[str],
    now: datetime,
) -> Message:
    """The answer to /subscribe.

    Args:
        added: False where the chat followed the topic already.
        week_count: papers of the last seven days that it would have brought.
        examples: some of them.
        whole_week: False where not all papers of those days were looked at.
        narrower: names of more special topics.
    """
    name = clean_line(topic.name)
    if not added:
        return _already(texts, chat, name, now)
    week = _week(texts, week_count, whole_week=whole_week, has_examples=bool(examples))
    lines = [
        *(_understanding(texts, part) for part in understood),
        next_push(texts, chat, now),
        week,
    ]
    today = local_date(now, chat.settings.schedule.zone)
    return Message(
        heading=texts.t("Subscribed: {topic}", topic=name),
        text="\n".join(lines),
        cards=tuple(
            match_card(texts, match, number=number, today=today, grouped=False)
            for number, match in enumerate(examples, start=1)
        ),
        footer=f"{_narrowing(texts, narrower)}\n{_stopping(texts, name)}",
        actions=_narrower_actions(narrower) + action(texts.t("Unsubscribe"), "unsubscribe", name),
    )


def _already(texts: Texts, chat: Chat, name: str, now: datetime) -> Message:
    settings = chat.settings
    how = texts.n(
        "At most {n} paper an issue · {amount} · {scope}",
        "At most {n} papers an issue · {amount} · {scope}",
        settings.max_papers,
        amount=amount_name(texts, settings.amount),
        scope=scope_name(texts, settings.scope),
    )
    return Message(
        heading=texts.t("Already subscribed: {topic}", topic=name),
        text=f"{next_push(texts, chat, now)}\n{how}",
        footer=_stopping(texts, name),
        actions=(
            Action(texts.t("Settings"), "settings"),
            *action(texts.t("Unsubscribe"), "unsubscribe", name),
        ),
    )


def _understanding(texts: Texts, part: Understood) -> str:
    typed = clean_line(part.typed)
    if part.chinese_only:
        return texts.t(
            "“{typed}” is not in my list of topics, so only these Chinese words are searched for, "
            "and papers in English will be missed. Add the English name:\n"
            '/subscribe {typed} OR "English name"',
            typed=typed,
        )
    if _FIELD.match(typed):
        return texts.t("Only with {field}.", field=typed)
    if part.literal or not (part.zh or part.en):
        return texts.t("“{typed}”: searched for as written.", typed=typed)
    names = [name for name in dict.fromkeys((part.zh, part.en)) if name]
    terms = [term for term in dict.fromkeys(part.terms) if term not in (*names, typed)]
    meaning = texts.t("“{typed}” means {names}", typed=typed, names=" / ".join(names))
    if not terms:
        return texts.t("{meaning}.", meaning=meaning)
    return texts.t(
        "{meaning}, including {terms}.",
        meaning=meaning,
        terms=texts.join(terms[:_MAX_TERMS]) + ("…" if len(terms) > _MAX_TERMS else ""),
    )


def _week(texts: Texts, count: int, *, whole_week: bool, has_examples: bool) -> str:
    if not count and whole_week:
        return texts.t("Nothing in the last 7 days; the next one will come to you.")
    if not count:
        return texts.t("Nothing among the newest papers; the next one will come to you.")
    if whole_week:
        line = texts.n(
            "The last 7 days would have brought {n} paper",
            "The last 7 days would have brought {n} papers",
            count,
        )
    else:
        line = texts.n(
            "The last 7 days would have brought at least {n} paper",
            "The last 7 days would have brought at least {n} papers",
            count,
        )
    if has_examples:
        return texts.t("{sentence}, such as:", sentence=line)
    return texts.t("{sentence}.", sentence=line)


def _narrowing(texts: Texts, narrower: Sequence[str]) -> str:
    if not narrower:
        return texts.t("Too many? Add -word to exclude, cat:eess.IV for one category.")
    return texts.t(
        "Too many? Narrower: {topics}; or add -word to exclude, cat:eess.IV for one category.",
        topics=texts.join(map(clean_line, narrower[:_MAX_NARROWER])),
    )


def _stopping(texts: Texts, name: str) -> str:
    return texts.t("To stop: /unsubscribe {topic}", topic=name)


def _narrower_actions(narrower: Sequence[str]) -> tuple[Action, ...]:
    return tuple(
        one
        for name in map(clean_line, narrower[:_MAX_NARROWER])
        for one in action(name, "subscribe", name)
    )


def unsubscribed(texts: Texts, topics: Sequence[Topic], *, left: int) -> Message:
    """The answer to /unsubscribe.

    Args:
        left: how many topics the chat still follows.
    """
    names = [clean_line(topic.name) for topic in topics]
    lines = [texts.t("No longer subscribed: {topics}.", topics=texts.join(names))]
    if left:
        lines.append(
            texts.n("{n} topic left: /subscriptions", "{n} topics left: /subscriptions", left)
        )
    else:
        lines.append(texts.t("No topics left, so nothing will be pushed."))
    return Message(
        text="\n".join(lines),
        actions=action(texts.t("Undo"), "subscribe", names[0]) if len(names) == 1 else (),
    )


def not_subscribed(texts: Texts, typed: str, subscriptions: Sequence[Subscription]) -> Message:
    """There is nothing such to unsubscribe from; or nobody said from what."""
    typed = shorten(clean_line(typed), _MAX_TYPED)
    if not subscriptions:
        return Message(text=texts.t("This chat follows no topics, so there is nothing to stop."))
    lines = [
        texts.t("This chat does not follow “{typed}”. It follows:", typed=typed)
        if typed
        else texts.t("Which one? This chat follows:"),
        *_numbered(texts, subscriptions),
    ]
    return Message(
        text="\n".join(lines),
        footer=texts.t("To stop one, by number or name: /unsubscribe 1"),
        actions=_unsubscribe_actions(subscriptions),
    )


def subscription_list(
    texts: Texts, *, chat: Chat, subscriptions: Sequence[Subscription], now: datetime
) -> Message:
    """The answer to /subscriptions."""
    if not subscriptions:
        text = texts.t("This chat follows no topics yet. Start with /subscribe diffusion model")
        return Message(text=text, actions=(Action(texts.t("Topics"), "topics"),))
    heading = texts.n(
        "This chat follows {n} topic", "This chat follows {n} topics", len(subscriptions)
    )
    return Message(
        heading=heading,
        text="\n".join([*_numbered(texts, subscriptions), next_push(texts, chat, now)]),
        footer=texts.t("To stop one, by number or name: /unsubscribe 1"),
        actions=(Action(texts.t("Settings"), "settings"),),
    )


def _numbered(texts: Texts, subscriptions: Sequence[Subscription]) -> list[str]:
    lines = []
    for number, one in enumerate(subscriptions, start=1):
        amount = f" · {amount_name(texts, one.amount)}" if one.amount else ""
        lines.append(f"{number}. {clean_line(one.topic.name)}{amount}")
    return lines


def _unsubscribe_actions(subscriptions: Sequence[Subscription]) -> tuple[Action, ...]:
    return tuple(
        one
        for subscription in subscriptions[:_MAX_BUTTONS]
        for one in action(
            clean_line(subscription.topic.name), "unsubscribe", clean_line(subscription.topic.name)
        )
    )


def topic_list(
    texts: Texts, *, asked: str, names: Sequence[tuple[str, str]], total: int
) -> Message:
    """The answer to /topics.

    Args:
        names: (Chinese, English) of the topics found.
        total: how many are known altogether.
    """
    asked = shorten(clean_line(asked), _MAX_TYPED)
    if not names:
        text = texts.t(
            "“{asked}” is not in my list of topics, but you can still follow it: the words are then "
            "searched for as written.",
            asked=asked,
        )
        return Message(text=text, actions=action(f"/subscribe {asked}", "subscribe", asked))
    heading = texts.n("{n} topic known by name", "{n} topics known by name", total)
    if asked:
        heading = texts.t("Topics for “{asked}”", asked=asked)
    own = 0 if texts.language == "zh" else 1
    return Message(
        heading=heading,
        text="\n".join(f"{one[own]} · {one[1 - own]}" for one in names),
        footer=texts.t(
            "Other words work too: /subscribe TOPIC. To look for a topic here: /topics WORD"
        ),
        actions=tuple(
            one
            for pair in names[:_MAX_BUTTONS]
            for one in action(pair[own], "subscribe", pair[own])
        ),
    )
