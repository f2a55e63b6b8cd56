"""Whether a paper is about what its abstract names, or names it in passing."""

import pytest

from bot.matching.roles import find_cues
from bot.matching.scoring import CUES, Cues, judge_role
from bot.matching.text import Searchable, normalise, pattern_of

NAME = "point cloud"
ELSE = "The rest of the abstract speaks of other things at some length, as abstracts do"


def cues_of(abstract: str, *names: str) -> Cues:
    text = Searchable(abstract).text
    spans = [
        (place, place + len(pattern))
        for pattern in map(pattern_of, map(normalise, names or (NAME,)))
        for place in range(len(text))
        if text.startswith(pattern, place)
    ]
    return find_cues(text, spans)


def moved_by(abstract: str, *names: str) -> float:
    return judge_role(0.3, cues_of(abstract, *names)) - 0.3


def test_what_the_authors_propose_counts_more_and_what_they_list_counts_less():
    about = f"Point clouds are sparse. We propose a network for point clouds. {ELSE}."
    passing = f"{ELSE}, with applications such as robots, point clouds, games, and maps."
    assert moved_by(passing) < 0 < moved_by(about)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param(f"{NAME} first. {ELSE}.", f"{ELSE}. {NAME} last.", id="early, late"),
        pytest.param(
            f"{ELSE}. We segment a {NAME} here. {ELSE}.",
            f"{ELSE}. They segment a {NAME} here. {ELSE}.",
            id="by the authors, by others",
        ),
        pytest.param(
            f"{ELSE}. It is a novel {NAME} network. {ELSE}.",
            f"{ELSE}. It is a usual {NAME} network. {ELSE}.",
            id="new, usual",
        ),
        pytest.param(
            f"{ELSE}. The data is a {NAME} scan. {ELSE}.",
            f"{ELSE}. The data is images and {NAME} scans. {ELSE}.",
            id="alone, one of several",
        ),
        pytest.param(
            f"{ELSE}. It reads the {NAME} scans. {ELSE}.",
            f"{ELSE}. Unlike the {NAME} scans. {ELSE}.",
            id="itself, in contrast",
        ),
    ],
)
def test_one_way_of_naming_counts_more_than_another(more, less):
    assert judge_role(0.3, cues_of(more)) > judge_role(0.3, cues_of(less))


def test_an_acronym_behind_the_name_is_seen_and_another_word_is_not():
    names = ("speech recognition", "ASR")
    written = f"Automatic speech recognition (ASR) is hard. {ELSE}."
    assert cues_of(written, *names[:1]).written_out
    assert not cues_of(f"Automatic speech recognition was hard. {ELSE}.", *names).written_out


def test_places_that_overlap_are_one():
    text = f"{ELSE}. A graph neural network here. {ELSE}."
    assert cues_of(text, "graph neural network", "neural network") == cues_of(
        text, "graph neural network"
    )


@pytest.mark.parametrize("abstract", [NAME, f"{NAME}, {NAME}", f"({NAME})", f"{NAME} ."])
def test_an_abstract_of_next_to_nothing_is_judged_too(abstract):
    cues = cues_of(abstract)
    assert all(0 <= each <= 5 for each in cues)
    assert 0 < judge_role(0.3, cues) < 1


def test_each_cue_has_a_weight_that_says_what_it_is_for():
    good = {"own", "new", "written_out"}
    assert {name for name in Cues._fields if getattr(CUES, name) > 0} == good


PASSING = f"{ELSE}. {ELSE}, with applications such as maps, robots, games, and robotics."
ABOUT = f"Robots fall. We propose a novel method for robots. {ELSE}. {ELSE}."


def test_a_topic_named_in_passing_scores_less_than_one_that_the_paper_is_about(score):
    assert score("机器人", title="A study", abstract=PASSING) < score(
        "机器人", title="A study", abstract=ABOUT
    )


@pytest.mark.parametrize(
    "said",
    [
        {"title": "Robotics"},
        {"title_zh": "机器人"},
        {"title": "A study", "tldr_zh": "关于机器人。"},
        {"title": "A study", "listed_under": ("机器人",)},
    ],
)
def test_where_something_else_says_what_the_paper_is_about_the_abstract_is_not_asked_how(
    score, said
):
    plain = f"Robots. {ELSE}. {ELSE}. {ELSE}. Robotics."
    assert score("机器人", abstract=PASSING, **said) == pytest.approx(
        score("机器人", abstract=plain, **said)
    )


def test_in_a_line_or_two_no_place_says_anything(score):
    assert score("机器人", abstract="Maps, games, robots.") == score(
        "机器人", abstract="We propose robots."
    )


def test_a_word_that_is_no_topic_scores_the_same_wherever_it_stands(score):
    late = f"{ELSE}. {ELSE}, with applications such as maps, games, and quipu."
    early = f"We propose a novel quipu. {ELSE}. {ELSE}. {ELSE}."
    assert score("quipu", abstract=late) == score("quipu", abstract=early)
