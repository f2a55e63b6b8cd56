"""Topics as people type them: the answer to /subscribe says what was understood, or what to do."""

import pytest

from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import entry
from tests.talk import Talk


@pytest.fixture
def talk(sqlite_store: Store, clock: FakeClock) -> Talk:
    return Talk(sqlite_store, clock, language="zh")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("大模型", "ＬＬＭ"),
        ("LLM", "LLMs"),
        ("vision-language model", "Vision Language Models"),
        ("医学图像", "醫學影像"),
        ("diffusion model", "Diffusion  Models"),
        ("扩散模型 -综述", "-综述 扩散模型"),
        ('author:"Kaiming He"', '作者："He, Kaiming"'),
    ],
)
def test_another_spelling_is_the_same_topic(talk, first, again):
    assert "已订阅" in talk.say(f"/subscribe {first}")
    assert talk.say(f"/subscribe {again}").startswith("此前已订阅")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("RAG 检索增强", ["检索增强生成 / retrieval-augmented generation"]),
        ("无人车", ["自动驾驶 / autonomous driving"]),
        ("3DGS", ["三维高斯泼溅 / 3D Gaussian splatting"]),
        (
            "我想看用强化学习做机器人抓取的论文",
            ["强化学习 / reinforcement learning", "“机器人抓取” 理解为"],
        ),
        ("papers about using LLMs to write unit tests", ["“LLMs” 理解为", "“unit tests” 理解为"]),
        ("大模型幻觉怎么解决？", ["大模型幻觉 / hallucination"]),
        (
            '大模型 cat:cs.SE "unit test" author:"Ada Chen" -survey',
            ["“大模型” 理解为", "“cat:cs.SE” 指", "“author:Ada Chen” 指", "不含 “survey”"],
        ),
        ("扩散模型 OR GAN", ["“扩散模型” 理解为", "“GAN” 理解为"]),
    ],
)
def test_what_was_understood_is_said_part_by_part(talk, typed, understood):
    said = talk.say(f"/subscribe {typed}")
    for each in understood:
        assert each in said
    for word in ("write", "papers", "论文", "怎么", "我想"):
        assert f"“{word}” " not in said


@pytest.mark.parametrize(
    ("typed", "meant"), [("强化雪习", "强化学习"), ("diffussion model", "扩散模型")]
)
def test_a_slip_of_the_pen_is_offered_as_it_was_meant(talk, typed, meant):
    [said] = talk.ask(f"/subscribe {typed}")
    assert f"也许想订的是：{meant}" in said.footer
    assert (said.actions[0].command, said.actions[0].argument) == ("subscribe", meant)


@pytest.mark.parametrize("typed", ["炼丹", "吃什么好"])
def test_what_nothing_is_known_of_says_what_to_do(talk, typed):
    said = talk.say(f"/subscribe {typed}")
    assert "会漏掉英文论文" in said
    assert f'/subscribe {typed} OR "英文名"' in said


def test_what_a_list_with_commas_asks_for_is_said(talk):
    said = talk.say("/subscribe 自动驾驶，目标检测")
    assert "须全部出现" in said
    assert "/subscribe 自动驾驶 OR 目标检测" in said
    assert "须全部出现" not in talk.say("/subscribe 自动驾驶 目标检测")
    assert "须全部出现" not in talk.say("/subscribe 图神经网络，")


def test_english_surveys_are_left_out_and_why_says_so(talk):
    talk.read(
        entry("2611.00001", title="A Survey of Diffusion Models"),
        entry("2611.00002", 2, title="Diffusion Models for Kites"),
    )
    said = talk.say("/subscribe 扩散模型 -综述")
    assert "不含 “综述”（survey、review、overview）" in said
    assert "Kites" in said
    assert "A Survey" not in said
    assert "提到了你排除的 “Survey”" in talk.say("/why 2611.00001")


def test_why_says_which_part_of_a_sentence_is_lacking(talk):
    talk.read(entry("2611.00002", title="Diffusion Models for Kites"))
    talk.say("/subscribe 蛋白质设计的扩散模型")
    assert "没有提到 “蛋白质设计”" in talk.say("/why 2611.00002")
