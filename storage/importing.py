"""Which paper each entry of a document belongs to, and what it changes there.

One document is a handful of statements, however many entries it has.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, or_, select

from bot.domain.document import Document, Entry
from bot.ports.store import Merge
from storage import tables as t
from storage.locks import begin_import
from storage.merging import Draft, absorb, make_title_key, merge_entry, new_draft
from storage.rows import chunks
from storage.writing import write_drafts

# Statements are made once: to make one takes longer than SQLite takes to run it.
#: Nobody marks these papers as matched until what is new of them is written.
_SELECT_NAMED = (
    select(t.paper)
    .where(
        or_(
            t.paper.c.arxiv_number.in_(bindparam("numbers", expanding=True)),
            t.paper.c.title_key.in_(bindparam("titles", expanding=True)),
        )
    )
    .with_for_update(key_share=True)
)
_SELECT_READINGS = select(t.reading).where(
    t.reading.c.paper_key.in_(bindparam("keys", expanding=True))
)
_INSERT_ENTRY = insert(t.entry)


class Importer:
    """The papers of one document while they are merged."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        # Drafts in the order in which they were met; a dict, because some are absorbed again.
        self._drafts: dict[Draft, None] = {}
        self._absorbed_by: dict[Draft, Draft] = {}
        self._by_number: dict[str, Draft] = {}
        self._by_title: dict[str, list[Draft]] = {}

    def merge(self, document_key: int, document: Document) -> Sequence[Merge]:
        """Merge every entry, write what changed, and say what each entry did."""
        if not document.entries:
            return []
        begin_import(self._connection)
        self._load(document.entries)
        done = [self._merge_entry(entry, document) for entry in document.entries]
        write_drafts(self._connection, list(self._drafts), self._now)
        keys = [self._absorbed_by.get(draft, draft).row["key"] for draft, _, _ in done]
        self._write_entries(document_key, document.entries, keys)
        return [
            Merge(
                paper_key=key,
                new=new,
                merged=changed and not new,
                unchanged=not changed and not new,
            )
            for key, (_, new, changed) in zip(keys, done, strict=True)
        ]

    def _load(self, entries: Sequence[Entry]) -> None:
        """The papers that have an entry's id or title, and their readings."""
        loaded: dict[int, Draft] = {}
        for some in chunks(entries):
            numbers = {entry.arxiv_id.number for entry in some if entry.arxiv_id is not None}
            titles = {make_title_key(entry.title) for entry in some} - {""}
            named = {"numbers": list(numbers), "titles": list(titles)}
            for paper in self._connection.execute(_SELECT_NAMED, named).mappings():
                loaded.setdefault(paper["key"], Draft({**paper}, is_new=False))
        for keys in chunks(sorted(loaded)):
            for reading in self._connection.execute(_SELECT_READINGS, {"keys": keys}).mappings():
                which = reading["source"], reading["lang"]
                loaded[reading["paper_key"]].readings[which] = {**reading}
        for key in sorted(loaded):
            self._add(loaded[key])

    def _add(self, draft: Draft) -> None:
        """Let a paper be found by what it is called now; what it was called before counts too."""
        self._drafts[draft] = None
        if draft.row["arxiv_number"] is not None:
            self._by_number[draft.row["arxiv_number"]] = draft
        if draft.row["title_key"]:
            same = self._by_title.setdefault(draft.row["title_key"], [])
            if draft not in same:
                same.append(draft)

    def _merge_entry(self, entry: Entry, document: Document) -> tuple[Draft, bool, bool]:
        """The paper an entry belongs to, whether it is new, and whether the entry changed it."""
        found = self._find(entry)
        draft = found or new_draft(entry, self._now)
        changed = merge_entry(draft, entry, document)
        self._add(draft)
        return draft, found is None, self._join_namesakes(draft) or changed

    def _find(self, entry: Entry) -> Draft | None:
        namesakes = self._by_title.get(make_title_key(entry.title), [])
        if entry.arxiv_id is not None:
            known = self._by_number.get(entry.arxiv_id.number)
            return known or next((one for one in namesakes if not one.row["arxiv_number"]), None)
        return max(namesakes, key=_prefer, default=None)

    def _join_namesakes(self, draft: Draft) -> bool:
        """Papers without an id and with the title of this one, which has one, are this one."""
        if draft.row["arxiv_number"] is None:
            return False
        namesakes = self._by_title.get(draft.row["title_key"], [])
        others = [one for one in namesakes if one.row["arxiv_number"] is None]
        for other in others:
            absorb(draft, other)
            namesakes.remove(other)
            del self._drafts[other]
            self._absorbed_by[other] = draft
        return bool(others)

    def _write_entries(
        self, document_key: int, entries: Sequence[Entry], paper_keys: Sequence[int]
    ) -> None:
        rows = [
            {
                "document_key": document_key,
                "position": entry.position,
                "paper_key": paper_key,
                "version": entry.arxiv_id and entry.arxiv_id.version,
                "announce_type": entry.announce_type and entry.announce_type.value,
                "url": entry.url,
                "damage": [label.value for label in entry.damage],
            }
            for entry, paper_key in zip(entries, paper_keys, strict=True)
        ]
        self._connection.execute(_INSERT_ENTRY, rows)


def _prefer(draft: Draft) -> tuple[bool, int]:
    """Which of several papers of one title an entry without an id belongs to."""
    return draft.row["arxiv_number"] is not None, draft.row["search_row"] or 0
