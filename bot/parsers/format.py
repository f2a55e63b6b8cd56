"""What a format is to the table of formats."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.document import Document


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which somebody publishes papers.

    Attributes:
        name: the key in `FORMATS`, and `Document.format` of what it reads.
        accepts: says from the first characters of a text whether it is of this format.
        parse: reads a whole text that was accepted; the second argument is the path or address
            it came from, for what the text itself does not say. Raises ParseError.
    """

    name: str
    accepts: Callable[[str], bool]
    parse: Callable[[str, str], Document]
