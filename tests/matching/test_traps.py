"""What fooled simpler matchers on real abstracts; each case is one that was met."""

import pytest

from bot.domain.topic import Amount
from bot.matching.scoring import THRESHOLDS

NORMAL = THRESHOLDS[Amount.NORMAL]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("RAG", "average storage of fragments"),
        ("SAM", "the same sample"),
        ("RL", "in the real world"),
        ("NER", "a general generative owner"),
        ("NAS", "a dynasty of nasal sounds"),
        ("GAN", "an organ began"),
        ("NeRF", "nerfed, or a nerf gun"),
        ("LLM", "an enrollment of kallmann"),
        ("factual", "counterfactual explanations"),
    ],
)
def test_a_short_name_is_not_found_inside_a_word(score, query, text):
    assert score(query, title=text, abstract=text) == 0


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("SAM", "We asked Sam and sam"),
        ("RAG", "a rag and a Rag"),
        ("NeRF", "NERF toys"),
        ("MOMA", "as moma and Moma"),
    ],
)
def test_an_acronym_counts_in_its_own_capitals_alone(score, query, text):
    assert score(query, title=text) == 0


@pytest.mark.parametrize("query", ["SAM", "sam", "Sam", "ＳＡＭ", "分割一切"])
def test_an_acronym_of_the_lexicon_may_be_typed_in_any_case(score, query):
    assert score(query, title="SAM for lungs") >= NORMAL


def test_a_word_typed_in_small_letters_is_found_in_any_case(score):
    assert score("moma", title="MOMA and Moma") >= NORMAL


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("LLM", "LLMs reason"),
        ("LLM", "an LLM's reasoning"),
        ("LM", "two LMs"),
        ("NeRF", "NeRFs at night"),
        ("GAN", "GANs"),
        ("GAN", "(GAN)"),
        ("GAN", "a GAN-based U-Net"),
        ("MOMA", "MOMAs"),
    ],
)
def test_a_plural_and_punctuation_are_allowed(score, query, text):
    assert score(query, title=text) >= NORMAL


def test_an_acronym_is_found_between_chinese_characters(score):
    assert score("NER", title_zh="用于NER任务的方法") >= NORMAL
    assert score("RAG", tldr_zh="提出RAG框架") >= NORMAL


def test_a_power_transformer_is_no_transformer(score):
    assert score("transformer", title="Faults of a power transformer") == 0
    assert score("transformer", title="Power transformers and distribution transformers") == 0
    assert score("transformer", title="A transformer for power transformer faults") >= NORMAL


def test_a_longer_chinese_term_wins(score):
    assert score("机器人", title_zh="聊天机器人的评测") == 0
    assert score("聊天机器人", title_zh="聊天机器人的评测") >= NORMAL
    assert score("机器人", title_zh="聊天机器人与移动机器人") >= NORMAL


def test_a_longer_term_of_the_same_topic_or_of_a_narrower_one_does_not_hide_it(score):
    assert score("医学图像", title_zh="医学图像分割") >= NORMAL
    assert score("强化学习", title_zh="多智能体强化学习基准") >= NORMAL


def test_a_longer_term_that_is_a_kind_of_it_does_not_hide_it(score):
    assert score("自监督学习", title_zh="图自监督学习") >= NORMAL


def test_a_paper_on_a_kind_of_the_topic_counts_for_it_and_not_the_other_way_round(score):
    assert score("计算机视觉", title="Medical image segmentation") >= NORMAL
    assert score("医学图像", title="Computer vision: a view of it") == 0


def test_diffusion_alone_is_not_a_diffusion_model(score):
    assert score("扩散模型", title="Diffusion of heat", abstract="information diffusion") == 0
    assert score("扩散模型", title="Latent diffusion models") >= NORMAL


@pytest.mark.parametrize("query", ["time series", "time-series", "Time Series"])
@pytest.mark.parametrize("text", ["Time-series forecasts", "a time series", "TIME SERIES"])
def test_series_is_its_own_plural_on_both_sides(score, query, text):
    assert score(query, title=text) >= NORMAL


@pytest.mark.parametrize("query", ["醫學影像", "醫學圖像", "机器人學習", "機器人"])
def test_traditional_names_are_known(small, query):
    found = small.find(query)
    assert (found is None) == (query == "机器人學習")


@pytest.mark.parametrize("title_zh", ["醫學影像", "医学 影像", "关于医学\n影像"])
def test_traditional_and_broken_text_is_read(score, title_zh):
    assert score("医学影像", title_zh=title_zh) >= NORMAL


def test_full_width_letters_are_read(score):
    assert score("ＬＬＭ", title="LLMs") >= NORMAL
    assert score("LLM", title_zh="ＬＬＭ推理") >= NORMAL


@pytest.mark.parametrize("text", ["multimodal learning", "multi-modal learning", "Multi modal"])
def test_a_prefix_may_be_joined_or_not(score, text):
    assert score("multimodal", title=text) >= NORMAL
    assert score("multi-modal", title=text) >= NORMAL


def test_modal_logic_is_not_multimodal(score):
    assert score("multimodal", title="Modal logic") == 0
    assert score("modal", title="Multimodal models") == 0


def test_the_acronym_of_a_long_name_finds_papers_that_write_it_out(score):
    assert score("3DGS", title="3D Gaussian Splatting in the wild") >= NORMAL
    assert score("3D Gaussian splatting", title="3DGS in the wild") >= NORMAL


SURVEYS = (
    "A Survey of Diffusion Models",
    "Diffusion Models: A Review",
    "An Overview of Diffusion Models",
)


@pytest.mark.parametrize("title", SURVEYS)
def test_surveys_in_english_are_left_out_and_asked_for_in_chinese(score_shipped, title):
    assert score_shipped("扩散模型 -综述", title=title) == 0
    assert score_shipped("扩散模型 综述", title=title) >= NORMAL


@pytest.mark.parametrize(
    "abstract",
    [
        "We ran a user survey on what a diffusion model draws.",
        "We review our diffusion model, discuss a taxonomy and name future directions.",
    ],
)
def test_a_paper_is_no_survey_because_it_has_the_word_once(score_shipped, abstract):
    assert score_shipped("扩散模型 -综述", title="Diffusion Models", abstract=abstract) >= NORMAL


def test_what_is_only_like_the_excluded_word_excludes_nothing(score_shipped):
    abstract = "We summarize and discuss open directions, and categorize potential directions."
    title = "Diffusion Models"
    assert score_shipped("扩散模型 -survey", title=title, abstract=abstract) >= NORMAL


def test_what_a_digest_lists_under_an_excluded_name_is_left_out(score_shipped):
    paper = {"title": "Diffusion Models", "listed_under": ("纸鸢新语",)}
    assert score_shipped("扩散模型 -纸鸢新语", **paper) == 0
    assert score_shipped("扩散模型 -灯笼新语", **paper) >= NORMAL
