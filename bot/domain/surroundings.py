"""What a place can do, as its platform says it; the core asks, and knows no platform's name."""

from dataclasses import dataclass
from enum import StrEnum


class Managers(StrEnum):
    """Who may change what a group follows, by the platform's own notion."""

    ADMINS = "admins"
    CHANNEL_MANAGERS = "channel_managers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a place can do.

    Attributes:
        start_url: a web address that opens the private chat with the bot, to which a payload is
            added (see `bot.domain.start`); empty where a platform has no such thing.
        reaches_people: the bot may write to a person who has not written to it.
        managers: who may manage the chat.
    """

    start_url: str = ""
    reaches_people: bool = False
    managers: Managers = Managers.ADMINS
