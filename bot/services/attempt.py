"""One try to send: what the messenger says of it, what that means for the chat and for the bot."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryState, Payload
from bot.errors import DeliveryError, Fate
from bot.ports import Clock, Messenger, Watch
from bot.services.outcome import Ending, Outcome, decide

log = logging.getLogger(__name__)

#: So many chats told to wait, one behind the other, mean that the bot is.
_FLOOD = 5
#: So many tries that did not leave, one behind the other, mean that nothing does.
_OUTAGE = 5
#: How long nothing is tried then: doubled each time, up to this.
_LONGEST_OUTAGE = timedelta(seconds=30)


class Attempts:
    """Tries to send, through one messenger.

    Attributes:
        silent_until: the platform cannot be reached; nothing needs to be tried before then.
    """

    def __init__(
        self, messenger: Messenger, clock: Clock, *, watch: Watch, limit: timedelta
    ) -> None:
        self._messenger = messenger
        self._clock = clock
        self._watch = watch
        self._limit = limit.total_seconds()
        self._floods = 0
        self._outages = 0
        self.silent_until: datetime | None = None

    async def make(self, delivery: Delivery, payload: Payload) -> Ending:
        """Try once. Whatever goes wrong is an ending too."""
        try:
            async with asyncio.timeout(self._limit):
                message_id = await self._messenger.send(
                    delivery.address, payload, str(delivery.key)
                )
        except DeliveryError as error:
            return self._fail(delivery, error)
        except TimeoutError:
            return self._fail(delivery, DeliveryError("no answer", fate=Fate.MAYBE_SENT))
        except Exception as error:
            # A fault of ours must not stop the line; the message may be out.
            log.exception("the messenger failed", extra=facts_of(delivery))
            words = f"{type(error).__name__}: {error}"
            return self._fail(delivery, DeliveryError(words, fate=Fate.MAYBE_SENT))
        self._floods = self._outages = 0
        self._count(delivery, "sent")
        lag = self._clock.now() - delivery.due_at
        self._watch.measure("delivery_lag", lag.total_seconds(), platform=self._messenger.platform)
        log.info("sent", extra=facts_of(delivery))
        return Ending(
            delivery=delivery,
            outcome=Outcome(state=DeliveryState.SENT),
            platform_message_id=message_id,
        )

    def _fail(self, delivery: Delivery, error: DeliveryError) -> Ending:
        now = self._clock.now()
        self._floods = self._floods + 1 if error.fate is Fate.LIMITED else 0
        self._outages = self._outages + 1 if error.fate is Fate.NOT_SENT else 0
        if self._floods >= _FLOOD:
            error = _of_all_chats(error)
        if self._outages >= _OUTAGE:
            seconds = 2 ** min(self._outages - _OUTAGE, 10)
            self.silent_until = now + min(timedelta(seconds=seconds), _LONGEST_OUTAGE)
        platform = self._messenger.platform
        if error.retry_after:
            self._watch.count("rate_limited_seconds", error.retry_after, platform=platform)
            self._watch.measure("retry_after", error.retry_after, platform=platform)
        outcome = decide(delivery, error, now, repeatable=self._messenger.has_nonces)
        self._count(delivery, error.fate.value)
        if outcome.state is DeliveryState.UNCERTAIN:
            self._watch.count("uncertain", platform=platform)
        log.warning(
            "%s, now %s: %s", error.fate.value, outcome.state.value, error,
            extra=facts_of(delivery),
        )  # fmt: skip
        return Ending(delivery=delivery, outcome=outcome, error=str(error))

    def _count(self, delivery: Delivery, outcome: str) -> None:
        self._watch.count(
            "delivery",
            platform=self._messenger.platform,
            kind=delivery.kind.value,
            outcome=outcome,
        )


def facts_of(delivery: Delivery) -> Mapping[str, object]:
    """What every line about a delivery says of it. Never a chat's id."""
    return {
        "delivery_id": delivery.key,
        "platform": delivery.address.platform,
        "kind": delivery.kind.value,
        "part": delivery.part,
        "attempt": delivery.attempts + 1,
    }


def _of_all_chats(error: DeliveryError) -> DeliveryError:
    return DeliveryError(
        str(error), fate=Fate.LIMITED, retry_after=error.retry_after, everywhere=True
    )
