"""Whatever is said, Discord takes it, shows it as it stands, and nothing of it is lost."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.discord.renderer import render
from adapters.typesetting.clusters import is_visible, may_cut
from bot.domain.message import Action, Block, Card, Link, Message
from tests.adapters.discord.reading import read
from tests.adapters.messages import HOSTILE, messages, said, solid
from tests.servers.discord.rules.embeds import find_repeated_urls
from tests.servers.discord.rules.messages import read_draft

CODES = {"paper": "pa", "settings": "sg"}


def check(payloads):
    """Every limit of every part; returns what they show."""
    shown = []
    for number, payload in enumerate(payloads, start=1):
        body = payload["message"]
        draft = read_draft(body, [])
        assert not draft.is_empty
        assert body["allowed_mentions"] == {"parse": []}
        assert payload["part"] == number
        assert 1 <= len(payload["name"].strip()) <= 100
        assert find_repeated_urls(draft.embeds or []) == []
        shown.append(visible(draft))
    assert all("components" not in payload["message"] for payload in payloads[:-1])
    return shown


def visible(draft):
    """What a reader sees of a message, in order; the reader refuses markup that is not ours."""
    texts = [read(draft.content or "").text]
    for embed in draft.embeds or []:
        texts.append(embed.get("author", {}).get("name", ""))
        texts.append(read(embed.get("title", "")).text)
        texts.append(read(embed.get("description", "")).text)
        texts.append(embed.get("footer", {}).get("text", ""))
    return "\n".join(filter(None, texts))


@settings(max_examples=50, deadline=None)
@given(messages())
def test_every_part_of_any_message_is_within_the_limits(message):
    check(render(message, codes=CODES))


@settings(max_examples=50, deadline=None)
@given(messages(bodies=st.just("")))
def test_all_parts_together_say_what_the_message_says(message):
    assume(is_visible(said(message)))
    assert solid("".join(check(render(message, codes=CODES)))) == said(message)


@pytest.mark.parametrize("letter", ["a", "图", "\U0001d4b3", "_", "😀", "\U0001f1e8\U0001f1f3"])
@pytest.mark.parametrize("size", [1999, 2000, 2001, 6001])
def test_a_text_around_the_limit_is_cut_between_letters(letter, size):
    text = letter * size
    parts = check(render(Message(text=text), codes=CODES))
    assert "".join(parts) == text
    assert all(part == letter * (len(part) // len(letter)) for part in parts)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", ["title", "link", "listed", "body", "note", "heading", "bibtex"])
def test_hostile_text_is_shown_as_it_stands(hostile, place):
    link = Link(hostile, "https://arxiv.org/abs/1")
    message = {
        "title": Message(cards=(Card(title=hostile),)),
        "link": Message(cards=(Card(title=link),)),
        "listed": Message(cards=(Card(title=link, number=1, group=hostile),)),
        "body": Message(cards=(Card(title="t", body=hostile),)),
        "note": Message(cards=(Card(title="t", blocks=(Block(hostile, hostile),)),)),
        "heading": Message(heading=hostile, text=hostile),
        "bibtex": Message(preformatted=hostile),
    }[place]
    assert solid("".join(check(render(message, codes=CODES)))) == said(message)


def bodies(message):
    return [payload["message"] for payload in render(message, codes=CODES)]


def test_a_title_too_long_for_an_embed_stands_whole_in_its_text():
    title = Link("word_" * 60, "https://arxiv.org/abs/1")
    [body] = bodies(Message(cards=(Card(title=title),)))
    [embed] = body["embeds"]
    assert "title" not in embed
    assert read(embed["description"]).links == [(title.text, title.url)]


def test_a_paper_is_linked_by_its_title():
    [body] = bodies(Message(cards=(Card(title=Link("A *title*", "https://arxiv.org/abs/1")),)))
    assert body["embeds"][0]["title"] == r"A \*title\*"
    assert body["embeds"][0]["url"] == "https://arxiv.org/abs/1"


def test_an_address_in_a_text_is_left_for_discord_to_link():
    [body] = bodies(Message(text="see https://github.com/a_b/c_d, and a_b"))
    assert body["content"] == r"see https://github.com/a_b/c_d, and a\_b"


def test_an_address_in_a_label_cannot_lead_elsewhere():
    title = Link("see https://good.example", "https://arxiv.org/abs/1")
    [body] = bodies(Message(cards=(Card(title=title, number=1),)))
    assert r"[see https\://good.example](https://arxiv.org/abs/1)" in str(
        body["embeds"][0]["description"]
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https://e.org/" + "x" * 2000])
def test_what_is_no_address_is_no_link(url):
    [body] = bodies(Message(cards=(Card(title=Link("t", url), links=(Link("PDF", url),)),)))
    assert "url" not in body["embeds"][0]
    assert body["embeds"][0]["description"] == "PDF"


def test_an_address_cannot_break_out_of_its_link():
    [body] = bodies(Message(cards=(Card(title=Link("t", "https://e.org/a) b<c>(d"), number=1),)))
    assert read(body["embeds"][0]["description"]).links == [
        ("t", "https://e.org/a%29%20b%3Cc%3E%28d")
    ]


def digest(count, **fields):
    cards = tuple(
        Card(
            title=Link(f"Title {number}", f"https://arxiv.org/abs/{number}"),
            number=number,
            **fields,
        )
        for number in range(1, count + 1)
    )
    return Message(heading="Today", cards=cards, footer="Sources")


def test_a_long_digest_is_cut_between_its_papers():
    parts = check(render(digest(40, body="b" * 300, group="g"), codes=CODES))
    assert len(parts) > 2
    assert all(part.rstrip().endswith("b" * 300) for part in parts[:-1])
    assert all(part[0].isdigit() for part in parts[1:])


def test_a_digest_has_an_embed_for_each_topic_and_at_most_ten_in_a_message():
    cards = tuple(Card(title="t", number=n, group=f"topic {n}") for n in range(1, 26))
    embeds = [body["embeds"] for body in bodies(Message(cards=cards))]
    assert [len(each) for each in embeds] == [10, 10, 5]
    assert embeds[0][0]["title"] == "topic 1"


def test_a_paper_too_large_for_an_embed_is_shortened_in_its_body():
    card = Card(title="t", body="word_ " * 2000, links=(Link("PDF", "https://e.org/pdf"),))
    [body] = bodies(Message(cards=(card,)))
    text, links = body["embeds"][0]["description"].split("\n\n")
    assert text.endswith(r"word\_…")
    assert links == "[PDF](https://e.org/pdf)"
    assert 4080 < len(body["embeds"][0]["description"]) <= 4096


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(HOSTILE), st.integers(1, 900))
def test_a_shortened_body_is_the_beginning_of_the_body(hostile, times):
    message = Message(cards=(Card(title="t", body=hostile * times),))
    [text] = check(render(message, codes=CODES))
    whole, shown = said(message), solid(text)
    if shown != whole:
        assert shown.endswith("…")
        assert whole.startswith(shown[:-1])
        assert may_cut(whole, len(shown) - 1)


def test_a_long_note_goes_on_in_further_embeds_and_messages():
    note = "一句话说完了。" * 1500
    parts = check(
        render(Message(cards=(Card(title="t", blocks=(Block("方法", note),)),)), codes=CODES)
    )
    assert len(parts) == 3
    assert "".join(parts).count("一句话说完了。") == 1500


def test_a_footer_too_long_for_a_footer_is_a_text():
    [body] = bodies(Message(cards=(Card(title="t"),), footer="small print " * 200))
    assert len(body["embeds"]) == 2
    assert "footer" not in body["embeds"][0]


def test_a_footer_that_would_burst_an_embed_stands_in_the_next():
    cards = (Card(title="t" * 250, body="b" * 4090),)
    first, second = bodies(Message(cards=cards, footer="f" * 2000))
    assert "footer" not in first["embeds"][0]
    assert read(second["embeds"][0]["description"]).text == "f" * 2000


def test_an_action_that_does_not_fit_into_a_button_is_left_out():
    actions = (
        Action("too long", "paper", "a" * 98),
        Action("just fits", "paper", "a" * 97),
        Action("the same again", "paper", "a" * 97),
        Action("", "settings"),
        Action("l" * 90, "settings"),
    )
    [body] = bodies(Message(text="x", actions=actions))
    [row] = body["components"]
    assert [(each["label"], each["custom_id"]) for each in row["components"]] == [
        ("just fits", "pa:" + "a" * 97),
        ("l" * 79 + "…", "sg"),
    ]


def test_there_are_at_most_five_rows_of_five_buttons():
    actions = tuple(Action(str(number), "paper", str(number)) for number in range(30))
    [body] = bodies(Message(text="x", actions=actions))
    assert [len(row["components"]) for row in body["components"]] == [5] * 5
