"""What every use case stands on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.chat import ChatSettings
from bot.matching.lexicon import Lexicon
from bot.ports import Clock, Store
from bot.ports.finder import Finder


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The parts of the digest service, built once by `bot.app`.

    Attributes:
        load_lexicon: gives the lexicon, reading it the first time; not every command needs it.
        defaults: the settings of a chat that has chosen nothing.
        finder: fetches papers that somebody asks for and that are not here; None where nothing
            is fetched.
    """

    store: Store
    load_lexicon: Callable[[], Lexicon]
    clock: Clock
    defaults: ChatSettings = field(default_factory=ChatSettings)
    finder: Finder | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The curated topics."""
        return self.load_lexicon()
