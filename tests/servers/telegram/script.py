"""Faults on demand: what the next requests meet instead of a friendly answer."""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.telegram.call import Call
from tests.servers.telegram.errors import ApiError

Kind = Literal["error", "flood", "hang", "close", "delay"]
#: "before": nothing took effect; "after": the message is delivered, the answer is not.
When = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong. Make it with the functions below.

    Args:
        kind: what happens.
        when: for `hang` and `close`, whether the request had taken effect.
        code, description, parameters: of an `error`.
        seconds: of a `flood` (retry_after) or a `delay`.
        scope: whom a `flood` stops: the one request, its chat, or everything.
    """

    kind: Kind
    when: When = "before"
    code: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    scope: Literal["request", "chat", "all"] = "chat"

    def error(self) -> ApiError:
        return ApiError(self.code, self.description, **self.parameters)


_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def error(code: int, description: str = "", **parameters: Any) -> Fault:
    """Refuse. A `description` without its prefix gets that of the code."""
    prefix = _WORDS.get(code, "Error")
    if not description.startswith(prefix):
        description = f"{prefix}: {description}" if description else prefix
    return Fault("error", code=code, description=description, parameters=parameters)


def flood(seconds: int, scope: Literal["request", "chat", "all"] = "chat") -> Fault:
    """429 with `retry_after`; until it is over, further requests in its scope get 429 too."""
    return Fault("flood", seconds=seconds, scope=scope)


def hang(when: When = "after") -> Fault:
    """Never answer; `after` the message was delivered, or `before` anything happened."""
    return Fault("hang", when=when)


def close(when: When = "after") -> Fault:
    """Close the connection without an answer, `after` or `before` the effect."""
    return Fault("close", when=when)


def delay(seconds: float) -> Fault:
    """Take effect at once and answer `seconds` (real ones) later."""
    return Fault("delay", seconds=seconds)


@dataclass(slots=True)
class _Rule:
    fault: Fault
    matches: Callable[[Call], bool]
    left: int | None
    share: float


class Script:
    """The faults to come, in the order they were added; the first that matches is used."""

    def __init__(self, seed: int = 0) -> None:
        self._rules: list[_Rule] = []
        self._random = random.Random(seed)

    def add(
        self,
        fault: Fault,
        *,
        method: str | Collection[str] = (),
        chat_id: int | Collection[int] = (),
        text: str = "",
        when: Callable[[Call], bool] | None = None,
        times: int | None = 1,
        share: float = 1.0,
    ) -> None:
        """Meet the requests that match with `fault`.

        Args:
            method, chat_id: one or several; none is any. Any method but getUpdates, that is.
            text: must be part of the text or the caption.
            when: a predicate of one's own.
            times: how often; None is for ever.
            share: of the requests that match, by a seeded random choice.
        """
        methods = {name.lower() for name in ([method] if isinstance(method, str) else method)}
        chats = {chat_id} if isinstance(chat_id, int) else set(chat_id)

        def matches(call: Call) -> bool:
            name = call.method.lower()
            return (
                (name in methods if methods - {""} else name != "getupdates")
                and (not chats or call.chat_id in chats)
                and text in call.text
                and (when is None or when(call))
            )

        self._rules.append(_Rule(fault, matches, times, share))

    def clear(self) -> None:
        self._rules.clear()

    def take(self, call: Call) -> Fault | None:
        """The fault that `call` meets, used up."""
        for rule in self._rules:
            if rule.matches(call) and (rule.share >= 1 or self._random.random() < rule.share):
                if rule.left is not None:
                    rule.left -= 1
                    if rule.left == 0:
                        self._rules.remove(rule)
                return rule.fault
        return None
