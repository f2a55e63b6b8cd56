"""What becomes of a message that Telegram did not confirm: pure but for the exceptions' classes.

The descriptions are those of the real server (tdlib/telegram-bot-api, Client.cpp), which gives
some of them as 400 and as 403.
"""

import re
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.errors import DeliveryError, Fate

#: 400s that speak of the chat and not of the message.
_CLOSED = re.compile(
    "|".join(
        [
            "chat not found",
            "user not found",
            "user is deactivated",
            "user_is_blocked",
            "input_user_deactivated",
            "bot was (?:blocked|kicked)",
            "bot is not a member",
            "group chat was deactivated",
            "(?:group )?chat was deleted",
            "peer_id_invalid",
            "need administrator rights",
            "not enough rights",
            "have no rights to send",
            "chat_(?:write_forbidden|admin_required|restricted|send_plain_forbidden)",
            "channel_private",
        ]
    ),
    re.IGNORECASE,
)
#: 400s that speak of one topic of a forum.
_THREAD_CLOSED = re.compile(r"message thread not found|topic_(?:closed|deleted)", re.IGNORECASE)
#: The request never left, or left for a proxy that took it nowhere.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
#: After this many seconds a token that was refused is tried again.
_TOKEN_WAIT = 300.0
LOGIN_REFUSED = (
    "Telegram does not accept the bot's token: get the right one from @BotFather, put it into "
    "the settings (telegram.token) and start again"
)


def explain(error: TelegramError) -> DeliveryError:
    """The error of the port for one of the library's."""
    if isinstance(error, RetryAfter):
        return _limited(error)
    if isinstance(error, ChatMigrated):
        words = "group chat was upgraded to a supergroup chat"
        return DeliveryError(words, fate=Fate.MOVED, moved_to=error.new_chat_id)
    if isinstance(error, InvalidToken | EndPointNotFound):
        return DeliveryError(
            LOGIN_REFUSED, fate=Fate.LIMITED, retry_after=_TOKEN_WAIT, everywhere=True
        )
    if isinstance(error, BadRequest) and _THREAD_CLOSED.search(error.message):
        return DeliveryError(_words(error), fate=Fate.CLOSED, thread_alone=True)
    return DeliveryError(_words(error), fate=_fate(error))


def _limited(error: RetryAfter) -> DeliveryError:
    wait = error.retry_after
    seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    return DeliveryError(
        f"Too Many Requests: retry after {seconds:.0f}", fate=Fate.LIMITED, retry_after=seconds
    )


def _fate(error: TelegramError) -> Fate:
    if isinstance(error, Forbidden):
        return Fate.CLOSED
    if isinstance(error, BadRequest):
        return Fate.CLOSED if _CLOSED.search(error.message) else Fate.REFUSED
    if isinstance(error, Conflict):
        return Fate.NOT_SENT
    if isinstance(error.__cause__, _NOT_SENT):
        return Fate.NOT_SENT
    return Fate.MAYBE_SENT


def _words(error: TelegramError) -> str:
    """The server's own words, or what went wrong on the way; never an address with the token."""
    if isinstance(error.__cause__, httpx.HTTPError):
        return f"{type(error.__cause__).__name__}: {error.__cause__}".rstrip(": ")
    return error.message
