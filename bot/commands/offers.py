"""What is offered while somebody types the bot's name and a few words in any chat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat, ChatAddress
from bot.domain.message import Action, Message
from bot.domain.paper import Paper
from bot.domain.schedule import local_date
from bot.domain.start import paper_payload
from bot.ports import Transaction
from bot.services.core import Core
from bot.services.look_up import search
from bot.views import papers as view
from bot.views.cards import subtitle_of
from bot.views.readings import find_one_line
from bot.views.tex import title_line
from bot.views.texts import Texts, get_texts

#: Papers offered at once.
MOST = 10
_MAX_TYPED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One paper that can be put into a chat.

    Attributes:
        key: tells it from the others.
        title: in the reader's language, where there is one.
        message: what then stands in the chat.
    """

    key: str
    title: str
    description: str
    message: Message


async def find_offers(
    core: Core, asker: ChatAddress, typed: str, *, language: str, start_url: str
) -> list[Offer]:
    """The papers of an id, a link or a few words; before anything is typed, those of the reader's
    newest issue.

    Args:
        asker: the reader's private chat.
        start_url: see `Surroundings`.
    """
    plain, now = typed[:_MAX_TYPED].strip(), core.clock.now()

    def work(tx: Transaction) -> list[Offer]:
        chat = tx.chats.find(asker)
        settings = chat.settings if chat else core.defaults
        texts = get_texts((chat and chat.settings.language) or language)
        today = local_date(now, settings.schedule.zone)
        found = _find(tx, core, chat, plain)[:MOST]
        messages = [view.paper(texts, one, aspect="tldr", today=today) for one in found]
        return [
            _offer(texts, paper, message, start_url)
            for paper, message in zip(found, messages, strict=True)
        ]

    return await core.store.transact(work)


def _find(tx: Transaction, core: Core, chat: Chat | None, typed: str) -> Sequence[Paper]:
    if not typed:
        issue = tx.issues.find_newest(chat.key) if chat else None
        return [entry.paper for entry in issue.entries] if issue else []
    asked = ArxivId.find_all(typed)
    if not asked and (single := ArxivId.find(typed)):
        asked = [single]
    if asked:
        return [paper for one in asked if (paper := tx.papers.find_by_number(one.number))]
    return search(tx, typed, core.lexicon, limit=MOST).papers


def _offer(texts: Texts, paper: Paper, message: Message, start_url: str) -> Offer:
    """The card without its switches: what stands in other people's chats leads to the bot."""
    actions: tuple[Action, ...] = ()
    if paper.arxiv_id and start_url:
        url = f"{start_url}{paper_payload(paper.arxiv_id.number)}"
        actions = (Action(texts.t("More on it"), url=url),)
    shown = find_one_line(paper, texts.language)
    return Offer(
        key=str(paper.key),
        title=subtitle_of(texts, paper) or title_line(paper.title),
        description=texts.written(shown.text) if shown else "",
        message=replace(message, actions=actions),
    )
