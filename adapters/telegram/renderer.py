"""A message as what `sendMessage` takes: pure, and without the client library.

Markup is made of styled runs at the very end, so that no cut can fall into a tag or an entity;
what a page holds is measured after decoration.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from adapters.telegram.keyboard import keyboard
from adapters.telegram.markup import LIMIT, linked, measure, text, to_html, to_url
from adapters.typesetting.pages import Piece, fitted, lay_out, within
from adapters.typesetting.runs import BOLD, FOLDED, ITALIC, PRE, Run, Runs, Style, join, lines
from bot.domain.clean import clean_line, clean_text
from bot.domain.message import Block, Card, Link, Message

#: What stands between things in one line.
_DOT = " · "


def render(message: Message, *, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The calls of the Bot API that show `message`, in order; without the chat.

    Args:
        codes: command -> the short code that stands for it in a button.
    """
    pages = lay_out(_pieces(message), measure, LIMIT) or [[Run("…")]]
    payloads = [_payload(page, message) for page in pages]
    buttons = keyboard(message.actions, codes)
    if buttons is not None:
        payloads[-1]["reply_markup"] = buttons
    if url := _previewed(message):
        payloads[0]["link_preview_options"] = {"url": url}
    return payloads


def _payload(page: Runs, message: Message) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "method": "sendMessage",
        "text": to_html(page),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if message.silent:
        payload["disable_notification"] = True
    return payload


def _previewed(message: Message) -> str:
    """The one address that is shown with a preview: of a message about one thing."""
    if len(message.cards) != 1 or message.cards[0].number is not None:
        return ""
    title = message.cards[0].title
    return to_url(title.url) if isinstance(title, Link) else ""


def _pieces(message: Message) -> Iterator[Piece]:
    yield Piece(_line(message.heading, BOLD))
    yield Piece(_paragraphs(message.text))
    for group, members in groupby(message.cards, key=lambda card: clean_line(card.group)):
        heading = _line(group, BOLD)
        for card in members:
            yield from _card(card, heading)
            heading = []
    yield Piece(_paragraphs(message.preformatted, PRE))
    yield Piece(_paragraphs(message.footer, ITALIC))


def _card(card: Card, heading: Runs) -> Iterator[Piece]:
    """A card is one piece; its blocks follow as pieces of their own, each with its heading."""
    # In a list a card stands close together.
    gap = "\n\n" if card.number is None else "\n"
    links = join([[_link(each)] for each in card.links], _DOT)
    head = lines(heading, _title(card), _line(card.subtitle), _byline(card))

    def whole(body: str) -> list[Run]:
        return join([head, _paragraphs(body), links], gap)

    body = fitted(clean_text(card.body).strip(), lambda body: within(measure(whole(body)), LIMIT))
    yield Piece(whole(body))
    for block in card.blocks:
        yield Piece(_block(block))


def _title(card: Card) -> list[Run]:
    number = [] if card.number is None else [Run(f"{card.number}. ")]
    styles = () if number else (BOLD,)
    if isinstance(card.title, Link):
        return [*number, linked(clean_line(card.title.text), card.title.url, *styles)]
    return [*number, text(clean_line(card.title), *styles)]


def _link(link: Link) -> Run:
    return linked(clean_line(link.text), link.url)


def _byline(card: Card) -> list[Run]:
    """Who and when, and the labels."""
    labels = [_line(label, ITALIC) for label in card.labels]
    return join([_line(card.byline), *labels], _DOT)


def _block(block: Block) -> list[Run]:
    styles = (FOLDED,) if block.folded else ()
    return lines(_line(block.heading, BOLD), _paragraphs(block.text, *styles))


def _line(line: str, *styles: Style) -> list[Run]:
    return [text(clean_line(line), *styles)]


def _paragraphs(paragraphs: str, *styles: Style) -> list[Run]:
    cleaned = clean_text(paragraphs)
    return [text(cleaned.strip("\n") if PRE in styles else cleaned.strip(), *styles)]
