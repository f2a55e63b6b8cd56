"""Updates that Telegram brings itself.

https://core.telegram.org/bots/api#setwebhook. Whatever is answered with 200 is not brought again;
so that a message nobody can read does not come for ever, it is accepted too.
"""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit, urlunsplit

from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from adapters.telegram.polling import KINDS, Raw
from adapters.telegram.refusals import LOGIN_REFUSED
from bot.errors import ConfigError

log = logging.getLogger(__name__)

#: Where it listens if the address names nothing.
PATH = "/telegram"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Webhook:
    """Takes what Telegram brings.

    Args:
        url: where Telegram brings it: https, on port 443, 80, 88 or 8443.
        secret: what proves that it is Telegram; empty for one made of the token.

    Raises:
        ConfigError: the secret holds what Telegram does not take.
    """

    def __init__(self, url: str, secret: str, token: str) -> None:
        parts = urlsplit(url)
        self.path = parts.path if parts.path not in ("", "/") else PATH
        self.url = urlunsplit(parts._replace(path=self.path))
        self._secret = secret or hashlib.sha256(f"chenbao webhook {token}".encode()).hexdigest()
        if not _SECRET.fullmatch(self._secret):
            raise ConfigError(
                "telegram.webhook_secret may hold letters, digits, _ and - alone, 256 at most"
            )
        self._take: Callable[[Raw], None] | None = None

    def open(self, take: Callable[[Raw], None] | None) -> None:
        """Give updates to `take` from now on; None for nowhere."""
        self._take = take

    async def __call__(self, headers: Mapping[str, str], body: bytes) -> int:
        """One request; the status of its answer."""
        # What is no text at all comes as halves of pairs, which cannot be encoded.
        shown = headers.get(_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(shown, self._secret.encode()):
            return 403
        if self._take is None:
            # It comes again.
            return 503
        try:
            update = json.loads(body)
        except ValueError:
            update = None
        if isinstance(update, dict):
            self._take(update)
        else:
            log.warning("what came to the webhook is no update")
        return 200

    async def register(self, bot: Bot) -> None:
        """Tell Telegram the address.

        Raises:
            ConfigError: it does not take it.
            TelegramError: it cannot be reached.
        """
        try:
            await bot.set_webhook(self.url, secret_token=self._secret, allowed_updates=KINDS)
        except BadRequest as error:
            raise ConfigError(
                f"Telegram does not take telegram.webhook_url: {error.message}"
            ) from None
        except InvalidToken:
            raise ConfigError(LOGIN_REFUSED) from None
