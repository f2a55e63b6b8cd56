"""What conversations need to remember."""

from datetime import date, datetime
from typing import Protocol


class Phrases(Protocol):
    """Texts that are too long for a button, which carries their key."""

    def keep(self, text: str, now: datetime) -> int:
        """The key under which the text is kept; one text has one key."""

    def find(self, key: int) -> str | None:
        """The text; None if it was cleared away."""

    def clear_away(self, before: datetime) -> int:
        """Forget what was last kept before then; returns how many went."""


class LinkCards(Protocol):
    """Which papers a chat was shown because somebody linked them."""

    def note(self, chat_key: int, paper_key: int, on: date) -> bool:
        """Note that the chat is shown the paper on this date; False if it was already."""
