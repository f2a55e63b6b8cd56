"""Makes the server misbehave, for the requests one chooses and as often as one says."""

import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord.errors import KNOWN
from tests.servers.discord.model import Json
from tests.servers.discord.record import Request

Predicate = Callable[[Request], bool]


@dataclass(frozen=True)
class Reply:
    """Answer this instead of doing what was asked."""

    status: int
    body: Json | str
    headers: dict[str, str] = field(default_factory=dict)
    name: str = "reply"


@dataclass(frozen=True)
class Hang:
    """Never answer; `accepted` says whether the request is carried out first."""

    accepted: bool
    name: str = "hang"


@dataclass(frozen=True)
class Close:
    """Cut the connection instead of answering; `accepted` as for Hang."""

    accepted: bool
    name: str = "close"


Action = Reply | Hang | Close


@dataclass(eq=False)
class Fault:
    """What happens to which requests.

    Attributes:
        times: how often at most; None for always.
        after: how many matching requests pass unharmed first.
        share: the part of the matching requests that it strikes, from 0 to 1.
    """

    action: Action
    when: Predicate
    times: int | None = 1
    after: int = 0
    share: float = 1.0
    struck: int = 0

    def strikes(self, request: Request, chance: random.Random) -> bool:
        """Whether it happens to this request; counts it."""
        if (self.times is not None and self.struck >= self.times) or not self.when(request):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.share < 1.0 and chance.random() >= self.share:
            return False
        self.struck += 1
        return True


class Script:
    """The faults to come, first come first served."""

    def __init__(self, seed: int = 0) -> None:
        self.faults: list[Fault] = []
        self._chance = random.Random(seed)

    def add(self, action: Action, **how: Any) -> Fault:
        """Add a fault; `how` are the fields of Fault, `when` all of what `matching` takes."""
        when = how.pop("when", None) or matching()
        fault = Fault(action=action, when=when, **how)
        self.faults.append(fault)
        return fault

    def clear(self) -> None:
        """Behave again."""
        self.faults.clear()

    def find(self, request: Request) -> Action | None:
        """What happens to `request`, if anything."""
        for fault in self.faults:
            if fault.strikes(request, self._chance):
                return fault.action
        return None


def matching(
    *, route: str | None = None, channel_id: int | None = None, contains: str | None = None
) -> Predicate:
    """The requests of a route, of a channel, with a text in the body: all that is given."""

    def holds(request: Request) -> bool:
        if route is not None and request.route != route:
            return False
        if channel_id is not None and request.channel_id != channel_id:
            return False
        body = json.dumps(request.payload, ensure_ascii=False)
        return contains is None or contains in body

    return holds


def too_many(retry_after: float, scope: str = "user") -> Reply:
    """A 429 of the scope "user", "global" or "shared"."""
    who = "The resource is" if scope == "shared" else "You are"
    body = {
        "message": f"{who} being rate limited.",
        "retry_after": retry_after,
        "global": scope == "global",
    }
    headers = {"Retry-After": str(math.ceil(retry_after)), "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return Reply(429, body, headers, name=f"429 {scope}")


def error(code: int) -> Reply:
    """The refusal that Discord numbers `code`."""
    status, message = KNOWN[code]
    return Reply(status, {"message": message, "code": code}, name=str(code))


def failure(status: int = 500) -> Reply:
    """The server's own failure: 500 with JSON, the others with a page of the proxy's."""
    if status == 500:
        return Reply(500, {"message": "500: Internal Server Error", "code": 0}, name="500")
    return Reply(status, f"<html><body><h1>{status}</h1></body></html>", name=str(status))


#: The actions by the name a control request gives them, each with the fields it may set.
ACTIONS: dict[str, Callable[..., Action]] = {
    "too_many": too_many,
    "error": error,
    "failure": failure,
    "hang": Hang,
    "close": Close,
}
