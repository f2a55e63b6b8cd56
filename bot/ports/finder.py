"""Papers that are not in the database yet, fetched while somebody waits."""

from collections.abc import Sequence
from typing import Protocol


class Finder(Protocol):
    """Brings papers into the database, within seconds or not at all.

    Both raise SourceError where no answer came in time.
    """

    async def bring_in(self, numbers: Sequence[str]) -> None:
        """Fetch the papers of these arXiv ids without versions; those that do not exist are not
        brought in."""

    async def bring_in_titled(self, title: str) -> None:
        """Fetch the paper that has exactly this title, where there is one."""
