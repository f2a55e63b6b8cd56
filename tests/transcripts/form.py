"""How a conversation is written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass
class Transcript:
    """A conversation, step by step."""

    title: str
    _lines: list[str] = field(default_factory=list)
    _steps: int = 0

    def step(self, what: str) -> None:
        """Somebody does something, or time goes by."""
        self._steps += 1
        self._lines += ["", f"{self._steps} ─ {what}"]

    def show(self, text: str, buttons: Iterable[Sequence[str]] = (), *, how: str = "") -> None:
        """What is then to be seen.

        Args:
            buttons: their labels, by row.
            how: in a few words, where it is not simply a message in the same place.
        """
        shown = [f"({how})"] if how else []
        shown += text.strip("\n").split("\n")
        shown += ["".join(f"[{label}] " for label in row).rstrip() for row in buttons]
        self._lines += ["", *(f"    {line}".rstrip() for line in shown)]

    def __str__(self) -> str:
        return "\n".join([self.title, *self._lines, ""])
