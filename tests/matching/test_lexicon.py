import pytest

from bot.errors import ConfigError
from bot.matching.lexicon import Lexicon
from bot.matching.taxonomy import ARCHIVES, archive_of

ONE = "one: {zh: 一号课题, en: topic one}\n"
#: Two hundred topics, a line each: more than are parsed at a time.
MANY = "".join(f"t{number}: {{zh: 课题{number}, en: t{number}}}\n" for number in range(200))


@pytest.mark.parametrize(
    "name", ["医学图像", "醫學 影像", "Medical Images", "medical-imaging", "mia", "MIA"]
)
def test_a_topic_is_found_by_any_of_its_names(small, name):
    assert small.find(name).key == "medical-imaging"


@pytest.mark.parametrize("name", ["", "MRI", "医学", "medical image segmentation task"])
def test_what_is_no_name_finds_nothing(small, name):
    assert small.find(name) is None


def test_names_count_in_full_and_terms_as_the_file_says(small):
    weights = small.find("医学图像").weights()
    assert weights["医学影像"] == weights["medical image"] == weights["radiograph"] == 1
    assert weights["ct scan"] == 0.8


def test_a_term_in_capitals_counts_as_it_is_written(small):
    topic = small.find("医学图像")
    assert "mri" not in topic.weights()
    assert topic.weigh_acronyms()["MRI"] == 0.6


def test_a_name_that_says_other_things_too_leads_home_and_counts_less():
    lexicon = Lexicon.read(
        "one: {zh: 隐私保护, en: privacy preserving, names: [privacy], acronyms: [PPML, PET],"
        " terms: [{privacy: 0.6}, {PET: 0.35}]}"
    )
    topic = lexicon.find("privacy")
    assert topic is lexicon.find("PET") is lexicon.topics["one"]
    assert topic.weights() == {"隐私保护": 1, "privacy preserving": 1, "privacy": 0.6}
    assert topic.weigh_acronyms() == {"PPML": 1, "PET": 0.35}


def test_a_search_gives_names_that_begin_so_before_those_with_it_inside(small):
    assert [topic.key for topic in small.search("robot")] == ["robotics"]
    assert [topic.key for topic in small.search("机器人")] == ["robotics", "dialogue-systems"]
    assert [topic.key for topic in small.search("學習")][:1] == ["self-supervised-learning"]
    assert len(small.search("学习", limit=2)) == 2


def test_a_search_for_nothing_gives_nothing(small):
    assert small.search(" ") == []
    assert small.search("没有这个") == []


def test_narrower_topics_are_those_that_name_it_as_broader(small):
    assert [each.key for each in small.narrower(small.find("计算机视觉"))] == ["medical-imaging"]
    assert small.below(small.find("强化学习")) == {"multi-agent-rl"}
    assert small.narrower(small.find("医学图像")) == []


def test_related_topics_share_terms():
    lexicon = Lexicon.read(
        "a: {zh: 甲课题, en: first, terms: [x1, x2, x3]}\n"
        "b: {zh: 乙课题, en: second, terms: [x1, x2]}\n"
        "c: {zh: 丙课题, en: third, terms: [x1, x2, x3]}\n"
        "d: {zh: 丁课题, en: fourth, terms: [x1]}\n"
    )
    assert [topic.key for topic in lexicon.related(lexicon.topics["a"])] == ["c", "b"]


def test_words_in_any_order_make_up_the_longest_name(small):
    topic, places = small.find_within(["segmentation", "lung", "image", "medical"])
    assert topic.key == "medical-imaging"
    assert places == [0, 2, 3]
    assert small.find_within(["lung", "image"]) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "has to be a mapping"),
        ("", "has to be a mapping"),
        ("one: [", "topics.yaml: "),
        ("One: {zh: 一, en: topic}", "One: a key is lower-case"),
        ("one: 1", "one: a topic is a mapping"),
        ("one: {zh: 一号}", "one: “None” is not a name"),
        ("one: {zh: 一号, en: 一}", "one: en must not be Chinese"),
        ("one: {zh: 一号, en: one, name: [x]}", "one: unknown field “name”"),
        ("one: {zh: 一号, en: one, names: x}", "one: names has to be a list"),
        (
            "one: {zh: 一号, en: one, names: [no]}",
            "one: “False” is not a name; put quotation marks",
        ),
        ("one: {zh: 一号, en: one, names: ['?!']}", "one: “..” is not a name"),
        ("one: {zh: 一号, en: one, terms: [{x: 2}]}", "one: the weight of “x” has to be"),
        ("one: {zh: 一号, en: one, terms: [{x: 0.5}]}", "has to be one of 1.0, 0.8, 0.6, 0.35"),
        ("one: {zh: 一号, en: one, terms: [{x: 0.5, y: 1}]}", "one: .* has to be one term"),
        ("one: {zh: 一号, en: one, acronyms: [sam]}", "one: the acronym “sam” needs a capital"),
        ("one: {zh: 一号, en: one, categories: [cs.ZZ]}", "one: arXiv has no category “cs.ZZ”"),
        ("one: {zh: 一号, en: one, broader: [two]}", "one: there is no broader topic “two”"),
        ("one: {zh: 一号, en: one, broader: [one]}", "one: it is broader than itself"),
        (ONE + ONE, "one: the key is there twice"),
        (ONE + MANY + ONE, "one: the key is there twice"),
        (ONE + MANY + "two: {zh: ]}", "line 202, column 11"),
        (ONE + "two: {zh: 二号, en: Topic-Ones}", "two: “Topic-Ones” is a name of one already"),
        (ONE + "two: {zh: 二号, en: two, acronyms: [TOPIC ONE]}", "is a name of one already"),
    ],
)
def test_a_malformed_file_is_refused_with_the_topic_at_fault(text, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Lexicon.read(text)


def test_however_long_a_file_is_all_of_its_topics_are_read_in_order():
    assert list(Lexicon.read(f"---\n# a comment\n{ONE}{MANY}").topics) == [
        "one",
        *(f"t{number}" for number in range(200)),
    ]


def test_a_circle_of_broader_topics_is_refused():
    text = "a: {zh: 甲, en: first, broader: [b]}\nb: {zh: 乙, en: second, broader: [a]}"
    with pytest.raises(ConfigError, match="it is broader than itself"):
        Lexicon.read(text)


def test_an_overview_has_topics_of_every_archive(shipped):
    overview = shipped.list_overview(2)
    assert len({topic.key for topic in overview}) == len(overview) <= 40
    archives = {archive_of(name) for topic in overview for name in topic.categories}
    assert archives == set(ARCHIVES)
