"""What people found wrong in the learned table, put right whenever it is learned anew.

The comment at the top of `review.yaml` says how.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any, Self

import yaml

from bot.errors import ConfigError
from bot.learning.acronyms import Acronym
from bot.learning.table import Entry
from bot.matching.text import normalise

_FIELDS = frozenset({"drop", "without", "instead", "acronyms"})


@dataclass(frozen=True, slots=True)
class Review:
    """The corrections; all terms normalised.

    Attributes:
        dropped: Chinese terms that are none.
        without: Chinese term -> English terms that do not speak of it.
        instead: Chinese term -> the English terms that do, for all that were learned.
        acronyms: acronyms that mean too much else.
    """

    dropped: frozenset[str] = frozenset()
    without: Mapping[str, frozenset[str]] = field(default_factory=dict)
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: frozenset[str] = frozenset()

    @classmethod
    def load(cls) -> Self:
        """The corrections that ship with the program.

        Raises:
            ConfigError: the file breaks one of its rules.
        """
        return cls.read(resources.files(__package__).joinpath("review.yaml").read_text("utf-8"))

    @classmethod
    def read(cls, text: str) -> Self:
        """The corrections of a YAML text.

        Raises:
            ConfigError: see `load`.
        """
        try:
            given = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise ConfigError(f"review.yaml: {' '.join(str(error).split())}") from error
        if not isinstance(given, dict) or given.keys() - _FIELDS:
            raise ConfigError(
                f"review.yaml: it has to have the fields {', '.join(sorted(_FIELDS))}"
            )
        without, instead = _lists(given, "without"), _lists(given, "instead")
        return cls(
            dropped=frozenset(map(normalise, _texts(given.get("drop"), "drop"))),
            without={zh: frozenset(terms) for zh, terms in without.items()},
            instead=instead,
            acronyms=frozenset(_texts(given.get("acronyms"), "acronyms")),
        )

    def correct(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries, corrected."""
        found = (self._correct(entry) for entry in entries if entry.zh not in self.dropped)
        return [entry for entry in found if entry.english]

    def select_acronyms(self, acronyms: Iterable[Acronym]) -> list[Acronym]:
        """Those that may stand."""
        return [each for each in acronyms if each.short not in self.acronyms]

    def _correct(self, entry: Entry) -> Entry:
        if entry.zh in self.instead:
            english = tuple((term, 1.0) for term in self.instead[entry.zh])
        else:
            wrong = self.without.get(entry.zh, frozenset())
            english = tuple(each for each in entry.english if each[0] not in wrong)
        return replace(entry, english=english)


def _lists(given: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    value = given.get(name) or {}
    if not isinstance(value, dict):
        raise ConfigError(f"review.yaml: {name} has to be a mapping from terms to lists")
    return {
        normalise(str(zh)): tuple(map(normalise, _texts(terms, f"{name}: {zh}")))
        for zh, terms in value.items()
    }


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list | None) or not all(
        isinstance(each, str) for each in value or ()
    ):
        raise ConfigError(f"review.yaml: {name} has to be a list of texts")
    return list(value or ())
