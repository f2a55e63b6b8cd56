"""Damage of an entry: its own and that of its readings, in one place."""

from collections.abc import Iterable

from bot.domain.arxiv_id import ArxivId
from bot.domain.paper import Damage, Reading
from bot.parsers.sentences import holds_chinese


def unite_damage(
    arxiv_id: ArxivId | None, readings: Iterable[Reading], *found: Damage
) -> tuple[Damage, ...]:
    """What was `found` in an entry, what its readings carry, and `no_id` where it has none."""
    damage = {*found, *(damage for reading in readings for damage in reading.damage)}
    if arxiv_id is None:
        damage.add(Damage.NO_ID)
    return tuple(sorted(damage)) if damage else ()


def is_untranslated(*texts: str | None) -> bool:
    """Whether one of the texts that should be Chinese holds no Chinese at all."""
    return any(text and not holds_chinese(text) for text in texts)
