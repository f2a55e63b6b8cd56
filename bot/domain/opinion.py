"""What a chat thinks of papers, and how that moves others."""

from dataclasses import dataclass

from bot.domain.paper import Paper


@dataclass(frozen=True, slots=True)
class Opinion:
    """A paper, and whether it was liked."""

    paper: Paper
    liked: bool


@dataclass(frozen=True, slots=True)
class Lean:
    """How a paper's score moves by what its chat liked and disliked, and by what of it.

    Attributes:
        offset: what is added to the score where papers are put in order.
        shared: what counts most of what it has in common with papers that were judged: an author,
            a category or a word of the title, and whether it is liked.
    """

    offset: float = 0.0
    shared: tuple[tuple[str, bool], ...] = ()


#: Nothing was judged.
LEVEL = Lean()
