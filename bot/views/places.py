"""For whom a topic is, and who may do what in a group."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.clean import clean_line
from bot.domain.message import Action, Message
from bot.domain.surroundings import Managers
from bot.views.texts import N_, Texts
from bot.views.timing import next_push

#: One short line that names who can.
REFUSALS = {
    Managers.ADMINS: N_("Only the administrators of this group can do that."),
    Managers.CHANNEL_MANAGERS: N_(
        "Only members with the permission “Manage Channels” can do that here."
    ),
}
_NOT_YOU = {
    Managers.ADMINS: N_(
        "Only the administrators can subscribe this group. I can bring it to you alone, though."
    ),
    Managers.CHANNEL_MANAGERS: N_(
        "Only members with the permission “Manage Channels” can subscribe this channel. "
        "I can bring it to you alone, though."
    ),
}


def refused_from_afar(texts: Texts) -> Message:
    """Somebody wants to manage another chat from here."""
    text = texts.t("From here I can do that only where both you and I are administrators.")
    return Message(text=text, personal=True)


def refused_in_channel(texts: Texts, url: str) -> Message:
    """A reader of a channel pressed a button, whose answer all the others would see.

    Args:
        url: shows them alone what they pressed for; empty where nothing does.
    """
    text = texts.t("Only the administrators of this channel can do that here.")
    actions = (Action(texts.t("More on it"), url=url),) if url else ()
    return Message(text=text, actions=actions, personal=True)


def greeting(texts: Texts) -> Message:
    """The bot has come to a group."""
    lines = [
        texts.t("Hello! Every morning I bring this group the new arXiv papers on its topics."),
        texts.t("Follow one: {command}", command=texts.t("/subscribe medical imaging")),
        texts.t("Look a paper up: {command}", command="/paper 2403.15603"),
        texts.t("Everything else: {command}", command="/help"),
    ]
    return Message(text="\n".join(lines))


_HERE = {
    Managers.ADMINS: N_("For this group"),
    Managers.CHANNEL_MANAGERS: N_("For this channel"),
}


def for_whom(texts: Texts, typed: str, *, may_manage: bool, managers: Managers) -> Message:
    """The answer to /subscribe in a group: for the group, or for the one who asks?

    Args:
        may_manage: whether the one who asks may subscribe the group.
    """
    topic = clean_line(typed)
    me = Action(texts.t("For me, in private"), "followme", topic)
    if not may_manage:
        return Message(text=texts.t(_NOT_YOU[managers]), actions=(me,), personal=True)
    here = Action(texts.t(_HERE[managers]), "followhere", topic, in_place=True)
    return Message(text=texts.t("“{topic}”: for whom?", topic=topic), actions=(here, me))


def followed_in_private(
    texts: Texts, *, chat: Chat, name: str, added: bool, was_refused: bool, now: datetime
) -> Message:
    """Said in a group: a topic is pushed to somebody in private from now on.

    Args:
        chat: the private one.
        added: False if it was so already.
        was_refused: the last message to them did not get through.
    """
    topic = clean_line(name)
    said = (
        texts.t("Subscribed for you: {topic}, in our private chat.", topic=topic)
        if added
        else texts.t("You follow {topic} already, in our private chat.", topic=topic)
    )
    lines = [said, next_push(texts, chat, now)]
    if was_refused:
        lines.append(
            texts.t(
                "The last message I sent you was refused: please allow direct messages from me."
            )
        )
    return Message(text="\n".join(lines), personal=True)


def start_first(texts: Texts, typed: str, url: str) -> Message:
    """Somebody wants a topic in private, and the bot may not write there yet.

    Args:
        url: opens the private chat and subscribes.
    """
    topic = clean_line(typed)
    text = texts.t(
        "I can write to you only once you have opened our private chat: one tap, and “{topic}” "
        "comes to you there.",
        topic=topic,
    )
    actions = (Action(texts.t("Open the private chat"), url=url),) if url else ()
    return Message(text=text, actions=actions, personal=True)


def cannot_push(texts: Texts, lacking: Sequence[str]) -> Message:
    """Told to somebody who manages the chat: nothing can be pushed there, and how to mend it.

    Args:
        lacking: the permissions that the bot needs, as the platform calls them.
    """
    text = texts.t(
        "Nothing can be pushed here: I lack the permission {permissions}. Once I have it, pushes "
        "go on by themselves.",
        permissions=texts.join(lacking),
    )
    return Message(text=text, personal=True)
