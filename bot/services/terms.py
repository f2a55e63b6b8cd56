"""How a sender works."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a sender works; the defaults are for real platforms.

    Attributes:
        lease: a claim is void after this; longer than any send takes.
        batch: deliveries claimed at once.
        most: deliveries under way at once, at the most.
        send_limit: a send that takes longer counts as not confirmed.
    """

    lease: timedelta = timedelta(seconds=30)
    batch: int = 100
    most: int = 30
    send_limit: timedelta = timedelta(seconds=27)
