"""What becomes of a message that Discord did not confirm.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from collections.abc import Sequence

import aiohttp
from discord import HTTPException, RateLimited

from bot.errors import DeliveryError, Fate

#: The bot lacks a permission that Discord does not name.
MISSING_PERMISSIONS = 50013
ALREADY_PUBLISHED = 40033
NO_TAG = "this forum wants a tag on every post, and has none that the bot may use"
#: The chat takes nothing from us, and why: codes whose own words do not say it.
_CLOSED = {
    10003: "the channel was deleted",
    10004: "the server is gone, or the bot was removed from it",
    40067: NO_TAG,
    50001: "the bot may not see this channel: it needs View Channel",
    50007: "this person takes no direct messages from the bot",
    50008: "this kind of channel takes no messages",
    MISSING_PERMISSIONS: "the bot may not write here",
    50083: "the thread is archived and locked",
    50278: "this person and the bot have no server in common, and the app is not installed",
    160005: "the thread is locked",
}
#: Too many open threads: one of them will be archived.
_LATER = frozenset({160006, 160007})


class ProxyFailed(aiohttp.ClientError):
    """The proxy took a request nowhere, and says why."""


#: The request never left, or left for a proxy that took it nowhere.
_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    ProxyFailed,
)
#: What a try can raise that says nothing of the message's fate but by its class.
NETWORK_ERRORS = (aiohttp.ClientError, TimeoutError, OSError)
FAILURES = (HTTPException, RateLimited, DeliveryError, *NETWORK_ERRORS)
#: After this many seconds a token that was refused is tried again.
_TOKEN_WAIT = 300.0
LOGIN_REFUSED = (
    "Discord does not accept the bot's token: reset it in the Developer Portal (Bot, Reset "
    "Token), put it into the settings (discord.token) and start again"
)


def explain(error: Exception) -> DeliveryError:
    """The error of the port for one of `FAILURES`."""
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, RateLimited):
        return DeliveryError(
            "no more messages to this channel for now",
            fate=Fate.LIMITED,
            retry_after=error.retry_after,
        )
    if isinstance(error, HTTPException):
        return _refused(error)
    fate = Fate.NOT_SENT if isinstance(error, _NOT_SENT) else Fate.MAYBE_SENT
    return DeliveryError(f"{type(error).__name__}: {error}".rstrip(": "), fate=fate)


def _refused(error: HTTPException) -> DeliveryError:
    words = f"{error.code} {error.text}"
    if error.status == 401:
        return DeliveryError(
            LOGIN_REFUSED, fate=Fate.LIMITED, retry_after=_TOKEN_WAIT, everywhere=True
        )
    if error.code in _CLOSED:
        return DeliveryError(f"{_CLOSED[error.code]} ({words})", fate=Fate.CLOSED)
    if error.code in _LATER:
        return DeliveryError(words, fate=Fate.NOT_SENT)
    return DeliveryError(words, fate=Fate.CLOSED if error.status == 403 else Fate.REFUSED)


def not_sent(error: Exception) -> DeliveryError:
    """The same for a request that prepares a message: whatever became of it, none was sent."""
    explained = explain(error)
    if explained.fate is not Fate.MAYBE_SENT:
        return explained
    return DeliveryError(str(explained), fate=Fate.NOT_SENT)


def lacking(permissions: Sequence[str]) -> DeliveryError:
    """The chat is closed because the bot lacks these permissions."""
    named = ", ".join(permissions)
    return DeliveryError(f"the bot may not write here: it needs {named}", fate=Fate.CLOSED)
