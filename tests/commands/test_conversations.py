"""What a platform's handlers talk to: patience, absence, links overheard, other chats managed."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.conversations import STALE_AFTER, Conversations
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.message import Link, Message
from bot.domain.patience import Patience
from tests.papers import medical
from tests.talk import Talk

GROUP = ChatAddress(platform="console", chat_id=-100)
RULE = Patience(burst=2, every=timedelta(seconds=10))


@pytest.fixture
def conversations(talk: Talk) -> Conversations:
    return Conversations(talk.core, RULE)


def say(
    conversations: Conversations, talk: Talk, text: str, person: int = 7, **given: object
) -> list[Message]:
    """What is answered to somebody."""
    asker = ChatAddress(platform="console", chat_id=person)
    request = replace(talk.request(text), asker=asker, **given)  # type: ignore[arg-type]

    async def collect() -> list[Message]:
        return [message async for message in conversations.answer(request)]

    return asyncio.run(collect())


def overhear(conversations: Conversations, talk: Talk, text: str) -> Message | None:
    asker = ChatAddress(platform="console", chat_id=7)
    request = replace(talk.request(text), address=GROUP, kind=ChatKind.GROUP, asker=asker)
    return asyncio.run(conversations.overhear(request))


def test_too_many_commands_are_answered_by_one_line_then_by_none(
    conversations: Conversations, talk: Talk
) -> None:
    said = [say(conversations, talk, "/subscriptions") for _ in range(5)]
    assert [len(one) for one in said] == [1, 1, 1, 0, 0]
    assert "太快了" in said[2][0].text
    # Another person, and the same one in another chat, are not held up by it.
    assert len(say(conversations, talk, "/subscriptions", person=8)) == 1
    assert len(say(conversations, talk, "/subscriptions", address=GROUP)) == 1
    talk.clock.advance(seconds=10)
    assert len(say(conversations, talk, "/subscriptions")) == 1


def test_a_button_pressed_too_often_is_answered_all_the_same(
    conversations: Conversations, talk: Talk
) -> None:
    for _ in range(4):
        reply = asyncio.run(conversations.press(talk.request(), "sl"))
    assert "太快了" in reply.message.text
    assert not reply.in_place


def test_threads_of_a_group_are_one_chat_to_the_patient(
    conversations: Conversations, talk: Talk
) -> None:
    for thread in (1, 2, 3, 4):
        answers = say(conversations, talk, "/help", address=replace(GROUP, thread_id=thread))
    assert answers == []


def test_after_an_absence_each_chat_gets_one_line(
    conversations: Conversations, talk: Talk
) -> None:
    before = talk.clock.now() - STALE_AFTER - timedelta(seconds=1)
    [line] = say(conversations, talk, "/subscribe 医学图像", sent_at=before)
    assert "刚才不在" in line.text
    assert say(conversations, talk, "/subscribe 扩散模型", sent_at=before) == []
    assert talk.subscriptions == []
    assert len(say(conversations, talk, "/help", sent_at=before, address=GROUP)) == 1
    recently = talk.clock.now() - STALE_AFTER
    say(conversations, talk, "/subscribe 医学图像", sent_at=recently)
    assert [one.name for one in talk.subscriptions] == ["医学图像"]


def test_what_is_no_command_is_not_counted(conversations: Conversations, talk: Talk) -> None:
    for _ in range(10):
        assert say(conversations, talk, "nice weather", kind=ChatKind.GROUP) == []
    assert len(say(conversations, talk, "/help")) == 1


@pytest.fixture
def cards(talk: Talk) -> None:
    """A group that wants cards of papers that are linked."""
    talk.address, talk.kind = GROUP, ChatKind.GROUP
    talk.say("/settings cards on")
    talk.read(*(medical(f"2403.0000{number}", number) for number in range(1, 6)))


@pytest.mark.usefixtures("cards")
def test_a_link_gets_a_short_card_once_a_day(conversations: Conversations, talk: Talk) -> None:
    link = "see https://arxiv.org/abs/2403.00001v2 !"
    message = overhear(conversations, talk, link)
    assert message is not None
    [card] = message.cards
    assert isinstance(card.title, Link)
    assert card.title.url == "https://arxiv.org/abs/2403.00001"
    assert message.silent
    assert [action.argument for action in message.actions] == ["2403.00001"]
    assert overhear(conversations, talk, "again 2403.00001") is None
    talk.clock.advance(days=1)
    assert overhear(conversations, talk, link) is not None


@pytest.mark.usefixtures("cards")
def test_a_card_says_when_the_group_was_given_the_paper(
    conversations: Conversations, talk: Talk
) -> None:
    talk.asker = None
    talk.say("/subscribe 医学图像")
    talk.until_push()
    message = overhear(conversations, talk, "arxiv.org/abs/2403.00001")
    assert message is not None
    assert "11-23 推送过" in message.cards[0].labels


@pytest.mark.usefixtures("cards")
def test_of_many_links_three_get_cards(conversations: Conversations, talk: Talk) -> None:
    text = " ".join(f"arXiv:2403.0000{number}" for number in range(1, 6))
    message = overhear(conversations, talk, text)
    assert message is not None
    assert [card.number for card in message.cards] == [1, 2, 3]


@pytest.mark.usefixtures("cards")
def test_links_of_an_absence_and_floods_of_links_get_no_cards(
    conversations: Conversations, talk: Talk
) -> None:
    for number in range(1, 5):
        last = overhear(conversations, talk, f"arXiv:2403.0000{number}")
    assert last is None
    talk.clock.advance(hours=1)
    before = talk.clock.now() - STALE_AFTER - timedelta(seconds=1)
    late = replace(talk.request("arXiv:2403.00005"), address=GROUP, sent_at=before)
    assert asyncio.run(conversations.overhear(late)) is None


@pytest.mark.usefixtures("cards")
def test_what_nobody_knows_is_passed_over(conversations: Conversations, talk: Talk) -> None:
    assert overhear(conversations, talk, "arXiv:2403.99999") is None
    assert overhear(conversations, talk, "no link at all") is None


def test_a_group_that_did_not_ask_for_cards_gets_none(
    conversations: Conversations, talk: Talk
) -> None:
    talk.read(medical("2403.00001"))
    for _ in range(5):
        assert overhear(conversations, talk, "arXiv:2403.00001") is None
    # Nor do links count there as commands.
    talk.address = GROUP
    assert len(say(conversations, talk, "/help", address=GROUP)) == 1


def test_from_afar_nothing_is_told_to_whoever_does_not_manage_the_chat(talk: Talk) -> None:
    conversations = Conversations(talk.core)
    talk.address, talk.kind = GROUP, ChatKind.CHANNEL
    talk.say("/subscribe 医学图像")
    talk.may_manage = False
    for typed in ("/subscriptions", "/paper 2403.1", "/whatever@our_bot"):
        [refused] = say(conversations, talk, typed, remote=True)
        assert refused.text == "要在这里管理它，你和我都须是那里的管理员。"
    talk.may_manage = True
    [told] = say(conversations, talk, "/subscriptions", remote=True)
    assert "1. 医学图像" in told.text
    assert told.actions == ()
