"""What a sentence encoder adds to matching; the encoder itself is in test_encoder."""

import pytest

from bot.matching.learned.terms import TermTable
from bot.matching.lexicon import Lexicon
from bot.matching.lexicon_file import read_topics
from bot.matching.matcher import Matcher, PaperText
from bot.matching.query import parse_query
from bot.matching.semantic import Semantic
from bot.matching.thesaurus import Thesaurus
from bot.matching.understanding import Reach, understand
from tests.fakes import FakeEncoder

TOPICS = """
touch:
  zh: 触觉
  en: tactile sensing
  names: [触觉感知, tactile sensor]
  terms: [haptic glove]
embodied-ai:
  zh: 具身智能
  en: embodied AI
medicine:
  zh: 医学
  en: medicine
entities:
  zh: 命名实体识别
  en: named entity recognition
"""
#: Nearly the same as touch, and something like it.
CLOSE, FAR = {"touch": 0.95, "rest": 0.31}, {"touch": 0.65, "other": 0.76}
MEANINGS = {
    "触觉传感": "touch",
    "tactile sensing": "touch",
    "tactile sensor": CLOSE,
    "触觉感知": CLOSE,
    "手感": FAR,
    "姿态识别": "pose",
    "实体识别": "pose",
    "haptics": "haptics",
    "Haptics": "haptics",
    "stocks": {"money": 9.0},
    # Fields have this in common with the topic, more or less; without any, all would be near it.
    "physics": {"haptics": 1.0, "matter": 1.0},
    "看病": "medicine",
    "medicine": "medicine",
    "ai": "intelligence",
    "AI": "intelligence",
}


@pytest.fixture
def encoder():
    return FakeEncoder(MEANINGS)


@pytest.fixture
def lexicon(encoder):
    return Lexicon(read_topics(TOPICS), semantic=Semantic(encoder))


def read(lexicon, text):
    return understand(parse_query(text), lexicon)


def match(lexicon, query, **paper):
    matcher = Matcher(lexicon)
    matcher.add("topic", parse_query(query))
    return next(iter(matcher.match(PaperText(**paper))), None)


def test_known_names_near_in_meaning_stand_for_words_that_nothing_is_known_of(lexicon):
    found = match(lexicon, "触觉传感", title="Tactile sensors for robot hands")
    assert str(found.reason) == "语义相近: 标题: Tactile sensors ≈ 触觉传感"
    assert match(lexicon, "触觉传感", title="Graph neural networks") is None


def test_the_words_themselves_are_surer_than_what_is_near_them(lexicon):
    near = match(lexicon, "触觉传感", title="Tactile sensing for robot hands")
    literal = match(lexicon, "触觉传感", title_zh="机器人的触觉传感")
    assert literal.score > near.score > 0.3


def test_a_curated_name_brings_its_topic_along(lexicon):
    named = match(lexicon, "触觉传感", title="Tactile sensors for robot hands")
    other = match(lexicon, "触觉传感", title="Haptic gloves for robot hands")
    assert named.score > other.score
    assert str(other.reason) == "语义相近: 标题: Haptic gloves ≈ 触觉传感"


def test_the_reader_is_told_what_stands_for_the_words_and_that_it_is_only_near(lexicon):
    understood = read(lexicon, "触觉传感")
    ((part,),) = understood.alternatives
    assert part.is_near
    assert part.topic is None
    assert set(part.terms) == {"tactile sensing", "tactile sensor", "触觉感知"}
    assert understood.reach is Reach.BOTH


def test_traditional_characters_mean_the_same(lexicon):
    ((part,),) = read(lexicon, "觸覺傳感").alternatives
    assert "tactile sensing" in part.terms


