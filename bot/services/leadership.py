"""The right to send for one bot, which one process has at a time."""

import asyncio
import logging

from bot.ports import Lead, Watch

log = logging.getLogger(__name__)


class Leadership:
    """Whether the right is ours, looked up and told.

    Attributes:
        is_ours: whether nobody else sends for this bot.
        has_begun: set once that is known for the first time.
    """

    def __init__(self, platform: str, watch: Watch) -> None:
        self._platform = platform
        self._watch = watch
        self._lead: Lead | None = None
        self._looking = asyncio.Lock()
        # Where there is no lead to be had, there is nobody else.
        self.is_ours = True
        self.has_begun = asyncio.Event()
        self._tell(is_ours=False)

    def begin(self, lead: Lead) -> None:
        """It is ours from now on, for as long as this lead is held."""
        self._lead, self.is_ours = lead, True
        self.has_begun.set()
        self._tell(is_ours=True)

    def end(self) -> None:
        """We make no more use of it."""
        self._tell(is_ours=False)

    async def look(self) -> bool:
        """Whether it still is ours; once it is not, it remains so until we begin anew."""
        async with self._looking:
            lead = self._lead
            if self.is_ours and lead is not None:
                self.is_ours = await asyncio.to_thread(lead.is_held)
                if not self.is_ours:
                    log.warning("no longer the only sender for %s", self._platform)
        return self.is_ours

    def _tell(self, *, is_ours: bool) -> None:
        self._watch.gauge("leader", int(is_ours), platform=self._platform)
