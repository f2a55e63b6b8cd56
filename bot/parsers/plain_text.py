"""Markdown and HTML as language models mix them -> plain text, nothing of it lost."""

import html
import re

_TAGS = (
    "a|b|blockquote|br|code|dd|div|dl|dt|em|h[1-6]|hr|i|li|ol|p|pre|s|small|span|strong|sub|sup"
    "|table|tbody|td|th|thead|tr|u|ul"
)
#: A tag that ends a line, where the source has text behind it on the same line.
_BREAK = re.compile(
    r"<br\s{0,3}/?>|</(?:p|li|ol|ul|h[1-6]|div|pre|tr|blockquote)>(?=[^\n<])", re.I
)
_BOLD_TAG = re.compile(r"</?(?:strong|b)>", re.I)
#: Known tags only: `<summary>` or `<x` in a text is somebody's words.
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[a-z-]{{1,20}}\s?=[^<>\n]{{0,500}})?\s?/?>", re.I)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((https?://[^()\s]{1,500})\)")
#: Emphasis by a single star begins after a blank or a mark, so that footnote stars stay.
_STARS = re.compile(
    r"(?:(?<=[\s：:（(、，。；])|(?<![^\n]))\*(?=[^\s*])([^*\n]{1,300})(?<=\S)\*(?=[\s，。；：:、,.;)）]|$)",
    re.M,
)
_BULLET = re.compile(r"\n[*+•·‣][ \t]+")
_NUMBER_OR_BULLET = re.compile(r"(?:[-*+•·‣][ \t]+|[0-9]{1,2}[.、．)](?![0-9])[ \t]*)")


def remove_tags(text: str) -> str:
    """HTML without its tags, bold as `**`, entities resolved; lines stay lines."""
    if "<" in text:
        text = _TAG.sub("", _BOLD_TAG.sub("**", _BREAK.sub("\n", text)))
    return html.unescape(text) if "&" in text else text


def plain_text(text: str) -> str:
    """Markdown without emphasis and links; bullets become `- `, blank lines are single."""
    text = "\n".join([line.strip() for line in text.split("\n")])
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    if "](" in text:
        text = _LINK.sub(_write_link, text)
    text = text.replace("**", "")
    text = _BULLET.sub("\n- ", f"\n{text}")
    if "*" in text:
        text = _STARS.sub(r"\1", text).replace("\\*", "*")
    return text.replace("`", "").strip()


def remove_bullet(line: str) -> str:
    """A plain line without the bullet or number of a list before it."""
    match = _NUMBER_OR_BULLET.match(line)
    return line[match.end() :].strip() if match else line


def _write_link(match: re.Match[str]) -> str:
    words, address = match[1].strip(), match[2]
    return address if not words or words == address else f"{words} ({address})"
