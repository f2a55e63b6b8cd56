"""/status: for those who run the bot, and for nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.call import Request
from bot.commands.dispatch import answer
from bot.config import load_settings
from bot.domain.chat import ChatAddress, ChatKind
from bot.errors import ConfigError, DeliveryError, Fate
from bot.services.core import Core
from storage import open_store
from storage.backups import back_up
from tests.conftest import THRESHOLDS
from tests.fakes import FakeMessenger
from tests.services.outbox import Outbox
from tests.talk import load_lexicon

OWNER = ChatAddress(platform="telegram", chat_id=7)
READER = ChatAddress(platform="telegram", chat_id=8)
GROUP = ChatAddress(platform="telegram", chat_id=-100)
CONSOLE = ChatAddress(platform="console", chat_id=1)


async def ask(core: Core, text: str, asker: ChatAddress | None, where: ChatAddress = GROUP):
    kind = ChatKind.GROUP if where == GROUP else ChatKind.PRIVATE
    request = Request(address=where, kind=kind, text=text, language="zh", asker=asker)
    return [message async for message in answer(core, request)]


@pytest.fixture
def core(store, clock) -> Core:
    return Core(
        store=store,
        clock=clock,
        load_lexicon=load_lexicon,
        owners=frozenset({OWNER}),
        get_free_bytes=lambda: 5_000_000_000,
    )


@pytest.mark.parametrize(("asker", "where"), [(OWNER, OWNER), (OWNER, GROUP), (CONSOLE, CONSOLE)])
async def test_who_runs_the_bot_is_told_how_it_stands(core, asker, where):
    [message] = await ask(core, "/status", asker, where)
    assert message.heading.startswith("运行状况 · chenbao ")
    assert "数据盘剩余：5.0 GB" in message.text
    assert message.text.endswith("用的是随程序附带的，学自 58,224 篇论文")


async def test_it_has_a_chinese_name_too(core):
    [message] = await ask(core, "状态", OWNER, OWNER)
    assert message.heading.startswith("运行状况")


@pytest.mark.parametrize(("asker", "where"), [(READER, READER), (READER, GROUP), (None, GROUP)])
async def test_nobody_else_is_told_anything(core, asker, where):
    [message] = await ask(core, "/status", asker, where)
    assert (message.heading, message.text) == ("", "只有运营这个机器人的人才能用。")


async def test_it_is_suggested_to_nobody(core):
    [message] = await ask(core, "/statu", READER, READER)
    assert "没有 “statu” 这个命令" in message.text
    assert all(action.command != "status" for action in message.actions)


async def test_help_names_it_to_those_who_may_alone(core):
    [to_owner] = await ask(core, "/help", OWNER, OWNER)
    [to_reader] = await ask(core, "/help", READER, READER)
    assert "/status · 状态：机器人的运行状况" in to_owner.text.split("\n")
    assert "/status" not in to_reader.text


async def test_a_wait_of_twelve_hours_a_block_and_an_old_delivery_are_told(core, store, clock):
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock)
    for chat_id in (1, 2, 3, 4):
        outbox.add_chat(chat_id)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    messenger.say(DeliveryError("429", fate=Fate.LIMITED, retry_after=43837), chat_id=1)
    messenger.say(DeliveryError("bot was blocked by the user", fate=Fate.CLOSED), chat_id=2)
    messenger.say(*[DeliveryError("timeout", fate=Fate.MAYBE_SENT)] * 2, chat_id=3)
    sender = outbox.sender(messenger)
    await sender.drain()
    clock.advance(seconds=10)
    await sender.drain()
    with store.begin() as tx:
        tx.sources.mark_failed("arxiv", "no answer", clock.now(), clock.now() + timedelta(hours=1))
    [message] = await ask(core, "/status", OWNER, OWNER)
    lines = message.text.split("\n")
    # 10:00:00 and 43,837 s.
    assert lines[0] == (
        "Telegram · 没有待发的 · 平台要求 1 个聊天等待，最长到 11-23 22:10 · "
        "1 条可能已送达，不再重发"
    )
    assert lines[1:3] == ["1 个聊天发不过去：", "  1 × bot was blocked by the user"]
    assert lines[3] == "arxiv · 还没有成功过 · 之后失败 1 次：no answer · 下次 11-23 11:00"


async def test_what_is_due_and_a_silence_of_the_whole_bot_are_told(core, store, clock):
    outbox, messenger = Outbox(store, clock), FakeMessenger(clock)
    for chat_id in (1, 2):
        outbox.add_chat(chat_id)
    outbox.arrive("2403.00001")
    outbox.to_morning()
    messenger.say(DeliveryError("x", fate=Fate.LIMITED, retry_after=300, everywhere=True))
    await outbox.sender(messenger)._deliver((await outbox.sender(messenger)._claim())[0])
    clock.advance(seconds=60)
    [message] = await ask(core, "/status", OWNER, OWNER)
    assert "平台要求全部暂停到 11-23 10:05" in message.text
    clock.advance(seconds=300)
    [message] = await ask(core, "/status", OWNER, OWNER)
    assert message.text.startswith("Telegram · 1 条待发 · 最早的从 11-23 09:30 等起\n")


async def test_the_last_backup_is_told(sqlite_url: str, tmp_path: Path, clock):
    store = open_store(sqlite_url, thresholds=THRESHOLDS)
    core = Core(store=store, clock=clock, load_lexicon=load_lexicon)
    back_up(sqlite_url, tmp_path / "b.db", clock.now())
    clock.advance(hours=30)
    [message] = await ask(core, "/status", CONSOLE, CONSOLE)
    assert "上次备份：11-23 09:00" in message.text
    store.close()


def test_owners_are_named_in_one_line_of_the_environment(monkeypatch):
    monkeypatch.setenv("CHENBAO_OWNERS", "telegram:7, discord:123456789012345678")
    assert load_settings().owners == ("telegram:7", "discord:123456789012345678")


def test_owners_are_a_list_in_the_file(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("owners: [telegram:7]\n", encoding="utf-8")
    assert load_settings(file).owners == ("telegram:7",)


@pytest.mark.parametrize("wrong", ["7", "telegram:@ada", "console:1", "telegram:-5", "slack:7"])
def test_an_owner_that_is_nobody_is_refused(monkeypatch, wrong):
    monkeypatch.setenv("CHENBAO_OWNERS", wrong)
    with pytest.raises(ConfigError, match=r"owners\.0: write owners as telegram:123456789"):
        load_settings()
