"""What cannot be understood is said, with what may be typed in the reader's own language."""

import re

import pytest

from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import entry
from tests.talk import Talk


@pytest.fixture
def talk(sqlite_store: Store, clock: FakeClock) -> Talk:
    return Talk(sqlite_store, clock, language="zh")


@pytest.mark.parametrize(
    "setting", ["amount", "rhythm", "scope", "empty", "mute", "open", "language"]
)
def test_every_choice_that_a_refusal_names_is_taken_in_chinese_and_english(talk, setting):
    said = talk.say(f"/settings {setting} 很多很多")
    named = re.findall(r"[：、](\w+)（(\w+)）", said)
    assert len(named) >= 2
    for chinese, english in named:
        values = {talk.say(f"/settings {setting} {name}") for name in (chinese, english)}
        assert len(values) == 1
        assert values.pop().startswith(("已保存", "Saved"))


def test_a_refusal_in_english_is_in_english_alone(talk):
    talk.say("/settings language en")
    said = talk.say("/settings amount lots")
    assert said == "“lots” is not one of the choices: fewer, normal, more."


def test_settings_that_are_none_are_told_by_their_names_in_both_languages(talk):
    said = talk.say("/settings 颜色 红")
    for name in re.findall(r"[：、](\w+)（", said):
        assert "要改成什么" in talk.say(f"/settings {name}")


def test_one_topic_s_amount_is_refused_and_taken_alike(talk):
    talk.say("/subscribe 医学图像")
    assert "较少（fewer）" in talk.say("/subscriptions 1 很少")
    assert "较少" in talk.say("/subscriptions 1 较少")


@pytest.mark.parametrize("typed", ["xyz", "2026-13-01", "2026-11-23 last", "上一期", "12345"])
def test_an_issue_that_is_not_understood_is_said_to_be(talk, typed):
    said = talk.say(f"/digest {typed}")
    assert f"没有叫 “{typed}” 的晨报" in said
    assert "/digest 2026-11-23" in said


def test_what_stands_behind_today_is_understood_or_said_not_to_be(talk):
    assert "看不懂 “yesterday”" in talk.say("/today yesterday")
    for typed in ("", " all", " 全部", " 所有"):
        assert "看不懂" not in talk.say(f"/today{typed}")


def test_a_day_without_an_issue_is_told_and_leads_to_the_newest(talk):
    talk.say("/subscribe diffusion model")
    talk.clock.advance(minutes=1)
    talk.read(entry("2611.00001", title="Diffusion Models for Kites"))
    talk.until_push()
    [said] = talk.ask("/digest 2026-01-05")
    assert said.text == "这里没有 01-05 的晨报。"
    [newest] = said.actions
    assert "Kites" in talk.say(f"/{newest.command}")


@pytest.mark.parametrize(
    "typed", ["the of and", "a", "latest papers", "最新论文", "有没有什么新的文章"]
)
def test_words_that_name_nothing_are_no_topic(talk, typed):
    assert "没有可查找的内容" in talk.say(f"/subscribe {typed}")
    assert talk.say("/subscriptions").count("latest") == 0


@pytest.mark.parametrize("typed", ["https://arxiv.org/abs/2403.15603v2", "arXiv:2403.15603v2"])
def test_the_address_of_a_paper_is_no_topic_and_the_way_to_the_paper_is_told(talk, typed):
    assert talk.say(f"/subscribe {typed}").startswith(
        "这是一篇论文，不是主题：用 /paper 2403.15603"
    )


def test_a_category_needs_no_cat_before_it(talk):
    assert "指 arXiv 分类 cs.CV" in talk.say("/subscribe CS.cv")
    assert "arXiv 分类 math" not in talk.say("/subscribe math")


def test_short_words_offer_no_topic_that_only_has_their_letters_in_it(talk):
    said = talk.say("/subscribe Kaiming He")
    assert "异构图" not in said
    assert "公平" not in talk.say("/subscribe AI")


def test_a_sentence_is_understood_without_what_only_asks_or_says_how(talk):
    said = talk.say(
        "/subscribe I am interested in how large language models can be used for drug discovery"
    )
    assert "按字面查找" not in said
    said = talk.say("/subscribe 用大语言模型自动生成单元测试")
    assert "automatically" not in said
    assert "软件测试" in said


def test_a_word_that_the_topic_s_own_name_has_is_not_asked_for_again(talk):
    assert "“data”" not in talk.say("/subscribe deep learning for tabular data")


def test_courtesy_and_who_asks_are_no_topics(talk):
    said = talk.say("/subscribe 请推送关于蛋白质语言模型的最新论文，谢谢")
    assert "谢谢” 不在" not in said
    said = talk.say("/subscribe I'd maybe like papers on federated learning too")
    assert "按字面查找" not in said


def test_a_latin_name_in_a_chinese_phrase_is_understood(talk):
    said = talk.say("/subscribe 3DGS重建")
    assert "不在主题词表里" not in said
    assert "“3DGS” 理解为：三维高斯" in said
