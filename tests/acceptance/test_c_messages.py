"""What messages look like on Telegram (checks 24 to 26 and 28 to 30), over the wire."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.message import Card, Link, Message
from bot.ports import Store
from tests.acceptance.on_telegram import OnTelegram, at, on_telegram
from tests.papers import entry, medical
from tests.servers.telegram import Sent

LIMIT = 4096
HOSTILE = (
    '<script>alert("x")</script>',
    "a<b & c>d",
    "$x_1^{2}$ and *bold* and [link](http://e.org)",
    "@everyone @durov see",
    "\u202eRight to left\u202c \u2067again\u2069",
    "A" * 300,
    "Two\nlines",
    "&amp; &lt;b&gt;",
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def send(telegram: OnTelegram, message: Message) -> list[Sent]:
    """Send a message as pushes are sent, to Alice."""
    before = len(telegram.server.sent)
    telegram.alice.user.started = True
    for payload in telegram.messenger.render(message, "zh"):
        await telegram.messenger.send(at(telegram.alice), payload, "1")
    return telegram.server.sent.entries[before:]


# 24


@pytest.mark.parametrize("letter", ["x", "论", "𝒳", "😀"])
@pytest.mark.parametrize("excess", [0, 1])
async def test_a_text_at_the_limit_is_cut_nowhere_and_one_beyond_it_in_two(
    sqlite_store: Store, letter: str, excess: int
) -> None:
    count = LIMIT // units(letter) + excess
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        sent = await send(telegram, Message(text=letter * count))
    assert len(sent) == 1 + excess
    assert all(units(one.text) <= LIMIT for one in sent)
    assert "".join(one.text for one in sent) == letter * count


async def test_only_what_is_read_counts_not_its_markup(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        [sent] = await send(telegram, Message(text="<" * LIMIT))
    assert sent.text == "<" * LIMIT
    assert len(sent.source) > LIMIT


# 25


async def test_a_long_digest_is_cut_between_papers_and_every_part_stands_alone(
    sqlite_store: Store,
) -> None:
    papers = [
        medical(
            f"2403.{number:05}", number,
            title=f"Medical Image <b>&amp; {number:02} 👩‍👩‍👧‍👦",
            zh={"title": f"医学图像第 {number:02} 篇👨‍👩‍👧", "tldr": f"第 {number:02} 篇的一句话：" + "很好🇨🇳" * 30},
        )
        for number in range(1, 41)
    ]  # fmt: skip
    async with on_telegram(sqlite_store, max_papers=50) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        await telegram.read(*papers)
        parts = await telegram.until_push(telegram.alice)
        while more := await _tick_later(telegram):
            parts += more
    assert len(parts) > 1
    for part in parts:
        assert units(part.text) <= LIMIT
        assert len(part.entities) <= 100
        assert part.text.strip()
    for number in range(1, 41):
        # Title, subtitle and line of a paper stand in the same part.
        [whole] = [one for one in parts if f"第 {number:02} 篇的一句话" in one.text]
        assert f"医学图像第 {number:02} 篇👨‍👩‍👧" in whole.text
        assert f"Medical Image <b>&amp; {number:02} 👩‍👩‍👧‍👦" in whole.text
    assert telegram.server.violations == []
    assert [bool(one.buttons) for one in parts] == [False] * (len(parts) - 1) + [True]


async def _tick_later(telegram: OnTelegram) -> list[Sent]:
    telegram.clock.advance(seconds=2)
    return await telegram.tick()


async def test_long_notes_are_folded_and_parse_in_every_part(sqlite_store: Store) -> None:
    note = "这一节很长，讲的是方法 <x> & y。" * 400
    cards = (Card(title=Link("T", "https://arxiv.org/abs/2403.1"), body=note),)
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        sent = await send(telegram, Message(cards=cards, text=note))
    assert all(units(one.text) <= LIMIT for one in sent)
    assert telegram.server.violations == []


# 26


@pytest.mark.parametrize("title", HOSTILE)
async def test_a_hostile_title_is_shown_as_it_is_and_calls_nobody(
    sqlite_store: Store, title: str
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        await telegram.read(medical(title=f"{title} medical image segmentation"))
        [card] = await telegram.say(telegram.alice, "/paper 2403.00001")
        pushed = await telegram.until_push(telegram.alice)
    for sent in (card, *pushed):
        text = sent.text.replace("\u2060", "")
        if "$" not in title:
            plain = "".join(char for char in title if char.isprintable() or char == "\n")
            assert " ".join(plain.split()) in text
        kinds = {one["type"] for one in sent.entities}
        assert kinds <= {
            "text_link",
            "bold",
            "italic",
            "blockquote",
            "expandable_blockquote",
            "bot_command",
        }
        assert "mention" not in kinds
    assert telegram.server.violations == []


# 28


async def test_digests_have_no_previews_and_a_paper_exactly_one(sqlite_store: Store) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        await telegram.read(medical(links=("https://github.com/a/b",)))
        [card] = await telegram.say(telegram.alice, "/paper 2403.00001")
        [push] = await telegram.until_push(telegram.alice)
        [again] = await telegram.say(telegram.alice, "/digest")
    assert push.preview_disabled is True
    assert again.preview_disabled is True
    assert card.call.structure("link_preview_options", "") == {
        "url": "https://arxiv.org/abs/2403.00001"
    }


# 29


async def test_a_muted_chat_gets_its_pushes_without_a_sound_and_answers_with_one(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        [panel] = await telegram.say(telegram.alice, "/settings")
        await telegram.press(telegram.alice, panel, "静音")
        shown = telegram.server.edits[-1].text
        assert "静音：开（推送不出声）" in shown
        await telegram.read(medical())
        [push] = await telegram.until_push(telegram.alice)
        [answer] = await telegram.say(telegram.alice, "/help")
    assert (push.silent, answer.silent) == (True, False)


async def test_an_instant_push_of_a_muted_chat_is_silent_and_that_of_another_is_not(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        for person in (telegram.alice, telegram.bob):
            await telegram.say(person, "/subscribe 医学图像")
            await telegram.say(person, "/settings language zh")
            await telegram.say(person, "/settings rhythm instant")
        await telegram.say(telegram.bob, "/settings mute on")
        telegram.clock.advance(minutes=1)
        await telegram.read(medical())
        pushed = await telegram.tick()
    assert {one.chat_id: one.silent for one in pushed} == {7: False, 8: True}


async def test_quiet_hours_over_midnight_hold_a_push_until_they_end_and_bring_it_once(
    sqlite_store: Store,
) -> None:
    evening = datetime(2026, 11, 22, 12, tzinfo=UTC)
    async with on_telegram(sqlite_store, now=evening) as telegram, telegram.running():
        await telegram.say(telegram.alice, "/subscribe 医学图像")
        await telegram.say(telegram.alice, "/settings quiet 22:00-08:00")
        await telegram.say(telegram.alice, "/settings time 23:00")
        await telegram.read(medical())
        telegram.clock.advance(hours=3, minutes=30)
        assert await telegram.tick() == []
        [push] = await telegram.until_push(telegram.alice)
        local = telegram.clock.now() + timedelta(hours=8)
        assert (local.hour, local.minute) == (8, 0)
        telegram.clock.advance(hours=1)
        assert await telegram.tick() == []
    assert "Medical Image" in push.text


# 30


async def test_a_day_without_papers_is_silent_unless_the_chat_wants_a_line(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        for person in (telegram.alice, telegram.bob):
            await telegram.say(person, "/subscribe 医学图像")
        await telegram.say(telegram.bob, "/settings empty on")
        await telegram.read(entry("2403.77777", title="On Algebraic Stacks"))
        pushed = await telegram.until_push(telegram.alice)
    assert [one.chat_id for one in pushed] == [telegram.bob.id]
    assert "Nothing on your topics in 1 paper read." in pushed[0].text


async def test_where_nothing_was_read_it_is_never_said_that_there_are_no_papers(
    sqlite_store: Store,
) -> None:
    async with on_telegram(sqlite_store) as telegram, telegram.running():
        await telegram.say(telegram.bob, "/subscribe 医学图像")
        await telegram.say(telegram.bob, "/settings empty on")
        [line] = await telegram.until_push(telegram.bob)
    assert "Nothing on your topics" not in line.text
    assert "No papers have come" in line.text
