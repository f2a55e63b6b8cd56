"""A message as what Discord's `Create Message` takes: pure, and without the client library.

What is said stands in the text, cards in embeds: a list in one embed for each group, a single
card in one with its title, and each of its blocks in one of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from adapters.discord.components import components
from adapters.discord.embeds import (
    LIMIT,
    MAX_AUTHOR,
    MAX_FOOTER,
    MAX_TITLE,
    MAX_TOTAL,
    Embed,
    Section,
    count,
    pack,
    to_embeds,
)
from adapters.discord.markup import escape, linked, measure, to_markdown, to_url
from adapters.typesetting.clusters import floor_cut
from adapters.typesetting.pages import Piece, fitted, lay_out, within
from adapters.typesetting.runs import BOLD, ITALIC, PRE, Run, Runs, Style, join, lines
from bot.domain.clean import clean_line, clean_text
from bot.domain.message import Card, Link, Message

#: https://discord.com/developers/docs/resources/message#create-message
MAX_CONTENT = 2000
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12
#: https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
MAX_THREAD_NAME = 100

_DOT = " · "


def render(message: Message, *, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The messages that show `message`, in order.

    Each is `{"name", "part", "message"}`: what a post in a forum would be called, its number from
    1, and the body of the request.

    Args:
        codes: command -> the short code that stands for it in a button.
    """
    bodies = list(_bodies(message)) or [_body(message, content="…")]
    buttons = components(message.actions, codes)
    if buttons:
        bodies[-1]["components"] = buttons
    name = _name(message)
    return [
        {"name": name, "part": part, "message": body} for part, body in enumerate(bodies, start=1)
    ]


def _bodies(message: Message) -> Iterator[dict[str, Any]]:
    texts = lay_out(_said(message), measure, (MAX_CONTENT,))
    packed = pack(_embeds(message))
    for text in texts[:-1] if packed else texts:
        yield _body(message, content=to_markdown(text))
    for position, embeds in enumerate(packed):
        first = to_markdown(texts[-1]) if texts and position == 0 else ""
        yield _body(message, content=first, embeds=embeds)


def _body(message: Message, *, content: str = "", embeds: Sequence[Embed] = ()) -> dict[str, Any]:
    body: dict[str, Any] = {"allowed_mentions": {"parse": []}}
    if content:
        body["content"] = content
    if embeds:
        body["embeds"] = list(embeds)
    # Previews of the links in a text; with embeds the flag would hide these.
    flags = (0 if embeds else SUPPRESS_EMBEDS) | (SUPPRESS_NOTIFICATIONS if message.silent else 0)
    if flags:
        body["flags"] = flags
    return body


def _name(message: Message) -> str:
    """What a post would be called: the one thing it is about, or the heading."""
    name = clean_line(message.heading) or clean_line(message.text)
    if _is_single(message) or (message.cards and not name):
        name = _title_text(message.cards[0]) or name
    if len(name) <= MAX_THREAD_NAME:
        return name or "…"
    return name[: floor_cut(name, MAX_THREAD_NAME - 1)].rstrip() + "…"


def _said(message: Message) -> Iterator[Piece]:
    yield Piece(_line(message.heading, BOLD))
    yield Piece(_paragraphs(message.text))
    if not message.cards:
        yield Piece(_paragraphs(message.preformatted, PRE))
        yield Piece(_paragraphs(message.footer, ITALIC))


def _embeds(message: Message) -> list[Embed]:
    if not message.cards:
        return []
    embeds = [embed for section in _sections(message) for embed in to_embeds(section)]
    footer = clean_text(message.footer).strip()
    if embeds and len(footer) <= MAX_FOOTER and count(embeds[-1]) + len(footer) <= MAX_TOTAL:
        if footer:
            embeds[-1]["footer"] = {"text": footer}
        return embeds
    return [*embeds, *to_embeds(Section([Piece(_paragraphs(footer, ITALIC))]))]


def _sections(message: Message) -> Iterator[Section]:
    if _is_single(message):
        yield from _single(message.cards[0])
    else:
        for group, cards in groupby(message.cards, key=lambda card: clean_line(card.group)):
            yield from _group(group, list(cards))
    yield Section([Piece(_paragraphs(message.preformatted, PRE))])


def _is_single(message: Message) -> bool:
    """Whether the message is about one thing, and not a list of one."""
    return len(message.cards) == 1 and message.cards[0].number is None


def _group(group: str, cards: Sequence[Card]) -> Iterator[Section]:
    pieces = [piece for card in cards for piece in _card(card, _title(card))]
    yield _section(group, pieces)


def _single(card: Card) -> Iterator[Section]:
    title, group = escape(_title_text(card)), clean_line(card.group)
    if len(title) <= MAX_TITLE and len(group) <= MAX_AUTHOR:
        url = to_url(card.title.url) if isinstance(card.title, Link) else ""
        yield Section(list(_card(card, [], blocks=False)), title=title, url=url, author=group)
    else:
        yield _section(group, list(_card(card, _title(card, BOLD), blocks=False)))
    for block in card.blocks:
        yield _section(block.heading, [Piece(_paragraphs(block.text))])


def _section(heading: str, pieces: Sequence[Piece]) -> Section:
    """Pieces under a heading, which stands among them where it is too long for a title."""
    title = escape(clean_line(heading))
    if len(title) <= MAX_TITLE:
        return Section(pieces, title=title)
    return Section([Piece(_line(heading, BOLD)), *pieces])


def _card(card: Card, title: Runs, *, blocks: bool = True) -> Iterator[Piece]:
    """A card is one piece; its blocks follow as pieces of their own, each with its heading."""
    # In a list a card stands close together.
    gap = "\n\n" if card.number is None else "\n"
    links = join([[_link(each)] for each in card.links], _DOT)
    head = lines(title, _line(card.subtitle, *([] if title else [BOLD])), _byline(card))

    def whole(body: str) -> list[Run]:
        return join([head, _paragraphs(body), links], gap)

    body = fitted(clean_text(card.body).strip(), lambda body: within(measure(whole(body)), LIMIT))
    yield Piece(whole(body))
    for block in card.blocks if blocks else ():
        yield Piece(lines(_line(block.heading, BOLD), _paragraphs(block.text)))


def _title(card: Card, *styles: Style) -> list[Run]:
    number = [] if card.number is None else [Run(f"{card.number}. ")]
    if isinstance(card.title, Link):
        return [*number, linked(_title_text(card), card.title.url, *styles)]
    return [*number, *_line(card.title, *styles)]


def _title_text(card: Card) -> str:
    return clean_line(card.title.text if isinstance(card.title, Link) else card.title)


def _link(link: Link) -> Run:
    return linked(clean_line(link.text), link.url)


def _byline(card: Card) -> list[Run]:
    """Who and when, and the labels."""
    return join([_line(card.byline), *(_line(label, ITALIC) for label in card.labels)], _DOT)


def _line(line: str, *styles: Style) -> list[Run]:
    return [Run(clean_line(line), styles)]


def _paragraphs(paragraphs: str, *styles: Style) -> list[Run]:
    cleaned = clean_text(paragraphs)
    return [Run(cleaned.strip("\n") if PRE in styles else cleaned.strip(), styles)]
