"""How the bot gets its updates: by long polling or by a webhook."""

import re
from typing import Any
from urllib.parse import urlsplit

from tests.servers.telegram.call import Call
from tests.servers.telegram.errors import (
    OTHER_POLLER,
    WEBHOOK_IS_ACTIVE,
    bad_request,
    conflict,
)
from tests.servers.telegram.world import Webhook, World

MAX_WAIT = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PORTS = (80, 88, 443, 8443)


def _allow(world: World, call: Call) -> None:
    """What is asked for holds until something else is asked for."""
    kinds = call.structure("allowed_updates", "allowed_updates")
    if kinds is not None:
        if not isinstance(kinds, list):
            raise bad_request("expected an Array of String as allowed_updates")
        world.updates.allow(str(kind) for kind in kinds)


async def get_updates(world: World, call: Call) -> Any:
    """The updates from `offset` on; waits up to `timeout` (real) seconds for one.

    Raises: ApiError 409 in the poll that another one ends, and while there is a webhook.
    """
    if world.webhook.url:
        raise conflict(WEBHOOK_IS_ACTIVE)
    _allow(world, call)
    world.updates.interrupt(conflict(OTHER_POLLER))
    offset = call.integer("offset")
    limit = min(max(call.integer("limit", 100), 1), 100)
    wait = min(call.integer("timeout"), MAX_WAIT)
    found = world.updates.fetch(offset, limit)
    if found or wait <= 0:
        return found
    await world.updates.wait(wait)
    return world.updates.fetch(offset, limit)


def set_webhook(world: World, call: Call) -> Any:
    url = call.string("url")
    if not url:
        return delete_webhook(world, call)
    _check_url(url)
    secret = call.string("secret_token")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(world, call)
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.interrupt(conflict("terminated by setWebhook request"))
    world.webhook = Webhook(url, secret, call.integer("max_connections", 40))
    world.updates.wake()
    return True


def _check_url(url: str) -> None:
    """HTTPS on one of four ports; a server on this machine may do with less (`--local`)."""
    parts = urlsplit(url)
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(world: World, call: Call) -> Any:
    if call.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = Webhook()
    return True


def get_webhook_info(world: World, call: Call) -> Any:
    webhook = world.webhook
    info: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook.url:
        info |= {
            "max_connections": webhook.max_connections,
            "allowed_updates": sorted(world.updates.allowed),
        }
    if webhook.last_error_message:
        info |= {
            "last_error_date": webhook.last_error_date,
            "last_error_message": webhook.last_error_message,
        }
    return info
