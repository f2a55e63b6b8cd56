"""What the program tells of itself while it works, for those who look after it."""

from typing import Protocol


class Watch(Protocol):
    """Counts and measures; `bot.metrics` has the names. Labels never name a chat."""

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Something happened, `by` times."""

    def measure(self, name: str, value: float, **labels: str) -> None:
        """Something took so long, in seconds."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Something stands at this value now."""


class NoWatch:
    """Nobody looks."""

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Nothing."""

    def measure(self, name: str, value: float, **labels: str) -> None:
        """Nothing."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Nothing."""
