"""How the bot stands, for those who run it: counts, never whose."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.batch import Batch
from bot.domain.clean import clean_line
from bot.domain.message import Message
from bot.domain.width import shorten
from bot.ports.sources import SourceState
from bot.ports.status import BotStatus, LearnedStatus, OutboxStatus
from bot.views.texts import Texts

#: What a platform or a source said is cut here.
_MAX_REASON = 80
_MAX_LINES = 12
_PLATFORMS = {"telegram": "Telegram", "discord": "Discord", "console": "Console"}
_GIGABYTE = 1_000_000_000
#: An instant as the reader's clock shows it.
_When = Callable[[datetime], str]


def status(texts: Texts, found: BotStatus, *, zone: str, now: datetime) -> Message:
    """The answer to /status.

    Args:
        zone: of the times.
    """

    def when(instant: datetime) -> str:
        return texts.day_and_time(instant, zone, now=now)

    lines = [
        *(_outbox(texts, outbox, when) for outbox in found.outboxes),
        *_suspended(texts, found),
        *(_source(texts, source, when) for source in found.sources[:_MAX_LINES]),
        *_batches(texts, found, when),
        *_upkeep(texts, found, when),
    ]
    return Message(
        heading=texts.t("How I stand · chenbao {version}", version=found.version),
        text="\n".join(lines),
        footer=texts.t("Times are those of {zone}.", zone=zone),
        personal=True,
    )


def _outbox(texts: Texts, outbox: OutboxStatus, when: _When) -> str:
    due = texts.n("{n} message is due", "{n} messages are due", outbox.due)
    facts = [due if outbox.due else texts.t("nothing waits")]
    if outbox.oldest_due_at is not None:
        facts.append(texts.t("the oldest since {when}", when=when(outbox.oldest_due_at)))
    if outbox.silent_until is not None:
        until = when(outbox.silent_until)
        facts.append(texts.t("the platform wants silence until {when}", when=until))
    if outbox.held and outbox.held_until is not None:
        facts.append(
            texts.n(
                "{n} chat is to be left alone until {when}",
                "{n} chats are to be left alone, the longest until {when}",
                outbox.held,
                when=when(outbox.held_until),
            )
        )
    if outbox.uncertain:
        facts.append(
            texts.n(
                "{n} may have arrived and is not repeated",
                "{n} may have arrived and are not repeated",
                outbox.uncertain,
            )
        )
    return " · ".join([_PLATFORMS.get(outbox.platform, outbox.platform), *facts])


def _suspended(texts: Texts, found: BotStatus) -> list[str]:
    total = sum(found.suspended.values())
    if not total:
        return [texts.t("Every chat can be written to.")]
    reasons = [
        f"  {texts.number(count)} × {_shortened(reason)}"
        for reason, count in found.suspended.items()
    ]
    told = texts.n("{n} chat cannot be written to:", "{n} chats cannot be written to:", total)
    return [told, *reasons[:_MAX_LINES]]


def _source(texts: Texts, source: SourceState, when: _When) -> str:
    if source.succeeded_at is None:
        facts = [texts.t("no answer so far")]
    else:
        facts = [texts.t("last answered {when}", when=when(source.succeeded_at))]
    if source.failures:
        facts.append(
            texts.n(
                "failed {n} time since: {error}",
                "failed {n} times since: {error}",
                source.failures,
                error=_shortened(source.error or ""),
            )
        )
    if source.next_try_at is not None:
        facts.append(texts.t("asked next {when}", when=when(source.next_try_at)))
    return " · ".join([source.name, *facts])


def _batches(texts: Texts, found: BotStatus, when: _When) -> list[str]:
    lines = []
    if found.batches:
        counts = texts.join(map(_batch, found.batches[:_MAX_LINES]))
        lines.append(texts.t("Last announced: {counts}", counts=counts))
    if found.next_at is not None:
        lines.append(texts.t("Next announcement: {when}", when=when(found.next_at)))
    return lines


def _batch(batch: Batch) -> str:
    expected = str(batch.expected) if batch.expected or not batch.is_open else "?"
    return f"{batch.category} {batch.announced_on:%m-%d} {batch.fetched}/{expected}"


def _upkeep(texts: Texts, found: BotStatus, when: _When) -> list[str]:
    lines = []
    if found.planned_at is not None:
        lines.append(texts.t("Issues last planned: {when}", when=when(found.planned_at)))
    if found.backed_up_at is None:
        lines.append(texts.t("There is no backup yet."))
    else:
        lines.append(texts.t("Last backup: {when}", when=when(found.backed_up_at)))
    if found.free_bytes is not None:
        free = f"{found.free_bytes / _GIGABYTE:.1f}"
        lines.append(texts.t("Free for the data: {gigabytes} GB", gigabytes=free))
    return [*lines, *(_learned(texts, each) for each in found.learned)]


def _learned(texts: Texts, learned: LearnedStatus) -> str:
    if learned.is_own:
        return texts.n(
            "Words outside the topics known by name: learned here, from {n} paper",
            "Words outside the topics known by name: learned here, from {n} papers",
            learned.papers,
        )
    return texts.n(
        "Words outside the topics known by name: as shipped, learned from {n} paper",
        "Words outside the topics known by name: as shipped, learned from {n} papers",
        learned.papers,
    )


def _shortened(said: str) -> str:
    return shorten(clean_line(said), _MAX_REASON) or "?"
