"""The query language of a topic.

    medical image            both words, wherever they stand
    "vision transformer"     a phrase
    -survey  -"case report"  not with this, whichever alternative it is typed in
    SAM OR "segment anything" | 分割一切
    NOT survey  but not survey  the same
    cat:eess.IV  eess.IV  cat:cs  author:"Kaiming He"   (分类: and 作者: are the same)

What a phone or a Chinese keyboard makes of these characters means the same: “ ” ： － ｜ and U+3000.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from bot.errors import QueryError
from bot.matching.taxonomy import find_category
from bot.matching.text import FILLERS, normalise

MAX_LENGTH = 200
MAX_TERMS = 20


class Refusal(StrEnum):
    """Why a query is refused; all the messages there are, so that each can be translated."""

    EMPTY = "There is nothing to look for: type a topic, such as 医学图像 or diffusion model."
    ONLY_EXCLUDED = "This only says what to leave out: add what to look for."
    UNCLOSED_QUOTE = "This quotation mark is never closed."
    NO_CATEGORY = "A category has to follow `cat:`, such as cat:eess.IV."
    UNKNOWN_CATEGORY = "arXiv has no such category; one looks like cs.CV, quant-ph or math.*"
    NO_AUTHOR = 'A name has to follow `author:`, such as author:"Kaiming He".'
    DANGLING_OR = "Something to look for has to stand on both sides of OR."
    NO_BRACKETS = "Brackets cannot group alternatives; write each one out, apart by OR."
    TOO_LONG = "This is too long for a topic: 200 characters at most."
    TOO_MANY_TERMS = "These are too many words for one topic: 20 at most."


@dataclass(frozen=True)
class Term:
    """A word or a phrase, as typed but for full-width letters."""

    text: str

    @cached_property
    def normal(self) -> str:
        """The form in which it is compared and looked up."""
        return normalise(self.text)

    @property
    def key(self) -> str:
        """Its part of the topic's key."""
        is_plain = " " not in self.normal and self.normal not in _RESERVED
        return self.normal if is_plain else f'"{self.normal}"'


@dataclass(frozen=True)
class Category:
    """An arXiv category, or a whole archive (`cs`), in arXiv's capitals."""

    name: str

    @property
    def key(self) -> str:
        """Its part of the topic's key."""
        return f"cat:{self.name}"


@dataclass(frozen=True)
class Author:
    """A person's name, as typed."""

    name: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The parts of the name, in no order: He Kaiming, and He, Kaiming, are Kaiming He."""
        return tuple(sorted(set(normalise(self.name).split())))

    @property
    def key(self) -> str:
        """Its part of the topic's key."""
        return f'author:"{" ".join(self.words)}"'


Part = Term | Category | Author


@dataclass(frozen=True)
class Query:
    """What a topic looks for.

    Attributes:
        text: as typed, with single spaces.
        alternatives: any of them is enough; all the parts of one are needed.
        excluded: none of these may be there.
    """

    text: str
    alternatives: tuple[tuple[Part, ...], ...]
    excluded: tuple[Part, ...] = ()


@dataclass(frozen=True)
class _Token:
    """One piece of a query: an operator, or a part with its minus sign."""

    position: int
    field: str = ""
    text: str = ""
    is_quoted: bool = False
    is_excluded: bool = False

    @property
    def is_or(self) -> bool:
        return not (self.is_quoted or self.is_excluded or self.field) and (
            self.text.lower() in _OR
        )


_OR = frozenset({"or", "|", "||", "或", "或者"})
_RESERVED = _OR | FILLERS
_FIELDS = {"cat": "cat", "category": "cat", "分类": "cat", "author": "author", "作者": "author"}

#: Character for character, so that a position stays true.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ALIKE = {
    **_WIDE,
    **dict.fromkeys(map(ord, "“”„‟″「」『』«»"), '"'),
    **dict.fromkeys(map(ord, "−–—‐‑"), "-"),
    ord("｜"): "|",
    ord("∶"): ":",
}
#: A category that nobody could take for a word.
_CATEGORY = re.compile(r"[A-Za-z-]+\.[A-Za-z*-]+|[a-z]+-[a-z]+")
#: Marks at the end of a sentence, which are no part of its last word.
_AFTER_WORDS = "?!.。…"
#: Commas stand between words just as spaces do.
_TOKEN = re.compile(
    r"(?P<minus>-*)(?:(?P<field>[^\W\d_]+):)?"
    r'(?:"(?P<quoted>[^"]*)(?P<close>"?)|(?P<bar>\|+)|(?P<word>[^\s",，、;；|]+)|(?<=:))'
)


