"""An entry as the one object that `chenbao parse` prints for it."""

from typing import Any

from bot.domain.document import Document, Entry
from bot.domain.paper import Reading


def entry_to_json(file: str, document: Document, entry: Entry) -> dict[str, Any]:
    """The entry in JSON's own types; what is absent is null, lists of the entry may be empty."""
    arxiv_id = entry.arxiv_id
    return {
        "file": file,
        "format": document.format,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "topic": document.topic,
        "position": entry.position,
        "arxiv_id": arxiv_id.number if arxiv_id else None,
        "version": arxiv_id.version if arxiv_id else None,
        "title": entry.title,
        "authors": list(entry.authors),
        "abstract": entry.abstract,
        "categories": list(entry.categories),
        "announce_type": entry.announce_type.value if entry.announce_type else None,
        "url": entry.url,
        "comment": entry.comment,
        "readings": [_reading_to_json(reading) for reading in entry.readings],
        "images": list(entry.images),
        "damage": [damage.value for damage in entry.damage],
    }


def _reading_to_json(reading: Reading) -> dict[str, Any]:
    return {
        "source": reading.source,
        "lang": reading.lang,
        "title": reading.title,
        "abstract": reading.abstract,
        "tldr": reading.tldr,
        "takeaways": list(reading.takeaways) or None,
        "sections": [
            {"heading": section.heading, "text": section.text} for section in reading.sections
        ]
        or None,
    }
