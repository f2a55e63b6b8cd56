"""Telegram's HTML: parsed and refused as the real server does it.

The rules and the words of the errors are those of `parse_html` in tdlib (MessageEntity.cpp).
Two things are stricter than there: a quotation inside a quotation is refused (the platform
documents that they cannot nest, and drops one without a word), and what it merely tolerates
against its documentation is told in `oddities`.
"""

import re
from dataclasses import dataclass

from tests.servers.telegram.errors import ApiError, bad_request
from tests.servers.telegram.links import checked_url
from tests.servers.telegram.references import REFERENCE, referred
from tests.servers.telegram.text import Entity, utf16

#: Tag to type of entity; "" where it depends on the tag's attribute.
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "",
    "a": "",
    "pre": "pre",
    "code": "code",
    "blockquote": "",
}
#: Which attribute of which tag matters, and the prefix its value must have.
_ATTRIBUTES = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
}
#: Which of two entities over the same text comes first (tdlib, get_type_priority).
_PRIORITY = (
    "blockquote",
    "expandable_blockquote",
    "pre",
    "code",
    "text_link",
    "text_mention",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "custom_emoji",
)

_SPECIAL = re.compile("[<&]")
_NAME = re.compile(r"[^ \t\r\n\0\v>]*")
_BLANKS = re.compile(r"[ \t\r\n\0\v]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\0\v>=]*")
_TOKEN = re.compile(r"[0-9A-Za-z.-]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_USER_LINK = re.compile(r"tg:(?://)?user\?id=([0-9]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markup:
    """What a source says: plain text, entities in UTF-16 units, and what was merely tolerated."""

    text: str
    entities: list[Entity]
    oddities: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tag:
    """A start tag whose end is still to come."""

    name: str
    argument: str
    offset: int
    at: int


def parse_html(source: str) -> Markup:
    """Parse `source`.

    Raises:
        ApiError: 400 "can't parse entities: ...", byte offsets counted in the UTF-8 source.
    """
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.pos = 0
        self.offset = 0
        self.out: list[str] = []
        self.open: list[_Tag] = []
        self.entities: list[Entity] = []
        self.oddities: list[str] = []

    def run(self) -> Markup:
        while (match := _SPECIAL.search(self.source, self.pos)) is not None:
            self._text(self.source[self.pos : match.start()])
            self.pos = match.start()
            if match[0] == "&":
                self._text(self._reference(), literal=False)
            elif self.source.startswith("</", self.pos):
                self._end_tag()
            else:
                self._start_tag()
        self._text(self.source[self.pos :])
        if self.open:
            name = self.open[-1].name
            raise self._error(f'Can\'t find end tag corresponding to start tag "{name}"')
        return Markup(self._joined(), _in_order(self.entities), tuple(self.oddities))

    def _joined(self) -> str:
        text = "".join(self.out)
        if not text.isascii() and _SURROGATE.search(text):
            raise bad_request(
                "text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text

    def _error(self, reason: str, at: int | None = None) -> ApiError:
        place = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {reason}{place}")

    def _text(self, text: str, *, literal: bool = True) -> None:
        if literal and ">" in text:
            self.oddities.append("a bare > in HTML")
        self.out.append(text)
        self.offset += utf16(text)

    def _reference(self) -> str:
        """The character a reference stands for; an unknown one stands for itself."""
        match = REFERENCE.match(self.source, self.pos)
        letter = None if match is None else referred(match)
        if match is None or letter is None:
            self.oddities.append(f"a bare & in HTML: {self.source[self.pos : self.pos + 12]!r}")
            self.pos += 1
            return "&"
        self.pos = match.end()
        return letter

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.pos)
        assert match is not None
        self.pos = match.end()
        return match[0]

    def _peek(self) -> str:
        return self.source[self.pos : self.pos + 1]

    def _start_tag(self) -> None:
        begin = self.pos
        self.pos += 1
        name = self._take(_NAME).lower()
        if not self._peek():
            raise self._error("Unclosed start tag", begin)
        if name not in TAGS:
            raise self._error(f'Unsupported start tag "{name}"', begin)
        argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        if name == "blockquote" and any(tag.name == "blockquote" for tag in self.open):
            raise self._error("Blockquotes can't be nested", begin)
        self.open.append(_Tag(name, argument, self.offset, len(self.out)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._take(_BLANKS)
            if self._peek() == ">":
                self.pos += 1
                return argument
            attribute = self._take(_ATTRIBUTE)
            if not attribute:
                raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(_BLANKS)
            if self._peek() != "=":
                if not self._peek():
                    raise self._error(f'Unclosed start tag "{tag}"', begin)
                argument = "1" if (tag, attribute) == ("blockquote", "expandable") else argument
                continue
            value = self._value(tag, begin)
            prefix = _ATTRIBUTES.get((tag, attribute))
            if prefix is not None and value.startswith(prefix):
                argument = value.removeprefix(prefix)

    def _value(self, tag: str, begin: int) -> str:
        self.pos += 1
        self._take(_BLANKS)
        quote = self._peek()
        if not quote:
            raise self._error(f'Unclosed start tag "{tag}"', begin)
        if quote not in "'\"":
            start = self.pos
            value = self._take(_TOKEN).lower()
            if self._peek() and self._peek() not in " \t\r\n\0\v>":
                raise self._error("Unexpected end of name token", start)
        else:
            value = self._quoted(quote)
        if not self._peek():
            raise self._error("Unclosed start tag", begin)
        return value

    def _quoted(self, quote: str) -> str:
        end = self.source.find(quote, self.pos + 1)
        raw = self.source[self.pos + 1 : end if end >= 0 else len(self.source)]
        self.pos = end + 1 if end >= 0 else len(self.source)
        return REFERENCE.sub(lambda match: referred(match) or match[0], raw)

    def _end_tag(self) -> None:
        begin = self.pos
        if not self.open:
            raise self._error("Unexpected end tag", begin)
        self.pos += 2
        name = self._take(_NAME).lower()
        self._take(_BLANKS)
        if self._peek() != ">":
            raise self._error("Unclosed end tag", begin)
        self.pos += 1
        tag = self.open.pop()
        if name not in ("", tag.name):
            place = len(self.source[:begin].encode())
            raise self._error(
                f"Unmatched end tag at byte offset {place}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._add(tag)

    def _add(self, tag: _Tag) -> None:
        span = {"offset": tag.offset, "length": self.offset - tag.offset}
        made = self._entity(tag, span)
        if made is not None:
            inside_code = any(outer.name in ("pre", "code") for outer in self.open)
            if inside_code and made["type"] not in ("pre", "code"):
                self.oddities.append(f"{made['type']} inside code")
            self.entities.append(made)

    def _entity(self, tag: _Tag, span: Entity) -> Entity | None:
        if tag.name == "a":
            return self._link(tag, span)
        if tag.name == "tg-emoji":
            if not tag.argument.isascii() or not tag.argument.isdecimal():
                raise self._error("Invalid custom emoji identifier specified")
            return {"type": "custom_emoji", **span, "custom_emoji_id": tag.argument}
        if tag.name == "blockquote":
            return {"type": "expandable_blockquote" if tag.argument else "blockquote", **span}
        if tag.name in ("pre", "code"):
            return self._code(tag, span)
        return {"type": TAGS[tag.name], **span}

    def _code(self, tag: _Tag, span: Entity) -> Entity:
        """`pre` and `code` over the same text are one entity, with the language of `code`."""
        inner = self.entities[-1] if self.entities else {}
        joins = all(inner.get(key) == span[key] for key in span)
        if joins and {inner["type"], tag.name} == {"pre", "code"}:
            self.entities.pop()
            language = tag.argument or inner.get("language", "")
            return {"type": "pre", **span} | ({"language": language} if language else {})
        language = tag.argument if tag.name == "code" else ""
        return {"type": tag.name, **span} | ({"language": language} if language else {})

    def _link(self, tag: _Tag, span: Entity) -> Entity | None:
        url = tag.argument or "".join(self.out[tag.at :])
        user = _USER_LINK.match(url)
        if user is not None:
            return {"type": "text_mention", **span, "user": {"id": int(user[1])}}
        checked = checked_url(url)
        if checked is None:
            self.oddities.append(f"a link that is dropped: {url!r}")
            return None
        return {"type": "text_link", **span, "url": checked}


def _in_order(entities: list[Entity]) -> list[Entity]:
    def key(entity: Entity) -> tuple[int, int, int]:
        return (entity["offset"], -entity["length"], _PRIORITY.index(entity["type"]))

    if any(entity["type"] == "code" and "language" in entity for entity in entities):
        entities = [
            {k: v for k, v in entity.items() if entity["type"] != "code" or k != "language"}
            for entity in entities
        ]
    return sorted(entities, key=key)
