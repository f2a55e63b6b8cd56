"""Names that were meant where something like them was typed."""

import pytest

from bot.matching.query import parse_query
from bot.matching.spelling import find_alike
from bot.matching.text import normalise
from bot.matching.understanding import understand


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("diffussion model", "diffusion model"),
        ("reinforcment learning", "reinforcement learning"),
        ("reinforcement laerning", "reinforcement learning"),
        ("autonomous vehicels", "autonomous driving"),
        ("transfomer", "transformer architecture"),
        ("强化雪习", "reinforcement learning"),
        ("扩散模形", "diffusion model"),
    ],
)
def test_a_name_with_a_slip_is_offered_as_it_was_meant(shipped, typed, meant):
    assert understand(parse_query(typed), shipped).meant[0].en == meant


@pytest.mark.parametrize(
    "typed",
    ["diffusion model", "zzxqy", "炼丹", "GAM", "kites", "吃什么好", '"federated learning"'],
)
def test_names_that_are_known_and_words_that_are_like_none_are_left_alone(shipped, typed):
    assert understand(parse_query(typed), shipped).meant == ()


def test_only_what_is_unknown_may_be_a_slip(shipped):
    understood = understand(parse_query("扩散模型 OR 强化雪习 cat:cs.LG"), shipped)
    assert [topic.zh for topic in understood.meant] == ["强化学习"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("robotic", ["robotics"]),
        ("roboticss", ["robotics"]),
        ("orbotics", ["robotics"]),
        ("rxbxtics", []),
        ("chatbto", ["dialogue system"]),
        ("mri", []),
    ],
)
def test_how_many_letters_may_be_wrong_depends_on_how_many_there_are(small, text, found):
    assert [topic.en for topic in find_alike(normalise(text), small)] == found
