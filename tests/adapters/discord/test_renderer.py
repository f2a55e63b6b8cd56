"""What Discord is sent: `golden/` holds whole answers, one file for each answer and language."""

import json
from pathlib import Path

import pytest

from adapters.discord.renderer import render
from bot.commands.table import COMMANDS
from bot.domain.message import Action, Card, Link, Message
from bot.views.texts import get_texts
from tests.adapters.answers import ANSWERS

GOLDEN = Path(__file__).with_name("golden")
CODES = {command.name: command.code for command in COMMANDS}


def drawn(payload):
    """A message as a reader of the golden file sees it."""
    body = payload["message"]
    lines = [f"post {payload['part']}: {payload['name']}", "", body.get("content", "")]
    for embed in body.get("embeds", []):
        rest = {key: value for key, value in embed.items() if key != "description"}
        lines += ["", json.dumps(rest, ensure_ascii=False), embed.get("description", "")]
    for row in body.get("components", []):
        lines += ["", *(f"[{each['label']}] {each['custom_id']}" for each in row["components"])]
    return "\n".join([*lines, "", f"flags {body.get('flags', 0)}", ""])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_looks_like_this(name, language):
    payloads = render(ANSWERS[name](get_texts(language)), codes=CODES)
    wanted = (GOLDEN / f"{name}.{language}.md").read_text(encoding="utf-8")
    assert "\n".join(map(drawn, payloads)) == wanted


def bodies(message):
    return [payload["message"] for payload in render(message, codes=CODES)]


def test_what_is_only_said_has_no_embeds_and_no_previews():
    [body] = bodies(Message(heading="Subscribed", text="See https://arxiv.org", footer="small"))
    assert body == {
        "allowed_mentions": {"parse": []},
        "content": "**Subscribed**\n\nSee https://arxiv.org\n\n*small*",
        "flags": 4,
    }


def test_a_silent_message_is_silent_in_all_its_parts():
    silent = bodies(Message(text="x" * 3000, cards=(Card(title="t"),), silent=True))
    assert [body["flags"] for body in silent] == [4100, 4096]


def test_buttons_stand_under_the_last_part_alone():
    first, last = bodies(Message(text="x" * 3000, actions=(Action("Notes", "paper", "1 notes"),)))
    assert "components" not in first
    assert last["components"] == [
        {
            "type": 1,
            "components": [{"type": 2, "style": 2, "label": "Notes", "custom_id": "pa:1 notes"}],
        }
    ]


def test_a_paper_of_a_topic_names_the_topic_over_its_title():
    [body] = bodies(Message(cards=(Card(title="t", group="*RAG*"),)))
    assert body["embeds"][0]["author"] == {"name": "*RAG*"}


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (Message(heading="11-22 周日 · 2 篇", cards=(Card(title="t"),) * 2), "11-22 周日 · 2 篇"),
        (
            Message(heading="11-22 周日 · 1 篇", cards=(Card(title="t", number=1),)),
            "11-22 周日 · 1 篇",
        ),
        (Message(heading="新论文：医学图像", cards=(Card(title="A title"),)), "A title"),
        (Message(cards=(Card(title="t", number=1),)), "t"),
        (Message(cards=(Card(title=Link("A title", "https://e.org")),)), "A title"),
        (Message(text="only\nsaid"), "only said"),
        (Message(heading="word " * 30), "word " * 19 + "word…"),
        (Message(), "…"),
    ],
)
def test_a_post_is_called_what_the_message_is_about(message, name):
    assert render(message, codes=CODES)[0]["name"] == name


def test_what_a_chat_is_sent_can_be_kept_as_json():
    payloads = render(ANSWERS["issue"](get_texts("zh")), codes=CODES)
    assert json.loads(json.dumps(payloads)) == payloads
