"""Whatever is said, Telegram takes it, and nothing of it is lost."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.telegram.renderer import render
from adapters.typesetting.clusters import is_visible, may_cut
from bot.domain.message import Action, Block, Card, Link, Message
from tests.adapters.messages import HOSTILE, messages, said, solid
from tests.servers.telegram.keyboards import MAX_CALLBACK_BYTES, MAX_IN_A_ROW
from tests.servers.telegram.markup import parse_html
from tests.servers.telegram.text import clean, cut_utf16, trim, utf16

CODES = {"paper": "pa", "settings": "sg"}
MAX_SOURCE = 1 << 15
QUOTES = {"blockquote", "expandable_blockquote"}


def read(payload):
    """Text and entities as the server keeps them; its parser refuses what is malformed."""
    parsed = parse_html(clean(payload["text"]))
    assert parsed.oddities == ()
    return trim(parsed.text, parsed.entities)


def check(payloads):
    """Every limit of every part; returns what they show."""
    texts = []
    for payload in payloads:
        text, entities = read(payload)
        assert text
        assert is_visible(text)
        assert utf16(text) <= 4096
        assert len(entities) <= 100
        assert len(payload["text"].encode()) <= MAX_SOURCE
        check_quotes(entities)
        check_buttons(payload.get("reply_markup", {}).get("inline_keyboard", []))
        texts.append(text)
    assert all("reply_markup" not in payload for payload in payloads[:-1])
    return texts


def check_quotes(entities):
    quotes = [entity for entity in entities if entity["type"] in QUOTES]
    for one, other in pairwise(quotes):
        assert one["offset"] + one["length"] <= other["offset"]


def check_buttons(rows):
    for row in rows:
        assert 0 < len(row) <= MAX_IN_A_ROW
        for button in row:
            assert button["text"].strip()
            assert len(button["callback_data"].encode()) <= MAX_CALLBACK_BYTES


@settings(max_examples=50, deadline=None)
@given(messages())
def test_every_part_of_any_message_is_within_the_limits(message):
    check(render(message, codes=CODES))


@settings(max_examples=50, deadline=None)
@given(messages(bodies=st.just("")))
def test_all_parts_together_say_what_the_message_says(message):
    assume(is_visible(said(message)))
    assert solid("".join(check(render(message, codes=CODES)))) == said(message)


@pytest.mark.parametrize(
    "letter", ["a", "图", "\U0001d4b3", "😀", "&", "<", "\U0001f1e8\U0001f1f3"]
)
@pytest.mark.parametrize("size", [4095, 4096, 4097, 8192, 12289])
def test_a_text_around_the_limit_is_cut_between_letters(letter, size):
    text = letter * (size // utf16(letter))
    parts = check(render(Message(text=text), codes=CODES))
    assert "".join(parts) == text
    assert len(parts) == -(-utf16(text) // (4096 // utf16(letter) * utf16(letter)))


@pytest.mark.parametrize(
    "letter", ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "e\u0301", "❤\ufe0f", "नि"]
)
def test_no_letter_is_cut_in_two(letter):
    parts = check(render(Message(text=letter * 3000), codes=CODES))
    assert len(parts) > 1
    assert all(len(part) % len(letter) == 0 for part in parts)
    assert all(part == letter * (len(part) // len(letter)) for part in parts)


def test_a_pile_of_accents_larger_than_a_message_is_cut_all_the_same():
    parts = check(render(Message(text="e" + "\u0301" * 9000), codes=CODES))
    assert len(parts) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", ["title", "link", "body", "note", "heading", "bibtex"])
def test_hostile_text_is_shown_as_it_stands(hostile, place):
    message = {
        "title": Message(cards=(Card(title=hostile),)),
        "link": Message(cards=(Card(title=Link(hostile, "https://arxiv.org/abs/1")),)),
        "body": Message(cards=(Card(title="t", body=hostile),)),
        "note": Message(cards=(Card(title="t", blocks=(Block("h", hostile, folded=True),)),)),
        "heading": Message(heading=hostile),
        "bibtex": Message(preformatted=hostile),
    }[place]
    assert solid("".join(check(render(message, codes=CODES)))) == said(message)


@pytest.mark.parametrize("name", ["@durov", "(@durov)", "@every_one", "，@durov"])
def test_nobody_is_called_by_an_abstract(name):
    [payload] = render(Message(text=f"see {name}"), codes=CODES)
    assert "@\u2060" in payload["text"]


def test_an_address_of_mail_stays_as_it_is():
    [payload] = render(Message(text="me@example.org"), codes=CODES)
    assert payload["text"] == "me@example.org"


def digest(count, **changes):
    fields = {"body": "b" * 300, "byline": "Author et al."} | changes
    titles = [
        Link(f"Title {number} <", f"https://arxiv.org/abs/{number}") for number in range(count)
    ]
    cards = tuple(
        Card(title=title, number=number, **fields) for number, title in enumerate(titles, start=1)
    )
    return Message(heading="Today", cards=cards, footer="Sources")


def test_a_long_digest_is_cut_between_its_papers():
    parts = check(render(digest(40), codes=CODES))
    assert len(parts) > 2
    assert all(part[0].isdigit() for part in parts[1:])
    assert all(part.split("\n\n")[-1].endswith("b" * 300) for part in parts[:-1])


def test_a_digest_of_short_papers_has_at_most_a_hundred_entities_in_a_message():
    parts = render(digest(90, body="", labels=("new",)), codes=CODES)
    assert [len(read(part)[1]) for part in parts] == [99, 83]


def test_a_paper_too_large_for_a_message_is_shortened_in_its_body():
    title = Link("A title " * 30, "https://arxiv.org/abs/1")
    card = Card(title=title, body="word " * 2000, links=(Link("PDF", "https://arxiv.org/pdf/1"),))
    [text] = check(render(Message(cards=(card,)), codes=CODES))
    shown_title, body, links = text.split("\n\n")
    assert (shown_title, links) == (title.text.strip(), "PDF")
    assert body.endswith("word…")
    assert 4090 < utf16(text) <= 4096


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(HOSTILE), st.integers(1, 900))
def test_a_shortened_body_is_the_beginning_of_the_body(hostile, times):
    card = Card(title="t", body=hostile * times)
    [text] = check(render(Message(cards=(card,)), codes=CODES))
    whole = said(Message(cards=(card,)))
    shown = solid(text)
    if shown != whole:
        assert shown.endswith("…")
        assert whole.startswith(shown[:-1])
        assert may_cut(whole, len(shown) - 1)


def test_a_long_note_goes_on_in_the_next_message_in_a_quote_of_its_own():
    note = "一句话说完了。" * 1500
    card = Card(title="t", blocks=(Block("方法", note, folded=True), Block("结论", "完")))
    payloads = render(Message(cards=(card,)), codes=CODES)
    assert "".join(check(payloads)).count("一句话说完了。") == 1500
    for payload in payloads[:-1]:
        text, entities = read(payload)
        quote = entities[-1]
        assert quote["type"] == "expandable_blockquote"
        assert cut_utf16(text, quote["offset"], quote["length"]).endswith("。")


def test_an_action_that_does_not_fit_into_a_button_is_left_out():
    actions = (
        Action("too long", "paper", "图" * 21),
        Action("just fits", "paper", "a" * 61),
        Action("", "settings"),
        Action("bare", "settings"),
    )
    [payload] = render(Message(text="x", actions=actions), codes=CODES)
    [row] = payload["reply_markup"]["inline_keyboard"]
    assert [button["callback_data"] for button in row] == ["pa:" + "a" * 61, "sg"]
