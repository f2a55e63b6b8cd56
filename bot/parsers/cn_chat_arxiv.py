"""What cn-chat-arxiv's Markdown and RSS have in common: the paragraphs of one paper.

Seven paragraphs in a fixed order: Chinese title, English title, link, Chinese TL;DR, English TL;DR
(mostly blank), Chinese abstract, English abstract. The program cuts English abstracts at 1,000
characters, and the Chinese one is then a translation of the stump.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Entry
from bot.domain.paper import Damage, Reading
from bot.parsers.announcement import (
    Announcement,
    read_abstract,
    read_title,
    read_translated_abstract,
)
from bot.parsers.labelling import is_untranslated, unite_damage
from bot.parsers.links import find_links
from bot.parsers.publishers import CN_CHAT_ARXIV
from bot.parsers.sentences import ends_mid_sentence, is_mostly_chinese

#: Where the program cuts; blanks at the ends may be lost on the way.
_CUT_AT = 1000
_NEARLY = 10


@dataclass(frozen=True, slots=True)
class Detail:
    """The paragraphs of one paper, as they stand; empty where there is none."""

    title_zh: str = ""
    title: str = ""
    url: str = ""
    tldr_zh: str = ""
    tldr: str = ""
    abstract_zh: str = ""
    abstract: str = ""


def read_paragraphs(paragraphs: Sequence[str]) -> Detail:
    """Seven paragraphs by their place; fewer or more by what they look like."""
    texts = [paragraph.strip() for paragraph in paragraphs]
    if len(texts) == 7:
        return Detail(texts[0], texts[1], _read_link(texts[2]), *texts[3:])
    texts = [text for text in texts if text]
    at = next((i for i, text in enumerate(texts) if _read_link(text)), None)
    if at is None:
        return Detail(*texts[:2])
    titles = texts[:at]
    title_zh = (
        titles.pop(0) if len(titles) > 1 or (titles and is_mostly_chinese(titles[0])) else ""
    )
    tldr_zh, tldr, abstract_zh, abstract = _read_texts(texts[at + 1 :])
    return Detail(
        title_zh, " ".join(titles), _read_link(texts[at]), tldr_zh, tldr, abstract_zh, abstract
    )


def _read_texts(texts: list[str]) -> tuple[str, str, str, str]:
    """What stands behind the link: Chinese and English TL;DR, Chinese and English abstract."""
    if len(texts) < 3:
        last = texts[1] if len(texts) == 2 else ""
        both = (last, "") if is_mostly_chinese(last) else ("", last)
        return texts[0] if texts else "", "", *both
    first, *middle, last = texts
    tldr = middle.pop(0) if len(middle) > 1 and not is_mostly_chinese(middle[0]) else ""
    return first, tldr, " ".join(middle), last


def _read_link(paragraph: str) -> str:
    """The address of `[address](address)` or of a bare one; empty where it is cut through."""
    if paragraph.startswith("["):
        start = paragraph.rfind("](")
        return paragraph[start + 2 : -1] if start > 0 and paragraph.endswith(")") else ""
    return paragraph if paragraph.startswith("http") and " " not in paragraph else ""


def make_entry(position: int, detail: Detail, *, unfinished: bool = False) -> Entry:
    """`unfinished`: the document breaks off in this entry."""
    title = read_title(detail.title)
    english = read_abstract(detail.abstract)
    chinese = read_translated_abstract(detail.abstract_zh)
    said = (english, title, chinese)
    cut = unfinished or _is_cut(detail.abstract)
    arxiv_id = _find_id(detail.url, said)
    readings = _make_readings(detail, chinese)
    return Entry(
        position=position,
        arxiv_id=arxiv_id,
        title=title.text,
        abstract=english.text.strip() or None,
        categories=(title.category,) if title.category else (),
        announce_type=next((line.announce_type for line in said if line.announce_type), None),
        url=detail.url or None,
        links=find_links([english.text], cut=cut),
        readings=readings,
        damage=unite_damage(arxiv_id, readings, *([Damage.CUT] if cut else [])),
    )


def _find_id(url: str, said: Sequence[Announcement]) -> ArxivId | None:
    """The link names the paper; the announcement lines say which version of it."""
    linked = ArxivId.find(url) if url else None
    if linked is not None and linked.version is not None:
        return linked
    named = (arxiv_id for line in said if (arxiv_id := line.arxiv_id) is not None)
    if linked is None:
        return next(named, None)
    same = (arxiv_id for arxiv_id in named if arxiv_id.number == linked.number)
    return next((arxiv_id for arxiv_id in same if arxiv_id.version), linked)


def _is_cut(abstract: str) -> bool:
    if not abstract or len(abstract) >= _CUT_AT:
        return True
    return len(abstract) >= _CUT_AT - _NEARLY and ends_mid_sentence(abstract)


def _make_readings(detail: Detail, abstract: Announcement) -> tuple[Reading, ...]:
    damage = set()
    if ends_mid_sentence(abstract.text):
        damage.add(Damage.CUT)
    if abstract.present:
        damage.add(Damage.PREFIX)
    if is_untranslated(detail.title_zh, detail.tldr_zh, detail.abstract_zh):
        damage.add(Damage.UNTRANSLATED)
    chinese = Reading(
        source=CN_CHAT_ARXIV.source,
        lang="zh",
        title=detail.title_zh or None,
        abstract=abstract.text.strip() or None,
        tldr=detail.tldr_zh or None,
        attribution=CN_CHAT_ARXIV.attribution,
        licence=CN_CHAT_ARXIV.licence,
        damage=tuple(sorted(damage)),
    )
    english = Reading(
        source=CN_CHAT_ARXIV.source,
        lang="en",
        tldr=detail.tldr or None,
        attribution=CN_CHAT_ARXIV.attribution,
        licence=CN_CHAT_ARXIV.licence,
    )
    return tuple(reading for reading in (chinese, english) if reading.size)
