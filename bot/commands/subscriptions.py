"""What a chat follows: /subscribe, /unsubscribe, /subscriptions, /topics, /why."""

import re
from collections.abc import Sequence

from bot.commands.call import Call, Right
from bot.domain.arxiv_id import ArxivId
from bot.domain.message import Message
from bot.errors import NotFoundError
from bot.matching.lexicon import LexiconTopic
from bot.matching.matcher import Match, Miss
from bot.matching.query import Author, Category, Term, parse_query
from bot.matching.text import has_cjk
from bot.matching.understanding import Kind, Reach, Understanding, UnderstoodPart
from bot.services.explain import TopicVerdict, explain
from bot.services.look_up import look_up
from bot.services.settle import set_amount
from bot.services.subscribe import subscribe as subscribe_chat
from bot.services.subscribe import unsubscribe as unsubscribe_chat
from bot.views import help as help_view
from bot.views import papers as papers_view
from bot.views import subscribe as view
from bot.views import subscriptions as list_view
from bot.views import topics as topics_view
from bot.views import why as why_view

#: Topics to begin with, in the reader's language.
EXAMPLES = {
    "zh": ("医学图像", "大语言模型", "3D Gaussian Splatting"),
    "en": ("medical imaging", "large language model", "3D Gaussian Splatting"),
}
MAX_TOPICS = 30
#: What a paper lacks that is no word.
_LACKING = {Category: "missing_category", Author: "missing_author"}
#: Between words: whether any or all of them are wanted, nobody knows.
_COMMA = re.compile("[,，、;；]")
#: Topics of each of arXiv's archives in the list of some of all.
TOPICS_EACH = 2


def _understood(understanding: Understanding) -> list[view.Understood]:
    """What every part of the query that is looked for was taken for, each once."""
    parts = dict.fromkeys(part for one in understanding.alternatives for part in one)
    return [
        view.Understood(
            typed=part.text,
            field=_field(part),
            names=(part.topic.zh, part.topic.en) if part.topic else (),
            terms=part.terms,
            chinese_only=part.kind is Kind.TEXT
            and has_cjk(part.text)
            and understanding.reach is Reach.ZH,
            is_near=part.is_near,
        )
        for part in parts
    ]


def _field(part: UnderstoodPart) -> str:
    if part.kind is Kind.AUTHOR and has_cjk(part.text):
        return "author_in_chinese"
    return part.kind.value if part.kind in (Kind.CATEGORY, Kind.AUTHOR) else ""


def _listed(understanding: Understanding, typed: str) -> list[str]:
    """What was typed with commas between, and is all needed; empty if it was not."""
    needed = understanding.alternatives[0]
    is_list = len(understanding.alternatives) == 1 and len(needed) > 1 and _COMMA.search(typed)
    return [part.text for part in needed] if is_list else []


def _offered(understanding: Understanding) -> Sequence[LexiconTopic]:
    """What may be meant instead: a slip of the pen is likelier than a name that is like it."""
    if understanding.meant or understanding.narrower:
        return understanding.meant
    return understanding.similar


def _names(call: Call, topics: Sequence[LexiconTopic]) -> list[str]:
    """Topics by the names that the reader would type."""
    texts = call.texts
    return [texts.written(topic.zh) if texts.language == "zh" else topic.en for topic in topics]


async def subscribe(call: Call) -> Message:
    """Follow a topic."""
    if not call.argument:
        examples = call.examples(*map(call.texts.written, EXAMPLES[call.texts.language]))
        return help_view.usage(call.texts, call.command.name, call.command.arguments, examples)
    done = await call.change(subscribe_chat, call.argument, call.core.lexicon, call.now)
    if not done.added:
        return view.already_subscribed(call.texts, chat=done.chat, name=done.name, now=call.now)
    return view.subscribed(
        call.texts,
        chat=done.chat,
        name=done.name,
        understood=_understood(done.understanding),
        excluded=[
            view.Excluded(part.text, () if part.topic else part.terms)
            for part in done.understanding.excluded
        ],
        listed=_listed(done.understanding, call.argument),
        week=view.Week(
            count=done.week_count,
            examples=done.examples,
            is_whole=done.backfill is None or done.backfill.complete,
        ),
        narrower=_names(call, done.understanding.narrower),
        similar=_names(call, _offered(done.understanding)),
        category=done.category,
        now=call.now,
    )


