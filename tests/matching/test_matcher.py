import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.topic import Amount
from bot.matching.matcher import (
    THRESHOLDS,
    Matcher,
    PaperText,
)
from bot.matching.query import parse_query
from bot.matching.text import normalise

NORMAL = THRESHOLDS[Amount.NORMAL]


# ---- What is found ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["医学图像", "醫學影像", "medical imaging", "MIA", "mia", "medical image segmentation"],
)
def test_any_name_of_a_topic_finds_english_papers(score, query):
    assert score(query, title="A survey of medical image segmentation") >= NORMAL


def test_an_english_topic_finds_chinese_text(score):
    assert score("medical imaging", title_zh="用于医学影像的网络") >= NORMAL


def test_all_words_have_to_be_there_wherever_they_stand(score):
    assert score("protein folding", title="Folding", abstract="of a protein") > 0
    assert score("protein folding", title="Protein design") == 0


def test_words_that_are_no_name_together_are_looked_up_one_by_one(score):
    assert score("医学图像 深度学习", title="Deep learning", abstract="for CT scans") > 0
    assert score("医学图像 深度学习", title="Deep learning for text") == 0


@pytest.mark.parametrize("query", ["3D 高斯 泼溅", "泼溅 3D 高斯", "３Ｄ高斯泼溅", "三维高斯潑濺"])
def test_words_that_are_a_name_together_are_that_topic(score, query):
    assert score(query, title="Faster 3DGS") >= NORMAL


def test_a_name_is_found_among_other_words(score):
    title = "Medical image segmentation of the lung"
    assert score("lung medical image segmentation", title=title) >= NORMAL
    assert score("lung medical image segmentation", title="Segmentation of X-rays of lungs") == 0


def test_an_unknown_chinese_phrase_is_taken_apart_into_what_is_known(score):
    query = "基于深度学习的医学图像分割"
    assert score(query, title="Deep learning in medical image segmentation") >= NORMAL
    assert score(query, title="Deep learning in finance") == 0
    assert score(query, title_zh="基于深度学习的医学图像分割综述") >= NORMAL


def test_a_phrase_has_to_stand_together(score):
    assert score('"protein folding"', abstract="the protein-folding problem") > 0
    assert score('"protein folding"', abstract="folding of a protein") == 0


def test_either_alternative_is_enough(score):
    assert score("folding protein OR ribosome", title="The ribosome") > 0
    assert score("folding protein OR ribosome", title="Protein") == 0


def test_an_exclusion_takes_a_paper_away(score):
    assert score("GAN -survey", title="A GAN for faces") > 0
    assert score("GAN -survey", title="A GAN for faces: a survey") == 0
    assert score("GAN -survey OR avatar", title="Avatars: a survey") == 0


def test_an_excluded_topic_takes_away_what_it_would_itself_match(score):
    assert score("avatar -LLM", title="Avatars", abstract="Driven by LLMs. LLMs talk.") == 0
    assert score("avatar -MRI", title="Avatars", abstract="from photographs") > 0


def test_a_category_is_the_topic_itself(score):
    assert score("代数几何", title="On sheaves", categories=("math.AG", "math.NT")) >= NORMAL
    assert score("代数几何", title="On sheaves", categories=("math.NT",)) == 0


def test_a_category_that_was_typed_is_exact_and_an_archive_is_all_of_it(score):
    assert score("cat:eess.IV", title="x1", categories=("cs.CV", "eess.IV")) >= NORMAL
    assert score("cat:eess.IV", title="x1", categories=("cs.CV",)) == 0
    assert score("cat:cs", title="x1", categories=("cs.CV",)) >= NORMAL
    assert score("cat:math", title="x1", categories=("math-ph",)) == 0
    assert score("avatar -cat:cs.*", title="Avatars", categories=("cs.GR",)) == 0


@pytest.mark.parametrize("name", ["Kaiming He", "He, Kaiming", "KAIMING HE", "K. He"])
def test_an_author_is_found_in_any_order_and_by_initial(score, name):
    authors = ("Xinlei Chen", "Kaiming He")
    assert score(f'author:"{name}"', title="x1", authors=authors) >= NORMAL


