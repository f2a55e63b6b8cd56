"""What the bot says, for every platform alike.

All fields hold plain text: no markup, no escapes. `bot.views` alone makes messages, renderers alone
read them; a renderer escapes, shortens and splits.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; `url` is http or https."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader can do next: a button, or a command line where there are none.

    Attributes:
        label: what the button says, in the reader's language.
        command: a name in `COMMANDS`; empty where `url` is set.
        argument: what follows the command; at most 60 bytes of UTF-8 (Telegram's callback data
            holds 64, of which the command's code takes up to 3).
        in_place: pressing changes the message that the button stands on; otherwise it is answered
            by a message of its own.
        url: where the button leads instead of doing something.
    """

    label: str
    command: str = ""
    argument: str = ""
    in_place: bool = False
    url: str = ""

    def encode(self, code: str) -> str:
        """What a button carries: `code`, then what follows behind `:`, or behind `!` where it
        works in place. Kept by platforms for years: `bot.domain.press` reads every such text."""
        if self.in_place:
            return f"{code}!{self.argument}"
        return f"{code}:{self.argument}" if self.argument else code


@dataclass(frozen=True, slots=True)
class Block:
    """A headed piece of a card; `folded` where a platform can show it closed at first."""

    heading: str
    text: str
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One paper, or one other thing with a title, in a message.

    Attributes:
        group: the heading under which this card and its neighbours of the same group stand.
        number: its place in a list; None stands for no number.
        subtitle: the title in the other language.
        byline: who and when, in one line.
        body: a paragraph or a few.
        labels: short marks, such as damage.
        links: further places to go.
    """

    title: Link | str
    group: str = ""
    number: int | None = None
    subtitle: str = ""
    byline: str = ""
    body: str = ""
    blocks: tuple[Block, ...] = ()
    labels: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One answer or push.

    Attributes:
        preformatted: text to be shown letter for letter, such as BibTeX.
        footer: receipt, attribution: small print.
        silent: arrive without a sound where a platform knows how.
        personal: for the one who asked alone, where a platform can show it so.
    """

    heading: str = ""
    text: str = ""
    cards: tuple[Card, ...] = ()
    preformatted: str = ""
    footer: str = ""
    actions: tuple[Action, ...] = ()
    silent: bool = False
    personal: bool = False
