"""The two languages: sentences by gettext, dates and numbers by Babel.

The English sentence is its own key. A sentence stands as a literal where it is said, as the first
argument of `t`, `n`, `N_` or of a `UsageError`; a test collects them all and holds the Chinese
catalogue to them.
"""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.domain.schedule import get_zone
from bot.views.traditional import write_own, write_theirs

#: Language -> its folder in `bot/locales`, its Babel locale.
_CATALOGUES = {"zh": ("zh_CN", "zh_Hans_CN"), "en": ("en", "en_US")}
LANGUAGES = tuple(_CATALOGUES)
#: Chinese in traditional characters: the same catalogue, written otherwise.
TRADITIONAL = "zh-hant"
_TRADITIONAL_LOCALE = "zh_Hant_TW"
#: How platforms call readers of it (https://www.rfc-editor.org/rfc/rfc5646).
_TRADITIONAL_TAGS = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")

#: What only typography decides: (separator of lists, date, date with year, month, day and date).
_TYPOGRAPHY = {
    "zh": ("、", "MM-dd", "yyyy-MM-dd", "yyyy-MM", "{date} {day}"),
    "en": (", ", "MMM d", "MMM d, y", "MMM y", "{day}, {date}"),
}


def N_(msgid: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark a sentence in a table, to be translated where it is said."""
    return msgid


def nearest_language(tag: str) -> str:
    """The language of ours that is nearest to a reader's, by its tag."""
    plain = tag.casefold().replace("_", "-")
    if plain.startswith(_TRADITIONAL_TAGS):
        return TRADITIONAL
    return "zh" if plain.startswith("zh") else "en"


class Texts:
    """One language.

    Attributes:
        language: `zh` or `en`.
        code: the same, or `TRADITIONAL`: as chats and requests have it.
    """

    def __init__(self, language: str, code: str, translations: GNUTranslations) -> None:
        self.language = language
        self.code = code
        self._translations = translations
        is_traditional = code == TRADITIONAL
        self._locale = Locale.parse(
            _TRADITIONAL_LOCALE if is_traditional else _CATALOGUES[language][1]
        )
        self._write_own = cache(write_own) if is_traditional else str
        self._write_theirs = write_theirs if is_traditional else str
        separator, day, dated, month, weekday = _TYPOGRAPHY[language]
        self._separator = separator
        self._patterns = {"day": day, "dated": dated, "month": month}
        self._weekday_and_date = weekday

    def t(self, msgid: str, **fields: str | int) -> str:
        """The sentence in this language, its `{fields}` filled in."""
        sentence = self._write_own(self._translations.gettext(msgid))
        return sentence.format(**fields) if fields else sentence

    def n(self, singular: str, plural: str, n: int, **fields: str | int) -> str:
        """The sentence in the form that `n` asks for; `{n}` is the number."""
        sentence = self._write_own(self._translations.ngettext(singular, plural, n))
        return sentence.format(n=self.number(n), **fields)

    def written(self, text: str) -> str:
        """What somebody wrote in Chinese about a paper, in the reader's characters."""
        return self._write_theirs(text)

    def number(self, n: int) -> str:
        """A whole number, its thousands apart."""
        return format_decimal(n, locale=self._locale)

    def join(self, parts: Iterable[str]) -> str:
        """A list of things in one line."""
        return self._separator.join(parts)

    def sentences(self, sentences: Iterable[str]) -> str:
        """Sentences one behind the other, as the language sets them."""
        return ("" if self.language == "zh" else " ").join(sentences)

    def date(self, on: dt.date, *, today: dt.date | None = None) -> str:
        """A date; the year is left out where it is that of `today`."""
        is_this_year = today is not None and today.year == on.year
        return self._format(on, "day" if is_this_year else "dated")

    def month(self, on: dt.date) -> str:
        """The month and year of a date."""
        return self._format(on, "month")

    def weekday(self, on: dt.date, *, wide: bool = False) -> str:
        """The name of the weekday; the short one, unless `wide`."""
        return format_date(on, "EEEE" if wide else "EEE", locale=self._locale)

    def iso_weekday(self, day: int, *, wide: bool = False) -> str:
        """The name of an ISO weekday; Monday is 1."""
        return self.weekday(dt.date(2024, 1, day), wide=wide)

    def date_and_weekday(self, on: dt.date, *, today: dt.date | None = None) -> str:
        """A date with its weekday."""
        return self._weekday_and_date.format(date=self.date(on, today=today), day=self.weekday(on))

    def time(self, at: dt.time) -> str:
        """A time of day, 24 hours."""
        return format_time(at, "HH:mm", locale=self._locale)

    def day_and_time(
        self, instant: dt.datetime, zone: str, *, now: dt.datetime | None = None
    ) -> str:
        """An instant as a clock and a calendar in `zone` show it.

        Args:
            now: where it is given and lies in the same year there, the year is left out.
        """
        tz = get_zone(zone)
        local = instant.astimezone(tz)
        today = now.astimezone(tz).date() if now is not None else None
        separator = " " if self.language == "zh" else ", "
        return f"{self.date(local.date(), today=today)}{separator}{self.time(local.time())}"

    def zone(self, name: str, *, now: dt.datetime | None = None) -> str:
        """A zone by its name; with its offset at `now`, where that is given."""
        offset = now.astimezone(get_zone(name)).strftime("%z") if now is not None else ""
        if not offset or name.startswith("UTC"):
            return name
        minutes = f":{offset[3:5]}" if offset[3:5] != "00" else ""
        written = f"UTC{offset[0]}{int(offset[1:3])}{minutes}"
        return f"{name}（{written}）" if self.language == "zh" else f"{name} ({written})"

    def _format(self, on: dt.date, pattern: str) -> str:
        return format_date(on, self._patterns[pattern], locale=self._locale)


@cache
def get_texts(language: str) -> Texts:
    """The texts of `zh`, `TRADITIONAL` or `en`, loaded once from the catalogue in the package.

    Raises:
        KeyError: there is no such language.
    """
    spoken = "zh" if language == TRADITIONAL else language
    folder, _ = _CATALOGUES[spoken]
    path = files("bot").joinpath("locales", folder, "LC_MESSAGES", "chenbao.po")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=folder, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Texts(spoken, language, GNUTranslations(compiled))