def test_an_author_is_one_person_and_whole_words(score):
    assert score('author:"Kaiming He"', authors=("Kaiming Chen", "Xinlei He")) == 0
    assert score('author:"Kaiming He"', authors=("Kaiming Hee",)) == 0
    assert score('author:"Bernhard Scholkopf"', authors=("Bernhard Schölkopf",)) >= NORMAL


def test_what_a_digest_listed_it_under_speaks_for_the_topic(score):
    assert score("medical imaging", title="x1", listed_under=("医学图像",)) >= NORMAL
    assert score("虚拟人", title="x1", listed_under=("元宇宙/虚拟人",)) >= NORMAL
    assert score("元宇宙", title="x1", listed_under=("元宇宙/虚拟人",)) >= NORMAL
    assert score("医学图像", title="x1", listed_under=("cs.CV",)) == 0


def test_what_scores_less_than_was_asked_for_is_left_out(matcher):
    for query in ("医学图像", "GAN", "GAN -survey", "avatar OR MRI"):
        matcher.add(query, parse_query(query))
    paper = PaperText(title="GANs for radiographs", abstract="A paper on an avatar from one MRI.")
    every = matcher.match(paper)
    assert len(every) == 4
    for match in every:
        strong = [one for one in every if one.score >= match.score]
        assert matcher.match(paper, least=match.score) == strong
    assert matcher.match(paper, least=every[0].score + 0.001) == []


# ---- The score --------------------------------------------------------------------------------


def test_the_title_counts_more_than_the_abstract_and_twice_more_than_once(score):
    title = score("GAN", title="A GAN", abstract="It is GAN")
    twice = score("GAN", abstract="A GAN. The GAN")
    once = score("GAN", abstract="A GAN")
    assert 1 >= title > twice >= NORMAL > once > THRESHOLDS[Amount.MORE]


def test_a_mention_counts_less_where_the_title_speaks_of_other_topics(score):
    mention = "A robot helps"
    alone = score("机器人", title="A study", abstract=mention)
    beside = score("机器人", title="GANs for medical imaging", abstract=mention)
    assert score("机器人", title="GANs for robots", abstract=mention) > alone > beside > 0


def test_no_title_speaks_against_a_category_or_a_digest(score):
    for labels in ({"categories": ("eess.IV",)}, {"listed_under": ("医学图像",)}):
        plain = score("医学图像", title="A study", **labels)
        assert score("医学图像", title="GANs of a robot", **labels) == plain >= NORMAL


def test_what_was_typed_and_is_not_known_has_only_to_be_mentioned(score):
    assert score("ribosome", abstract="of a ribosome") >= NORMAL
    assert score("核糖体", abstract_zh="关于核糖体的研究") >= NORMAL
    assert score("MOMA", abstract="in MOMA") >= NORMAL


def test_more_evidence_gives_a_higher_score(score):
    alone = score("医学图像", title="Medical image")
    assert score("医学图像", title="Medical image", abstract="a radiograph") > alone


def test_a_weak_term_alone_is_not_enough_and_with_others_it_is(score):
    assert 0 < score("医学图像", abstract="of an MRI") < NORMAL
    assert score("医学图像", title="A CT scan", abstract="and an MRI. The MRI") >= NORMAL


def test_a_translation_does_not_count_twice(score):
    one = score("医学图像", title="Medical image")
    both = score("医学图像", title="Medical image", title_zh="医学图像")
    assert both == score("医学图像", title_zh="医学图像") >= one


def test_all_words_are_little_surer_than_the_least_of_them(score):
    least = score("ribosome", abstract="a ribosome")
    both = score("protein ribosome", title="Protein", abstract="a ribosome")
    assert least < both < score("protein", title="Protein")


def test_two_topics_have_only_to_be_mentioned_together(score):
    assert score("GAN avatar", abstract="An avatar and a GAN") >= NORMAL
    assert score("GAN cat:cs", abstract="A GAN", categories=("cs.CV",)) < NORMAL


