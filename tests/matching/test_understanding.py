import pytest

from bot.matching.query import parse_query
from bot.matching.understanding import Kind, Reach, understand


def read(small, text):
    return understand(parse_query(text), small)


def test_a_name_is_understood_as_its_topic_with_terms_in_both_languages(small):
    ((part,),) = read(small, "醫學影像").alternatives
    assert (part.text, part.kind, part.topic.zh, part.topic.en) == (
        "醫學影像", Kind.TOPIC, "医学图像", "medical imaging",
    )  # fmt: skip
    assert "医学影像" in part.terms
    assert "medical image" in part.terms


def test_each_part_is_understood_by_itself(small):
    found = read(small, 'medical image "foo bar" cat:cs author:He OR GAN -LLM -baz')
    assert [[(part.text, part.kind) for part in each] for each in found.alternatives] == [
        [
            ("medical image", Kind.TOPIC),
            ("foo bar", Kind.TEXT),
            ("cs", Kind.CATEGORY),
            ("He", Kind.AUTHOR),
        ],
        [("GAN", Kind.TOPIC)],
    ]
    assert [(part.text, part.kind) for part in found.excluded] == [
        ("LLM", Kind.TOPIC),
        ("baz", Kind.TEXT),
    ]


def test_a_phrase_taken_apart_is_shown_as_its_pieces(small):
    (parts,) = read(small, "基于深度学习的医学图像").alternatives
    assert [part.text for part in parts] == ["深度学习", "医学图像"]


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("医学图像", Reach.BOTH),
        ("cat:cs author:He", Reach.BOTH),
        ("教育公平", Reach.ZH),
        ("教育公平 GAN", Reach.ZH),
        ("教育公平 ribosome", Reach.ZH),
        ("ribosome", Reach.EN),
        ("ribosome GAN", Reach.EN),
        ("ribosome OR 教育公平", Reach.BOTH),
        ("教育公平 OR GAN", Reach.BOTH),
    ],
)
def test_what_the_lexicon_does_not_know_finds_one_language_only(small, text, reach):
    assert read(small, text).reach is reach


def test_narrower_topics_are_offered(small):
    assert [each.key for each in read(small, "计算机视觉").narrower] == ["medical-imaging"]


def test_topics_with_a_name_like_it_are_offered_for_an_unknown_one(small):
    assert [each.key for each in read(small, "高斯泼溅").similar] == ["gaussian-splatting"]
    assert read(small, "医学图像").similar == ()


def test_only_topics_that_are_shown_by_a_like_name_are_offered(shipped):
    assert {"图像分割"} <= {each.zh for each in read(shipped, "分割").similar}
    assert all("分割" in each.zh for each in read(shipped, "分割").similar)


@pytest.mark.parametrize("word", ["3D", "Bayesian", "kernel"])
def test_pieces_of_sentences_are_not_shown_as_names(shipped, word):
    ((part,),) = read(shipped, word).alternatives
    assert not any(term.startswith(("于", "基于", "使用", "用于", "一个")) for term in part.terms)


def test_what_was_learned_reaches_both_languages_and_says_as_what(learned_alone):
    understood = read(learned_alone, "联邦学习")
    ((part,),) = understood.alternatives
    assert understood.reach is Reach.BOTH
    assert part.topic is None
    assert "federated learning" in part.terms
    assert read(learned_alone, "federated learning").reach is Reach.BOTH


def test_a_topic_of_which_nothing_is_known_says_so(shipped):
    assert read(shipped, "吃什么好").reach is Reach.ZH
    assert read(shipped, "zzxqy").reach is Reach.EN
