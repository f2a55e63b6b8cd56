"""Styled text as Telegram's HTML, and how large the server will find it.

https://core.telegram.org/bots/api#html-style. Quotations cannot nest, and nothing stands in `pre`;
runs are made so that it never comes to that.
"""

import re
from html import escape
from urllib.parse import quote

from adapters.typesetting.pages import Size
from adapters.typesetting.runs import PRE, Look, Run, Runs, Style, common, link, openings
from bot.domain.clean import clean_line

#: "1-4096 characters after entities parsing" (https://core.telegram.org/bots/api#sendmessage), which the server
#: counts in code points and clients in UTF-16 units: the larger count is held.
MAX_LENGTH = 4096
#: Entities beyond this many are dropped in silence.
MAX_ENTITIES = 100
#: All entities of a message together, addresses included, as large as they travel.
MAX_ENTITY_BYTES = 9_000
_ENTITY_BYTES = 16
#: Of one page, in the order of `measure`.
LIMIT: Size = (MAX_LENGTH, MAX_ENTITIES, MAX_ENTITY_BYTES)

_TAGS = {
    Look.BOLD: ("<b>", "</b>"),
    Look.ITALIC: ("<i>", "</i>"),
    Look.FOLDED: ("<blockquote expandable>", "</blockquote>"),
    Look.PRE: ("<pre>", "</pre>"),
    Look.LINK: ('<a href="{}">', "</a>"),
}
#: A longer address leads nowhere that a browser would go.
_MAX_URL = 2048
#: What Telegram would make a mention of, and tell the one who is called so.
_MENTION = re.compile(r"(?<!\w)@(?=\w)", re.ASCII)
#: Invisible, and takes the meaning from a sign before it.
WORD_JOINER = "\u2060"


def text(text: str, *styles: Style) -> Run:
    """A run of outside text in which nobody is called by name."""
    quiet = PRE in styles or any(style.look is Look.LINK for style in styles)
    return Run(text if quiet else _MENTION.sub("@" + WORD_JOINER, text), styles)


def linked(label: str, url: str, *styles: Style) -> Run:
    """A run that leads to `url`, where that can be an address."""
    address = to_url(url)
    return text(label, link(address), *styles) if address else text(label, *styles)


def to_url(url: str) -> str:
    """The address as Telegram takes it; empty where it is none."""
    address = quote(clean_line(url), safe=":/?#[]@!$&'()*+,;=%~-._")
    known = address.startswith(("https://", "http://")) and len(address) <= _MAX_URL
    return address if known else ""


def measure(runs: Runs) -> Size:
    """Letters in UTF-16 units, entities, and bytes of entities."""
    opened = openings(runs)
    entity_bytes = sum([_ENTITY_BYTES + len(style.url) for style in opened])
    return sum([_units(run.text) for run in runs]), len(opened), entity_bytes


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def to_html(runs: Runs) -> str:
    """The runs as HTML; every tag that is opened is closed."""
    written: list[str] = []
    open_styles: tuple[Style, ...] = ()
    for run in (*runs, Run("")):
        if run.styles != open_styles:
            shared = common(open_styles, run.styles)
            written += [_TAGS[style.look][1] for style in reversed(open_styles[shared:])]
            written += [_opening(style) for style in run.styles[shared:]]
            open_styles = run.styles
        written.append(escape(run.text, quote=False))
    return "".join(written)


def _opening(style: Style) -> str:
    return _TAGS[style.look][0].format(escape(style.url))
