"""Drains the outbox of one bot through its messenger, at the platform's pace.

The way of a delivery: claimed (committed), its chat's pace looked at, rendered, SENDING (committed
together with others), the overall pace waited for, sent, its ending committed (again together).
At every moment at most as many as there are places are in SENDING: that many can be repeated by a
crash. The place of one is taken by the next as soon as its try is over, and both are written in one
commit.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.pace import PACES, Pace, Throttle
from bot.errors import StorageError
from bot.ports import Lead, Messenger, NoWatch, Transaction, Watch
from bot.services.attempt import Attempts, facts_of
from bot.services.compose import Composer
from bot.services.core import Core
from bot.services.leadership import Leadership
from bot.services.ledger import Ledger
from bot.services.outcome import NONCE_FOR, Ending, Outcome, parked_mark
from bot.services.places import Places
from bot.services.terms import Terms

log = logging.getLogger(__name__)

#: How often in a lease it is looked for what a sender that is gone left behind: that much later than
#: the lease it may be found, and looking costs one search of an index.
_LOOKS = 30


class Sender:
    """The sender of one bot.

    Args:
        worker: a name that no other process has.
        pace: None for that of the platform.
        sleep: waits so many seconds.
        may_claim: says whether there is room to go on (disk space).

    Attributes:
        leadership: from when it is not ours any more, nothing is claimed.
    """

    def __init__(
        self,
        core: Core,
        messenger: Messenger,
        *,
        worker: str,
        bot_id: int = 0,
        pace: Pace | None = None,
        terms: Terms | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        watch: Watch | None = None,
        may_claim: Callable[[], bool] = lambda: True,
    ) -> None:
        self._core = core
        self._messenger = messenger
        self._worker = worker
        self._bot_id = bot_id
        self._pace = pace or PACES[messenger.platform]
        self._terms = terms or Terms()
        self._sleep = sleep
        self._watch = watch or NoWatch()
        self._may_claim = may_claim
        self._throttle = Throttle(self._pace)
        self._composer = Composer(core, messenger)
        self._ledger = Ledger(
            core.store, core.clock, worker=worker, lease=self._terms.lease, sleep=sleep
        )
        self._tasks: set[asyncio.Task[None]] = set()
        #: Of these, those whose try is not over hold a place.
        self._places = Places(self._pace.overall, most=self._terms.most)
        self._one_ended = asyncio.Event()
        #: What is under way, by platform id: of each one at a time.
        self._busy: dict[int, Delivery] = {}
        self._attempts = Attempts(
            messenger, core.clock, watch=self._watch, limit=self._terms.send_limit
        )
        self._recover_at: datetime | None = None
        self._is_stopping = False
        self.leadership = Leadership(self.platform, self._watch)

    @property
    def platform(self) -> str:
        """The messenger's platform."""
        return self._messenger.platform

    @property
    def name(self) -> str:
        """What only one sender may be at a time."""
        return f"sender {self.platform} {self._bot_id}"

    def begin(self, lead: Lead) -> None:
        """Claim from now on, for as long as this right is ours."""
        self._is_stopping = False
        self.leadership.begin(lead)

    def stop(self) -> None:
        """Claim nothing more; what is under way goes on."""
        self._is_stopping = True
        self.leadership.end()

    async def drain(self) -> int:
        """Send all that is due; returns how many deliveries were taken up.

        Raises:
            StorageError: the database cannot be reached.
        """
        tried = 0
        while True:
            # What ends while we look may make way for what stands behind it.
            is_last = not self._tasks
            claimed = await self._claim()
            tried += len(claimed)
            for delivery in claimed:
                await self._take_up(delivery)
            if not claimed and is_last:
                return tried
            if not claimed and self._tasks:
                await self._wait_for_one()

    async def finish(self, *, within: float) -> bool:
        """After `stop`: let what is under way end, give back the rest; False if time ran out."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        late = len(self._tasks)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        given_back = await self._core.store.transact(
            lambda tx: tx.deliveries.release(self._worker)
        )
        log.info("the sender of %s stopped, %d given back", self.platform, given_back)
        return not late

    async def _claim(self) -> Sequence[Delivery]:
        now = self._core.clock.now()
        is_held_up = self._is_stopping or self._ledger.is_behind or not self._may_claim()
        if is_held_up or not await self.leadership.look():
            return []

        def claim(tx: Transaction) -> Sequence[Delivery]:
            if self._recover_at is None or now >= self._recover_at:
                self._recover(tx, now)
            if self._is_silent(tx, now):
                return []
            return tx.deliveries.claim(
                self.platform,
                self._bot_id,
                worker=self._worker,
                now=now,
                lease_until=now + self._terms.lease,
                limit=self._terms.batch,
            )

        return await self._core.store.transact(claim)

    def _recover(self, tx: Transaction, now: datetime) -> None:
        """Settle what a sender that is gone left behind; again before another lease is over."""
        since = now - NONCE_FOR if self._messenger.has_nonces else None
        settled = tx.deliveries.settle_sending(
            self.platform, self._bot_id, now, repeatable_since=since
        )
        if settled.total:
            log.warning("%d deliveries were under way when their sender stopped", settled.total)
            self._watch.count("recovered", settled.total, platform=self.platform)
            self._watch.count("uncertain", settled.uncertain, platform=self.platform)
        self._recover_at = now + self._terms.lease / _LOOKS

    def _is_silent(self, tx: Transaction, now: datetime) -> bool:
        """Whether the platform wants to hear nothing from this bot now, or cannot be reached."""
        if self._attempts.silent_until is not None and now < self._attempts.silent_until:
            return True
        parked = tx.marks.get(parked_mark(self.platform, self._bot_id))
        return parked is not None and now < datetime.fromisoformat(parked)

    async def _take_up(self, delivery: Delivery) -> None:
        """Begin with a claimed delivery as soon as one more may be under way."""
        # For the database, what has no ending is still being sent.
        while not self._places.has_room(beside=self._ledger.late):
            await self._places.wait()
        if self._is_stopping or not self.leadership.is_ours:
            return
        chat_id, now = delivery.address.chat_id, self._core.clock.now()
        ready_at = self._throttle.chat_ready_at(chat_id, delivery.chat_kind, now)
        if self._is_busy(delivery):
            ready_at = max(ready_at, now + timedelta(seconds=1))
        # Quiet hours may have begun since it was put into the outbox.
        quiet_until = delivery.held_until(now, repeatable=self._messenger.has_nonces)
        ready_at = max(ready_at, quiet_until or now)
        if ready_at > now:
            later = Outcome(state=DeliveryState.PENDING, not_before_at=ready_at)
            self._begin(self._end(Ending(delivery=delivery, outcome=later)))
            return
        self._busy[chat_id] = delivery
        self._places.take(self._begin(self._deliver(delivery)))

    def _is_busy(self, delivery: Delivery) -> bool:
        """Whether another thread of the same group is being written to.

        What the database gives out behind another delivery of the same chat proves that one to be
        over, though its task may not have been told yet.
        """
        other = self._busy.get(delivery.address.chat_id)
        return other is not None and (
            other.chat_key != delivery.chat_key or other.key == delivery.key
        )

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.leave(task)
        self._one_ended.set()

    async def _end(self, ending: Ending) -> None:
        await self._ledger.end(ending)

    async def _wait_for_one(self) -> None:
        # asyncio.wait would look at every task for each that ends.
        self._one_ended.clear()
        await self._one_ended.wait()

    async def _deliver(self, delivery: Delivery) -> None:
        """All of one delivery's way. Nothing that goes wrong with it ends the sender."""
        try:
            ending = await self._try(delivery)
            if ending is not None:
                await ending
        except StorageError as error:
            # Its lease settles it: nothing was sent that is not known.
            log.warning("not sent now: %s", error, extra=facts_of(delivery))
        except Exception:
            # A fault of ours: its lease settles it too, and the others go on.
            log.exception("a delivery failed", extra=facts_of(delivery))
        finally:
            if self._busy.get(delivery.address.chat_id) is delivery:
                del self._busy[delivery.address.chat_id]
            self._tell_in_flight()

    async def _try(self, delivery: Delivery) -> Awaitable[None] | None:
        """Try once, and give the place away; returns what is done when the ending is committed."""
        loop = asyncio.get_running_loop()
        began, waited = loop.time(), 0.0
        try:
            payload = await self._composer.make(delivery, self._worker)
            if isinstance(payload, Ending):
                return self._ledger.end(payload)
            if payload is None or not await self._ledger.start(delivery.key):
                return None
            waited = await self._wait_for_turn(delivery)
            self._tell_in_flight()
            return self._ledger.end(await self._attempts.make(delivery, payload))
        finally:
            self._places.note(loop.time() - began - waited)
            self._places.leave(asyncio.current_task())

    def _tell_in_flight(self) -> None:
        self._watch.gauge("in_flight", len(self._busy), platform=self.platform)

    async def _wait_for_turn(self, delivery: Delivery) -> float:
        """Wait for the overall pace, less than the time of all that are under way."""
        began, now = asyncio.get_running_loop().time(), self._core.clock.now()
        leaves_at = self._throttle.take(delivery.address.chat_id, delivery.chat_kind, now)
        seconds = (leaves_at - now).total_seconds()
        if seconds > 0:
            await self._sleep(seconds)
        return asyncio.get_running_loop().time() - began
