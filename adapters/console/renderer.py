"""A message as plain text for a terminal.

Pure: nothing is read from the terminal and nothing of it is obeyed; outside text can neither colour
it nor move its cursor.
"""

from itertools import groupby

from adapters.console.wrap import wrap
from bot.domain.clean import clean_line, clean_text
from bot.domain.message import Action, Block, Card, Link, Message
from bot.domain.width import text_width

#: Narrower than this no text can be read.
MIN_WIDTH = 20
_INDENT = "   "


def render(message: Message, *, width: int | None) -> str:
    """The message as lines of plain text, without a newline at the end.

    Args:
        width: columns to wrap at (Chinese letters take two); None leaves lines as long as they are.
            Preformatted text and addresses are never broken.
    """
    width = None if width is None else max(width, MIN_WIDTH)
    parts = [
        _paragraph(clean_line(message.heading), width),
        _paragraph(clean_text(message.text), width),
        *_cards(message.cards, width),
        clean_text(message.preformatted).strip("\n"),
        _paragraph(clean_text(message.footer), width),
        _actions(message.actions, width),
    ]
    return "\n\n".join(part for part in parts if part.strip())


def _paragraph(text: str, width: int | None, indent: str = "", first: str | None = None) -> str:
    """Wrapped lines, all indented; `first` stands before the first one in place of the indent."""
    room = None if width is None else width - len(indent)
    lines = [line for paragraph in text.strip().split("\n") for line in wrap(paragraph, room)]
    indented = [f"{indent}{line}".rstrip() for line in lines]
    if first is not None and indented:
        indented[0] = f"{first}{lines[0]}".rstrip()
    return "\n".join(indented)


def _cards(cards: tuple[Card, ...], width: int | None) -> list[str]:
    parts = []
    for group, members in groupby(cards, key=lambda card: clean_line(card.group)):
        if group:
            parts.append(_paragraph(f"── {group} ──", width))
        parts += [_card(card, width) for card in members]
    return parts


def _card(card: Card, width: int | None) -> str:
    number = "" if card.number is None else f"{card.number}. ".ljust(len(_INDENT))
    indent = " " * len(number)
    title = card.title if isinstance(card.title, str) else card.title.text
    lines = [
        _paragraph(clean_line(title), width, indent, first=number),
        _paragraph(clean_line(card.subtitle), width, indent),
        _paragraph(clean_line(card.byline), width, indent),
        _paragraph(" ".join(f"[{clean_line(label)}]" for label in card.labels), width, indent),
        _paragraph(clean_text(card.body), width, indent),
        *(_block(block, width, indent) for block in card.blocks),
        *_links(card, width, indent),
    ]
    return "\n".join(line for line in lines if line.strip())


def _block(block: Block, width: int | None, indent: str) -> str:
    heading = _paragraph(clean_line(block.heading), width, indent)
    text = _paragraph(clean_text(block.text), width, f"{indent}  ")
    return "\n".join(part for part in (heading, text) if part.strip())


def _links(card: Card, width: int | None, indent: str) -> list[str]:
    """One line each, the title's own first, no address twice."""
    links = list(card.links)
    if isinstance(card.title, Link) and card.title.url not in [link.url for link in links]:
        links.insert(0, Link("", card.title.url))
    return [
        f"{indent}{clean_line(link.text)} {clean_line(link.url)}".rstrip()
        if link.text
        else f"{indent}{clean_line(link.url)}"
        for link in links
    ]


def _actions(actions: tuple[Action, ...], width: int | None) -> str:
    """What can be typed next; as many on a line as fit, no command broken."""
    lines: list[str] = []
    for action in actions:
        # A number stands for a card, which shows its own address.
        if action.url or action.label.isdecimal():
            continue
        command = clean_line(f"/{action.command} {action.argument}")
        label = clean_line(action.label)
        item = command if label == command else f"{label}: {command}"
        joined = f"{lines[-1]} · {item}" if lines else f"→ {item}"
        if lines and width is not None and text_width(joined) > width:
            lines.append(f"  {item}")
        else:
            lines[-1:] = [joined]
    return "\n".join(lines)
