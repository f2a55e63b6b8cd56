"""What Telegram is sent: `golden/` holds whole answers, one file for each answer and language."""

import json
from pathlib import Path

import pytest

from adapters.telegram.renderer import render
from bot.commands.table import COMMANDS
from bot.domain.message import Action, Block, Card, Link, Message
from bot.views.texts import get_texts
from tests.adapters.answers import ANSWERS

GOLDEN = Path(__file__).with_name("golden")
CODES = {command.name: command.code for command in COMMANDS}


def drawn(payload):
    """A call as a reader of the golden file sees it."""
    rest = {key: value for key, value in payload.items() if key != "text"}
    return f"{payload['text']}\n\n{json.dumps(rest, ensure_ascii=False, indent=1)}\n"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_looks_like_this(name, language):
    payloads = render(ANSWERS[name](get_texts(language)), codes=CODES)
    wanted = (GOLDEN / f"{name}.{language}.html").read_text(encoding="utf-8")
    assert "\n".join(map(drawn, payloads)) == wanted


def only(message):
    [payload] = render(message, codes=CODES)
    return payload


def test_a_digest_has_no_previews():
    cards = tuple(Card(title=Link("t", f"https://e.org/{n}"), number=n) for n in (1, 2))
    assert only(Message(cards=cards))["link_preview_options"] == {"is_disabled": True}


def test_a_digest_of_one_paper_has_no_preview_either():
    cards = (Card(title=Link("t", "https://e.org/1"), number=1),)
    assert only(Message(cards=cards))["link_preview_options"] == {"is_disabled": True}


def test_a_paper_has_one_preview_in_its_first_part():
    card = Card(title=Link("t", "https://e.org/1"), blocks=(Block("h", "x" * 9000),))
    previews = [
        payload["link_preview_options"] for payload in render(Message(cards=(card,)), codes=CODES)
    ]
    assert previews == [{"url": "https://e.org/1"}, {"is_disabled": True}, {"is_disabled": True}]


@pytest.mark.parametrize("title", ["t", Link("t", "javascript:alert(1)"), Link("t", "")])
def test_what_has_no_address_has_neither_link_nor_preview(title):
    payload = only(Message(cards=(Card(title=title),)))
    assert payload["text"] == "<b>t</b>"
    assert payload["link_preview_options"] == {"is_disabled": True}


def test_a_silent_message_is_silent_in_all_its_parts():
    payloads = render(Message(text="x" * 5000, silent=True), codes=CODES)
    assert [payload["disable_notification"] for payload in payloads] == [True, True]
    assert "disable_notification" not in only(Message(text="x"))


def test_buttons_stand_under_the_last_part_alone():
    message = Message(text="x" * 5000, actions=(Action("Notes", "paper", "2403.15603 notes"),))
    first, last = render(message, codes=CODES)
    assert "reply_markup" not in first
    assert last["reply_markup"] == {
        "inline_keyboard": [[{"text": "Notes", "callback_data": "pa:2403.15603 notes"}]]
    }


def test_buttons_stand_in_rows_as_wide_as_a_phone():
    numbers = tuple(Action(str(number), "paper", str(number)) for number in range(1, 12))
    wide = tuple(
        Action(label, "paper", label) for label in ("医学图像分割与配准", "扩散模型加速采样")
    )
    rows = only(Message(text="x", actions=(*numbers, *wide)))["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [
        ["1", "2", "3", "4", "5", "6", "7", "8"],
        ["9", "10", "11", "医学图像分割与配准"],
        ["扩散模型加速采样"],
    ]


def test_a_message_that_says_nothing_is_still_a_message():
    assert only(Message())["text"] == "…"


def test_what_a_chat_is_sent_can_be_kept_as_json():
    payloads = render(ANSWERS["issue"](get_texts("zh")), codes=CODES)
    assert json.loads(json.dumps(payloads)) == payloads
