"""A web page -> the Markdown it was made from, near enough to read it the same way.

The HTML library is only loaded when a page has to be read.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.errors import ParseError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

#: A page of a hundred papers has 0.5 MB; the HTML library slows down on much larger ones.
_MAX_CHARACTERS = 4 * 1024 * 1024
_MAX_DEPTH = 100
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})")
#: Elements that have no end tag, or whose end tag may be left out: they do not count as nesting.
_UNNESTED = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta"}
    | {"option", "p", "param", "path", "source", "td", "th", "tr", "track", "use", "wbr"}
)
_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "button", "iframe"})
_BLANK_LINES = re.compile(r"\n{3,}")
_LABELS = ("PDF", "Cool Papers", "ChatPaperFree")
#: Sites load pictures late and keep the address in an attribute of their own.
_SOURCES = ("data-lazy-src", "data-original", "data-src", "src")


def parse_page(text: str) -> "LexborHTMLParser":
    """The page as a tree.

    Raises:
        ParseError: the page is far too long, or nested too deeply to be meant.
    """
    if len(text) > _MAX_CHARACTERS:
        raise ParseError(f"the page has more than {_MAX_CHARACTERS:,} characters")
    depth = 0
    for end, tag in _TAG.findall(text):
        if tag.lower() not in _UNNESTED:
            depth = max(0, depth - 1) if end else depth + 1
            if depth > _MAX_DEPTH:
                raise ParseError(f"the page is nested more than {_MAX_DEPTH} deep")
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(text)


def write_markdown(node: "LexborNode") -> str:
    """What is in an element, as Markdown whose blocks are one blank line apart."""
    lines = [line.rstrip() for line in _write_children(node).split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines))


def _write_children(node: "LexborNode") -> str:
    return "".join(_write(child) for child in node.iter(include_text=True))


def _write(node: "LexborNode") -> str:
    tag = node.tag or ""
    if tag == "-text":
        return _restore_lines(node.text_content or "")
    if tag in _SKIPPED:
        return ""
    write = _WRITERS.get(tag)
    return write(node) if write else _write_children(node)


def _write_heading(node: "LexborNode") -> str:
    words = " ".join(_write_children(node).split())
    return f"\n\n{'#' * int((node.tag or 'h1')[1])} {words}\n\n" if words else ""


def _write_block(node: "LexborNode") -> str:
    return f"\n\n{_write_children(node).strip()}\n\n"


def _write_quote(node: "LexborNode") -> str:
    lines = _write_children(node).strip().split("\n")
    return "\n\n" + "\n".join(f">{line}" for line in lines) + "\n\n"


def _write_item(node: "LexborNode") -> str:
    parent = node.parent
    bullet = "1." if parent is not None and parent.tag == "ol" else "-"
    return f"\n{bullet} {_write_children(node).strip()}"


def _write_bold(node: "LexborNode") -> str:
    words = _write_children(node).strip()
    return f"**{words}**" if words else ""


def _write_link(node: "LexborNode") -> str:
    words, address = _write_children(node).strip(), (node.attributes.get("href") or "").strip()
    if not words or words == address or not address.startswith("http"):
        return words
    return f"[{words}]({address})" if words in _LABELS else f"{words} ({address})"


def _write_image(node: "LexborNode") -> str:
    values = ((node.attributes.get(name) or "").strip() for name in _SOURCES)
    address = next((value for value in values if value.startswith(("http", "/", "./"))), "")
    return f'\n<img src="{address}">\n' if address else ""


def _write_details(node: "LexborNode") -> str:
    return f"\n\n<details>\n{_write_children(node)}\n</details>\n\n"


_WRITERS: dict[str, Callable[["LexborNode"], str]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _write_heading),
    **dict.fromkeys(("p", "div", "ol", "ul", "pre", "section", "summary"), _write_block),
    **dict.fromkeys(("strong", "b"), _write_bold),
    "a": _write_link,
    "blockquote": _write_quote,
    "br": lambda _node: "\n",
    "details": _write_details,
    "img": _write_image,
    "li": _write_item,
}

_RAW = "**Authors:"
_RAW_LABEL = re.compile(
    r"\s?(\*\*(?:Authors:[^*]{1,9000}|Summary|摘要|Key Takeaways|关键要点|要点"
    r"|\[ChatPaperFree\]\([^()\s]{1,300}\))\*\*)\s?"
)
#: Parts of a note that were lines until the page was squeezed into one.
_RAW_PART = re.compile(
    r"\s(?=[2-9]\s?[.、．]\s?(?:作者|第一作者单位|所属单位|隶属单位|单位|关键词|论文链接|链接|摘要|方法|结论"
    r"|Authors|Affiliation|Keywords|Urls|Summary|Methods|Conclusion)\s?[:：])"
)


def _restore_lines(text: str) -> str:
    """The lines of a text; of Markdown that the site failed to render, and squeezed into one."""
    if _RAW in text:
        head, label, takeaways = text.partition("**Key Takeaways**")
        text = head + label + takeaways.replace(" - ", "\n- ")
        text = _RAW_LABEL.sub(r"\n\n\1\n\n", text).replace(" [PDF](", "\n\n[PDF](")
        text = f"\n\n{text.lstrip()}"
    return _RAW_PART.sub("\n", text)
