"""A document as what its fixture's JSON says: plain types, without what is empty."""

from dataclasses import asdict
from datetime import date
from typing import Any

from bot.domain.document import Document


def as_plain(document: Document) -> dict[str, Any]:
    return _plain(asdict(document))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = ((key, _plain(inner)) for key, inner in value.items())
        return {key: inner for key, inner in pairs if inner not in (None, "", [])}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
