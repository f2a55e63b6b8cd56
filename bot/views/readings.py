"""Which of the things said about a paper is shown: in the reader's language, sound, and rich."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.message import Block
from bot.domain.paper import Damage, Paper, Reading
from bot.domain.width import shorten, text_width
from bot.views.tex import one_line, title_line, to_unicode

#: What a paper's card can show.
ASPECTS = ("tldr", "takeaways", "notes", "abstract", "bibtex")
#: What is shown in place of an aspect that nobody wrote.
_INSTEAD = {
    "tldr": ("tldr", "takeaways", "abstract"),
    "takeaways": ("takeaways", "tldr", "abstract"),
    "notes": ("notes", "takeaways", "tldr", "abstract"),
    "abstract": ("abstract", "tldr", "takeaways"),
}
#: Sections longer than this many characters are folded.
_LONG_SECTION = 200
#: Columns of the line that says what a paper is about: two lines of a terminal, three of a phone.
_ONE_LINE = 160
_SENTENCE_END = re.compile(r"[。！？!?…][”’\"')）]*|\.[”’\"')]*(?=\s|$)")
#: Full stops that end no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|et al|vs|cf|Fig|Eq|Dr|approx|resp|[A-Z]))$")
#: How a text ends that was not cut; closing brackets and quotes may follow.
_WHOLE = re.compile(r"[。！？!?.…：:；;][\s)\]）】”\"'’》」]*$")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a paper.

    Attributes:
        aspect: one of `ASPECTS`; not always the one asked for.
        language: of the text.
        reading: None for arXiv's own abstract.
        damage: what a reader of this very text should know of.
    """

    aspect: str
    language: str
    text: str
    blocks: tuple[Block, ...] = ()
    reading: Reading | None = None
    damage: tuple[Damage, ...] = ()


def find_aspect(paper: Paper, aspect: str, language: str) -> Shown | None:
    """One aspect in one language, by the best reading that has it."""
    if aspect == "abstract" and language == "en" and paper.abstract:
        text = to_unicode(paper.abstract)
        return Shown(aspect, "en", text, damage=_visible(paper.damage, aspect, text))
    for reading in _ranked(paper, language):
        if shown := _take(reading, aspect):
            return shown
    return None


def find_shown(paper: Paper, aspect: str, language: str) -> Shown | None:
    """What to show for an aspect: itself, else what comes nearest.

    A TL;DR may be anything that is short and in the reader's language; takeaways and notes were
    asked for as such, so that those in the other language come before a substitute.
    """
    spoken = (language, "en" if language == "zh" else "zh")
    wanted = [(one, instead) for one in spoken for instead in _INSTEAD[aspect]]
    if aspect != "tldr":
        wanted = [(one, aspect) for one in spoken] + wanted
    return next((shown for one, what in wanted if (shown := find_aspect(paper, what, one))), None)


def list_aspects(paper: Paper, language: str) -> list[str]:
    """The aspects that can be shown as such."""
    return [
        aspect
        for aspect in ASPECTS
        if aspect == "bibtex"
        or ((shown := find_shown(paper, aspect, language)) and shown.aspect == aspect)
    ]


def find_chinese_title(paper: Paper) -> str:
    """The title in Chinese; empty where nobody translated it."""
    titles = (title_line(reading.title or "") for reading in _ranked(paper, "zh"))
    return next((title for title in titles if _CHINESE.search(title)), "")


def find_one_line(paper: Paper, language: str) -> Shown | None:
    """One line that says what the paper is about."""
    shown = find_shown(paper, "tldr", language)
    if shown is None:
        return None
    text = shown.text
    if shown.aspect == "takeaways":
        text = text.removeprefix("• ").partition("\n")[0]
    line = _first_sentences(one_line(text), 1 if shown.aspect == "abstract" else _ONE_LINE)
    sound = [one for one in shown.damage if one is not Damage.CUT or not _WHOLE.search(line)]
    return replace(shown, text=shorten(line, _ONE_LINE), damage=tuple(sound))


def _first_sentences(text: str, columns: int) -> str:
    """The sentences that fit into so many columns; the first one at the least."""
    kept = ""
    for match in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[: match.start()]):
            continue
        if kept and text_width(text[: match.end()]) > columns:
            return kept
        kept = text[: match.end()]
    return kept if kept and text_width(text) > columns else text


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
                heading=one_line(section.heading),
                text=to_unicode(section.text),
                folded=len(section.text) > _LONG_SECTION,
            )
            for section in reading.sections
        )
    else:
        text = to_unicode((reading.tldr if aspect == "tldr" else reading.abstract) or "")
    if not text and not blocks:
        return None
    written = text + "".join(block.text for block in blocks)
    damage = _visible(reading.damage, aspect, written)
    return Shown(aspect, reading.lang, text, blocks, reading, damage)


def _serious(damage: tuple[Damage, ...]) -> tuple[Damage, ...]:
    """An announcement line in front was repaired, and a missing id is the paper's own affair."""
    return tuple(one for one in damage if one not in (Damage.PREFIX, Damage.NO_ID))


def _visible(damage: tuple[Damage, ...], aspect: str, text: str) -> tuple[Damage, ...]:
    """The damage that the text shown can have.

    Labels are a whole reading's: of one whose abstract was cut, the one-line summary is sound.
    """
    hidden = set()
    if aspect not in ("abstract", "notes") and _WHOLE.search(text):
        hidden.add(Damage.CUT)
    if _CHINESE.search(text):
        hidden.add(Damage.UNTRANSLATED)
    return tuple(one for one in _serious(damage) if one not in hidden)
