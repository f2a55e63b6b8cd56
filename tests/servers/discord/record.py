"""One request as the server saw it, and what became of it."""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord.model import Json

POST_MESSAGE = "POST /channels/{channel_id}/messages"
START_THREAD = "POST /channels/{channel_id}/threads"


@dataclass(eq=False)
class Request:
    """A request, noted before it is answered.

    Attributes:
        number: from 1, in order of arrival.
        at: seconds since 1970, by the server's clock.
        route: the method and the path with names for its parameters, as in Discord's
            documentation: "POST /channels/{channel_id}/messages".
        status: of the answer; None while there is none, and where the connection was cut.
        code: Discord's number of the refusal; 0 without one.
        fault: what the script did to it, if anything.
        message_id: the message it made, or found again by its nonce (then `repeated`).
    """

    number: int
    at: float
    method: str
    path: str
    route: str
    params: dict[str, str]
    query: dict[str, str]
    payload: Any = None
    files: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    code: int = 0
    fault: str | None = None
    message_id: int | None = None
    repeated: bool = False

    @property
    def channel_id(self) -> int | None:
        """The channel it is about, if any."""
        found = self.params.get("channel_id")
        return int(found) if found and found.isdigit() else None

    @property
    def made_message(self) -> bool:
        """Whether a message that was not there before came of it."""
        return self.message_id is not None and not self.repeated

    def as_json(self) -> Json:
        """The request for a log or another process; it never holds the token."""
        return {
            "number": self.number,
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "route": self.route,
            "payload": self.payload,
            "files": self.files,
        }

    def outcome(self) -> Json:
        """What became of it."""
        return {
            "number": self.number,
            "status": self.status,
            "code": self.code,
            "fault": self.fault,
            "message_id": self.message_id,
            "repeated": self.repeated,
        }


def busiest_second(times: list[float]) -> int:
    """The most of `times` that any window of one second holds (its end is not in it)."""
    ordered = sorted(times)
    most = first = 0
    for last, time in enumerate(ordered):
        while time - ordered[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most
