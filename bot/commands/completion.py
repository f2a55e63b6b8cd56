"""What could be meant while somebody still types: topics, papers, values of settings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat, ChatAddress, Scope
from bot.domain.paper import Paper
from bot.domain.schedule import Rhythm
from bot.domain.topic import Amount
from bot.matching.lexicon import LexiconTopic
from bot.ports import Transaction
from bot.services.core import Core
from bot.services.keep import MAX_LISTED
from bot.services.look_up import search
from bot.services.taste import list_opinions
from bot.services.zones import list_zones
from bot.views.cards import subtitle_of, unversioned
from bot.views.names import LANGUAGE_NAMES, amount_name, rhythm_name, scope_name
from bot.views.tex import title_line
from bot.views.texts import Texts, get_texts

#: No platform shows more.
MOST = 25
#: Where a line of a menu is cut, and how long what it stands for may be.
_MAX_LABEL = MAX_VALUE = 100
_MAX_TYPED = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that could be meant.

    Attributes:
        label: what the reader sees, at most 100 characters.
        value: what then stands in the command, at most 100 characters.
    """

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody is typing, and where.

    Attributes:
        typed: what stands in the option so far.
        given: the options that are filled in already, by name.
        chat: None if nothing is known of it.
    """

    core: Core
    texts: Texts
    typed: str
    given: Mapping[str, str]
    chat: Chat | None


Completer = Callable[[Transaction, Asking], Iterator[Suggestion]]


async def complete(
    core: Core,
    address: ChatAddress,
    completer: Completer,
    typed: str,
    *,
    language: str,
    given: Mapping[str, str],
) -> list[Suggestion]:
    """What could be meant, the likeliest first, `MOST` at most."""

    def work(tx: Transaction) -> list[Suggestion]:
        chat = tx.chats.find(address)
        texts = get_texts((chat and chat.settings.language) or language)
        plain = typed[:_MAX_TYPED].strip()
        asking = Asking(core=core, texts=texts, typed=plain, given=given, chat=chat)
        return list(islice(_fitting(completer(tx, asking)), MOST))

    return await core.store.transact(work)


def _fitting(suggestions: Iterator[Suggestion]) -> Iterator[Suggestion]:
    for one in suggestions:
        if one.label and 0 < len(one.value) <= MAX_VALUE:
            cut = one.label if len(one.label) <= _MAX_LABEL else one.label[: _MAX_LABEL - 1] + "…"
            yield Suggestion(cut, one.value)


def topics(tx: Transaction, asking: Asking) -> Iterator[Suggestion]:
    """Topics that are known by name."""
    lexicon = asking.core.lexicon
    wanted = asking.typed.casefold()
    found = lexicon.search(wanted, MOST) if wanted else lexicon.list_overview(2)
    # Those first that are called so themselves, before those of which a synonym is.
    found.sort(key=lambda topic: not f"{topic.en.casefold()}\n{topic.zh}".count(wanted))
    return (_suggest_topic(asking.texts, topic) for topic in found)


def _suggest_topic(texts: Texts, topic: LexiconTopic) -> Suggestion:
    chinese = texts.written(topic.zh)
    names = (chinese, topic.en) if texts.language == "zh" else (topic.en, chinese)
    return Suggestion(" · ".join(dict.fromkeys(names)), names[0])


def own_topics(tx: Transaction, asking: Asking) -> Iterator[Suggestion]:
    """What the chat follows, and all of it at once."""
    texts = asking.texts
    yield from _own(tx, asking, by_number=False)
    if not asking.typed:
        yield Suggestion(texts.t("all of them"), "all")


def own_numbers(tx: Transaction, asking: Asking) -> Iterator[Suggestion]:
    """What the chat follows, by its number in the list."""
    return _own(tx, asking, by_number=True)


def _own(tx: Transaction, asking: Asking, *, by_number: bool) -> Iterator[Suggestion]:
    followed = tx.subscriptions.list_of(asking.chat.key) if asking.chat else ()
    wanted = asking.typed.casefold()
    for number, one in enumerate(followed, start=1):
        if wanted in one.name.casefold() or wanted == str(number):
            is_long = len(one.name) > _MAX_LABEL
            value = str(number) if by_number or is_long else one.name
            yield Suggestion(f"{number}. {one.name}", value)


def papers(tx: Transaction, asking: Asking) -> Iterator[Suggestion]:
    """Papers by id or by words; before anything is typed, those of the newest issue."""
    if not asking.typed:
        issue = tx.issues.find_newest(asking.chat.key) if asking.chat else None
        found = [entry.paper for entry in issue.entries] if issue else []
    elif asked := ArxivId.find(asking.typed):
        known = tx.papers.find_by_number(asked.number)
        found = [known] if known else []
    else:
        found = _search(tx, asking)
    for paper in found:
        yield _suggest_paper(asking.texts, paper)


def _search(tx: Transaction, asking: Asking) -> list[Paper]:
    """Papers by the words that are typed; the last one may not be whole yet."""
    begun = asking.typed.rpartition(" ")[0].strip()
    for words in (asking.typed, begun):
        if words and (found := search(tx, words, asking.core.lexicon, limit=MOST).papers):
            return list(found)
    return []


def saved_papers(tx: Transaction, asking: Asking) -> Iterator[Suggestion]:
    """Papers that the chat keeps."""
    kept = tx.saved.list_of(asking.chat.key, limit=MAX_LISTED) if asking.chat else ()
    yield from _suggest_of(kept, asking)


def judged_papers(tx: Transaction, asking: Asking) -> Iterator[Suggestion]:
    """Papers that the chat liked or disliked."""
    kept = list_opinions(tx, asking.chat, limit=MAX_LISTED) if asking.chat else ()
    yield from _suggest_of([one.paper for one in kept], asking)


def _suggest_of(kept: Iterable[Paper], asking: Asking) -> Iterator[Suggestion]:
    """Those in which stands what is typed."""
    wanted = asking.typed.casefold()
    for paper in kept:
        suggestion = _suggest_paper(asking.texts, paper)
        if wanted in suggestion.label.casefold():
            yield suggestion


def _suggest_paper(texts: Texts, paper: Paper) -> Suggestion:
    title = subtitle_of(texts, paper) or title_line(paper.title)
    arxiv_id = unversioned(paper)
    return (
        Suggestion(f"{arxiv_id} · {title}", str(arxiv_id))
        if arxiv_id
        else Suggestion(title, title)
    )


def values(tx: Transaction, asking: Asking) -> Iterator[Suggestion]:
    """Values of the setting whose name is given."""
    name = asking.given.get("name", "")
    if name == "zone":
        return (Suggestion(zone, zone) for zone in list_zones(asking.typed, MOST))
    wanted = asking.typed.casefold()
    pairs = _VALUES[name](asking.texts) if name in _VALUES else ()
    return (
        Suggestion(label, value)
        for value, label in pairs
        if wanted in value.casefold() or wanted in label.casefold()
    )


_Pairs = tuple[tuple[str, str], ...]


def _languages(texts: Texts) -> _Pairs:
    return (*LANGUAGE_NAMES.items(), ("auto", texts.t("same as the reader's")))


def _times(_: Texts) -> _Pairs:
    return tuple((f"{hour:02}:{minute:02}",) * 2 for hour in range(6, 18) for minute in (0, 30))


def _days(texts: Texts) -> _Pairs:
    sets = (("daily", texts.t("every day")), ("1-5", texts.t("Monday to Friday")))
    return sets + tuple((str(day), texts.iso_weekday(day, wide=True)) for day in range(1, 8))


def _quiet(texts: Texts) -> _Pairs:
    spans = ("22:00-08:00", "23:00-07:00", "00:00-09:00")
    return *((span, span) for span in spans), ("off", texts.t("off"))


def _empty(texts: Texts) -> _Pairs:
    return ("on", texts.t("send one line")), ("off", texts.t("stay silent"))


def _mute(texts: Texts) -> _Pairs:
    return ("on", texts.t("on: pushes arrive without a sound")), ("off", texts.t("off"))


def _open(texts: Texts) -> _Pairs:
    return ("on", texts.t("everybody")), ("off", texts.t("those who manage the group"))


def _cards(texts: Texts) -> _Pairs:
    return ("on", texts.t("a short card")), ("off", texts.t("off"))


_VALUES: Mapping[str, Callable[[Texts], _Pairs]] = {
    "language": _languages,
    "time": _times,
    "days": _days,
    "rhythm": lambda texts: tuple((one.value, rhythm_name(texts, one)) for one in Rhythm),
    "quiet": _quiet,
    "max": lambda _: tuple((str(most), str(most)) for most in (5, 10, 15, 20, 30, 50)),
    "amount": lambda texts: tuple((one.value, amount_name(texts, one)) for one in Amount),
    "scope": lambda texts: tuple((one.value, scope_name(texts, one)) for one in Scope),
    "empty": _empty,
    "mute": _mute,
    "open": _open,
    "cards": _cards,
}
