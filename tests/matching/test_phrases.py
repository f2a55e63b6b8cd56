import pytest

from bot.matching.expansion import expand
from bot.matching.matcher import Matcher, PaperText
from bot.matching.phrases import strip_link, take_apart
from bot.matching.query import parse_query


def keys(query, lexicon):
    """What the last way to match the query needs."""
    return {each.key for each in expand(parse_query(query), lexicon).alternatives[-1]}


def test_a_chinese_phrase_is_taken_apart_only_if_most_of_it_is_known(small):
    assert take_apart("基于深度学习的医学图像分割", small) == ["深度学习", "医学图像分割"]
    assert take_apart("深度学习与教育心理评估", small) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "我想看用扩散模型做医学图像分割的论文",
        "papers about diffusion models for medical image segmentation",
        "I want to read latest papers on medical image segmentation with diffusion model",
        "how can we improve medical image segmentation with diffusion models?",
        "what is there on medical image segmentation with diffusion models.",
    ],
)
def test_a_sentence_stands_for_the_topics_that_it_names(shipped, sentence):
    wanted = {"topic:diffusion-models", "topic:medical-image-segmentation"}
    assert keys(sentence, shipped) == wanted


def test_words_that_only_ask_are_words_where_there_is_nothing_else(small):
    assert keys("survey paper", small) == {"text:survey"}
    assert keys("new model", small) == {"text:new", "text:model"}


def test_english_words_that_were_learned_as_one_stay_one(learned_alone):
    assert keys("graph neural network", learned_alone) == {"text:graph neural network"}
    assert keys("papers about graph neural networks", learned_alone) == {
        "text:graph neural network"
    }


def test_a_chinese_word_that_was_learned_is_not_taken_apart(learned_alone):
    assert keys("医学图像分割", learned_alone) == {"text:医学图像分割"}


def test_a_sentence_does_not_ask_for_its_verbs(shipped):
    wanted = {"topic:large-language-models", "text:unit test"}
    assert keys("papers about using LLMs to write unit tests", shipped) == wanted


@pytest.mark.parametrize(
    ("query", "half", "whole"),
    [
        (
            "蛋白质设计的扩散模型",
            "Diffusion Models for Faces",
            "Diffusion Models for Protein Design",
        ),
        (
            "联邦学习的差分隐私",
            "Federated Learning",
            "Federated Learning and Differential Privacy",
        ),
    ],
)
def test_all_that_a_phrase_names_is_needed_and_not_only_something_near_it(
    shipped, query, half, whole
):
    matcher = Matcher(shipped)
    matcher.add("topic", parse_query(query))
    assert matcher.match(PaperText(title=half, abstract=f"On {half}.")) == []
    assert matcher.match(PaperText(title=whole))[0].score > 0.5


def test_a_phrase_counts_as_it_stands_too(shipped):
    matcher = Matcher(shipped)
    matcher.add("topic", parse_query("蛋白质设计的扩散模型"))
    [match] = matcher.match(PaperText(title_zh="一种蛋白质设计的扩散模型"))
    assert match.score > 0.5


@pytest.mark.parametrize(
    ("phrase", "pieces"),
    [
        ("基于强化学习的推荐系统", {"topic:reinforcement-learning", "topic:recommender-systems"}),
        ("基于图神经网络的药物发现", {"topic:graph-neural-networks", "topic:drug-discovery"}),
        ("关于大语言模型的综述", {"topic:large-language-models", "text:综述"}),
        (
            "想了解 Mamba 在医学图像上的应用",
            {"topic:state-space-models", "topic:medical-imaging"},
        ),
        ("有没有 最新 关于联邦学习的论文", {"topic:federated-learning"}),
    ],
)
def test_learned_pieces_of_sentences_are_no_names(shipped, phrase, pieces):
    assert keys(phrase, shipped) == pieces


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("用于三维", "三维"),
        ("使用 gpt", "gpt"),
        ("于核", "核"),
        ("利用率", "利用率"),
        ("关系抽取", "关系抽取"),
    ],
)
def test_a_name_is_shown_without_what_only_links_it(term, name):
    assert strip_link(term) == name