# ---- Many topics ------------------------------------------------------------------------------


def test_the_best_match_comes_first_and_each_topic_once(matcher):
    for key in ("GAN", "avatar", "GAN OR avatar", "avatar avatars", "ribosome"):
        matcher.add(key, parse_query(key))
    found = matcher.match(PaperText(title="Avatars", abstract="with a GAN"))
    assert [match.topic for match in found] == ["avatar", "GAN OR avatar", "avatar avatars", "GAN"]


def test_only_the_topics_asked_for_are_looked_at(matcher):
    for key in ("GAN", "avatar"):
        matcher.add(key, parse_query(key))
    paper = PaperText(title="Avatars from a GAN")
    assert [match.topic for match in matcher.match(paper, only=["avatar", "gone"])] == ["avatar"]
    assert matcher.match(paper, only=[]) == []


def test_a_topic_that_is_discarded_matches_no_more(matcher):
    matcher.add(1, parse_query("GAN avatar"))
    matcher.add(2, parse_query("GAN"))
    matcher.discard(1)
    matcher.discard("never there")
    found = matcher.match(PaperText(title="Avatars from a GAN"))
    assert [match.topic for match in found] == [2]
    assert (1 in matcher, 2 in matcher, len(matcher)) == (False, True, 1)


def test_a_topic_added_again_has_its_new_query(matcher):
    matcher.add(1, parse_query("GAN"))
    matcher.add(1, parse_query("avatar"))
    assert matcher.match(PaperText(title="A GAN")) == []
    assert len(matcher.match(PaperText(title="An avatar"))) == 1


def test_topics_added_between_papers_are_found_at_once(matcher):
    paper = PaperText(abstract=" ".join(f"word{number}" for number in range(3000)))
    for number in range(3000):
        matcher.add(number, parse_query(f"word{number}"))
        if number % 500 == 0:
            assert len(matcher.match(paper)) == number + 1
    assert len(matcher.match(paper)) == 3000


def test_an_empty_paper_matches_nothing(matcher):
    matcher.add(1, parse_query("GAN"))
    assert matcher.match(PaperText()) == []


def test_two_alternatives_that_need_the_same_rare_word_are_both_tried(small):
    matcher = Matcher(small)
    matcher.add("both", parse_query("ribosome protein OR ribosome cell"))
    assert matcher.match(PaperText(title="Ribosome of a cell"))
    assert matcher.match(PaperText(title="Ribosome and protein"))
    assert not matcher.match(PaperText(title="Ribosome"))


WORDS = st.lists(
    st.sampled_from(["GAN", "medical", "images", "医学影像", "机器人", "聊天", "transformer", "power",
                     "SAM", "ＬＬＭ", "multi-", "modal", ".", "\n", "é", "醫學", "（", "x"])
    | st.text(max_size=4),
    max_size=20,
)  # fmt: skip


@given(WORDS.map(" ".join), WORDS.map("".join))
@settings(deadline=None, max_examples=150)
def test_any_text_at_all_is_matched_and_quoted_from_itself(small_matcher, title, title_zh):
    paper = PaperText(title=title, title_zh=title_zh, abstract=title_zh)
    for match in small_matcher.match(paper):
        assert 0 < match.score <= 1
        said = normalise(getattr(paper, match.reason.where))
        assert normalise(match.reason.found) in said


@pytest.mark.parametrize("query", ["cat:cs.LG", 'author:"Ann Lee" cat:cs', "cat:math -survey"])
def test_a_category_is_found_the_same_whether_or_not_texts_are_read(small, query):
    paper = PaperText(
        title="A survey of robots", categories=("cs.LG", "math.CO"), authors=("Ann Lee",)
    )
    alone, among = Matcher(small), Matcher(small)
    for matcher in (alone, among):
        matcher.add("topic", parse_query(query))
    among.add("other", parse_query("机器人"))
    assert alone.match(paper) == among.match(paper, only=["topic"])
    assert alone.explain("topic", paper) == among.explain("topic", paper)
    among.discard("other")
    assert alone.match(paper) == among.match(paper)
