"""arXiv's announcement line, which digests copy into abstracts and titles, or even translate.

Since February 2024 a description in arXiv's feeds opens with `arXiv:2403.13040v1 Announce Type:
cross Abstract:` (https://info.arxiv.org/help/rss_specifications.html); before, a title ended in
` (arXiv:2310.16777v1 [stat.ML] UPDATED)`. Both say the version and how the paper was announced.
"""

import re
from dataclasses import dataclass

from bot.domain.arxiv_id import ArxivId
from bot.domain.paper import AnnounceType

_ENGLISH = re.compile(
    r"\s*arXiv:(\S{1,40})\s+Announce Type:\s*(replace-cross|replace|cross|new)\b"
    r"\s*(?:Abstract:\s*)?",
    re.I,
)
_CHINESE = re.compile(
    r"\s*arXiv\s*(?P<colon>[:：])\s*(?P<id>[\w./-]{1,40})[\s，,]+"
    r"(?P<label>Announce Type|[\u4e00-\u9fff]{0,4}(?:类型|类别)[\u4e00-\u9fff]{0,4})\s*[:：]\s*"
    r"(?P<kind>[^:：，。\n]{1,20}?)\s*"
    r"(?P<abstract>Abstract|摘要|抽象|概要|概述|简介)\s*[:：]\s*",
    re.I,
)
#: Translations that say "Announce Type" and "Abstract" and nothing else. Where a translator wrote
#: something else (发表类型, 抽象), what belongs to the line is a guess, and it is left in place.
_CERTAIN_LABELS = {"announce type", "公告类型", "宣布类型", "发布类型"}
_CERTAIN_ABSTRACTS = {"abstract", "摘要"}
_REPLACES = re.compile(r"replace|替|更新|取代|置换|修订", re.I)
_CROSSES = re.compile(r"cross|交叉|跨", re.I)
_NEW = re.compile(r"new|新|首次", re.I)

_SUFFIX = re.compile(
    r"\(arXiv:(?P<id>[^\s()\[\]]{1,40})\s*(?:\[(?P<category>[^\]]{1,30})\])?"
    r"\s*(?P<mark>UPDATED|CROSS LISTED)?\s*\)"
)
_MARKS = {
    None: AnnounceType.NEW,
    "UPDATED": AnnounceType.REPLACE,
    "CROSS LISTED": AnnounceType.CROSS,
}


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an announcement line says, and the text that is left without it.

    Attributes:
        text: what stood behind the line (or before the suffix).
        named: the identifier as the line writes it.
        present: whether there was a line at all, repaired or not.
    """

    text: str
    present: bool = False
    named: str = ""
    announce_type: AnnounceType | None = None
    category: str | None = None

    @property
    def arxiv_id(self) -> ArxivId | None:
        """The identifier, read when it is asked for: mostly the link has said it already."""
        return ArxivId.find(self.named) if self.named else None


def read_abstract(text: str) -> Announcement:
    """Take arXiv's own line off an English abstract; a text without one comes back as it is."""
    match = _ENGLISH.match(text)
    if match is None:
        return Announcement(text)
    return Announcement(
        text[match.end() :],
        present=True,
        named=match[1],
        announce_type=AnnounceType(match[2].lower()),
    )


def read_translated_abstract(text: str) -> Announcement:
    """Take the line, translated or not, off a Chinese abstract, where the repair is certain."""
    match = _CHINESE.match(text)
    if match is None:
        return Announcement(text)
    certain = (
        match["colon"] == ":"
        and match["label"].lower() in _CERTAIN_LABELS
        and match["abstract"].lower() in _CERTAIN_ABSTRACTS
        and not re.search(r"\s", match["kind"])
    )
    return Announcement(
        text[match.end() :] if certain else text,
        present=True,
        named=match["id"],
        announce_type=_read_kind(match["kind"]),
    )


def _read_kind(words: str) -> AnnounceType | None:
    if _REPLACES.search(words):
        return AnnounceType.REPLACE_CROSS if _CROSSES.search(words) else AnnounceType.REPLACE
    if _CROSSES.search(words):
        return AnnounceType.CROSS
    return AnnounceType.NEW if _NEW.search(words) else None


def read_title(title: str) -> Announcement:
    """Take the suffix off a title, and the full stop that arXiv put before it."""
    title = title.strip()
    start = title.rfind("(arXiv:")
    match = _SUFFIX.fullmatch(title, start) if start >= 0 else None
    if match is None:
        return Announcement(title)
    bare = title[:start].rstrip()
    if bare.endswith(".") and not bare.endswith(".."):
        bare = bare[:-1]
    return Announcement(
        bare,
        present=True,
        named=match["id"],
        announce_type=_MARKS[match["mark"]],
        category=match["category"],
    )
