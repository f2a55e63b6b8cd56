"""What a deep link brings along: `/start p_2403-15603` (a paper), `/start t_7` (a kept text).

A payload is at most 64 of `[A-Za-z0-9_-]` (https://core.telegram.org/bots/features#deep-linking).
"""

import re
from dataclasses import dataclass
from typing import Literal

_PAYLOAD = re.compile(r"(?P<kind>[pt])_(?P<value>[A-Za-z0-9_-]{1,62})")
_NEW_NUMBER = re.compile(r"\d{4}-\d{4,6}")


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody came for: a paper by its arXiv number, or a topic by the key of its text."""

    kind: Literal["paper", "topic"]
    value: str


def paper_payload(number: str) -> str:
    """The payload that opens a paper. `.` becomes `-`, and `/` becomes `_`."""
    return "p_" + number.replace(".", "-").replace("/", "_")


def topic_payload(key: str) -> str:
    """The payload that subscribes to the topic whose text is kept under `key`."""
    return f"t_{key}"


def parse_start(payload: str) -> Start | None:
    """What somebody came for; None where the payload is none of ours."""
    match = _PAYLOAD.fullmatch(payload.strip())
    if match is None:
        return None
    value = match["value"]
    if match["kind"] == "t":
        return Start("topic", value)
    # hep-th_9901001 keeps its hyphen.
    is_new = _NEW_NUMBER.fullmatch(value)
    return Start("paper", value.replace("-", ".") if is_new else value.replace("_", "/"))
