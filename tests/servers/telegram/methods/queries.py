"""Answers to buttons and inline queries."""

from typing import Any

from tests.servers.telegram.call import Call
from tests.servers.telegram.content import MAX_TEXT
from tests.servers.telegram.errors import QUERY_TOO_OLD, bad_request
from tests.servers.telegram.keyboards import checked_markup
from tests.servers.telegram.markup import parse_html
from tests.servers.telegram.world import Query, World

MAX_ANSWER = 200
MAX_RESULTS = 50
#: Seconds in which a query can be answered.
LIFETIME = {"callback_query_id": 900.0, "inline_query_id": 30.0}


def answer_callback_query(world: World, call: Call) -> Any:
    query = _open_query(world, call, "callback_query_id")
    if len(call.string("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = call.string("url")
    if url and not url.startswith(f"https://t.me/{world.bot.username}?start="):
        raise bad_request("URL_INVALID")
    query.answer = {"text": call.string("text"), "show_alert": call.flag("show_alert")}
    query.answer |= {"url": url} if url else {}
    return True


def answer_inline_query(world: World, call: Call) -> Any:
    query = _open_query(world, call, "inline_query_id")
    results = call.structure("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("results must be an Array")
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    identifiers = [str(result.get("id", "")) for result in results]
    if not all(1 <= len(identifier.encode()) <= 64 for identifier in identifiers):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(identifiers)) < len(identifiers):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(world, call, result)
    query.answer = {"results": results, "is_personal": call.flag("is_personal")}
    return True


def _check_result(world: World, call: Call, result: dict[str, Any]) -> None:
    if result.get("reply_markup"):
        checked_markup(world, call, result["reply_markup"])
    content = result.get("input_message_content") or {}
    text = content.get("message_text", "")
    if content.get("parse_mode", "").lower() == "html":
        text = parse_html(text).text
    if result.get("type") == "article" and not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")


def _open_query(world: World, call: Call, name: str) -> Query:
    query = world.queries.get(call.string(name))
    if query is None or query.answer is not None or world.clock() - query.at > LIFETIME[name]:
        raise bad_request(QUERY_TOO_OLD)
    return query
