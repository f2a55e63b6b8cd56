"""/why: which words brought a paper, or which were lacking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.clean import clean_line
from bot.domain.message import Action, Block, Card, Message
from bot.domain.opinion import LEVEL, Lean
from bot.domain.paper import Paper
from bot.views.cards import subtitle_of, title_of
from bot.views.texts import N_, Texts

#: What moves a paper by less is not spoken of.
_LEAST_SHOWN = 0.005
_PLACES = {
    "title": N_("title"),
    "abstract": N_("abstract"),
    "title_zh": N_("Chinese title"),
    "abstract_zh": N_("Chinese abstract"),
    "tldr_zh": N_("Chinese TL;DR"),
    "category": N_("category"),
    "author": N_("author"),
    "listed_under": N_("published under"),
}
_MISSES = {
    "nothing_found": N_("The paper mentions nothing of this topic."),
    "missing_word": N_("It does not mention “{detail}”."),
    "missing_category": N_("It is not in the category {detail}."),
    "missing_author": N_("It is not by {detail}."),
    "excluded": N_("It mentions “{detail}”, which you excluded."),
    "too_low": N_("Not close enough. To let more in: /settings amount more"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a paper stands to one topic.

    Attributes:
        score, least: the paper's score, and from which on papers are pushed.
        reason: `where` (a place in the paper), `found` (the words there), `topic` (what they are
            taken for).
        miss: why there is no match: `nothing_found`, `missing_word`, `missing_category`,
            `missing_author`, `excluded` or `too_low`.
        detail: the word, category or author that a miss is about.
    """

    topic_name: str
    matched: bool
    score: float | None
    least: float
    reason: Mapping[str, str] | None
    miss: str | None
    detail: str


def why(
    texts: Texts,
    *,
    paper: Paper,
    verdicts: Sequence[Verdict],
    pushed_on: date | None,
    lean: Lean = LEVEL,
) -> Message:
    """Every topic of the chat with what decided.

    Args:
        pushed_on: when this chat was given the paper.
        lean: how the chat's 👍 and 👎 move it.
    """
    card = Card(
        title=title_of(paper),
        subtitle=subtitle_of(texts, paper),
        body=_outcome(texts, verdicts, pushed_on),
        blocks=(*(_block(texts, verdict) for verdict in verdicts), *_taste(texts, lean)),
    )
    actions = (
        (Action(texts.t("Show the paper"), "paper", paper.arxiv_id.number),)
        if paper.arxiv_id
        else ()
    )
    return Message(cards=(card,), actions=actions)


def _taste(texts: Texts, lean: Lean) -> tuple[Block, ...]:
    """How 👍 and 👎 move it among the chat's papers, and by what."""
    if not lean.shared and abs(lean.offset) < _LEAST_SHOWN:
        return ()
    # 0 is added for what is rounded to nothing: there is no -0.00.
    offset = f"{round(lean.offset, 2) + 0.0:+.2f}"
    heading = texts.t("👍 👎 here move it by {offset}", offset=offset)
    shared = [f"{clean_line(text)} {'👍' if liked else '👎'}" for text, liked in lean.shared]
    return (Block(heading, texts.join(shared)),)


def _outcome(texts: Texts, verdicts: Sequence[Verdict], pushed_on: date | None) -> str:
    if pushed_on is not None:
        return texts.t("It was pushed here on {date}.", date=texts.date(pushed_on))
    if not verdicts:
        return texts.t("This chat follows no topics, so nothing is pushed here.")
    if any(verdict.matched for verdict in verdicts):
        return texts.t("It matches, and has not been pushed here yet.")
    return texts.t("It matches none of the topics here.")


def _block(texts: Texts, verdict: Verdict) -> Block:
    mark = "✓" if verdict.matched else "✗"
    name = clean_line(verdict.topic_name)
    if verdict.score is None:
        return Block(f"{mark} {name}", _miss(texts, verdict))
    # 0.499 is not shown as 0.50 where 0.50 would do.
    places = 2 if f"{verdict.score:.2f}" != f"{verdict.least:.2f}" else 3
    sign = "≥" if verdict.score >= verdict.least else "<"
    heading = texts.t(
        "{mark} {topic} ({score} {sign} {least})",
        mark=mark,
        topic=name,
        score=f"{verdict.score:.{places}f}",
        sign=sign,
        least=f"{verdict.least:.{places}f}",
    )
    lines = [_reason(texts, verdict.reason)] if verdict.reason else []
    if verdict.miss:
        lines.append(_miss(texts, verdict))
    return Block(heading, "\n".join(lines))


def _reason(texts: Texts, reason: Mapping[str, str]) -> str:
    where = reason.get("where", "")
    found = texts.written(clean_line(reason.get("found", "")))
    topic = clean_line(reason.get("topic", ""))
    place = texts.t(_PLACES[where]) if where in _PLACES else where
    if not topic or topic.casefold() == found.casefold():
        return texts.t("{place}: “{found}”", place=place, found=found)
    if reason.get("sense") == "near":
        return texts.t(
            "{place}: “{found}”, near {topic} in meaning", place=place, found=found, topic=topic
        )
    return texts.t("{place}: “{found}” = {topic}", place=place, found=found, topic=topic)


def _miss(texts: Texts, verdict: Verdict) -> str:
    sentence = _MISSES.get(verdict.miss or "nothing_found", _MISSES["nothing_found"])
    return texts.t(sentence, detail=clean_line(verdict.detail))
