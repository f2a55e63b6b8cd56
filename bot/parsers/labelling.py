"""Damage of an entry: its own and that of its readings, in one place."""

from dataclasses import replace

from bot.domain.document import Entry
from bot.domain.paper import Damage
from bot.parsers.sentences import holds_chinese


def label(entry: Entry, *found: Damage) -> Entry:
    """The entry with `found`, with what its readings carry and with `no_id` where it has none."""
    damage = {*found, *(damage for reading in entry.readings for damage in reading.damage)}
    if entry.arxiv_id is None:
        damage.add(Damage.NO_ID)
    return replace(entry, damage=tuple(sorted(damage)))


def is_untranslated(*texts: str | None) -> bool:
    """Whether one of the texts that should be Chinese holds no Chinese at all."""
    return any(text and not holds_chinese(text) for text in texts)
