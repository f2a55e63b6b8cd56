"""The tables: SQLModel declares them, the queries use them as Core tables.

`from storage import tables as t`, then `t.paper.c.title`. The search index is not among them: it
is another thing in each store, and made by the first migration (see `storage.search`).
"""

# No `from __future__ import annotations` in this package: SQLModel reads the annotations.

from sqlalchemy import MetaData, Table

from storage.tables.chats import (
    INSTANT,
    TO_FAN_OUT,
    ChatRow,
    MatchRow,
    SubscriptionRow,
    TopicRow,
)
from storage.tables.columns import Json, Key, Moment, Plain, Row, dump_json
from storage.tables.conversations import LinkCardRow, PhraseRow
from storage.tables.living import IssueChangeRow, OpinionRow, SavedRow, VersionRow
from storage.tables.outbox import (
    ACTIVE,
    LEASED,
    NAMELESS,
    PENDING,
    DeliveredRow,
    DeliveryRow,
    IssueEntryRow,
    IssueRow,
    MarkRow,
)
from storage.tables.papers import UNMATCHED, DocumentRow, EntryRow, PaperRow, ReadingRow
from storage.tables.sources import (
    TO_TRY,
    AnnouncementRow,
    BatchRow,
    GateRow,
    PageRow,
    SourceRow,
)

metadata: MetaData = Row.metadata


def _table(row: type[Row]) -> Table:
    return metadata.tables[str(row.__tablename__)]


paper = _table(PaperRow)
reading = _table(ReadingRow)
document = _table(DocumentRow)
entry = _table(EntryRow)
chat = _table(ChatRow)
topic = _table(TopicRow)
subscription = _table(SubscriptionRow)
match = _table(MatchRow)
issue = _table(IssueRow)
issue_entry = _table(IssueEntryRow)
delivery = _table(DeliveryRow)
delivered = _table(DeliveredRow)
mark = _table(MarkRow)
phrase = _table(PhraseRow)
link_card = _table(LinkCardRow)
version = _table(VersionRow)
saved = _table(SavedRow)
opinion = _table(OpinionRow)
issue_change = _table(IssueChangeRow)
batch = _table(BatchRow)
announcement = _table(AnnouncementRow)
page = _table(PageRow)
source = _table(SourceRow)
gate = _table(GateRow)

__all__ = [
    "ACTIVE",
    "INSTANT",
    "LEASED",
    "NAMELESS",
    "PENDING",
    "TO_FAN_OUT",
    "TO_TRY",
    "UNMATCHED",
    "Json",
    "Key",
    "Moment",
    "Plain",
    "announcement",
    "batch",
    "chat",
    "delivered",
    "delivery",
    "document",
    "dump_json",
    "entry",
    "gate",
    "issue",
    "issue_change",
    "issue_entry",
    "link_card",
    "mark",
    "match",
    "metadata",
    "opinion",
    "page",
    "paper",
    "phrase",
    "reading",
    "saved",
    "source",
    "subscription",
    "topic",
    "version",
]
