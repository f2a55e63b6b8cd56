"""Bring one batch in: its ids from a listing, its papers from the API, the feeds where either fails."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.domain.arxiv_id import ArxivId
from bot.domain.batch import Batch, BatchState, Listed
from bot.domain.document import Document, Entry
from bot.errors import ParseError, SourceError
from bot.parsers.arxiv_listing import Listing
from bot.parsers.publishers import ARXIV
from bot.ports import Transaction
from bot.ports.sources import Page
from bot.services.batches import next_try_at, state_of
from bot.services.ingest import Counts, ingest
from bot.sources.arxiv.seen import Seen, announce, list_announced
from bot.sources.arxiv.services import CHUNK, FEEDS, Answered, ArxivServices, submitted_query
from bot.sources.newsroom import Newsroom

#: The API's pages of a search that may be read for one batch.
_MAX_PAGES = 60
#: arXiv holds some papers back for one to four days before it announces them.
_HELD_BACK = timedelta(days=5)
#: A listing of a date further away than this from the one expected is a mistake of the page's.
_MOST_ASTRAY = timedelta(days=14)


@dataclass(slots=True)
class BatchRun:
    """One run's work on one batch."""

    room: Newsroom
    arxiv: ArxivServices
    batch: Batch
    seen: Seen
    counts: Counts = field(default_factory=Counts)
    problems: list[str] = field(default_factory=list)
    says_none: bool = False
    has_listed: bool = False
    feed: Answered | None = None
    asked_feed: bool = False

    async def bring_in(self) -> Batch:
        """Do what can be done now; the batch as it stands then.

        Raises:
            SourceError: arXiv could be asked neither for the listing nor for the feed.
        """
        confirming = self.batch.state is BatchState.COMPLETE
        await self._find_listed(confirming)
        if confirming:
            await self._cross_check()
        if self.batch.listed > self.batch.fetched or self.has_listed:
            await self._take_elsewhere()
            await self._fetch_missing()
        return await self.settle()

    # Which papers there are

    async def _find_listed(self, confirming: bool) -> None:
        newest = self.room.options.calendar.last(self.room.clock.now())
        if self.batch.announced_on >= newest.on:
            await self._read_new()
        elif confirming or not self.batch.stated or self.batch.listed < self.batch.stated:
            await self._catch_up()

    async def _read_new(self) -> None:
        """The listing of today, if it is there yet; the feed where there is none to be had."""
        try:
            listing = await self._fetch_new()
        except (SourceError, ParseError) as error:
            self.problems.append(f"{self.batch.category}: {error}")
            await self._list_from_feed(error)
            return
        if listing is None:
            return
        if listing.announced_on == self.batch.announced_on:
            self.says_none = listing.says_none
            await self._add(listing.listed, listing.stated, self.seen.new_page)

    async def _fetch_new(self) -> Listing | None:
        if not self.seen.asked_new:
            self.seen.new, self.seen.new_page = await self.arxiv.fetch_new(self.batch.category)
            self.seen.asked_new = True
            self._check_date(self.seen.new)
        return self.seen.new

    def _check_date(self, listing: Listing | None) -> None:
        """Let no page make us wait for a day in another year."""
        expected = self.room.options.calendar.last(self.room.clock.now()).on
        if listing is not None and abs(listing.announced_on - expected) > _MOST_ASTRAY:
            self.seen.new = None
            raise ParseError(f"arXiv's listing says that it is of {listing.announced_on}")

    async def _list_from_feed(self, why: SourceError | ParseError) -> None:
        answered = await self._read_feed()
        if answered is None:
            raise SourceError(str(why), permanent=why.permanent) from why
        await self._add(list_announced(answered.document.entries), 0, None)

    async def _cross_check(self) -> None:
        """Papers in the feed that the listing did not have when it was read."""
        answered = await self._read_feed()
        if answered is not None:
            await self._add(list_announced(answered.document.entries), 0, None)

    async def _read_feed(self) -> Answered | None:
        """The daily feed of this batch's date, in the first form that is of it."""
        if not self.asked_feed:
            self.asked_feed = True
            for form in FEEDS:
                try:
                    answered = await self.arxiv.fetch_feed(self.batch.category, form)
                except (SourceError, ParseError) as error:
                    self.problems.append(f"{self.batch.category}: {error}")
                    continue
                if answered.document.issued_on == self.batch.announced_on:
                    self.feed = answered
                    break
        return self.feed

    async def _catch_up(self) -> None:
        """A batch that /new no longer shows: the last five dates, or a search by submission."""
        if self.seen.recent is None:
            self.seen.recent = await self.arxiv.fetch_recent(self.batch.category)
        on, dates = self.batch.announced_on, [one.announced_on for one in self.seen.recent]
        for listing in self.seen.recent:
            if listing.announced_on == on:
                await self._add(listing.listed, listing.stated, None)
                return
        if min(dates) < on < max(dates):
            self.batch = replace(self.batch, state=BatchState.CANCELLED)
        elif on < min(dates):
            await self._search()

    async def _search(self) -> None:
        """The papers by their time of submission: what is left where no page lists the date."""
        calendar = self.room.options.calendar
        since, until = calendar.received_between(calendar.of_date(self.batch.announced_on))
        if not self.seen.has_searched:
            since -= _HELD_BACK
        query = submitted_query(self.batch.category, since, until)
        read = kept = 0
        for page in range(_MAX_PAGES):
            answered = await self.arxiv.search(query, start=page * CHUNK)
            entries = answered.document.entries
            kept += await self._take_found(answered, entries)
            read += len(entries)
            total = read if answered.total is None else answered.total
            if read >= total:
                break
            if not entries:
                # The API does so when it is under load.
                raise SourceError(f"arXiv's API gave {read} of {total} papers")
        self.seen.has_searched = True
        await self._add((), kept, None)

    async def _take_found(self, answered: Answered, found: Sequence[Entry]) -> int:
        """Those that no batch before lists; how many there are."""
        category, on = self.batch.category, self.batch.announced_on
        numbers = [entry.arxiv_id.number for entry in found if entry.arxiv_id]
        before = await self.room.store.transact(
            lambda tx: tx.batches.select_listed(category, numbers, before=on)
        )
        entries = [
            announce(entry, category)
            for entry in found
            if entry.arxiv_id and entry.arxiv_id.number not in before
        ]
        await self._add(list_announced(entries), 0, None)
        if entries:
            await self._take_in(
                replace(answered.document, entries=tuple(entries)), answered.content
            )
        return len(entries)

    async def _add(self, listed: Iterable[Listed], stated: int, page: Page | None) -> None:
        found = list(listed)
        self.has_listed = self.has_listed or bool(found)

        def add(tx: Transaction) -> None:
            tx.batches.add_listed(self.batch.category, self.batch.announced_on, found, stated)
            if page is not None:
                tx.sources.put_page(page, self.room.clock.now())

        await self.room.store.transact(add)

    # The papers themselves

    async def _take_elsewhere(self) -> None:
        """What today's batch of another category brought is here already, and is now in this too."""
        category, on = self.batch.category, self.batch.announced_on
        known = await self.room.store.transact(lambda tx: tx.batches.list_elsewhere(category, on))
        if known:
            entries = [
                Entry(
                    position=place,
                    arxiv_id=ArxivId(one.number),
                    title="",
                    categories=(category,),
                    announce_type=one.kind,
                )
                for place, one in enumerate(known, start=1)
            ]
            content = "\n".join(f"{one.number} {one.kind}" for one in known).encode()
            await self._take_in(self._document(entries), content)

    async def _fetch_missing(self) -> None:
        missing = await self._list_missing()
        total = len(missing)
        for start in range(0, total, CHUNK):
            some = missing[start : start + CHUNK]
            try:
                answered = await self.arxiv.fetch_papers([one.number for one in some])
            except (SourceError, ParseError) as error:
                self.problems.append(f"{self.batch.category}: {error}")
                break
            await self._take_answer(answered, some)
            self.room.report(self.batch.category, min(start + CHUNK, total), total)
        left = await self._list_missing()
        if left and (of_feed := await self._read_feed()) is not None:
            await self._take_answer(of_feed, left)

    async def _list_missing(self) -> Sequence[Listed]:
        category, on = self.batch.category, self.batch.announced_on
        return await self.room.store.transact(lambda tx: tx.batches.list_missing(category, on))

    async def _take_answer(self, answered: Answered, wanted: Sequence[Listed]) -> None:
        """Of an answer, the papers that are wanted, announced as the listing says."""
        kinds = {one.number: one.kind for one in wanted}
        entries = [
            replace(entry, announce_type=kinds[entry.arxiv_id.number])
            for entry in answered.document.entries
            if entry.arxiv_id is not None and entry.arxiv_id.number in kinds
        ]
        if entries:
            await self._take_in(self._document(entries), answered.content)

    async def _take_in(self, document: Document, content: bytes) -> None:
        category, on = self.batch.category, self.batch.announced_on
        now = self.room.clock.now()
        late = self.batch.is_late(now)
        numbers = [entry.arxiv_id.number for entry in document.entries if entry.arxiv_id]
        filed = replace(document, issued_on=on, topic=category)
        # The same answer may be taken twice, each time for other papers of it.
        taken = content + ",".join(numbers).encode()

        def take_in(tx: Transaction) -> Counts:
            counts = ingest(tx, f"arxiv:{category}/{on}", taken, filed, now)
            tx.batches.mark_fetched(category, on, numbers, now, late=late)
            return counts

        self.counts.add(await self.room.store.transact(take_in))

    def _document(self, entries: Sequence[Entry]) -> Document:
        return Document(format="arxiv-atom", source=ARXIV.source, entries=tuple(entries))

    async def settle(self) -> Batch:
        """Decide how far the batch has come, and keep it."""
        category, on, now = self.batch.category, self.batch.announced_on, self.room.clock.now()

        def settle(tx: Transaction) -> Batch:
            found = tx.batches.find(category, on) or self.batch
            if self.batch.state is BatchState.CANCELLED:
                found = replace(found, state=BatchState.CANCELLED)
            state = state_of(found, now, says_none=self.says_none)
            done = state is BatchState.COMPLETE
            settled = replace(
                found, state=state, completed_at=(found.completed_at or now) if done else None
            )
            settled = replace(settled, next_try_at=next_try_at(settled, now))
            tx.batches.save(
                category,
                on,
                state=state,
                next_try_at=settled.next_try_at,
                completed_at=settled.completed_at,
            )
            return settled

        self.batch = await self.room.store.transact(settle)
        return self.batch
