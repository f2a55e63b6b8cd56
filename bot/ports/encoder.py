"""Texts of many languages as vectors, where a sentence encoder is installed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Makes vectors that are near one another where texts say the same, in whatever language.

    Called from several threads; not from the event loop, because it works for milliseconds, and
    the first time for seconds.
    """

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """A row of length 1 for each text, the same row for the same text."""
