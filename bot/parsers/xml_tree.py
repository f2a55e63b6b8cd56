"""XML from strangers -> a small tree.

Expat with declared entities refused (no billion laughs, no files read), with bounds on depth and
number of elements; one second try on the usual mistakes: HTML's entities, a bare `&`, control
characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import NoReturn
from xml.parsers import expat

from bot.errors import ParseError
from bot.parsers.splitting import refuse_too_many

_MAX_DEPTH = 50
#: A feed of 2,000 papers has about 100,000.
_MAX_ELEMENTS = 500_000
_BUFFER = 1 << 18
#: References to what is no character in XML: controls, halves of surrogate pairs.
_NO_CHARACTER = re.compile(
    r"&#(?:0{0,6}(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0{0,6}(?:[0-8bce-f]|1[0-9a-f])|xd[89a-f][0-9a-f]{2});",
    re.I,
)
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)([A-Za-z][A-Za-z0-9]{1,30};)?"
)
#: What may stand before the first element, and how each ends.
_PROLOGUE = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))
_NAME = re.compile(r"[A-Za-z_][\w:.-]{0,40}")


@dataclass(slots=True)
class Node:
    """An element: name without prefix, attributes, its own text, the elements in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def find_all(self, tag: str) -> Iterator["Node"]:
        """The children of that name."""
        return (child for child in self.children if child.tag == tag)

    def find(self, tag: str) -> "Node | None":
        """The first child of that name."""
        return next(self.find_all(tag), None)

    def list_all(self, tag: str) -> list["Node"]:
        """The children of that name, of which there may not be too many to be papers."""
        found = list(self.find_all(tag))
        refuse_too_many(found)
        return found

    def text_of(self, tag: str) -> str:
        """The text of the first child of that name, without blanks around it."""
        child = self.find(tag)
        return child.text.strip() if child else ""


def parse_xml(text: str) -> Node:
    """The root element.

    Raises:
        ParseError: not well-formed, even when mended; declared entities; too deep, too many.
    """
    try:
        return _Builder().build(text)
    except expat.ExpatError as broken:
        mended = _mend(text)
        if mended == text:
            raise ParseError(f"broken XML: {broken}") from broken
    try:
        return _Builder().build(mended)
    except expat.ExpatError as still_broken:
        raise ParseError(f"broken XML: {still_broken}") from still_broken


def find_root_tag(sample: str) -> str:
    """The name of the first element, or the empty string where the text is no XML."""
    at = 0
    while True:
        while sample[at : at + 1].isspace():
            at += 1
        if not sample.startswith("<", at):
            return ""
        end = next((end for start, end in _PROLOGUE if sample.startswith(start, at)), None)
        if end is None:
            match = _NAME.match(sample, at + 1)
            return match[0] if match else ""
        if end == ">" and "[" in sample[at : sample.find(">", at)]:
            end = "]>"
        at = sample.find(end, at) + len(end)
        if at < len(end):
            return ""


def _mend(text: str) -> str:
    text = text.replace("\ufffe", " ").replace("\uffff", " ")
    return _AMPERSAND.sub(_mend_ampersand, _NO_CHARACTER.sub(" ", text))


def _mend_ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if name and name in html5:
        return html5[name]
    return f"&amp;{name or ''}"


class _Builder:
    """Collects expat's events into nodes."""

    def __init__(self) -> None:
        self._root = Node("", {})
        self._open = [self._root]
        self._count = 0
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _BUFFER
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._refuse

    def build(self, text: str) -> Node:
        self._parser.Parse(text, True)
        return self._root.children[0]

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) > _MAX_DEPTH:
            raise ParseError(f"the XML is nested more than {_MAX_DEPTH} deep")
        if self._count > _MAX_ELEMENTS:
            raise ParseError(f"the XML has more than {_MAX_ELEMENTS:,} elements")
        node = Node(tag[tag.rfind(":") + 1 :], attributes)
        self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        node = self._open[-1]
        node.text = node.text + text if node.text else text

    def _refuse(self, *_declaration: object) -> NoReturn:
        raise ParseError("the XML declares entities of its own, which is refused")
