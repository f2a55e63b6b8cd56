"""Send what is due: the outbox, drained through one messenger."""

from datetime import timedelta

from bot.domain.delivery import Delivery, DeliveryState, Payload
from bot.domain.message import Message
from bot.errors import DeliveryError, NotFoundError
from bot.ports import Messenger, Transaction
from bot.services.core import Core
from bot.services.outcome import decide
from bot.views.issue import issue as issue_view
from bot.views.texts import get_texts

#: A claim is void after this; longer than twice the longest send.
LEASE = timedelta(seconds=30)
BATCH = 20


def compose(tx: Transaction, delivery: Delivery) -> tuple[Message, str]:
    """The message of a delivery that has not been rendered yet, and its language.

    Raises:
        NotFoundError: its chat or issue was deleted.
    """
    if delivery.issue_key is None:
        raise NotFoundError(f"delivery {delivery.key} names no issue")
    chat = tx.chats.get(delivery.chat_key)
    texts = get_texts(chat.settings.language or "zh")
    return issue_view(texts, tx.issues.get(delivery.issue_key), chat), texts.language


async def deliver_due(core: Core, messenger: Messenger, *, worker: str, bot_id: int = 0) -> int:
    """Claim what is due on the messenger's platform and send it; returns how many were claimed."""
    now = core.clock.now()

    def claim(tx: Transaction) -> list[Delivery]:
        return list(
            tx.deliveries.claim(
                messenger.platform,
                bot_id,
                worker=worker,
                now=now,
                lease_until=now + LEASE,
                limit=BATCH,
            )
        )

    claimed = await core.store.transact(claim)
    for delivery in claimed:
        payload = await _render(core, messenger, delivery, worker)
        if payload is not None:
            await _send(core, messenger, delivery, payload, worker)
    return len(claimed)


async def _render(
    core: Core, messenger: Messenger, delivery: Delivery, worker: str
) -> Payload | None:
    """The payload to send; None where the claim or the chat is gone."""
    if delivery.payload is not None:
        return delivery.payload

    def render(tx: Transaction) -> Payload | None:
        message, language = compose(tx, delivery)
        payloads = messenger.render(message, language)
        return payloads[0] if tx.deliveries.set_parts(delivery.key, worker, payloads) else None

    try:
        return await core.store.transact(render)
    except NotFoundError:
        return None


async def _send(
    core: Core, messenger: Messenger, delivery: Delivery, payload: Payload, worker: str
) -> None:
    started = await core.store.transact(
        lambda tx: tx.deliveries.start(delivery.key, worker, core.clock.now())
    )
    if not started:
        return
    try:
        sent_as = await messenger.send(delivery.address, payload, str(delivery.key))
    except DeliveryError as error:
        outcome, why = decide(delivery, error, core.clock.now()), str(error)
        await core.store.transact(
            lambda tx: tx.deliveries.finish(
                delivery.key,
                worker,
                outcome.state,
                core.clock.now(),
                error=why,
                not_before_at=outcome.not_before_at,
            )
        )
        return
    await core.store.transact(
        lambda tx: tx.deliveries.finish(
            delivery.key,
            worker,
            DeliveryState.SENT,
            core.clock.now(),
            platform_message_id=sent_as,
        )
    )
