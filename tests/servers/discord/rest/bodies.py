"""Reads what came with a request: JSON, or a form of JSON and files."""

import json
from typing import Any, NamedTuple

from aiohttp import BodyPartReader, web

from tests.servers.discord.errors import Problems, refused
from tests.servers.discord.rules.messages import File


class Body(NamedTuple):
    """The JSON (None without a body) and the files."""

    payload: Any
    files: list[File]


async def read_body(request: web.Request) -> Body:
    """Read the body of a request.

    Raises:
        ApiError: 50109 for what is no JSON, 50035 for another kind of content.
    """
    if request.content_type.startswith("multipart/"):
        return await _read_form(request)
    raw = await request.read()
    if not raw:
        return Body(None, [])
    if request.content_type != "application/json":
        problems = Problems()
        problems.add(
            "",
            "CONTENT_TYPE_INVALID",
            "Expected \"Content-Type\" header to be one of {'application/json'}.",
        )
        problems.raise_if_any()
    return Body(_parse(raw), [])


async def _read_form(request: web.Request) -> Body:
    payload: Any = {}
    files: list[File] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            payload = _parse(content)
        else:
            files.append(File(part.filename or "file", len(content)))
    return Body(payload, files)


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise refused(50109) from error
