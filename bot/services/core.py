"""What every use case stands on."""

from dataclasses import dataclass

from bot.matching.lexicon import Lexicon
from bot.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The parts of the digest service, built once by `bot.app`."""

    store: Store
    lexicon: Lexicon
    clock: Clock
