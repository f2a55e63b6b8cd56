"""The topics that are known by name."""

from bot.domain.message import Action
from bot.views.topics import topic_list
from tests.views.builders import EN, ZH

NAMES = [("医学图像", "medical imaging"), ("扩散模型", "diffusion model")]


def test_topics_are_listed_in_both_languages_the_readers_own_first():
    message = topic_list(ZH, asked="", names=NAMES, total=212)
    assert message.heading == "主题词表（共 212 个，部分如下）"
    assert message.text.split("\n")[0] == "医学图像 · medical imaging"
    english = topic_list(EN, asked="image", names=NAMES, total=212)
    assert english.heading == "Topics for “image”"
    assert english.text.split("\n")[0] == "medical imaging · 医学图像"
    assert english.actions[0] == Action("medical imaging", "subscribe", "medical imaging")


def test_a_topic_that_is_not_known_can_be_followed_all_the_same():
    message = topic_list(EN, asked="quidditch", names=[], total=212)
    assert "you can still follow it" in message.text
    assert message.actions == (Action("/subscribe quidditch", "subscribe", "quidditch"),)
