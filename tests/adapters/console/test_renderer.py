"""What stands in the terminal.

`golden/` holds whole answers as a reader sees them, one file for each answer and language.
"""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.console.renderer import MIN_WIDTH, render
from bot.domain.message import Action, Block, Card, Link, Message
from bot.domain.width import text_width
from bot.errors import QueryError
from bot.matching.query import Refusal
from bot.views.errors import usage_error
from bot.views.issue import issue as show_issue
from bot.views.papers import paper as show_paper
from bot.views.settings import export
from bot.views.settings import settings as show_settings
from bot.views.subscribe import Understood, Week, subscribed
from bot.views.texts import get_texts
from tests.views.builders import NOTE, NOW, TODAY, chat, issue, match, paper, subscriptions

GOLDEN = Path(__file__).with_name("golden")


def subscription(texts):
    known = Understood(
        typed="医学图像", names=("医学图像", "medical imaging"), terms=("CT", "MRI", "radiology")
    )
    return subscribed(
        texts,
        chat=chat(),
        name="医学图像",
        understood=[known],
        excluded=[],
        week=Week(count=12, examples=[match(paper(readings=(NOTE,)))], is_whole=True),
        narrower=["医学图像分割"],
        category="eess.IV",
        now=NOW,
    )


ANSWERS = {
    "paper": lambda texts: show_paper(texts, paper(readings=(NOTE,)), aspect="notes", today=TODAY),
    "bibtex": lambda texts: show_paper(texts, paper(), aspect="bibtex", today=TODAY),
    "issue": lambda texts: show_issue(
        texts, issue(match(paper(readings=(NOTE,))), match(topic="扩散模型")), chat()
    ),
    "subscribed": subscription,
    "settings": lambda texts: show_settings(texts, chat(), now=NOW),
    "export": lambda texts: export(texts, chat(), subscriptions("医学图像", "SAM -survey")),
    "query": lambda texts: usage_error(
        texts, QueryError(Refusal.UNCLOSED_QUOTE, query='医学图像 "分割', position=5)
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_looks_as_it_should(name, language):
    expected = (GOLDEN / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert render(ANSWERS[name](get_texts(language)), width=80) + "\n" == expected


def test_without_a_width_lines_are_as_long_as_they_are():
    message = Message(text="word " * 100, actions=tuple([Action("L", "paper", "1")] * 20))
    assert len(render(message, width=None).split("\n")) == 3


def test_cards_are_numbered_under_the_heading_of_their_group():
    cards = (
        Card(title="A", group="医学图像", number=9),
        Card(title="B", group="医学图像", number=10, body="b"),
        Card(title="C", group="SAM", number=11),
    )
    assert render(Message(cards=cards), width=40).split("\n") == [
        "── 医学图像 ──",
        "",
        "9. A",
        "",
        "10. B",
        "    b",
        "",
        "── SAM ──",
        "",
        "11. C",
    ]


def test_a_long_title_goes_on_under_its_own_beginning():
    card = Card(title="Forward Learning for Saliency Maps", number=1)
    assert render(Message(cards=(card,)), width=24) == (
        "1. Forward Learning for\n   Saliency Maps"
    )


def test_an_address_is_never_broken_and_stands_once():
    url = "https://example.org/" + "x" * 60
    card = Card(title=Link("T", url), links=(Link("Code", url),))
    assert render(Message(cards=(card,)), width=20) == f"T\nCode {url}"
    assert render(Message(cards=(Card(title=Link("T", url)),)), width=20) == f"T\n{url}"


def test_actions_are_commands_that_can_be_typed():
    actions = (Action("笔记", "paper", "2403.15603 notes"), Action("/help", "help"))
    message = Message(text="x", actions=actions)
    assert render(message, width=80) == "x\n\n→ 笔记: /paper 2403.15603 notes · /help"
    assert render(message, width=36) == "x\n\n→ 笔记: /paper 2403.15603 notes\n  /help"


def test_preformatted_text_is_kept_letter_for_letter():
    assert (
        render(Message(preformatted="  a   b\n    ^" + " " * 3), width=20) == "  a   b\n    ^   "
    )


def test_labels_and_blocks_have_their_place():
    card = Card(
        title="T", labels=("cut", "new"), body="body", blocks=(Block("Method", "m", folded=True),)
    )
    assert render(Message(cards=(card,)), width=20) == "T\n[cut] [new]\nbody\nMethod\n  m"


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[31mred", "\x1b]0;title\x07", "\x9b2J", "\r\x08over", "\u202eturned", "\x1b[2J\x1b[H"],
)
def test_a_title_can_neither_colour_nor_move_the_terminal(hostile):
    card = Card(
        title=Link(hostile, "https://a.example/" + hostile),
        subtitle=hostile,
        byline=hostile,
        body=hostile,
        labels=(hostile,),
        blocks=(Block(hostile, hostile),),
        group=hostile,
    )
    shown = render(
        Message(
            heading=hostile,
            text=hostile,
            cards=(card,),
            preformatted=hostile,
            footer=hostile,
            actions=(Action(hostile, "paper", hostile),),
        ),
        width=40,
    )
    assert not [char for char in shown if char in "\x1b\x9b\x07\x08\r\u202e"]


anything = st.text(st.characters(codec=None, categories=None) | st.sampled_from("\x1b[m\n中，“ "))
lines = anything | st.sampled_from(["", "中文 title https://a.example/b"])
cards = st.builds(
    Card,
    title=st.builds(Link, lines, lines) | lines,
    group=lines,
    number=st.none() | st.integers(1, 200),
    subtitle=lines,
    byline=lines,
    body=lines,
    blocks=st.lists(st.builds(Block, lines, lines), max_size=2).map(tuple),
    labels=st.lists(lines, max_size=2).map(tuple),
    links=st.lists(st.builds(Link, lines, lines), max_size=2).map(tuple),
)
messages = st.builds(
    Message,
    heading=lines,
    text=lines,
    cards=st.lists(cards, max_size=2).map(tuple),
    preformatted=lines,
    footer=lines,
    actions=st.lists(st.builds(Action, lines, lines, lines), max_size=3).map(tuple),
)


@settings(deadline=None, max_examples=60)
@given(messages, st.none() | st.integers(-5, 120))
def test_any_message_can_be_shown_and_holds_no_control_character(message, width):
    shown = render(message, width=width)
    assert {char for char in shown if unicodedata.category(char) in ("Cc", "Cs")} <= {"\n"}


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["C"])), st.integers(MIN_WIDTH, 60))
def test_no_line_of_text_is_wider_than_the_terminal(text, width):
    body = text.replace("://", "")
    for line in render(Message(cards=(Card(title="T", number=1, body=body),)), width=width).split(
        "\n"
    ):
        assert text_width(line) <= width


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" ")), st.integers(20, 60))
def test_wrapping_loses_nothing_but_spaces(text, width):
    shown = render(Message(text=text), width=width)
    assert "".join(shown.split()) == "".join(text.split())
