"""Registers the menu, where Discord does not hold it already."""

import logging
from collections.abc import Sequence

from discord.http import Route

from adapters.discord.api import PromptClient
from adapters.discord.menu import Json, in_order, is_same
from adapters.discord.refusals import FAILURES, explain

_log = logging.getLogger(__name__)

_PATH = "/applications/{application_id}/commands"


async def register(http: PromptClient, application_id: int, menu: Sequence[Json]) -> None:
    """Let Discord show these commands everywhere, and no others.

    It takes a few of them a day only, so that nothing is sent that would change nothing. Without it
    the bot goes on with the menu of the start before.
    """
    try:
        there = await http.request(
            Route("GET", _PATH, application_id=application_id),
            params={"with_localizations": "true"},
        )
        if not is_same(in_order(menu), in_order(there)):
            await http.request(Route("PUT", _PATH, application_id=application_id), json=list(menu))
            _log.info("the commands were registered")
    except FAILURES as error:
        _log.warning(
            "Discord did not take the commands, so that its menus may be old until the next "
            "start: %s",
            explain(error),
        )
