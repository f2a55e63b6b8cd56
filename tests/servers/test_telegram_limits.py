"""What the fake Bot API refuses of a message, and what it lets pass but notes."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.servers.telegram import TelegramServer
from tests.servers.telegram.raw import RawBot

READER = 7


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        server.user(READER, started=True)
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[RawBot]:
    async with RawBot(server) as bot:
        yield bot


@pytest.mark.parametrize("letter", ["a", "论", "😀"])
async def test_a_text_of_4096_characters_passes_and_one_more_does_not(
    bot: RawBot, letter: str
) -> None:
    message = await bot.result("sendMessage", chat_id=READER, text=letter * 4096)
    assert message["text"] == letter * 4096
    refusal = await bot.refusal("sendMessage", chat_id=READER, text=letter * 4097)
    assert refusal == "400 Bad Request: message is too long"


async def test_the_limit_counts_after_entities(bot: RawBot, server: TelegramServer) -> None:
    source = "<b>" + "&amp;" * 4096 + "</b>"
    await bot.result("sendMessage", chat_id=READER, text=source, parse_mode="HTML")
    [sent] = server.sent
    assert (sent.text, sent.source) == ("&" * 4096, source)
    assert sent.entities == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_a_source_of_more_than_32_kib_is_refused_unread(bot: RawBot) -> None:
    refusal = await bot.refusal(
        "sendMessage", chat_id=READER, text="&amp;" * 6554, parse_mode="HTML"
    )
    assert refusal == "400 Bad Request: text is too long"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "400 Bad Request: message text is empty"),
        (" \n ", "400 Bad Request: text must be non-empty"),
        ("<b></b>", "400 Bad Request: text must be non-empty"),
    ],
)
async def test_an_empty_text_is_refused(bot: RawBot, text: str, refusal: str) -> None:
    got = await bot.refusal("sendMessage", chat_id=READER, text=text, parse_mode="HTML")
    assert got == refusal


async def test_entities_past_the_hundredth_are_dropped_and_noted(
    bot: RawBot, server: TelegramServer
) -> None:
    await bot.result("sendMessage", chat_id=READER, text="<b>x</b>y" * 100, parse_mode="HTML")
    assert server.violations == []
    message = await bot.result(
        "sendMessage", chat_id=READER, text="<b>x</b>y" * 101, parse_mode="HTML"
    )
    assert len(message["entities"]) == 100
    assert [violation.what for violation in server.violations] == ["101 entities, 100 are kept"]


async def test_unescaped_signs_are_noted(bot: RawBot, server: TelegramServer) -> None:
    await bot.result("sendMessage", chat_id=READER, text="R&D", parse_mode="HTML")
    assert [violation.what for violation in server.violations] == ["a bare & in HTML: '&D'"]


async def test_another_parse_mode_is_refused(bot: RawBot) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=READER, text="x", parse_mode="Rich")
    assert refusal == "400 Bad Request: unsupported parse_mode"


def _keyboard(*rows: list[dict[str, str]]) -> str:
    return json.dumps({"inline_keyboard": rows})


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "x", "callback_data": "a" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "论" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "a"}, "BUTTON_TEXT_INVALID"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: "
            "Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "callback_data": ""},
            "can't parse inline keyboard button: "
            "Text buttons are unallowed in the inline keyboard",
        ),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"text": "x", "url": "no link"},
            "inline keyboard button URL 'no link' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_a_wrong_button_is_refused(
    bot: RawBot, server: TelegramServer, button: dict[str, str], refusal: str
) -> None:
    got = await bot.refusal(
        "sendMessage", chat_id=READER, text="x", reply_markup=_keyboard([button])
    )
    assert got == f"400 Bad Request: {refusal}"
    assert len(server.sent) == 0


async def test_callback_data_of_64_bytes_passes(bot: RawBot, server: TelegramServer) -> None:
    button = {"text": "x", "callback_data": "论" * 21 + "a"}
    await bot.result("sendMessage", chat_id=READER, text="x", reply_markup=_keyboard([button]))
    assert server.sent[0].buttons == [[button]]


async def test_more_than_a_hundred_buttons_are_refused(bot: RawBot) -> None:
    rows = [[{"text": "x", "callback_data": "x"}] for _ in range(101)]
    refusal = await bot.refusal(
        "sendMessage", chat_id=READER, text="x", reply_markup=_keyboard(*rows)
    )
    assert refusal == "400 Bad Request: reply markup is too long"


async def test_a_markup_that_is_no_json_is_refused(bot: RawBot) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=READER, text="x", reply_markup="{")
    assert refusal == "400 Bad Request: can't parse reply keyboard markup JSON object"


async def test_a_caption_has_1024_characters(bot: RawBot) -> None:
    photo = "https://example.org/x.png"
    await bot.result("sendPhoto", chat_id=READER, photo=photo, caption="论" * 1024)
    refusal = await bot.refusal("sendPhoto", chat_id=READER, photo=photo, caption="论" * 1025)
    assert refusal == "400 Bad Request: message caption is too long"


async def test_given_entities_must_lie_inside_the_text(bot: RawBot) -> None:
    async def send(kind: str, length: int) -> str:
        entity = {"type": kind, "offset": 0, "length": length}
        return await bot.refusal("sendMessage", chat_id=READER, text="abc", entities=[entity])

    assert "entity beginning at UTF-16 offset 0" in await send("bold", 4)
    assert await send("block_quote", 1) == (
        "400 Bad Request: can't parse MessageEntity: Unsupported type specified"
    )
