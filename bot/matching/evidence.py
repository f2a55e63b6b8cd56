"""What goes into the matcher and what comes out, as plain data."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bot.matching.scoring import Where
from bot.matching.text import normalise

if TYPE_CHECKING:
    from bot.matching.found import Found

_NAMES_ZH: dict[Where, str] = {
    Where.TITLE: "标题",
    Where.ABSTRACT: "摘要",
    Where.TITLE_ZH: "中文标题",
    Where.ABSTRACT_ZH: "中文摘要",
    Where.TLDR_ZH: "一句话总结",
    Where.CATEGORY: "分类",
    Where.AUTHOR: "作者",
    Where.LISTED_UNDER: "栏目",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """All that is known of a paper and can speak for a topic; absent is empty.

    Attributes:
        categories: arXiv's, the primary one and the cross-lists.
        listed_under: the topics under which digests published it.
    """

    title: str = ""
    abstract: str = ""
    title_zh: str = ""
    abstract_zh: str = ""
    tldr_zh: str = ""
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    listed_under: tuple[str, ...] = ()


class Reason(NamedTuple):
    """What in a paper speaks most for a topic.

    Attributes:
        where: in what of the paper.
        found: the text as it stands there.
        topic: what it stands for, as the person typed it.
        is_near: it does not say the topic, but something near it in meaning.
    """

    where: Where
    found: str
    topic: str
    is_near: bool = False

    def to_dict(self) -> dict[str, str]:
        """For JSON; `from_dict` reads it."""
        plain = {"where": self.where.value, "found": self.found, "topic": self.topic}
        return {**plain, "sense": "near"} if self.is_near else plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The reason that `to_dict` wrote."""
        where, found, topic = Where(data["where"]), str(data["found"]), str(data["topic"])
        return cls(where, found, topic, data.get("sense") == "near")

    def __str__(self) -> str:
        """`标题: medical image segmentation = 医学图像`."""
        if self.is_near:
            return f"语义相近: {_NAMES_ZH[self.where]}: {self.found} ≈ {self.topic}"
        is_same = normalise(self.found) == normalise(self.topic)
        return f"{_NAMES_ZH[self.where]}: {self.found}" + ("" if is_same else f" = {self.topic}")


class Match(NamedTuple):
    """A paper speaks of a topic. A tuple, like its reason, because a paper has hundreds of them.

    Attributes:
        score: above 0, at most 1; `scoring.THRESHOLDS` says what is enough.
        wanted: what of the topic the paper speaks of most, and what the person typed for it.
        found: all that is in the paper.
    """

    topic: Hashable
    score: float
    wanted: int
    label: str
    found: "Found"

    @property
    def reason(self) -> Reason:
        """What in the paper speaks for the topic; looked for only when it is asked for."""
        where, text, is_near = self.found.strongest(self.wanted)
        return Reason(where, text, self.label, is_near)

    def _said(self) -> tuple[Hashable, float, Reason]:
        return self.topic, self.score, self.reason

    def __eq__(self, other: object) -> bool:
        """Whether they say the same, of whatever paper."""
        return isinstance(other, Match) and self._said() == other._said()

    def __ne__(self, other: object) -> bool:
        """Not `__eq__`: that of tuples would compare the papers."""
        return not self == other

    def __hash__(self) -> int:
        return hash(self._said())


@dataclass(frozen=True, slots=True)
class Miss:
    """A paper does not speak of a topic, or has what the topic leaves out.

    Attributes:
        missing: of the alternative that comes closest, what the paper lacks, as typed; empty
            where it is something excluded that decided.
        excluded: what was found of the things to leave out.
    """

    topic: Hashable
    missing: tuple[str, ...] = ()
    excluded: Reason | None = None