async def unsubscribe(call: Call) -> Message:
    """Follow a topic no longer."""
    chat = call.see_chat()
    subscriptions = await call.transact(lambda tx: tx.subscriptions.list_of(chat.key))
    if not call.argument or not subscriptions:
        return list_view.not_subscribed(call.texts, call.argument, subscriptions)
    try:
        stopped = await call.change(unsubscribe_chat, call.argument, call.core.lexicon)
    except NotFoundError:
        return list_view.not_subscribed(call.texts, call.argument, subscriptions)
    return list_view.unsubscribed(call.texts, stopped, left=len(subscriptions) - len(stopped))


async def list_subscriptions(call: Call) -> Message:
    """What this chat follows; with a number and an amount, how much of one topic."""
    chat = call.see_chat()
    if call.argument:
        await call.check(Right.TOPICS)
        await call.transact(set_amount, chat, call.argument)
    subscriptions = await call.transact(lambda tx: tx.subscriptions.list_of(chat.key))
    return list_view.subscription_list(
        call.texts, chat=chat, subscriptions=subscriptions, now=call.now
    )


async def list_topics(call: Call) -> Message:
    """Topics that are known by name."""
    lexicon = call.core.lexicon
    found = (
        lexicon.search(call.argument, limit=MAX_TOPICS)
        if call.argument
        else lexicon.list_overview(TOPICS_EACH)
    )
    return topics_view.topic_list(
        call.texts,
        asked=call.argument,
        names=[(call.texts.written(topic.zh), topic.en) for topic in found],
        total=len(lexicon.topics),
    )


def _verdict(verdict: TopicVerdict) -> why_view.Verdict:
    found = verdict.found
    if isinstance(found, Match):
        low = found.score < verdict.least
        return why_view.Verdict(
            topic_name=verdict.subscription.name,
            matched=not low,
            score=found.score,
            least=verdict.least,
            reason=found.reason.to_dict(),
            miss="too_low" if low else None,
            detail="",
        )
    return why_view.Verdict(
        topic_name=verdict.subscription.name,
        matched=False,
        score=None,
        least=verdict.least,
        reason=None,
        miss=_miss(found, verdict.subscription.topic.query),
        detail=found.excluded.found if found.excluded else ", ".join(found.missing),
    )


def _miss(miss: Miss, query: str) -> str:
    if miss.excluded is not None:
        return "excluded"
    if len(miss.missing) != 1:
        return "nothing_found"
    parts = (part for one in parse_query(query).alternatives for part in one)
    kinds = {part.name: _LACKING[type(part)] for part in parts if not isinstance(part, Term)}
    return kinds.get(miss.missing[0], "missing_word")


async def why(call: Call) -> Message:
    """Why a paper came, or did not."""
    if not call.argument:
        examples = call.examples("2403.15603")
        return help_view.usage(call.texts, call.command.name, call.command.arguments, examples)
    found = await call.transact(look_up, call.argument, call.core.lexicon)
    if not found.papers:
        return papers_view.papers_found(
            call.texts,
            [],
            asked=call.argument,
            missing=list(found.missing) or ArxivId.find_all(call.argument),
            left_out=0,
            by_title=found.by_title,
            today=call.today,
        )
    chat = call.see_chat()
    explained = await call.transact(explain, chat, found.papers[0], call.core.lexicon)
    return why_view.why(
        call.texts,
        paper=explained.paper,
        verdicts=[_verdict(verdict) for verdict in explained.verdicts],
        pushed_on=explained.pushed_on,
        lean=explained.lean,
    )