def test_what_is_wanted_beside_the_words_still_has_to_be_there(lexicon):
    title = {"title": "Tactile sensing"}
    assert match(lexicon, "触觉传感 cat:cs.RO", **title, categories=("cs.RO",)) is not None
    assert match(lexicon, "触觉传感 cat:cs.RO", **title, categories=("cs.CL",)) is None
    assert match(lexicon, "触觉传感 -医学", title="Tactile sensing in medicine") is None


def test_what_is_near_in_chinese_alone_does_not_stand_for_it(lexicon):
    assert read(lexicon, "姿态识别").reach is Reach.ZH


def test_a_word_in_latin_letters_that_both_have_is_no_nearness(lexicon):
    assert "embodied AI" not in str(read(lexicon, "看病 AI").alternatives)


def test_topics_that_are_not_quite_near_are_offered(lexicon):
    understood = read(lexicon, "手感")
    assert understood.reach is Reach.ZH
    assert [topic.key for topic in understood.similar] == ["touch"]


@pytest.mark.parametrize(
    "query", ["触觉", "tactile sensing", "触觉 医学", "cat:cs.RO", "author:He"]
)
def test_nothing_is_asked_of_the_encoder_where_everything_is_known(lexicon, encoder, query):
    matcher = Matcher(lexicon)
    matcher.add("topic", parse_query(query))
    matcher.match(PaperText(title="Tactile sensing", abstract="Tactile sensors in medicine."))
    read(lexicon, query)
    assert encoder.asked == []


def test_english_words_are_searched_for_as_they_are(lexicon):
    ((part,),) = read(lexicon, "haptics").alternatives
    assert not part.is_near


def test_names_are_read_once(lexicon, encoder):
    for query in ("触觉传感", "手感", "触觉传感"):
        read(lexicon, query)
    assert sum("tactile sensing" in batch for batch in encoder.asked) == 1


def test_without_an_encoder_all_is_as_before():
    plain = Lexicon(read_topics(TOPICS))
    assert read(plain, "触觉传感").reach is Reach.ZH
    assert read(plain, "手感").similar == ()
    assert match(plain, "触觉传感", title="Tactile sensors for robot hands") is None


def test_learned_terms_stand_for_words_too():
    encoder = FakeEncoder({"新词": "a", "word one": {"a": 0.75, "b": 0.66}, "word two": "a"})
    table = TermTable("一词\t10\t0.9\tword one:1\n二词\t10\t0.9\tword two:1".encode(), size=1000)
    found = Thesaurus(Semantic(encoder), (), table).find("新词")
    assert [term for term, _ in found] == ["word two"]
    assert found[0].weight == pytest.approx(1, abs=0.01)


def test_of_two_papers_with_the_same_words_the_one_on_the_topic_is_the_surer(lexicon, encoder):
    about = match(lexicon, "haptics", title="On hands", abstract="Haptics and fingers.")
    beside = match(lexicon, "haptics", title="On stocks", abstract="Haptics and prices.")
    assert about.score > beside.score


def test_a_paper_is_read_once_however_many_topics_ask(lexicon, encoder):
    matcher = Matcher(lexicon)
    for query in ("手感", "haptics", "grasp", "触觉传感"):
        matcher.add(query, parse_query(query))
    paper = PaperText(title="Grasp", abstract="Of haptics and the grasp.")
    first, again = matcher.match(paper), matcher.match(paper)
    assert [one.score for one in first] == [one.score for one in again]
    assert sum(any(text.startswith("Grasp.") for text in batch) for batch in encoder.asked) == 1


def test_a_paper_is_not_read_where_somebody_waits(lexicon, encoder):
    paper = PaperText(title="Grasp", abstract="Of haptics.")
    hasty, patient = Matcher(lexicon, is_hasty=True), Matcher(lexicon)
    for matcher in (hasty, patient):
        matcher.add("topic", parse_query("haptics"))
    [before] = hasty.match(paper)
    assert not any("Grasp" in text for batch in encoder.asked for text in batch)
    [after] = patient.match(paper)
    assert before.score != after.score
    assert hasty.match(paper) == [after]
