"""An acronym means in a paper what the paper itself writes out."""

import pytest

from bot.domain.topic import Amount
from bot.matching.scoring import THRESHOLDS

NORMAL = THRESHOLDS[Amount.NORMAL]


@pytest.mark.parametrize(
    ("topic", "title", "abstract"),
    [
        ("点击率预测", "CTR of LSO crystals", "Coincidence timing resolution (CTR) limits PET."),
        ("药物发现", "DTI of the spinal cord", "Diffusion tensor imaging (DTI) needs long scans."),
        ("SAR", "SAR with drones", "We plan search-and-rescue (SAR) missions."),
        ("语音识别", "ASRs of new jailbreaks", "The attack success rates (ASRs) are high."),
    ],
)
def test_it_does_not_count_where_the_paper_writes_it_out_as_something_else(
    score_shipped, topic, title, abstract
):
    assert score_shipped(topic, title=title) > score_shipped(topic, title=title, abstract=abstract)
    assert score_shipped(topic, title=title, abstract=abstract) < NORMAL


@pytest.mark.parametrize(
    ("topic", "abstract"),
    [
        ("点击率预测", "The click-through rate (CTR) is what we predict."),
        ("自监督学习", "We scale masked auto-encoders (MAEs)."),
        ("大语言模型", "Large-scale neural language models (LLMs) reason."),
        ("语音识别", "Multilingual ASR systems (ASR) hear."),
    ],
)
def test_it_counts_in_any_spelling_of_what_it_is_known_to_mean(score_shipped, topic, abstract):
    assert score_shipped(topic, title="On CTR, MAE, LLM and ASR", abstract=abstract) >= NORMAL


def test_the_items_of_a_list_write_out_nothing(score_shipped):
    listed = "We report area under curve, CTR, and conversions. Rates, CTR, grow."
    assert score_shipped("点击率预测", title="CTR in the wild", abstract=listed) >= NORMAL


def test_what_else_speaks_of_the_topic_still_does(score_shipped):
    other = "Contrastive target refinement (CTR) helps click-through rate prediction."
    assert (
        score_shipped("点击率预测", title="Click-through rate prediction", abstract=other)
        >= NORMAL
    )
