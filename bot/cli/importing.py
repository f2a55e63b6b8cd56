"""An import with a progress bar, and its counts at the end."""

import sys
from collections.abc import Callable, Sequence

from bot.cli.progress import make_progress
from bot.errors import ParseError
from bot.parsers import parse
from bot.services.core import Core
from bot.services.ingest import Counts, ingest
from bot.services.tick import match_all
from bot.sources import Access, RawDocument, Unreadable, read


async def import_one(core: Core, raw: RawDocument) -> Counts | Unreadable:
    """Take one document in, in one transaction."""
    try:
        document = parse(raw.content, name=raw.location)
    except ParseError as error:
        return Unreadable(raw.location, str(error))
    now = core.clock.now()
    return await core.store.transact(
        lambda tx: ingest(tx, raw.location, raw.content, document, now)
    )


async def import_all(
    core: Core,
    locations: Sequence[str | Unreadable],
    access: Access,
    *,
    check_room: Callable[[], None] = lambda: None,
) -> int:
    """Import every document, say what could not be read, and return how many that were.

    Args:
        check_room: raises StorageError where nothing more may be taken in.
    """
    counts, failed = Counts(), 0
    with make_progress() as progress:
        task = progress.add_task("import", total=len(locations))
        for raw in read(locations, access):
            check_room()
            done = raw if isinstance(raw, Unreadable) else await import_one(core, raw)
            if isinstance(done, Unreadable):
                failed += 1
                progress.console.print(
                    f"{done.location}: {done.reason}",
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )
            else:
                counts.add(done)
            progress.advance(task)
    await match_all(core)
    _report(counts, failed)
    return failed


def _report(counts: Counts, failed: int) -> None:
    """Print the counts on standard output."""
    rows = {
        "documents": counts.documents,
        "  imported before": counts.repeated,
        "  not readable": failed,
        "entries": counts.entries,
        "  new papers": counts.new,
        "  merged": counts.merged,
        "  unchanged": counts.unchanged,
        "  damaged": counts.damaged,
    }
    rows |= {f"  {name}": count for name, count in sorted(counts.by_format.items())}
    for name, count in rows.items():
        sys.stdout.write(f"{name:22}{count:>8}\n")
