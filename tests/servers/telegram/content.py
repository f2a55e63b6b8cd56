"""What a message says, from the parameters of a call: its text, its limits, its files."""

from dataclasses import dataclass
from typing import Any, Literal

from tests.servers.telegram.call import Call, Upload
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.markup import Markup, parse_html
from tests.servers.telegram.text import Entity, clean, trim, utf16
from tests.servers.telegram.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
#: Bytes of source the server looks at, before any parsing (Client.cpp, get_formatted_text).
MAX_SOURCE = 1 << 15

_ENTITY_TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text after parsing, with the source it was made of."""

    text: str
    entities: list[Entity]
    source: str


def text_of(world: World, call: Call) -> Formatted:
    """The `text` of a message: not empty, at most 4,096 characters.

    Raises: ApiError 400.
    """
    source = call.string("text")
    if not source:
        raise bad_request("message text is empty")
    formatted = _formatted(world, call, source, "entities")
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def caption_of(world: World, call: Call) -> Formatted:
    """The `caption` of a file: it may be empty, and has at most 1,024 characters."""
    return checked_caption(world, call, call.string("caption"))


def checked_caption(
    world: World, call: Call, source: str, parse_mode: str | None = None
) -> Formatted:
    formatted = _formatted(world, call, source, "caption_entities", parse_mode)
    if len(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _formatted(
    world: World, call: Call, source: str, entities: str, parse_mode: str | None = None
) -> Formatted:
    if 4 * len(source) > MAX_SOURCE and len(source.encode("utf-8", "replace")) > MAX_SOURCE:
        raise bad_request("text is too long")
    mode = (call.string("parse_mode") if parse_mode is None else parse_mode).lower()
    if mode == "html":
        parsed = parse_html(clean(source))
    elif mode in ("", "none"):
        parsed = Markup(clean(source), _given_entities(call, entities, source))
    else:
        raise bad_request("unsupported parse_mode")
    for oddity in parsed.oddities:
        world.note(call, oddity)
    text, kept = trim(parsed.text, parsed.entities)
    if len(kept) > MAX_ENTITIES:
        world.note(call, f"{len(kept)} entities, {MAX_ENTITIES} are kept")
    return Formatted(text, kept[:MAX_ENTITIES], source)


def _given_entities(call: Call, name: str, source: str) -> list[Entity]:
    given = call.structure(name, "entities") or []
    end = utf16(source)
    for entity in given:
        if entity.get("type") not in _ENTITY_TYPES:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        offset, length = entity.get("offset", 0), entity.get("length", 0)
        if offset < 0 or length <= 0 or offset + length > end:
            reason = "entity begins after the end of the text or is not inside it"
            raise bad_request(f"entity beginning at UTF-16 offset {offset}: {reason}")
    return sorted(given, key=lambda entity: (entity["offset"], -entity["length"]))


def preview_disabled(call: Call) -> bool | None:
    """What the bot said of link previews; None: nothing."""
    options = call.structure("link_preview_options", "link preview options")
    if options is not None:
        return bool(options.get("is_disabled", False))
    if call.has("disable_web_page_preview"):
        return call.flag("disable_web_page_preview")
    return None


MediaKind = Literal["photo", "document"]


def media_of(call: Call, kind: MediaKind) -> tuple[dict[str, Any], list[Upload]]:
    """The file of sendPhoto or sendDocument: an upload, a URL or the id of a known file."""
    return media(call, kind, call.string(kind))


def media(call: Call, kind: MediaKind, reference: str) -> tuple[dict[str, Any], list[Upload]]:
    """One file as part of a Message object.

    Raises: ApiError 400 where there is none.
    """
    upload = call.files.get(reference.removeprefix("attach://") or kind)
    if upload is None and kind in call.files and not reference:
        upload = call.files[kind]
    if upload is None and (not reference or reference.startswith("attach://")):
        raise bad_request(f"there is no {kind} in the request")
    if upload is not None and not upload.data:
        raise bad_request("file must be non-empty")
    size = len(upload.data) if upload else 0
    file_id = f"file{call.number}-{reference.rpartition('/')[2] or kind}"
    if upload is None and "://" not in reference:
        file_id = reference
    file: dict[str, Any] = {"file_id": file_id, "file_unique_id": f"u{file_id}"}
    file |= {"file_size": size} if size else {}
    uploads = [upload] if upload else []
    if kind == "photo":
        return {"photo": [file | {"width": 640, "height": 480}]}, uploads
    name = upload.name if upload else reference.rpartition("/")[2]
    return {"document": file | {"file_name": name}}, uploads
