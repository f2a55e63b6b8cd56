"""What became of a paper since somebody was told of it: new versions, withdrawals."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.paper import Paper, title_key

#: A withdrawal as arXiv's own sentence or the author's: in the comment, or in the abstract's place.
_WITHDRAWN = re.compile(
    r"\bwithdrawn\b(?!\s+from\s+(?!arxiv))"
    r"|\bwithdr(?:aw|aws|ew|awing)\s+(?:this|the|our)\s+"
    r"(?:paper|article|submission|manuscript|preprint|work|version)\b",
    re.I,
)
_ABSTRACT = re.compile(
    r"\s*(?:this|the|our)\s+(?:\w+\s+){0,2}?(?:paper|article|submission|manuscript|preprint|work|version)"
    r"\s+(?:has\s+been|have\s+been|is|was|is\s+being)\s+(?:\w+\s+)?withdrawn\b(?!\s+from\s+(?!arxiv))",
    re.I,
)


class Changed(StrEnum):
    """What is different between two versions."""

    TITLE = "title"
    ABSTRACT = "abstract"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVersion:
    """A paper as it was until something newer came.

    Attributes:
        number: of its version; None where nobody had said it.
        abstract_print: the fingerprint of its abstract; None where there was none to compare.
    """

    number: int | None
    title: str
    comment: str | None = None
    abstract_print: str | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A paper as it is now, beside what it was when a chat was last told of it."""

    paper: Paper
    before: PastVersion

    @property
    def what(self) -> tuple[Changed, ...]:
        """What is different, as far as it can be compared."""
        paper, before = self.paper, self.before
        now_print = fingerprint(paper.abstract)
        is_changed = {
            Changed.TITLE: title_key(paper.title) != title_key(before.title),
            Changed.ABSTRACT: None not in (now_print, before.abstract_print)
            and now_print != before.abstract_print,
            Changed.COMMENT: bool(paper.comment)
            and title_key(paper.comment or "") != title_key(before.comment or ""),
        }
        return tuple(one for one, is_so in is_changed.items() if is_so)

    @property
    def is_worth_telling(self) -> bool:
        """Whether anything is left of it: a withdrawal may have been taken back meanwhile."""
        return (
            self.paper.is_withdrawn is not self.before.is_withdrawn
            or (self.paper.arxiv_id.version if self.paper.arxiv_id else None) != self.before.number
        )


def says_withdrawn(comment: str | None, abstract: str | None) -> bool:
    """Whether a comment or an abstract says that the paper was withdrawn.

    What was withdrawn from a conference is still a paper.
    """
    return bool(_WITHDRAWN.search((comment or "")[:500]) or _ABSTRACT.match(abstract or ""))


def fingerprint(abstract: str | None) -> str | None:
    """Of an abstract's letters and digits; None where there are none."""
    letters = title_key(abstract or "")
    return hashlib.sha256(letters.encode()).hexdigest()[:16] if letters else None
