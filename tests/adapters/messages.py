"""Messages to render: hostile, huge and strange ones, for tests of every platform."""

import re
from collections.abc import Iterator

from hypothesis import strategies as st

from bot.domain.clean import clean_line, clean_text
from bot.domain.message import Action, Block, Card, Link, Message

#: What must reach a reader as it stands.
HOSTILE = (
    "<script>alert(1)</script>",
    "a<b & c>d &amp; &lt;b&gt;",
    "$x_1^{2}$ *bold* **bolder** ~~gone~~ __under__ `code` ||spoiler||",
    "@everyone @here @durov <@1> <@&2> <#3> <:e:4> <t:5>",
    "[a link](https://evil.example) ![an image](https://evil.example/x.png)",
    "\u202eright to left\u202c \u200eab\u200f \u2066isolated\u2069 \ufeff",
    "one\ntwo\r\nthree\u2028four",
    "# heading", "> quoted", "- item", "1. first", "-# small", "+ plus", "12) twelfth",
    "half a pair \ud83d", ":smile: 10:30:45 :+1:", "back\\slash \\* \\", "```fence```", "https://a_b.example/c_d*e_",
    "\U0001d4b3\U0001f600" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f3f3\ufe0f\u200d\U0001f308" * 9,
    "\U0001f1e8\U0001f1f3\U0001f1e9\U0001f1ea e\u0301a\u0308 ก็ নি 한글 1\ufe0f\u20e3",
    "غرفة אור", "医学图像分割" * 30, "x" * 300, "word " * 80,
)  # fmt: skip

_texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
lines = st.lists(_texts, max_size=3).map(" ".join)
paragraphs = st.lists(_texts, max_size=4).map("\n".join)
_long = st.builds(lambda text, times: text * times, paragraphs, st.integers(1, 12))
_urls = st.one_of(
    st.sampled_from(
        [
            "https://arxiv.org/abs/2403.15603",
            "https://e.example/a b\"c<d>&e='(f)[g]#中",
            "javascript:alert(1)",
            "https://e.example/" + "x" * 3000,
            "",
        ]
    ),
    st.text(max_size=30).map("https://e.example/".__add__),
)
_links = st.builds(Link, lines, _urls)
_blocks = st.builds(Block, lines, st.one_of(paragraphs, _long), st.booleans())
_actions = st.builds(Action, lines, st.sampled_from(["paper", "settings"]), st.text(max_size=40))


def cards(bodies=paragraphs):
    """Cards; with short bodies nothing of them needs to be shortened."""
    return st.builds(
        Card,
        title=st.one_of(lines, _links),
        group=st.sampled_from(["", "医学图像", "*RAG* <b>", "g" * 300]),
        number=st.one_of(st.none(), st.integers(0, 50)),
        subtitle=lines,
        byline=lines,
        body=bodies,
        blocks=st.lists(_blocks, max_size=3).map(tuple),
        labels=st.lists(lines, max_size=2).map(tuple),
        links=st.lists(_links, max_size=3).map(tuple),
    )


def messages(bodies=paragraphs):
    """Messages of any shape."""
    return st.builds(
        Message,
        heading=lines,
        text=st.one_of(paragraphs, _long),
        cards=st.lists(cards(bodies), max_size=4).map(tuple),
        preformatted=st.one_of(st.just(""), paragraphs, _long),
        footer=paragraphs,
        actions=st.lists(_actions, max_size=4).map(tuple),
        silent=st.booleans(),
    )


def said(message: Message) -> str:
    """All that a reader must see of a message, in order."""
    return "".join(_said(message))


def solid(text: str) -> str:
    """Without white space, the dots between things, and what only keeps names from being called."""
    return re.sub(r"[\s·\u2060\u200b]+", "", text)


def _said(message: Message) -> Iterator[str]:
    yield solid(clean_line(message.heading) + clean_text(message.text))
    group = ""
    for card in message.cards:
        if clean_line(card.group) != group:
            group = clean_line(card.group)
            yield solid(group)
        yield solid("".join(_card(card)))
    yield solid(clean_text(message.preformatted) + clean_text(message.footer))


def _card(card: Card) -> Iterator[str]:
    title = card.title.text if isinstance(card.title, Link) else card.title
    yield "" if card.number is None else f"{card.number}."
    yield from map(clean_line, [title, card.subtitle, card.byline, *card.labels])
    yield clean_text(card.body)
    yield from (clean_line(link.text) for link in card.links)
    for block in card.blocks:
        yield clean_line(block.heading) + clean_text(block.text)
