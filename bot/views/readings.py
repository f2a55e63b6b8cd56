"""Which of the things said about a paper is shown: in the reader's language, sound, and rich."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.message import Block
from bot.domain.paper import Damage, Paper, Reading
from bot.views.tex import one_line, to_unicode

#: What a paper's card can show.
ASPECTS = ("tldr", "takeaways", "notes", "abstract", "bibtex")
#: What is shown in place of an aspect that nobody wrote.
_INSTEAD = {
    "tldr": ("tldr", "takeaways", "abstract"),
    "takeaways": ("takeaways", "tldr", "abstract"),
    "notes": ("notes", "takeaways", "tldr", "abstract"),
    "abstract": ("abstract", "tldr", "takeaways"),
}
#: Sections longer than this are folded.
_LONG_SECTION = 200
_ONE_LINE = 160
_SENTENCE_END = re.compile(r"[。！？!?…]|\.(?=\s|$)")
#: Full stops that end no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|et al|vs|cf|Fig|Eq|Dr|approx|resp|[A-Z]))$")
#: How a text ends that was not cut; closing brackets and quotes may follow.
_WHOLE = re.compile(r"[。！？!?.…：:；;][\s)\]）】”\"'’》」]*$")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a paper.

    Attributes:
        aspect: one of `ASPECTS`; not always the one asked for.
        language: of the text.
        reading: None for arXiv's own abstract.
    """

    aspect: str
    language: str
    text: str
    blocks: tuple[Block, ...] = ()
    reading: Reading | None = None
    damage: tuple[Damage, ...] = ()

    @property
    def source(self) -> str:
        """Who wrote it."""
        return self.reading.source if self.reading else "arxiv"


def find_aspect(paper: Paper, aspect: str, language: str) -> Shown | None:
    """One aspect in one language, by the best reading that has it."""
    shown = [
        found
        for reading in _ranked(paper, language)
        if (found := _take(reading, aspect)) is not None
    ]
    if aspect == "abstract" and language == "en" and paper.abstract:
        return Shown(
            aspect, "en", to_unicode(paper.abstract), damage=_visible(paper.damage, aspect, "")
        )
    return shown[0] if shown else None


def find_shown(paper: Paper, aspect: str, language: str) -> Shown | None:
    """What to show for an aspect: itself, else what comes nearest, else the other language's."""
    for spoken in (language, "en" if language == "zh" else "zh"):
        for instead in _INSTEAD[aspect]:
            if shown := find_aspect(paper, instead, spoken):
                return shown
    return None


def list_aspects(paper: Paper, language: str) -> list[str]:
    """The aspects that exist; an abstract in either language counts."""
    other = "en" if language == "zh" else "zh"
    return [
        aspect
        for aspect in ASPECTS
        if aspect == "bibtex"
        or find_aspect(paper, aspect, language)
        or find_aspect(paper, aspect, other)
    ]


def find_title(paper: Paper, language: str) -> str:
    """The paper's title in a language other than English; empty if nobody translated it."""
    for reading in _ranked(paper, language):
        title = one_line(reading.title or "")
        if title and title.casefold() != one_line(paper.title).casefold():
            return title
    return ""


def find_one_line(paper: Paper, language: str) -> Shown | None:
    """One line that says what the paper is about."""
    shown = find_shown(paper, "tldr", language)
    if shown is None:
        return None
    text = one_line(shown.text.removeprefix("• ").split("\n")[0])
    if shown.aspect == "abstract":
        text = first_sentence(text)
    return Shown(
        shown.aspect, shown.language, shorten(text, _ONE_LINE), (), shown.reading, shown.damage
    )


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: match.start()]):
            return text[: match.end()]
    return text


def shorten(text: str, most: int) -> str:
    """At most `most` characters, cut at a space or between Chinese characters, marked with …"""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if (space := kept.rfind(" ")) > most * 2 // 3 and text[most - 1].isascii():
        kept = kept[:space]
    return kept.rstrip(" ,;:，；：、") + "…"


def _ranked(paper: Paper, language: str) -> Iterator[Reading]:
    """A language's readings, best first: undamaged before damaged, then by how much they say."""
    spoken = [reading for reading in paper.readings if reading.lang == language]
    return iter(
        sorted(spoken, key=lambda reading: (bool(_serious(reading.damage)), -reading.size))
    )


def _take(reading: Reading, aspect: str) -> Shown | None:
    text = ""
    blocks: tuple[Block, ...] = ()
    if aspect == "takeaways":
        text = "\n".join(f"• {to_unicode(takeaway)}" for takeaway in reading.takeaways)
    elif aspect == "notes":
        blocks = tuple(
            Block(
                one_line(section.heading),
                to_unicode(section.text),
                len(section.text) > _LONG_SECTION,
            )
            for section in reading.sections
        )
    else:
        text = to_unicode((reading.tldr if aspect == "tldr" else reading.abstract) or "")
    if not text and not blocks:
        return None
    return Shown(
        aspect, reading.lang, text, blocks, reading, _visible(reading.damage, aspect, text)
    )


def _serious(damage: tuple[Damage, ...]) -> tuple[Damage, ...]:
    """An announcement line in front was repaired, and a missing id is the paper's own affair."""
    return tuple(one for one in damage if one not in (Damage.PREFIX, Damage.NO_ID))


def _visible(damage: tuple[Damage, ...], aspect: str, text: str) -> tuple[Damage, ...]:
    """The damage that the text shown can have.

    Labels are a whole reading's: of one whose abstract was cut, the one-line summary is sound.
    """
    return tuple(
        one
        for one in _serious(damage)
        if one is not Damage.CUT or aspect in ("abstract", "notes") or not _WHOLE.search(text)
    )