def parse_query(text: str) -> Query:
    """Read what a person typed.

    Raises:
        QueryError: it is not a query; the message is one of `Refusal`, the position an index in
            `text`.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(Refusal.TOO_LONG, query=text, position=MAX_LENGTH)
    found = _read_tokens(text)
    alternatives: list[list[Part]] = [[]]
    excluded: list[Part] = []
    operator: _Token | None = None
    for token in _read_not(found):
        if token.is_or:
            if not alternatives[-1]:
                raise QueryError(Refusal.DANGLING_OR, query=text, position=token.position)
            alternatives.append([])
            operator = token
            continue
        part = _read_part(token, text)
        if part is not None:
            (excluded if token.is_excluded else alternatives[-1]).append(part)
    if operator is not None and not alternatives[-1]:
        raise QueryError(Refusal.DANGLING_OR, query=text, position=operator.position)
    if not alternatives[0]:
        reason = Refusal.ONLY_EXCLUDED if excluded else Refusal.EMPTY
        raise QueryError(reason, query=text, position=0)
    return Query(
        text=" ".join(text.split()),
        alternatives=tuple(tuple(_drop_fillers(each)) for each in alternatives),
        excluded=tuple(excluded),
    )


def query_key(query: Query) -> str:
    """What makes two queries one topic: the same for every spelling and order of the same words."""
    alternatives = {" ".join(sorted({part.key for part in each})) for each in query.alternatives}
    left_out = sorted({f"-{part.key}" for part in query.excluded})
    return " ".join([" OR ".join(sorted(alternatives)), *left_out])


def _read_tokens(text: str) -> list[_Token]:
    alike = text.translate(_ALIKE)
    found = []
    for match in _TOKEN.finditer(alike):
        if match["quoted"] is not None and not match["close"]:
            place = match.start("quoted") - 1
            raise QueryError(Refusal.UNCLOSED_QUOTE, query=text, position=place)
        token = _read_token(match)
        if token is not None:
            found.append(token)
    if len(found) > MAX_TERMS:
        place = found[MAX_TERMS].position
        raise QueryError(Refusal.TOO_MANY_TERMS, query=text, position=place)
    has_or = any(token.is_or for token in found)
    for token in found:
        if has_or and not token.is_quoted and token.text.startswith("("):
            raise QueryError(Refusal.NO_BRACKETS, query=text, position=token.position)
    return found


def _read_not(tokens: Sequence[_Token]) -> Iterator[_Token]:
    """NOT in capitals, or "but not", leaves out what follows, like a minus sign."""
    left_out = False
    for place, token in enumerate(tokens):
        before = tokens[place - 1].text.lower() if place else ""
        is_plain = not (token.is_quoted or token.field or token.is_excluded)
        is_not = token.text == "NOT" or (token.text.lower() == "not" and before == "but")
        if is_plain and is_not and place + 1 < len(tokens):
            left_out = True
            continue
        if is_plain and token.text.lower() == "but" and _follows_not(tokens, place):
            continue
        yield replace(token, is_excluded=True) if left_out and not token.is_or else token
        left_out = False


def _follows_not(tokens: Sequence[_Token], place: int) -> bool:
    return place + 2 < len(tokens) and tokens[place + 1].text.lower() == "not"


def _read_token(match: re.Match[str]) -> _Token | None:
    """None for a dash that stands alone, as between words."""
    group = next((name for name in ("quoted", "bar", "word") if match[name] is not None), None)
    field = _FIELDS.get((match["field"] or "").lower(), "")
    start = match.end() if group is None else match.start(group)
    if match["field"] and not field:
        # A colon inside an ordinary word, as in a title that was pasted.
        start = match.start("field")
    typed = match.string[start : match.end(group) if group else match.end()]
    if not typed and not field and group != "quoted":
        return None
    return _Token(
        position=match.start(),
        field=field,
        text=typed,
        is_quoted=group == "quoted",
        is_excluded=bool(match["minus"]),
    )


def _read_part(token: _Token, text: str) -> Part | None:
    """None for what has no letters or digits in it."""
    if token.field == "cat":
        if not token.text.strip():
            raise QueryError(Refusal.NO_CATEGORY, query=text, position=token.position)
        name = find_category(token.text)
        if name is None:
            raise QueryError(Refusal.UNKNOWN_CATEGORY, query=text, position=token.position)
        return Category(name)
    if token.field == "author":
        author = Author(" ".join(token.text.split()))
        if not author.words:
            raise QueryError(Refusal.NO_AUTHOR, query=text, position=token.position)
        return author
    words = token.text if token.is_quoted else token.text.rstrip(_AFTER_WORDS)
    # cs and math are words, too; cs.CV and quant-ph are nothing else.
    if not token.is_quoted and _CATEGORY.fullmatch(words) and (name := find_category(words)):
        return Category(name)
    term = Term(" ".join(words.split()))
    return term if term.normal else None


def _drop_fillers(parts: list[Part]) -> list[Part]:
    """The parts without small words, unless there is nothing else."""
    kept = [part for part in parts if not (isinstance(part, Term) and part.normal in FILLERS)]
    return kept or parts
