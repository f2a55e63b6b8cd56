"""What embeds hold, and how many of them a message holds.

https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord.markup import measure, to_markdown
from adapters.typesetting.pages import Piece, Size, lay_out

MAX_TITLE = 256
MAX_DESCRIPTION = 4096
MAX_FOOTER = 2048
MAX_AUTHOR = 256
MAX_EMBEDS = 10
#: Of all embeds of one message together.
MAX_TOTAL = 6000
LIMIT: Size = (MAX_DESCRIPTION,)
#: The red of the line beside an embed.
COLOUR = 0xB31B1B

Embed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands in an embed of its own, or in several.

    Attributes:
        title: Markdown, of at most `MAX_TITLE` characters.
        url: where the title leads; no two embeds of a message may have the same.
        author: plain text over the title, of at most `MAX_AUTHOR` characters.
    """

    pieces: Sequence[Piece]
    title: str = ""
    url: str = ""
    author: str = ""


def to_embeds(section: Section) -> list[Embed]:
    """The section as one embed, or more where it is long; the title stands over the first."""
    pages = lay_out(section.pieces, measure, LIMIT)
    embeds: list[Embed] = [{"description": to_markdown(page), "color": COLOUR} for page in pages]
    head: Embed = {}
    if section.author:
        head["author"] = {"name": section.author}
    if section.title:
        head["title"] = section.title
        if section.url:
            head["url"] = section.url
    if head:
        embeds = embeds or [{"color": COLOUR}]
        embeds[0] = head | embeds[0]
    return embeds


def pack(embeds: Iterable[Embed]) -> list[list[Embed]]:
    """The embeds, in order, as many to a message as it holds."""
    messages: list[list[Embed]] = []
    used = 0
    for embed in embeds:
        length = count(embed)
        if not messages or len(messages[-1]) == MAX_EMBEDS or used + length > MAX_TOTAL:
            messages.append([])
            used = 0
        messages[-1].append(embed)
        used += length
    return messages


def count(embed: Embed) -> int:
    """The characters of an embed that count towards the sum of a message."""
    texts = (
        embed.get("title", ""),
        embed.get("description", ""),
        embed.get("author", {}).get("name", ""),
        embed.get("footer", {}).get("text", ""),
    )
    return sum(map(len, texts))
