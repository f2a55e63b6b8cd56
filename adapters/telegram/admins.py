"""Who manages a chat, asked of Telegram and remembered for a minute."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from telegram import Bot, ChatMember
from telegram.error import TelegramError

from adapters.telegram.refusals import explain

log = logging.getLogger(__name__)

#: Seconds. Somebody who was made administrator just now will try again.
_KEPT_FOR = 60.0
_REMEMBERED = 10_000
_ADMINS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


class Admins:
    """Asks who a person is in a chat.

    Args:
        now: seconds, never backwards.
    """

    def __init__(self, bot: Bot, now: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._now = now
        self._known: OrderedDict[tuple[int, int], tuple[float, bool]] = OrderedDict()

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Whether this person, or this bot, manages the chat; no where Telegram does not say."""
        known = self._known.get((chat_id, user_id))
        if known is not None and self._now() - known[0] < _KEPT_FOR:
            return known[1]
        try:
            member = await self._bot.get_chat_member(chat_id, user_id)
        except TelegramError as error:
            log.info("it cannot be learnt who manages a chat: %s", explain(error))
            return False
        self._known[chat_id, user_id] = self._now(), member.status in _ADMINS
        self._known.move_to_end((chat_id, user_id))
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return member.status in _ADMINS

    def forget(self, chat_id: int) -> None:
        """Something has changed there."""
        for key in [key for key in self._known if key[0] == chat_id]:
            del self._known[key]
