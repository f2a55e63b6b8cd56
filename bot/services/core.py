"""What every use case stands on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.chat import ChatAddress, ChatSettings
from bot.matching.lexicon import Lexicon
from bot.ports import Clock, Store
from bot.ports.finder import Finder


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The parts of the digest service, built once by `bot.app`.

    Attributes:
        load_lexicon: gives the lexicon, reading it the first time; not every command needs it.
        defaults: the settings of a chat that has chosen nothing.
        owners: those who run the bot, as askers are named; the console is theirs anyway.
        get_free_bytes: how much is free where the data lie; None where nobody cares.
        finder: fetches papers that somebody asks for and that are not here; None where nothing
            is fetched.
    """

    store: Store
    load_lexicon: Callable[[], Lexicon]
    clock: Clock
    defaults: ChatSettings = field(default_factory=ChatSettings)
    finder: Finder | None = None
    owners: frozenset[ChatAddress] = frozenset()
    get_free_bytes: Callable[[], int] | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The curated topics."""
        return self.load_lexicon()

    def is_owner(self, asker: ChatAddress | None) -> bool:
        """Whether this is one of those who run the bot."""
        return asker is not None and (asker.platform == "console" or asker in self.owners)
