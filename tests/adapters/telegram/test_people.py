"""Who speaks and where; what is ours; who manages; lanes; the menu."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
import telegram
from telegram import Chat, Message, User

from adapters.telegram.addressing import address_commands
from adapters.telegram.admins import Admins
from adapters.telegram.lanes import MAX_WAITING, Lanes
from adapters.telegram.people import is_for_another, is_ours_to_hear, to_address
from bot.domain import message as ours
from tests.servers.telegram import TelegramServer, error


def message(**given: Any) -> Message:
    plain: dict[str, Any] = {
        "message_id": 1,
        "date": datetime(2026, 11, 23, tzinfo=UTC),
        "chat": Chat(-100, "supergroup"),
        "from_user": User(7, "Alice", is_bot=False),
    }
    return Message(**(plain | given))


def test_a_topic_of_a_forum_is_a_thread_and_a_chain_of_replies_is_none() -> None:
    assert to_address(message(message_thread_id=42, is_topic_message=True)).thread_id == 42
    assert to_address(message(message_thread_id=42)).thread_id == 0
    assert to_address(message()).thread_id == 0


def test_what_other_bots_and_forwards_say_is_not_ours() -> None:
    robot = User(9, "Robot", is_bot=True)
    group_itself = {
        "from_user": User(1087968824, "Group", is_bot=True),
        "sender_chat": Chat(-100, "supergroup"),
    }
    assert is_ours_to_hear(message())
    assert is_ours_to_hear(message(**group_itself))
    assert not is_ours_to_hear(message(from_user=robot))
    assert not is_ours_to_hear(message(via_bot=robot))
    assert not is_ours_to_hear(message(from_user=User(777000, "Telegram", is_bot=False)))
    assert not is_ours_to_hear(
        message(is_automatic_forward=True, sender_chat=Chat(-200, "channel"))
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/paper@OtherBot 2403.1", True),
        ("/paper@our_bot 2403.1", False),
        ("/paper@OUR_BOT", False),
        ("/paper 2403.1", False),
        ("mail me@OtherBot", False),
        ("/subscribe author:x@OtherBot", False),
    ],
)
def test_a_command_to_another_bot_is_known_by_its_name(text: str, wanted: bool) -> None:
    assert is_for_another(text, "our_bot") is wanted


def test_our_own_sentences_name_the_bot_behind_commands_and_what_others_wrote_stays() -> None:
    said = ours.Message(
        heading="/paper",
        text="Or /paper 2403.15603 (see /help). Not /papers, https://x.org/paper, a/paper, /paper@other",
        preformatted="/settings max 3",
        footer="/digest all",
        cards=(ours.Card(title="/paper", body="/paper"),),
    )
    shown = address_commands(said, ("paper", "help", "settings", "digest"), "@bot")
    assert shown.heading == "/paper@bot"
    assert shown.text == (
        "Or /paper@bot 2403.15603 (see /help@bot). "
        "Not /papers, https://x.org/paper, a/paper, /paper@other"
    )
    assert (shown.preformatted, shown.footer) == ("/settings@bot max 3", "/digest@bot all")
    assert shown.cards == said.cards
    assert address_commands(said, ("paper",), "") is said


# Who manages


async def test_who_manages_is_asked_once_a_minute_and_again_when_something_changed() -> None:
    now = [0.0]
    async with (
        TelegramServer() as server,
        telegram.Bot(server.token, base_url=server.base_url) as bot,
    ):
        alice, bob = server.user(7), server.user(8)
        group = server.chat("supergroup", admins=[alice], members=[bob])
        admins = Admins(bot, now=lambda: now[0])

        async def asked() -> tuple[bool, bool, int]:
            is_alice = await admins.is_admin(group.id, 7)
            is_bob = await admins.is_admin(group.id, 8)
            return is_alice, is_bob, len(server.calls_of("getChatMember"))

        assert await asked() == (True, False, 2)
        assert await asked() == (True, False, 2)
        now[0] = 59.9
        assert await asked() == (True, False, 2)
        now[0] = 60.1
        assert await asked() == (True, False, 4)
        admins.forget(group.id)
        assert await asked() == (True, False, 6)


async def test_where_telegram_does_not_say_who_manages_nobody_does_and_it_is_asked_again() -> None:
    async with (
        TelegramServer() as server,
        telegram.Bot(server.token, base_url=server.base_url) as bot,
    ):
        group = server.chat("supergroup", admins=[server.user(7)])
        server.script(error(400, "Bad Request: CHAT_ADMIN_REQUIRED"), method="getChatMember")
        admins = Admins(bot)
        assert [await admins.is_admin(group.id, 7) for _ in range(2)] == [False, True]


# Lanes


async def test_lanes_keep_their_order_and_do_not_wait_for_each_other() -> None:
    lanes, done, gate = Lanes(), list[str](), asyncio.Event()

    async def work(name: str, *, waits: bool = False) -> None:
        if waits:
            await gate.wait()
        done.append(name)

    lanes.put(1, work("1a", waits=True))
    lanes.put(1, work("1b"))
    lanes.put(2, work("2a"))
    lanes.put(2, work("2b"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert done == ["2a", "2b"]
    gate.set()
    await lanes.idle()
    assert done == ["2a", "2b", "1a", "1b"]
    # A lane that was empty is used again.
    lanes.put(1, work("1c"))
    await lanes.idle()
    assert done[-1] == "1c"


async def test_what_does_not_end_in_time_is_broken_off_and_what_waits_behind_it_too() -> None:
    lanes, begun = Lanes(), list[str]()

    async def work(name: str) -> None:
        begun.append(name)
        await asyncio.Event().wait()

    lanes.put(1, work("a"))
    lanes.put(1, work("b"))
    await lanes.finish(within=0.01)
    assert begun == ["a"]


async def test_a_lane_does_not_grow_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    lanes, done, gate = Lanes(), list[int](), asyncio.Event()

    async def work(number: int) -> None:
        await gate.wait()
        done.append(number)

    for number in range(MAX_WAITING + 5):
        lanes.put(1, work(number))
    gate.set()
    await lanes.idle()
    assert done == list(range(MAX_WAITING))
    assert "an update is dropped" in caplog.text
