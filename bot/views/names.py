"""Words for the choices that a chat has."""

from bot.domain.chat import Scope
from bot.domain.schedule import Rhythm
from bot.domain.topic import Amount
from bot.views.texts import N_, TRADITIONAL, Texts

#: Each as those write it who read it.
LANGUAGE_NAMES = {"zh": "中文", TRADITIONAL: "繁體中文", "en": "English"}
_AMOUNTS = {
    Amount.FEWER: N_("fewer (surest only)"),
    Amount.NORMAL: N_("normal"),
    Amount.MORE: N_("more (looser)"),
}
_SCOPES = {
    Scope.NEW: N_("new papers only"),
    Scope.CROSS: N_("new papers and cross-lists"),
    Scope.ALL: N_("new papers, cross-lists and new versions"),
}
_RHYTHMS = {
    Rhythm.INSTANT: N_("instant"),
    Rhythm.DAILY: N_("daily"),
    Rhythm.WEEKLY: N_("weekly"),
}


def amount_name(texts: Texts, amount: Amount) -> str:
    """How much is wanted."""
    return texts.t(_AMOUNTS[amount])


def scope_name(texts: Texts, scope: Scope) -> str:
    """Which announcements are wanted."""
    return texts.t(_SCOPES[scope])


def rhythm_name(texts: Texts, rhythm: Rhythm) -> str:
    """How often."""
    return texts.t(_RHYTHMS[rhythm])
