"""Discord's Markdown as its clients read it, and nothing that we would not have written ourselves.

Whatever would be markup without a backslash and is not ours is an error: a title that got through.
"""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<fence>```\n(?P<code>.*?)\n```)"
    r"|(?P<escaped>\\(?P<sign>[^0-9A-Za-z\s]))"
    r"|(?P<bold>\*\*)|(?P<italic>\*)"
    r"|(?P<open>\[)|(?P<close>\]\((?P<url>[^()\s]*)\))"
    r"|(?P<address>https?://[A-Za-z0-9\-._~:/?#@!$&'+,;=%]+)"
    r"|(?P<text>.)",
    re.DOTALL,
)
_LEADING = re.compile(r"[ \t]*(?:[>#+\-]|\d+[.)])")
_CALLS = re.compile(r"@(?:everyone|here)|<[@#:t]|:[A-Za-z0-9_+\-]+:")


class MarkupError(AssertionError):
    """Outside text has become markup."""


@dataclass
class Read:
    """What a reader sees."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    #: As `text`, with a stop sign for what a backslash or a fence took the meaning from.
    bare: str = ""


def read(markdown: str) -> Read:
    """Read a text; raises MarkupError."""
    seen = Read()
    open_marks: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(markdown):
        kind = token.lastgroup if token.lastgroup not in ("code", "sign", "url") else None
        kind = kind or next(name for name in ("fence", "escaped", "close") if token[name])
        if kind in ("bold", "italic", "open"):
            _mark(kind, open_marks, seen)
        elif kind == "close":
            _close(open_marks, seen, token["url"])
        else:
            _show(kind, token, seen)
    if open_marks:
        raise MarkupError(f"{open_marks} never ends in {markdown!r}")
    _check(seen.bare)
    return seen


def _mark(kind: str, open_marks: list[tuple[str, int]], seen: Read) -> None:
    if open_marks and open_marks[-1][0] == kind and kind != "open":
        if open_marks.pop()[1] == len(seen.text):
            raise MarkupError(f"nothing is {kind} in {seen.text!r}")
    elif kind in [each for each, _ in open_marks]:
        raise MarkupError(f"{kind} within {open_marks} after {seen.text!r}")
    else:
        open_marks.append((kind, len(seen.text)))


def _close(open_marks: list[tuple[str, int]], seen: Read, url: str) -> None:
    if not open_marks or open_marks[-1][0] != "open":
        raise MarkupError(f"a link ends within {open_marks} after {seen.text!r}")
    label = seen.text[open_marks.pop()[1] :]
    if not label.strip():
        raise MarkupError(f"a link without a label to {url}")
    seen.links.append((label, url))


def _show(kind: str, token: re.Match[str], seen: Read) -> None:
    shown = token["code"] if kind == "fence" else token["sign"] if kind == "escaped" else token[0]
    seen.text += shown
    seen.bare += "\0" * len(shown) if kind in ("fence", "escaped", "address") else shown


def _check(bare: str) -> None:
    found = re.search(r"[\\*_~`|\]]", bare) or _CALLS.search(bare)
    if found:
        raise MarkupError(f"{found[0]!r} means something in {bare!r}")
    for line in bare.split("\n"):
        if _LEADING.match(line):
            raise MarkupError(f"{line[:20]!r} is a list, a heading or a quotation")
