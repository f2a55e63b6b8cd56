"""One request as the server understands it: a method, its parameters as strings, its files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.telegram.errors import bad_request

_TRUE = ("true", "yes", "1")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(slots=True)
class Call:
    """A request. It is in the journal before anything is answered.

    Args:
        number: from 1, in order of arrival.
        at: when it arrived, by the server's clock.
        method: as the bot spelled it.
        status: of the answer; None while there is none (it hangs, or the connection was closed).
        finished: all that will be done about it is done, but for the answer.
        accepted: whether it took effect, whatever the bot was told.
        message_ids: of the messages it made.
    """

    number: int
    at: float
    method: str
    params: dict[str, str]
    files: dict[str, Upload] = field(default_factory=dict)
    status: int | None = None
    accepted: bool = False
    finished: bool = False
    description: str = ""
    message_ids: list[int] = field(default_factory=list)

    @property
    def chat_id(self) -> int | None:
        """Where it goes; None where it names no chat by number."""
        raw = self.params.get("chat_id", "")
        return int(raw) if raw.removeprefix("-").isdecimal() else None

    @property
    def text(self) -> str:
        return self.params.get("text") or self.params.get("caption") or ""

    def string(self, name: str) -> str:
        return self.params.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """A number; what is none counts as `default`, as the real server reads it."""
        raw = self.params.get(name, "").strip()
        return int(raw) if raw.removeprefix("-").isdecimal() else default

    def flag(self, name: str) -> bool:
        return self.params.get(name, "").strip().lower() in _TRUE

    def has(self, name: str) -> bool:
        return bool(self.params.get(name))

    def structure(self, name: str, what: str) -> Any:
        """The JSON value of a parameter, None where it is absent.

        Raises:
            ApiError: 400 "can't parse {what} JSON object".
        """
        raw = self.params.get(name)
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError as error:
            raise bad_request(f"can't parse {what} JSON object") from error

    def line(self) -> dict[str, Any]:
        """What the log file keeps."""
        return {
            "number": self.number,
            "at": round(self.at, 6),
            "method": self.method,
            "chat_id": self.chat_id,
            "status": self.status,
            "accepted": self.accepted,
            "description": self.description,
            "message_ids": self.message_ids,
            "params": self.params,
            "files": [upload.name for upload in self.files.values()],
        }


def as_strings(values: Mapping[str, Any]) -> dict[str, str]:
    """Parameters of a JSON body as the strings that a form would have carried."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in values.items()
        if value is not None
    }
