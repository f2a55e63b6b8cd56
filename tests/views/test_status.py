"""/status: how the bot stands, in both languages; counts, never whose."""

from datetime import UTC, date, datetime

from bot.domain.batch import Batch, BatchState
from bot.ports.sources import SourceState
from bot.ports.status import BotStatus, LearnedStatus, OutboxStatus
from bot.views.status import status
from tests.views.builders import EN, ZH

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"
STANDING = BotStatus(
    version="1.2.3",
    outboxes=[
        OutboxStatus(platform="discord", silent_until=datetime(2026, 11, 22, 1, 5, tzinfo=UTC)),
        OutboxStatus(
            platform="telegram",
            due=1200,
            oldest_due_at=datetime(2026, 11, 22, 0, 30, tzinfo=UTC),
            held=1,
            held_until=datetime(2026, 11, 22, 13, 10, 37, tzinfo=UTC),
            uncertain=2,
        ),
    ],
    suspended={"bot was blocked by the user": 3, "": 1},
    sources=[
        SourceState(
            name="arxiv",
            succeeded_at=datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
            failures=3,
            error="no answer\nwithin 30 s",
            next_try_at=datetime(2026, 11, 22, 1, 10, tzinfo=UTC),
        ),
        SourceState(name="digests"),
    ],
    batches=[
        Batch(
            category="cs.CV",
            announced_on=date(2026, 11, 20),
            announced_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
            state=BatchState.PARTIAL,
            stated=244,
            fetched=240,
        ),
        Batch(
            category="eess.IV",
            announced_on=date(2026, 11, 20),
            announced_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        ),
    ],
    next_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    planned_at=datetime(2026, 11, 22, 0, 59, tzinfo=UTC),
    backed_up_at=datetime(2026, 11, 21, 19, 30, tzinfo=UTC),
    free_bytes=12_340_000_000,
    learned=[LearnedStatus(True, 1), LearnedStatus(False, 58_224)],
)


def test_how_the_bot_stands_in_chinese():
    message = status(ZH, STANDING, zone=SHANGHAI, now=NOW)
    assert message.heading == "运行状况 · chenbao 1.2.3"
    assert message.text.split("\n") == [
        "Discord · 没有待发的 · 平台要求全部暂停到 11-22 09:05",
        "Telegram · 1,200 条待发 · 最早的从 11-22 08:30 等起 · "
        "平台要求 1 个聊天等待，最长到 11-22 21:10 · 2 条可能已送达，不再重发",
        "4 个聊天发不过去：",
        "  3 × bot was blocked by the user",
        "  1 × ?",
        "arxiv · 上次成功 11-21 10:00 · 之后失败 3 次：no answer within 30 s · 下次 11-22 09:10",
        "digests · 还没有成功过",
        "最近公布：cs.CV 11-20 240/244、eess.IV 11-20 0/?",
        "下次公布：11-23 09:00",
        "上次排期：11-22 08:59",
        "上次备份：11-22 03:30",
        "数据盘剩余：12.3 GB",
        "主题词表以外的词：用的是本机学到的，来自 1 篇论文",
        "主题词表以外的词：用的是随程序附带的，学自 58,224 篇论文",
    ]
    assert message.footer == "时间按 Asia/Shanghai。"


def test_how_the_bot_stands_in_english():
    message = status(EN, STANDING, zone=SHANGHAI, now=NOW)
    assert message.heading == "How I stand · chenbao 1.2.3"
    assert message.text.split("\n") == [
        "Discord · nothing waits · the platform wants silence until Nov 22, 09:05",
        "Telegram · 1,200 messages are due · the oldest since Nov 22, 08:30 · "
        "1 chat is to be left alone until Nov 22, 21:10 · 2 may have arrived and are not repeated",
        "4 chats cannot be written to:",
        "  3 × bot was blocked by the user",
        "  1 × ?",
        "arxiv · last answered Nov 21, 10:00 · failed 3 times since: no answer within 30 s · "
        "asked next Nov 22, 09:10",
        "digests · no answer so far",
        "Last announced: cs.CV 11-20 240/244, eess.IV 11-20 0/?",
        "Next announcement: Nov 23, 09:00",
        "Issues last planned: Nov 22, 08:59",
        "Last backup: Nov 22, 03:30",
        "Free for the data: 12.3 GB",
        "Words outside the topics known by name: learned here, from 1 paper",
        "Words outside the topics known by name: as shipped, learned from 58,224 papers",
    ]


def test_a_bot_that_is_new_says_what_there_is():
    message = status(ZH, BotStatus(version="1", suspended={}), zone=SHANGHAI, now=NOW)
    assert message.text.split("\n") == ["所有聊天都能发送。", "还没有备份。"]


def test_the_answer_is_for_the_one_who_asked_and_stays_short():
    many = BotStatus(version="1", suspended={f"reason {n} {'x' * 500}": 1 for n in range(99)})
    message = status(EN, many, zone=SHANGHAI, now=NOW)
    assert message.personal
    assert "99 chats cannot be written to:" in message.text
    assert len(message.text) < 1_500
