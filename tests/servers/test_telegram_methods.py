"""The rest of what a bot asks the fake Bot API for: edits, files, menus, answers."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.servers.telegram import Person, TelegramServer
from tests.servers.telegram.raw import RawBot


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[RawBot]:
    async with RawBot(server) as bot:
        yield bot


@pytest.fixture
def reader(server: TelegramServer) -> Person:
    return server.user(7, language_code="zh-hans", started=True)


KEYBOARD = {"inline_keyboard": [[{"text": "更多", "callback_data": "more"}]]}
NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)


async def test_who_is_asked_for_decides_first(server: TelegramServer) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        wrong = await client.get("/bot1:wrong/getMe")
        nowhere = await client.get("/elsewhere")
        unknown = await client.get(f"/bot{server.token}/makeCoffee")
        right = await client.get(f"/bot{server.token}/GETME")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert (nowhere.status_code, nowhere.json()["description"]) == (404, "Not Found")
    assert unknown.status_code == 404
    assert unknown.json()["description"] == "Not Found: method not found"
    assert right.json()["result"]["username"] == "chenbao_bot"


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_every_way(
    server: TelegramServer, reader: Person, way: str
) -> None:
    url = f"{server.base_url}{server.token}/sendMessage"
    params: dict[str, Any] = {"chat_id": "7", "text": "a&b=论文 +1%"}
    async with httpx.AsyncClient() as client:
        if way == "query":
            response = await client.get(url, params=params)
        elif way == "form":
            response = await client.post(url, data=params)
        elif way == "json":
            response = await client.post(url, json=params | {"chat_id": 7, "reply_markup": None})
        else:
            parts = {name: (None, value) for name, value in params.items()}
            response = await client.post(url, files=parts)
    assert response.json()["result"]["text"] == "a&b=论文 +1%"


async def test_an_edit_changes_the_message_and_takes_the_keyboard_away(
    server: TelegramServer, bot: RawBot, reader: Person
) -> None:
    message = await bot.result("sendMessage", chat_id=7, text="a", reply_markup=KEYBOARD)
    place = {"chat_id": 7, "message_id": message["message_id"]}
    edited = await bot.result("editMessageText", text="<b>b</b>", parse_mode="HTML", **place)
    assert (edited["text"], edited["entities"][0]["type"]) == ("b", "bold")
    assert "reply_markup" not in edited
    assert "edit_date" in edited
    await bot.result("editMessageReplyMarkup", reply_markup=KEYBOARD, **place)
    assert [edit.text for edit in server.edits] == ["b", "b"]
    assert server.edits[1].buttons == KEYBOARD["inline_keyboard"]
    assert [sent.text for sent in server.sent] == ["a"]


async def test_an_edit_that_changes_nothing_is_refused(bot: RawBot, reader: Person) -> None:
    message = await bot.result(
        "sendMessage", chat_id=7, text="<b>a</b>", parse_mode="HTML", reply_markup=KEYBOARD
    )
    same = {"chat_id": 7, "message_id": message["message_id"], "reply_markup": KEYBOARD}
    bold = {"text": "<b>a</b>", "parse_mode": "HTML"}
    assert await bot.refusal("editMessageText", **same, **bold) == NOT_MODIFIED
    assert await bot.refusal("editMessageReplyMarkup", **same) == NOT_MODIFIED
    await bot.result("editMessageText", text="a", **same)
    assert await bot.refusal("editMessageText", text="a", **same) == NOT_MODIFIED


async def test_what_is_not_there_or_not_ones_own_cannot_be_edited(
    bot: RawBot, reader: Person
) -> None:
    asked = reader.say("mine")
    edit = {"chat_id": 7, "text": "x"}
    assert await bot.refusal("editMessageText", message_id=999, **edit) == (
        "400 Bad Request: message to edit not found"
    )
    assert await bot.refusal("editMessageText", message_id=asked.message_id, **edit) == (
        "400 Bad Request: message can't be edited"
    )
    assert await bot.refusal("editMessageText", **edit) == (
        "400 Bad Request: message identifier is not specified"
    )
    photo = await bot.result("sendPhoto", chat_id=7, photo="https://example.org/x.png")
    assert await bot.refusal("editMessageText", message_id=photo["message_id"], **edit) == (
        "400 Bad Request: there is no text in the message to edit"
    )


async def test_a_file_arrives_with_its_caption(server: TelegramServer, reader: Person) -> None:
    url = f"{server.base_url}{server.token}"
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{url}/sendDocument",
            data={"chat_id": "7", "caption": "<i>论文</i>", "parse_mode": "HTML"},
            files={"document": ("论文.bib", b"@misc{x}", "text/plain")},
        )
    document = response.json()["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("论文.bib", 8)
    [sent] = server.sent
    assert (sent.kind, sent.text, sent.files[0].data) == ("document", "论文", b"@misc{x}")


async def test_an_album_is_one_request_and_several_messages(
    server: TelegramServer, bot: RawBot, reader: Person
) -> None:
    one = {"type": "photo", "media": "https://example.org/1.png", "caption": "a"}
    two = {"type": "photo", "media": "https://example.org/2.png"}
    messages = await bot.result("sendMediaGroup", chat_id=7, media=[one, two])
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [sent.text for sent in server.sent] == ["a", ""]
    assert server.calls[0].message_ids == [message["message_id"] for message in messages]
    refusal = await bot.refusal("sendMediaGroup", chat_id=7, media=[one])
    assert refusal.startswith("400 Bad Request: ")
    assert await bot.refusal("sendPhoto", chat_id=7) == (
        "400 Bad Request: there is no photo in the request"
    )


async def test_messages_can_be_deleted_and_pinned_by_who_may(
    server: TelegramServer, bot: RawBot, reader: Person
) -> None:
    group = server.chat("supergroup", members=[reader])
    theirs = reader.send(group, "x")
    ours = await bot.result("sendMessage", chat_id=group.id, text="x")
    place = {"chat_id": group.id, "message_id": ours["message_id"]}
    assert await bot.refusal("deleteMessage", chat_id=group.id, message_id=theirs.message_id) == (
        "400 Bad Request: message can't be deleted"
    )
    assert await bot.refusal("pinChatMessage", **place) == (
        "400 Bad Request: not enough rights to manage pinned messages in the chat"
    )
    assert await bot.result("setMessageReaction", **place, reaction=[]) is True
    assert await bot.result("deleteMessage", **place) is True
    assert await bot.refusal("deleteMessage", **place) == (
        "400 Bad Request: message to delete not found"
    )


async def test_a_button_is_answered_once(
    server: TelegramServer, bot: RawBot, reader: Person
) -> None:
    await bot.result("sendMessage", chat_id=7, text="x", reply_markup=KEYBOARD)
    query = reader.press(server.sent[0], "更多")
    [update] = await bot.result("getUpdates")
    assert update["callback_query"]["data"] == "more"
    assert update["callback_query"]["from"]["language_code"] == "zh-hans"
    assert update["callback_query"]["message"]["text"] == "x"
    answer = {"callback_query_id": query.id}
    assert await bot.refusal("answerCallbackQuery", text="x" * 201, **answer) == (
        "400 Bad Request: MESSAGE_TOO_LONG"
    )
    await bot.result("answerCallbackQuery", text="好", **answer)
    assert query.answer == {"text": "好", "show_alert": False}
    assert await bot.refusal("answerCallbackQuery", **answer) == (
        "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    with pytest.raises(ValueError, match="no button"):
        reader.press(server.sent[0], "not there")


async def test_an_inline_query_has_at_most_fifty_results(
    server: TelegramServer, bot: RawBot, reader: Person
) -> None:
    query = reader.ask_inline("扩散模型")
    assert (await bot.result("getUpdates"))[0]["inline_query"]["query"] == "扩散模型"

    def article(number: int, text: str = "x") -> dict[str, Any]:
        content = {"message_text": text, "parse_mode": "HTML"}
        return {
            "type": "article",
            "id": str(number),
            "title": "t",
            "input_message_content": content,
        }

    async def refusal(results: list[dict[str, Any]]) -> str:
        said = await bot.refusal("answerInlineQuery", inline_query_id=query.id, results=results)
        return said.removeprefix("400 Bad Request: ")

    assert await refusal([article(number) for number in range(51)]) == "RESULTS_TOO_MUCH"
    assert await refusal([article(1), article(1)]) == "RESULT_ID_DUPLICATE"
    assert "Unsupported start tag" in await refusal([article(1, "<x>")])
    await bot.result("answerInlineQuery", inline_query_id=query.id, results=[article(1)])
    assert query.answer is not None
    assert query.answer["results"] == [article(1)]


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ([{"command": "订阅", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "Help", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "help", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "help", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{n}", "description": "x"} for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_a_wrong_menu_is_refused(
    server: TelegramServer, bot: RawBot, commands: list[dict[str, str]], refusal: str
) -> None:
    got = await bot.refusal("setMyCommands", commands=commands)
    assert got == f"400 Bad Request: {refusal}"
    assert server.commands == {}


async def test_the_narrowest_menu_in_ones_language_is_shown(
    server: TelegramServer, bot: RawBot
) -> None:
    async def menu(name: str, scope: str, language: str = "") -> None:
        await bot.result(
            "setMyCommands",
            commands=[{"command": name, "description": "x"}],
            scope={"type": scope},
            language_code=language,
        )

    await menu("plain", "default")
    await menu("chinese", "default", "zh")
    await menu("groups", "all_group_chats")
    await menu("admins", "all_chat_administrators", "zh")
    chinese, english = server.user(1, language_code="zh-hant"), server.user(2)
    group = server.chat("supergroup", members=[english], admins=[chinese])
    places = [(english, english.chat), (chinese, chinese.chat), (english, group), (chinese, group)]
    shown = [server.menu_for(person, chat)[0]["command"] for person, chat in places]
    assert shown == ["plain", "chinese", "groups", "admins"]
    assert set(server.commands) == {
        ("default", ""),
        ("default", "zh"),
        ("all_group_chats", ""),
        ("all_chat_administrators", "zh"),
    }
    await bot.result("deleteMyCommands", scope={"type": "all_group_chats"})
    assert server.menu_for(english, group)[0]["command"] == "plain"
    assert await bot.result("getMyCommands", language_code="zh") == [
        {"command": "chinese", "description": "x"}
    ]
    refusal = await bot.refusal("setMyCommands", commands=[], language_code="zh-hans")
    assert refusal == "400 Bad Request: invalid language code specified"


async def test_the_profile_has_texts_in_each_language(bot: RawBot) -> None:
    await bot.result("setMyDescription", description="morning paper")
    await bot.result("setMyDescription", description="晨报", language_code="zh")
    assert await bot.result("getMyDescription", language_code="zh") == {"description": "晨报"}
    assert await bot.result("getMyDescription", language_code="fr") == {
        "description": "morning paper"
    }
    refusal = await bot.refusal("setMyShortDescription", short_description="x" * 121)
    assert refusal == "400 Bad Request: short description is too long"


async def test_a_chat_action_is_one_of_those_there_are(bot: RawBot, reader: Person) -> None:
    assert await bot.result("sendChatAction", chat_id=7, action="typing") is True
    assert await bot.refusal("sendChatAction", chat_id=7, action="thinking") == (
        "400 Bad Request: wrong parameter action in request"
    )


async def test_after_logging_out_nothing_is_answered(bot: RawBot) -> None:
    assert await bot.result("logOut") is True
    assert await bot.refusal("getMe") == "400 Bad Request: Logged out"
