"""The one line that says what a paper is about."""

import pytest

from bot.domain.paper import Damage, Reading
from bot.domain.width import text_width
from bot.views.readings import find_chinese_title, find_one_line
from tests.views.builders import NOTE, paper


def one_line(abstract=None, tldr=None, damage=()):
    reading = Reading(source="talk2paper", lang="en", tldr=tldr, damage=damage)
    return find_one_line(paper(abstract=abstract, readings=(reading,) if tldr else ()), "en").text


@pytest.mark.parametrize(
    ("abstract", "sentence"),
    [
        ("One thing. Another thing.", "One thing."),
        (
            "We use tools (e.g. U-Net) on 3.5 T scans. More.",
            "We use tools (e.g. U-Net) on 3.5 T scans.",
        ),
        (
            "By J. Smith et al. in Fig. 2 it is shown. More.",
            "By J. Smith et al. in Fig. 2 it is shown.",
        ),
        ("Is it so? Yes.", "Is it so?"),
        ("no end at all", "no end at all"),
        ("They said “yes.” Then left.", "They said “yes.”"),
    ],
)
def test_of_an_abstract_the_first_sentence_is_taken(abstract, sentence):
    assert one_line(abstract=abstract) == sentence


def test_a_tldr_is_taken_whole_where_it_fits():
    assert one_line(tldr="One thing. Another\nthing.") == "One thing. Another thing."


def test_of_a_long_tldr_the_sentences_that_fit_are_taken():
    assert one_line(tldr="A" * 70 + ". " + "B" * 70 + ". " + "C" * 70 + ".") == (
        "A" * 70 + ". " + "B" * 70 + "."
    )


def test_a_sentence_that_is_too_long_is_cut_and_marked():
    line = one_line(tldr="字" * 200)
    assert line.endswith("字…")
    assert text_width(line) <= 160


def test_the_first_takeaway_stands_in_for_a_tldr():
    bare = Reading(source="talk2paper", lang="zh", takeaways=("第一点。", "第二点。"))
    assert find_one_line(paper(readings=(bare,)), "zh").text == "第一点。"


def test_a_whole_sentence_of_a_cut_abstract_is_not_called_cut():
    cut = paper(abstract="A whole sentence. And then it bre", damage=(Damage.CUT,))
    assert find_one_line(cut, "en").damage == ()
    only = paper(abstract="It breaks off in the mid", damage=(Damage.CUT,))
    assert find_one_line(only, "en").damage == (Damage.CUT,)


def test_a_paper_without_text_has_no_line():
    assert find_one_line(paper(abstract=None), "zh") is None


def test_a_chinese_title_has_chinese_in_it():
    english = Reading(source="cn-chat-arxiv", lang="zh", title="Left in English", tldr="好" * 500)
    assert find_chinese_title(paper(readings=(english,))) == ""
    assert find_chinese_title(paper(readings=(english, NOTE))) == "面向黑盒显著图的前向学习"
