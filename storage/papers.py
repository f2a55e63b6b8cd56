"""Papers and their readings, and the documents they came from."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    union,
    update,
)

from bot.domain.document import Document
from bot.domain.paper import Paper
from bot.domain.topic import Hints
from bot.ports.store import Merge
from storage import search
from storage import tables as t
from storage.dialects import INSERTS
from storage.importing import Importer
from storage.locks import begin_matching
from storage.merging import make_title_key
from storage.rows import bounded, chunks, load_papers, to_paper

#: Characters of a location, which is an address or a path.
_LONGEST_LOCATION = 600
_ADD_DOCUMENT = {
    name: make(t.document).on_conflict_do_nothing().returning(t.document.c.key)
    for name, make in INSERTS.items()
}


class SqlPapers:
    """`bot.ports.Papers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def merge(self, document_key: int, document: Document, now: datetime) -> Sequence[Merge]:
        return Importer(self._connection, now).merge(document_key, document)

    def find_by_number(self, number: str) -> Paper | None:
        key = self._connection.scalar(
            select(t.paper.c.key).where(t.paper.c.arxiv_number == number)
        )
        return None if key is None else next(iter(self.get_many([key])), None)

    def find_by_title(self, title: str) -> Paper | None:
        wanted = make_title_key(title)
        if not wanted:
            return None
        keys = union(
            select(t.paper.c.key).where(t.paper.c.title_key == wanted),
            select(t.reading.c.paper_key).where(t.reading.c.title_key == wanted),
        )
        key = self._connection.scalar(
            select(t.paper.c.key)
            .where(t.paper.c.key.in_(keys))
            .order_by(t.paper.c.search_row.desc())
            .limit(1)
        )
        return None if key is None else next(iter(self.get_many([key])), None)

    def select_known(self, numbers: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for some in chunks(numbers):
            wanted = select(t.paper.c.arxiv_number).where(t.paper.c.arxiv_number.in_(some))
            known.update(self._connection.scalars(wanted))
        return known

    def list_nameless(self, *, since: datetime, limit: int) -> Sequence[Paper]:
        keys = self._connection.scalars(
            select(t.paper.c.key)
            .where(t.paper.c.arxiv_number.is_(None), t.paper.c.arrived_at >= since)
            .order_by(t.paper.c.arrived_at.desc(), t.paper.c.key.desc())
            .limit(limit)
        )
        return self.get_many(keys.all())

    def list_watched(
        self, *, outside: Sequence[str], since: datetime, limit: int
    ) -> Sequence[Paper]:
        paper, written = t.paper.c, cast(t.paper.c.categories, Text)
        is_saved = paper.key.in_(select(t.saved.c.paper_key))
        is_matched = exists().where(t.match.c.paper_key == paper.key)
        rows = self._connection.execute(
            select(t.paper)
            .where(paper.arxiv_number.is_not(None))
            .where(*(~written.contains(f'"{category}"') for category in outside))
            .where(or_(is_saved, and_(paper.arrived_at >= since, is_matched)))
            .order_by(is_saved.desc(), paper.key.desc())
            .limit(limit)
        )
        return [to_paper(row, ()) for row in rows]

    def get_many(self, keys: Sequence[int]) -> Sequence[Paper]:
        return load_papers(self._connection, keys)

    def search(self, *spellings: str, limit: int) -> Sequence[Paper]:
        return self.get_many(search.find(self._connection, *spellings, limit=limit))

    def list_unmatched(self, *, limit: int) -> Sequence[Paper]:
        begin_matching(self._connection)
        # What an import is just changing is passed over: it has its mark when that is done.
        keys = self._connection.scalars(
            select(t.paper.c.key)
            .where(t.UNMATCHED)
            .order_by(t.paper.c.key)
            .limit(limit)
            .with_for_update(key_share=True, skip_locked=True)
        )
        return self.get_many(keys.all())

    def mark_matched(self, keys: Sequence[int]) -> None:
        for some in chunks(keys):
            self._connection.execute(
                update(t.paper).where(t.paper.c.key.in_(some)).values(unmatched=False)
            )

    def list_newest(
        self,
        *,
        since: datetime,
        before: int | None = None,
        hints: Hints | None = None,
        limit: int,
    ) -> Sequence[Paper]:
        keys = select(t.paper.c.key).where(t.paper.c.arrived_at >= since)
        if before is not None:
            keys = keys.where(t.paper.c.key < before)
        if hints is not None:
            keys = keys.where(or_(false(), *self._hold(hints)))
        ordered = keys.order_by(t.paper.c.key.desc()).limit(limit)
        return self.get_many(self._connection.scalars(ordered).all())

    def count(self) -> int:
        return self._connection.scalar(select(func.count()).select_from(t.paper)) or 0

    def _hold(self, hints: Hints) -> Iterator[ColumnElement[bool]]:
        if hints.names:
            rows = search.select_mentioning(self._connection, hints.names)
            yield t.paper.c.search_row.in_(rows)
        written = cast(t.paper.c.categories, Text)
        for category in hints.categories:
            # As JSON: the category itself, or one of its archive.
            yield written.contains(f'"{category}"')
            yield written.contains(f'"{category}.')


class SqlDocuments:
    """`bot.ports.Documents`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, location: str, content_hash: str, document: Document, now: datetime
    ) -> int | None:
        key: int | None = self._connection.scalar(
            _ADD_DOCUMENT[self._connection.dialect.name],
            {
                "location": bounded(location, _LONGEST_LOCATION),
                "content_hash": content_hash,
                "format": document.format,
                "source": document.source,
                "issued_on": document.issued_on,
                "topic": document.topic,
                "imported_at": now,
            },
        )
        return key

    def count(self) -> int:
        return self._connection.scalar(select(func.count()).select_from(t.document)) or 0
