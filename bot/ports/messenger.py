"""The way out: a platform that shows messages."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.delivery import Payload
from bot.domain.message import Message


class Messenger(Protocol):
    """One platform, as the sender sees it."""

    platform: str
    #: Whether a repeated nonce shows the message once, so that what may have arrived can be
    #: repeated without harm.
    has_nonces: bool

    def render(
        self, message: Message, language: str, kind: ChatKind = ChatKind.PRIVATE
    ) -> Sequence[Payload]:
        """The payloads that show `message`, in order, each within the platform's limits.

        Args:
            kind: of the chat that it goes to, where commands may have to be written otherwise.
        """

    async def send(self, address: ChatAddress, payload: Payload, nonce: str) -> str:
        """Send one payload and return the platform's own id of what was sent.

        `nonce` is the same for every try of one delivery; a platform that knows such a thing shows
        the message once.

        Raises:
            DeliveryError: it was not sent; `permanent` says whether another try can help.
        """
