"""The topics of a chat: /unsubscribe, /subscriptions."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.clean import clean_line
from bot.domain.message import Action, Message
from bot.domain.topic import Subscription
from bot.domain.width import shorten
from bot.views.actions import action
from bot.views.names import amount_name
from bot.views.texts import Texts
from bot.views.timing import next_push

_MAX_BUTTONS = 8
_MAX_TYPED = 60


def unsubscribed(texts: Texts, subscriptions: Sequence[Subscription], *, left: int) -> Message:
    """The answer to /unsubscribe.

    Args:
        left: how many topics the chat still follows.
    """
    names = [clean_line(one.name) for one in subscriptions]
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
        footer=texts.t("To stop one, by number or name: /unsubscribe 1")
        + "\n"
        + texts.t("More or fewer papers of one: /subscriptions 1 more"),
        actions=(Action(texts.t("Settings"), "settings"),),
    )


def _numbered(texts: Texts, subscriptions: Sequence[Subscription]) -> list[str]:
    lines = []
    for number, one in enumerate(subscriptions, start=1):
        amount = f" · {amount_name(texts, one.amount)}" if one.amount else ""
        lines.append(f"{number}. {clean_line(one.name)}{amount}")
    return lines


def _unsubscribe_actions(subscriptions: Sequence[Subscription]) -> tuple[Action, ...]:
    return tuple(
        one
        for subscription in subscriptions[:_MAX_BUTTONS]
        for name in [clean_line(subscription.name)]
        for one in action(name, "unsubscribe", name)
    )
