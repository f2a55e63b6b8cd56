"""What a delivery says, rendered: once for all chats that get the same."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import replace

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, Payload
from bot.domain.message import Message
from bot.errors import NotFoundError, StorageError
from bot.ports import Messenger, Transaction
from bot.services.attempt import facts_of
from bot.services.core import Core
from bot.services.notices import compose_notice
from bot.services.outcome import Ending, Outcome
from bot.services.taste import rank_issue
from bot.views.issue import instant as instant_view
from bot.views.issue import issue as issue_view
from bot.views.texts import get_texts

log = logging.getLogger(__name__)

#: Renderings that are remembered. A paper goes to all its chats within minutes.
REMEMBERED = 256
#: Seconds for which a push says the same: then more may be known of its paper.
_SAME_FOR = 300


def compose(tx: Transaction, delivery: Delivery, language: str) -> Message:
    """The message of a delivery that has not been rendered yet.

    Raises:
        NotFoundError: its chat, issue or topic is gone, or all that it was to speak of.
    """
    texts = get_texts(language)
    if delivery.kind is DeliveryKind.NOTICE:
        return compose_notice(tx, delivery, texts)
    if delivery.issue_key is not None:
        chat = tx.chats.get(delivery.chat_key)
        issue = rank_issue(tx, chat, tx.issues.get(delivery.issue_key))
        if not (issue.entries or issue.changes or chat.settings.tell_empty):
            raise NotFoundError("the chat does not want the issue's papers any more")
        return issue_view(texts, issue, chat)
    if delivery.paper_key is None or delivery.topic_key is None:
        raise NotFoundError(f"delivery {delivery.key} names neither an issue nor a paper")
    match = tx.matches.find_one(delivery.chat_key, delivery.paper_key, delivery.topic_key)
    if match is None:
        raise NotFoundError("the chat does not follow the topic any more")
    return instant_view(texts, match)


class Composer:
    """Renders deliveries for one messenger."""

    def __init__(self, core: Core, messenger: Messenger) -> None:
        self._core = core
        self._messenger = messenger
        self._rendered: OrderedDict[Hashable, Sequence[Payload]] = OrderedDict()
        #: What somebody is just rendering for the first time.
        self._begun: dict[Hashable, asyncio.Event] = {}

    async def make(self, delivery: Delivery, worker: str) -> Payload | Ending | None:
        """What to send; how it ends if there is nothing; None where it has gone to somebody else.

        Raises:
            StorageError: the database cannot be reached.
        """
        try:
            return await self._get_payload(delivery, worker)
        except StorageError:
            raise
        except NotFoundError as error:
            outcome = Outcome(state=DeliveryState.CANCELLED)
            why = str(error)
        except Exception as error:
            log.exception("it cannot be rendered", extra=facts_of(delivery))
            outcome = Outcome(state=DeliveryState.FAILED)
            why = f"{type(error).__name__}: {error}"
        return Ending(delivery=delivery, outcome=outcome, error=why)

    async def _get_payload(self, delivery: Delivery, worker: str) -> Payload | None:
        """What to send; None where the delivery has gone to somebody else meanwhile.

        Raises:
            NotFoundError: what it would speak of is gone.
        """
        if delivery.payload is not None:
            return delivery.payload
        language = delivery.language or self._core.defaults.language or "zh"
        instant = self._find_instant(delivery, language)
        # A push goes to many chats at once: one renders it, the others wait for that.
        while (known := self._rendered.get(instant)) is None and instant in self._begun:
            await self._begun[instant].wait()
        if known is not None and len(known) == 1:
            return known[0]
        begun = asyncio.Event()
        if instant is not None and known is None:
            self._begun[instant] = begun
        try:
            return await self._core.store.transact(
                lambda tx: self._render(tx, delivery, worker, language, instant)
            )
        finally:
            if self._begun.get(instant) is begun:
                del self._begun[instant]
            begun.set()

    def _render(
        self,
        tx: Transaction,
        delivery: Delivery,
        worker: str,
        language: str,
        instant: Hashable | None,
    ) -> Payload | None:
        message = replace(compose(tx, delivery, language), silent=delivery.silent)
        kind = delivery.chat_kind
        what: Hashable = (message, language, kind) if instant is None else instant
        payloads = self._rendered.get(what)
        if payloads is None:
            payloads = self._messenger.render(message, language, kind)
            self._rendered[what] = payloads
            while len(self._rendered) > REMEMBERED:
                self._rendered.popitem(last=False)
        # One part can be rendered again at any time; of several, all must be of one cut.
        if len(payloads) > 1 and not tx.deliveries.set_parts(delivery.key, worker, payloads):
            return None
        return payloads[0]

    def _find_instant(self, delivery: Delivery, language: str) -> Hashable | None:
        """What an instant push says; None for an issue. Chats that call a topic alike share it, for
        a while."""
        if delivery.paper_key is None:
            return None
        named = (delivery.paper_key, delivery.topic_key, delivery.topic_name)
        moment = int(self._core.clock.now().timestamp() // _SAME_FOR)
        return *named, language, delivery.chat_kind, delivery.silent, moment
