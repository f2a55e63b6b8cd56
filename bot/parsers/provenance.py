"""What the path or address of a document says: its day, its topic, its arXiv category."""

import re
from datetime import date
from urllib.parse import unquote

_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})[-_/]([01][0-9])[-_/]([0-3][0-9])(?![0-9])")
#: https://arxiv.org/category_taxonomy, the part before the dot.
_ARCHIVES = (
    "astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|nlin|nucl-ex"
    "|nucl-th|physics|q-bio|q-fin|quant-ph|stat"
)
_CATEGORY = re.compile(rf"(?:{_ARCHIVES})(?:\.[A-Za-z]{{2,3}}|\.[a-z]{{2,4}}-[a-z]{{2,4}})?")
#: Longer names are not looked at: nothing that a digest is called.
_MAX_NAME = 4096


def find_day(text: str) -> date | None:
    """The last `YYYY-MM-DD` in a path, an address or a line; None where there is none."""
    day = None
    for year, month, number in _DAY.findall(text[:_MAX_NAME]):
        try:
            day = date(int(year), int(month), int(number))
        except ValueError:
            continue
    return day


def find_stem(name: str) -> str | None:
    """The file's name without folder and suffix; of a page called `index`, its folder's name."""
    path = unquote(re.split(r"[?#]", name[:_MAX_NAME], maxsplit=1)[0]).replace("\\", "/")
    parts = [part for part in path.split("/") if part]
    if parts and re.fullmatch(r"index\.[a-z]+", parts[-1]):
        parts.pop()
    if not parts:
        return None
    stem = re.sub(r"\.(?:md|markdown|txt|xml|rss|atom|html?)$", "", parts[-1], flags=re.I)
    return stem.strip() or None


def is_category(text: str) -> bool:
    """Whether the text is an arXiv category or archive (`cs.CV`, `econ`)."""
    return _CATEGORY.fullmatch(text) is not None


def find_channel(name: str) -> str | None:
    """The arXiv category that a file is named after."""
    stem = find_stem(name)
    return stem if stem and is_category(stem) else None
