"""What becomes of a message that Discord did not confirm.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

import aiohttp
from discord import HTTPException, RateLimited

from bot.errors import DeliveryError, Fate

#: The chat takes nothing from us, and why, where Discord's own words do not say.
_CLOSED = {
    10003: "the channel was deleted",
    10004: "the server is gone, or the bot was removed from it",
    40067: "this forum wants a tag, and has none that the bot may use",
    50001: "the bot may not see this channel: it needs View Channel",
    50007: "this person takes no direct messages from the bot",
    50008: "this kind of channel takes no messages",
    50013: "the bot may not write here",
    50083: "the thread is archived and locked",
    50278: "this person and the bot have no server in common, and the app is not installed",
    160005: "the thread is locked: the bot needs Manage Threads",
}
_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
)
#: What a try can raise that says nothing of the message's fate but by its class.
NETWORK_ERRORS = (aiohttp.ClientError, TimeoutError, OSError)
#: After this many seconds a token that was refused is tried again.
_TOKEN_WAIT = 300.0
LOGIN_REFUSED = (
    "Discord does not accept the bot's token: reset it in the Developer Portal (Bot, Reset "
    "Token), put it into the settings (discord.token) and start again"
)


def explain(error: Exception) -> DeliveryError:
    """The error of the port for one of the library's, or of the network's."""
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, RateLimited):
        return DeliveryError(
            "the channel's bucket is empty", fate=Fate.LIMITED, retry_after=error.retry_after
        )
    if isinstance(error, HTTPException):
        return _refused(error)
    fate = Fate.NOT_SENT if isinstance(error, _NOT_SENT) else Fate.MAYBE_SENT
    return DeliveryError(f"{type(error).__name__}: {error}".rstrip(": "), fate=fate)


def _refused(error: HTTPException) -> DeliveryError:
    if error.status == 401:
        return DeliveryError(
            LOGIN_REFUSED, fate=Fate.LIMITED, retry_after=_TOKEN_WAIT, everywhere=True
        )
    words = f"{error.code} {error.text}"
    if error.code in _CLOSED:
        return DeliveryError(f"{_CLOSED[error.code]} ({words})", fate=Fate.CLOSED)
    return DeliveryError(words, fate=Fate.CLOSED if error.status == 403 else Fate.REFUSED)
