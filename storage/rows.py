"""Rows become domain objects, and back."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings, Scope
from bot.domain.paper import AnnounceType, Damage, Paper, Reading, Section
from bot.domain.schedule import Rhythm, Schedule, Slot
from bot.domain.topic import Amount
from storage import tables as t

#: Values of one IN list: every store takes as many parameters, and the plan stays simple.
CHUNK = 500


def chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """`values` in pieces of `CHUNK`."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def bounded(key: str, longest: int) -> str:
    """`key` as an index takes it (PostgreSQL's: 2,704 bytes): the end of a long one as its hash."""
    if len(key) <= longest:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return key[: longest - len(digest)] + digest


def load_papers(connection: Connection, keys: Sequence[int]) -> list[Paper]:
    """These papers with their readings, in this order; a key that is gone is left out."""
    readings: dict[int, list[Reading]] = {}
    found: dict[int, Row[Any]] = {}
    for some in chunks(keys):
        for row in connection.execute(
            select(t.reading).where(t.reading.c.paper_key.in_(some)).order_by(t.reading.c.key)
        ):
            readings.setdefault(row.paper_key, []).append(to_reading(row))
        found |= {
            row.key: row
            for row in connection.execute(select(t.paper).where(t.paper.c.key.in_(some)))
        }
    return [to_paper(found[key], readings.get(key, ())) for key in keys if key in found]


def to_paper(row: Row[Any], readings: Iterable[Reading]) -> Paper:
    """One paper."""
    return Paper(
        key=row.key,
        arxiv_id=None if row.arxiv_number is None else ArxivId(row.arxiv_number, row.version),
        title=row.title,
        authors=tuple(row.authors),
        abstract=row.abstract,
        categories=tuple(row.categories),
        announce_type=None if row.announce_type is None else AnnounceType(row.announce_type),
        comment=row.comment,
        licence=row.licence,
        links=tuple(row.links),
        images=tuple(row.images),
        listed_under=tuple(row.listed_under),
        published_on=row.published_on,
        arrived_at=row.arrived_at,
        damage=_to_damage(row.damage),
        is_withdrawn=row.is_withdrawn,
        readings=tuple(readings),
    )


def to_reading(row: Row[Any]) -> Reading:
    """One reading."""
    return Reading(
        source=row.source,
        lang=row.lang,
        title=row.title,
        abstract=row.abstract,
        tldr=row.tldr,
        takeaways=tuple(row.takeaways),
        sections=tuple(Section(heading, text) for heading, text in row.sections),
        attribution=row.attribution,
        licence=row.licence,
        damage=_to_damage(row.damage),
    )


def _to_damage(labels: Iterable[str]) -> tuple[Damage, ...]:
    return tuple(Damage(label) for label in labels)


def to_slot(row: Row[Any]) -> Slot | None:
    """When a chat's next issue is due."""
    if row.pending_on is None or row.pending_at is None:
        return None
    return Slot(row.pending_on, row.pending_at)


def to_schedule(row: Any) -> Schedule:
    """A chat's hour."""
    return Schedule(
        rhythm=Rhythm(row.rhythm),
        at=row.push_at,
        zone=row.zone,
        days=frozenset(int(day) for day in row.days),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
    )


def to_quiet(row: Row[Any]) -> Schedule | None:
    """A chat's quiet hours, and nothing else of its schedule; None where it has none."""
    if row.quiet_from is None:
        return None
    return Schedule(zone=row.zone, quiet_from=row.quiet_from, quiet_until=row.quiet_until)


def to_address(row: Row[Any]) -> ChatAddress:
    """Where a chat is."""
    return ChatAddress(
        platform=row.platform, chat_id=row.chat_id, thread_id=row.thread_id, bot_id=row.bot_id
    )


def to_chat(row: Row[Any]) -> Chat:
    """One chat."""
    return Chat(
        key=row.key,
        address=to_address(row),
        kind=ChatKind(row.kind),
        settings=ChatSettings(
            language=row.language,
            schedule=to_schedule(row),
            amount=Amount(row.amount),
            scope=Scope(row.scope),
            max_papers=row.max_papers,
            tell_empty=row.tell_empty,
            open_to_all=row.open_to_all,
            link_cards=row.link_cards,
            silent=row.silent,
        ),
        pending=to_slot(row),
        paused_at=row.paused_at,
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason,
        created_at=row.created_at,
    )


def from_settings(settings: ChatSettings) -> Mapping[str, Any]:
    """The columns of a chat's settings."""
    schedule = settings.schedule
    return {
        "language": settings.language,
        "rhythm": schedule.rhythm.value,
        "push_at": schedule.at,
        "zone": schedule.zone,
        "days": "".join(str(day) for day in sorted(schedule.days)),
        "quiet_from": schedule.quiet_from,
        "quiet_until": schedule.quiet_until,
        "amount": settings.amount.value,
        "scope": settings.scope.value,
        "max_papers": settings.max_papers,
        "tell_empty": settings.tell_empty,
        "open_to_all": settings.open_to_all,
        "link_cards": settings.link_cards,
        "silent": settings.silent,
    }
