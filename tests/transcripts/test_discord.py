"""The conversation on Discord is the one in the files."""

import pytest

from bot.ports import Store
from tests.transcripts.discord import write
from tests.transcripts.files import FOLDER, LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_conversation_is_the_one_that_was_read(
    sqlite_store: Store, language: str
) -> None:
    """Written anew by `python -m tests.transcripts.discord`."""
    wanted = (FOLDER / f"discord.{language}.txt").read_text(encoding="utf-8")
    assert (await write(sqlite_store, language)).split("\n") == wanted.split("\n")
