"""The answer to /subscribe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import Chat
from bot.domain.clean import clean_line
from bot.domain.issue import PaperMatch
from bot.domain.message import Action, Card, Message
from bot.domain.schedule import local_date
from bot.views.actions import action
from bot.views.cards import match_card
from bot.views.names import amount_name, scope_name
from bot.views.texts import N_, Texts
from bot.views.timing import next_push

_MAX_TERMS = 6
_MAX_NARROWER = 4
_MAX_EXCLUDED_TERMS = 3
_FIELDS = {
    "category": N_("“cat:{name}” means arXiv's category {name}."),
    "author": N_("“author:{name}” means the author {name}."),
    "author_in_chinese": N_(
        "“author:{name}” means the author {name}. arXiv writes names in Latin letters, so write them "
        'so, or most papers will be missed: author:"Kaiming He"'
    ),
}

#: By whether there are narrower topics, and a category.
_NARROWING = {
    (False, False): N_("To narrow it: add -word to exclude."),
    (False, True): N_("To narrow it: add -word to exclude, cat:{category} for one category."),
    (True, False): N_("To narrow it: {topics}; or add -word to exclude."),
    (True, True): N_(
        "To narrow it: {topics}; or add -word to exclude, cat:{category} for one category."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What one part of a query was taken for.

    Attributes:
        typed: as it was typed; of a field only what stands behind the colon.
        field: `category`, `author` or `author_in_chinese`; empty for words.
        names: the topic's names; none where the words are no known topic.
        terms: other words that count as the same.
        chinese_only: Chinese words that are looked for as they were typed, so that no paper is found
            that is English alone.
        is_near: nothing is known of the words, and the terms are only near them in meaning.
    """

    typed: str
    field: str = ""
    names: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    chinese_only: bool = False
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Excluded:
    """What a query leaves out, as typed, and other words that count as the same."""

    typed: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a topic would have brought in the last seven days.

    Attributes:
        examples: some of those papers.
        is_whole: False where not all papers of those days were looked at.
    """

    count: int
    examples: Sequence[PaperMatch]
    is_whole: bool


def subscribed(
    texts: Texts,
    *,
    chat: Chat,
    name: str,
    understood: Sequence[Understood],
    excluded: Sequence[Excluded],
    listed: Sequence[str] = (),
    week: Week,
    narrower: Sequence[str],
    similar: Sequence[str] = (),
    category: str | None = None,
    now: datetime,
) -> Message:
    """The chat follows a topic from now on.

    Args:
        name: what the chat calls the topic.
        excluded: what the query leaves out.
        listed: what was typed with commas between, and is all needed.
        narrower: names of more special topics.
        similar: names of topics that may be meant instead, where nothing is known by the name.
        category: one of arXiv's that fits the topic, to narrow it by.
    """
    name = clean_line(name)
    return Message(
        heading=texts.t("Subscribed: {topic}", topic=name),
        text="\n".join(
            [
                *_query(texts, understood, listed, excluded),
                next_push(texts, chat, now),
                _week(texts, week),
            ]
        ),
        cards=_examples(texts, chat, week, now),
        footer="\n".join(_ways_on(texts, name, similar, narrower, category)),
        actions=_topic_actions([*similar, *narrower])
        + action(texts.t("Unsubscribe"), "unsubscribe", name),
    )


def _examples(texts: Texts, chat: Chat, week: Week, now: datetime) -> tuple[Card, ...]:
    today = local_date(now, chat.settings.schedule.zone)
    return tuple(
        match_card(texts, match, number=number, today=today, grouped=False)
        for number, match in enumerate(week.examples, start=1)
    )


def already_subscribed(texts: Texts, *, chat: Chat, name: str, now: datetime) -> Message:
    """The chat followed the topic already: how it does."""
    name, settings = clean_line(name), chat.settings
    how = texts.n(
        "At most {n} paper an issue · {amount} · {scope}",
        "At most {n} papers an issue · {amount} · {scope}",
        settings.max_papers,
        amount=amount_name(texts, settings.amount),
        scope=scope_name(texts, settings.scope),
    )
    return Message(
        heading=texts.t("Already subscribed: {topic}", topic=name),
        text=f"{next_push(texts, chat, now)}\n{how}",
        footer=_stopping(texts, name),
        actions=(
            Action(texts.t("Settings"), "settings"),
            *action(texts.t("Unsubscribe"), "unsubscribe", name),
        ),
    )


def _understanding(texts: Texts, part: Understood) -> str:
    typed = clean_line(part.typed)
    if part.chinese_only:
        return texts.t(
            "“{typed}” is not in my list of topics, so only these Chinese words are searched for, "
            "and papers in English will be missed. Add the English name:\n"
            '/subscribe {typed} OR "English name"',
            typed=typed,
        )
    if part.field:
        return texts.t(_FIELDS[part.field], name=typed)
    if part.is_near:
        return texts.t(
            "“{typed}” is not in my list of topics; it is searched for together with names that are "
            "near it in meaning: {terms}. If they are wrong, add the right one:\n"
            '/subscribe {typed} OR "right name"',
            typed=typed,
            terms=texts.written(texts.join(part.terms)),
        )
    if not part.names and not part.terms:
        return texts.t("“{typed}”: searched for as written.", typed=typed)
    # Words that are no topic, but known from papers in both languages, mean their translation.
    names = list(dict.fromkeys(part.names or part.terms[:2]))
    terms = [term for term in dict.fromkeys(part.terms) if term not in (*names, typed)]
    meaning = texts.t(
        "“{typed}” means {names}", typed=typed, names=texts.written(" / ".join(names))
    )
    if not terms:
        return texts.t("{meaning}.", meaning=meaning)
    return texts.t(
        "{meaning}, including {terms}.",
        meaning=meaning,
        terms=texts.written(texts.join(terms[:_MAX_TERMS]))
        + ("…" if len(terms) > _MAX_TERMS else ""),
    )


def _query(
    texts: Texts,
    understood: Sequence[Understood],
    listed: Sequence[str],
    excluded: Sequence[Excluded],
) -> list[str]:
    """What was asked for, as it is understood."""
    return [
        *(_understanding(texts, part) for part in understood),
        *_listing(texts, listed),
        *_exclusion(texts, excluded),
    ]


def _listing(texts: Texts, listed: Sequence[str]) -> list[str]:
    if not listed:
        return []
    either = " OR ".join(map(clean_line, listed))
    return [
        texts.t(
            "All of these have to be in a paper. For any of them: /subscribe {either}",
            either=either,
        )
    ]


def _exclusion(texts: Texts, excluded: Sequence[Excluded]) -> list[str]:
    quoted = [_quote(texts, each) for each in excluded]
    return [texts.t("Without {words}.", words=texts.join(quoted))] if quoted else []


def _quote(texts: Texts, excluded: Excluded) -> str:
    word = f"“{clean_line(excluded.typed)}”"
    if not excluded.terms:
        return word
    return texts.t(
        "{word} ({terms})",
        word=word,
        terms=texts.written(texts.join(excluded.terms[:_MAX_EXCLUDED_TERMS])),
    )


def _week(texts: Texts, week: Week) -> str:
    if not week.count and week.is_whole:
        return texts.t("Nothing in the last 7 days; the next one will come to you.")
    if not week.count:
        return texts.t("Nothing among the newest papers; the next one will come to you.")
    if week.is_whole:
        line = texts.n(
            "The last 7 days would have brought {n} paper",
            "The last 7 days would have brought {n} papers",
            week.count,
        )
    else:
        line = texts.n(
            "The last 7 days would have brought at least {n} paper",
            "The last 7 days would have brought at least {n} papers",
            week.count,
        )
    if week.examples:
        return texts.t("{sentence}, such as:", sentence=line)
    return texts.t("{sentence}.", sentence=line)


def _ways_on(
    texts: Texts, name: str, similar: Sequence[str], narrower: Sequence[str], category: str | None
) -> list[str]:
    """What may be meant instead, how to ask for less, and how to stop."""
    return [
        *_similar(texts, similar),
        _narrowing(texts, narrower, category),
        _stopping(texts, name),
    ]


def _similar(texts: Texts, similar: Sequence[str]) -> list[str]:
    names = texts.join(map(clean_line, similar[:_MAX_NARROWER]))
    return [texts.t("Perhaps one of these is meant: {topics}", topics=names)] if names else []


def _narrowing(texts: Texts, narrower: Sequence[str], category: str | None) -> str:
    topics = texts.join(map(clean_line, narrower[:_MAX_NARROWER]))
    sentence = _NARROWING[bool(topics), category is not None]
    return texts.t(sentence, topics=topics, category=category or "")


def _stopping(texts: Texts, name: str) -> str:
    return texts.t("To stop: /unsubscribe {topic}", topic=name)


def _topic_actions(names: Sequence[str]) -> tuple[Action, ...]:
    return tuple(
        one
        for name in map(clean_line, names[:_MAX_NARROWER])
        for one in action(name, "subscribe", name)
    )
