"""Styled text as Discord's Markdown, in which outside text means nothing.

Lengths are those of the finished Markdown, escapes and addresses included, in code points.
https://support.discord.com/hc/articles/210298617
"""

import re
from functools import lru_cache
from urllib.parse import quote

from adapters.typesetting.pages import Size
from adapters.typesetting.runs import Look, Run, Runs, Style, common
from bot.domain.clean import clean_line

#: Signs that mean something wherever they stand; names of emoji; names for everybody.
_SIGNS = r"[\\*_~`|\[\]<]|:(?=[A-Za-z0-9_+\-]+:)|@(?=everyone|here)"
#: In text an address is linked as it stands; in the label of a link it must not be.
_IN_TEXT = re.compile(rf"(?P<url>https?://[A-Za-z0-9\-._~:/?#@!$&'+,;=%]+)|{_SIGNS}")
_IN_LABEL = re.compile(rf"(?P<url>(?!))|{_SIGNS}|:(?=//)")
#: Signs that mean something at the beginning of a line: quotations, headings, lists.
_LEADING = re.compile(r"^([ \t]*(?:\d{1,9}(?=[.)]))?)([>#\-+.)])", re.MULTILINE)
_TAGS = {
    Look.BOLD: ("**", "**"),
    Look.ITALIC: ("*", "*"),
    Look.LINK: ("[", "]({})"),
    Look.PRE: ("```\n", "\n```"),
    Look.FOLDED: ("", ""),
}
_FENCE = re.compile("``(?=`)")
#: An address longer than this leads nowhere that a browser would go.
_MAX_URL = 1024


def linked(label: str, url: str, *styles: Style) -> Run:
    """A run that leads to `url`, where that can be an address."""
    address = to_url(url)
    return Run(label, (Style(Look.LINK, address), *styles) if address else styles)


def to_url(url: str) -> str:
    """The address as Markdown and embeds take it; empty where it is none."""
    address = quote(clean_line(url), safe=":/?#@!$&'*+,;=%~-._")
    known = address.startswith(("https://", "http://")) and len(address) <= _MAX_URL
    return address if known else ""


@lru_cache(maxsize=512)
def escape(text: str, *, at_start: bool = True, autolink: bool = True) -> str:
    """Outside text that Discord shows as it is.

    Args:
        at_start: it stands at the beginning of a line.
        autolink: leave addresses as they are, for Discord to link.
    """

    pattern = _IN_TEXT if autolink else _IN_LABEL
    signed = pattern.sub(lambda match: match["url"] or "\\" + match[0], text)
    first, newline, others = ("", "", signed) if at_start else signed.partition("\n")
    return first + newline + _LEADING.sub(r"\1\\\2", others)


def measure(runs: Runs) -> Size:
    """The length of the runs as Markdown."""
    return (len(to_markdown(runs)),)


def to_markdown(runs: Runs) -> str:
    """The runs as Markdown."""
    written: list[str] = []
    open_styles: tuple[Style, ...] = ()
    at_start = True
    for run in (*runs, Run("")):
        if run.styles != open_styles:
            shared = common(open_styles, run.styles)
            written += [_closing(style) for style in reversed(open_styles[shared:])]
            written += [_TAGS[style.look][0] for style in run.styles[shared:]]
            open_styles = run.styles
        if run.text:
            written.append(_leaf(run, at_start=at_start))
            at_start = run.text.endswith("\n")
    return "".join(written)


def _closing(style: Style) -> str:
    return _TAGS[style.look][1].format(style.url)


def _leaf(run: Run, *, at_start: bool) -> str:
    if not run.styles:
        return escape(run.text, at_start=at_start)
    looks = [style.look for style in run.styles]
    if Look.PRE in looks:
        return _FENCE.sub("``\u200b", run.text)
    return escape(run.text, at_start=at_start, autolink=Look.LINK not in looks)
