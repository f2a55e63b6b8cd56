"""What a chat is told when it subscribes."""

from dataclasses import replace

import pytest

from bot.domain.chat import Scope
from bot.domain.message import Action
from bot.domain.topic import Amount
from bot.views.subscribe import Excluded, Understood, Week, already_subscribed, subscribed
from tests.views.builders import EN, NOW, ZH, chat, match

KNOWN = Understood(typed="医学图像", names=("医学图像", "medical imaging"), terms=("CT", "MRI"))


def answer(texts=ZH, **changes):
    week = {
        "count": changes.pop("count", 12),
        "examples": changes.pop("examples", [match(), match()]),
        "is_whole": changes.pop("is_whole", True),
    }
    usual = {
        "chat": chat(),
        "name": "医学图像",
        "understood": [KNOWN],
        "excluded": [],
        "week": Week(**week),
        "narrower": ["医学图像分割", "医学图像配准"],
        "category": "eess.IV",
        "now": NOW,
    }
    return subscribed(texts, **{**usual, **changes})


def test_the_answer_says_what_was_understood_when_it_comes_and_what_it_would_have_brought():
    message = answer()
    assert message.heading == "已订阅：医学图像"
    assert message.text.split("\n") == [
        "“医学图像” 理解为：医学图像 / medical imaging，包括 CT、MRI。",
        "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
        "过去 7 天有 12 篇符合，例如：",
    ]
    assert [card.number for card in message.cards] == [1, 2]
    assert [card.group for card in message.cards] == ["", ""]


def test_the_answer_in_english():
    message = answer(EN)
    assert message.heading == "Subscribed: 医学图像"
    assert message.text.split("\n") == [
        "“医学图像” means 医学图像 / medical imaging, including CT, MRI.",
        "Pushed every day at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
        "The last 7 days would have brought 12 papers, such as:",
    ]


def test_the_answer_says_how_to_narrow_and_how_to_stop():
    message = answer()
    assert message.footer == (
        "想缩小范围：改订 医学图像分割、医学图像配准；也可以加 -词 排除，"
        "加 cat:eess.IV 限定分类。\n取消：/unsubscribe 医学图像"
    )
    assert message.actions == (
        Action("医学图像分割", "subscribe", "医学图像分割"),
        Action("医学图像配准", "subscribe", "医学图像配准"),
        Action("取消订阅", "unsubscribe", "医学图像"),
    )


@pytest.mark.parametrize(
    ("narrower", "category", "line"),
    [
        ([], None, "To narrow it: add -word to exclude."),
        ([], "quant-ph", "To narrow it: add -word to exclude, cat:quant-ph for one category."),
        (["surface code"], None, "To narrow it: surface code; or add -word to exclude."),
    ],
)
def test_only_a_category_that_fits_is_offered(narrower, category, line):
    message = answer(EN, narrower=narrower, category=category)
    assert message.footer.split("\n")[0] == line


def test_an_author_in_chinese_characters_is_said_to_be_found_by_latin_letters():
    part = Understood(typed="何恺明", field="author_in_chinese")
    line = answer(understood=[part]).text.split("\n")[0]
    assert line.startswith("“author:何恺明” 指作者 何恺明。")
    assert line.endswith('请改用拼音：author:"Kaiming He"')


def test_no_more_terms_are_shown_than_can_be_read():
    many = replace(KNOWN, terms=tuple(f"term {n}" for n in range(20)))
    assert "、term 5…。" in answer(understood=[many]).text


def test_words_that_are_no_known_topic_are_said_to_be_taken_as_written():
    text = answer(understood=[Understood(typed="TotalSegmentator")]).text
    assert text.startswith("“TotalSegmentator”：按字面查找。\n")


def test_categories_authors_and_what_is_left_out_are_told():
    parts = [
        Understood(typed="eess.IV", field="category"),
        Understood(typed="Kaiming He", field="author"),
    ]
    assert answer(
        understood=parts, excluded=[Excluded("survey"), Excluded("case report")]
    ).text.split("\n")[:3] == [
        "“cat:eess.IV” 指 arXiv 分类 eess.IV。",
        "“author:Kaiming He” 指作者 Kaiming He。",
        "不含 “survey”、“case report”。",
    ]


def test_chinese_words_that_cannot_find_english_papers_say_what_to_do():
    text = answer(understood=[Understood(typed="分割一切模型", chinese_only=True)]).text
    assert text.startswith(
        "“分割一切模型” 不在主题词表里，只能按中文字面查找，会漏掉英文论文。请补上英文名：\n"
        '/subscribe 分割一切模型 OR "英文名"\n'
    )


@pytest.mark.parametrize(
    ("count", "whole", "line"),
    [
        (1, True, "The last 7 days would have brought 1 paper."),
        (12, False, "The last 7 days would have brought at least 12 papers."),
        (0, True, "Nothing in the last 7 days; the next one will come to you."),
        (0, False, "Nothing among the newest papers; the next one will come to you."),
    ],
)
def test_the_last_week_is_told_as_far_as_it_was_looked_at(count, whole, line):
    text = answer(EN, count=count, is_whole=whole, examples=[]).text
    assert text.split("\n")[-1] == line


def test_subscribing_twice_shows_what_is_settled():
    settings = replace(chat().settings, amount=Amount.FEWER, scope=Scope.NEW)
    told = {"chat": replace(chat(), settings=settings), "name": "医学图像", "now": NOW}
    message = already_subscribed(ZH, **told)
    assert message.heading == "此前已订阅：医学图像"
    assert message.text == (
        "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30\n"
        "每期最多 10 篇 · 较少（只要最相关的） · 仅新论文"
    )
    assert message.cards == ()
    assert already_subscribed(EN, **told).heading == "Already subscribed: 医学图像"


def test_a_paused_chat_is_told_that_nothing_will_come():
    assert "推送已暂停，/resume 恢复。" in answer(chat=replace(chat(), paused_at=NOW)).text


def test_a_long_query_gets_no_button_that_could_not_carry_it():
    long = "医学图像 分割 配准 重建 去噪 超分辨率 -综述 cat:eess.IV"
    assert answer(name=long, narrower=["很长的主题名称" * 5]).actions == ()


def test_a_topic_of_several_lines_is_shown_in_one():
    assert answer(name="medical\n  \x1b[31mimage").heading == "已订阅：medical image"


NEAR = Understood(typed="触觉传感", terms=("tactile sensing", "触觉感知"), is_near=True)


def test_names_that_are_only_near_in_meaning_are_told_as_such():
    assert answer(understood=[NEAR]).text.startswith(
        "“触觉传感” 不在主题词表里，会连同意思相近的名称一起查找：tactile sensing、触觉感知。"
        '如果不对，请补上正确的名称：\n/subscribe 触觉传感 OR "正确的名称"\n'
    )
    assert answer(EN, understood=[NEAR]).text.startswith(
        "“触觉传感” is not in my list of topics; it is searched for together with names that are "
        "near it in meaning: tactile sensing, 触觉感知. If they are wrong, add the right one:\n"
        '/subscribe 触觉传感 OR "right name"\n'
    )


def test_topics_that_may_be_meant_are_offered():
    message = answer(narrower=[], similar=["药物发现", "分子生成"])
    assert message.footer.startswith("也许想订的是：药物发现、分子生成\n想缩小范围：加 -词")
    assert message.actions[:2] == (
        Action("药物发现", "subscribe", "药物发现"),
        Action("分子生成", "subscribe", "分子生成"),
    )
    english = answer(EN, narrower=[], similar=["drug discovery"])
    assert english.footer.startswith("Perhaps one of these is meant: drug discovery\n")
