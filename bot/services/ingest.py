"""Take a document in: its papers, and what it says of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from bot.domain.document import Document
from bot.ports import Transaction


@dataclass(slots=True)
class Counts:
    """What an import did, summed over documents.

    Attributes:
        new, merged, unchanged: entries by what they did to the papers.
        damaged: entries with any damage.
        by_format: entries by the format of their document.
        repeated: documents that had been imported before with the same content.
    """

    documents: int = 0
    repeated: int = 0
    new: int = 0
    merged: int = 0
    unchanged: int = 0
    damaged: int = 0
    by_format: Counter[str] = field(default_factory=Counter)

    @property
    def entries(self) -> int:
        """Entries read."""
        return self.by_format.total()

    def add(self, other: "Counts") -> None:
        """Add the counts of another import."""
        self.documents += other.documents
        self.repeated += other.repeated
        self.new += other.new
        self.merged += other.merged
        self.unchanged += other.unchanged
        self.damaged += other.damaged
        self.by_format += other.by_format


def ingest(
    tx: Transaction, location: str, content: bytes, document: Document, now: datetime
) -> Counts:
    """Write one document into the database; a second time changes nothing.

    Args:
        location: where it came from, as the person or source named it.
        content: the bytes it was parsed from; their hash tells a repetition.
    """
    counts = Counts(
        documents=1,
        damaged=sum(bool(entry.damage) for entry in document.entries),
        by_format=Counter({document.format: len(document.entries)}),
    )
    digest = sha256(content).hexdigest()
    document_key = tx.documents.add(location, digest, document, now)
    if document_key is None:
        counts.repeated = 1
        counts.unchanged = len(document.entries)
        return counts
    for merge in tx.papers.merge(document_key, document, now):
        counts.new += merge.new
        counts.merged += merge.merged
        counts.unchanged += merge.unchanged
    return counts
