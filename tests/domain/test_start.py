"""What deep links bring along."""

import re

import pytest

from bot.domain.start import Start, paper_payload, parse_start, topic_payload


@pytest.mark.parametrize(
    "number", ["2403.15603", "0704.0001", "hep-th/9901001", "math/0611800", "cond-mat/9901001"]
)
def test_a_paper_survives_the_way_through_a_link(number: str) -> None:
    payload = paper_payload(number)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert parse_start(payload) == Start("paper", number)


def test_a_topic_is_named_by_its_key() -> None:
    assert parse_start(topic_payload("1z")) == Start("topic", "1z")


@pytest.mark.parametrize(
    "payload", ["", "hello", "t_", "x_1", "p_2403.15603", "t_1 2", "p_" + "1" * 63]
)
def test_anything_else_is_none_of_ours(payload: str) -> None:
    assert parse_start(payload) is None
