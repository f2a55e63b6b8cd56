"""The sample digests, as they arrive."""

from collections.abc import Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

from bot.parsers import parse
from bot.services.core import Core
from bot.services.ingest import ingest
from bot.services.tick import match_all

SAMPLES = Path(str(files("bot"))) / "demo" / "samples"


async def read_samples(core: Core, folders: Sequence[str]) -> None:
    """Let the digests of these folders arrive, and find their topics."""
    now = core.clock.now()
    for name, content in _list_digests(folders):
        document = parse(content, name=name)
        await core.store.transact(
            partial(ingest, location=name, content=content, document=document, now=now)
        )
    await match_all(core)


def _list_digests(folders: Sequence[str]) -> list[tuple[str, bytes]]:
    paths = [path for folder in folders for path in sorted((SAMPLES / folder).rglob("*"))]
    return [
        (path.relative_to(SAMPLES).as_posix(), path.read_bytes())
        for path in paths
        if path.suffix in (".md", ".xml")
    ]
