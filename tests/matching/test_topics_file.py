"""The lexicon that ships: well formed, wide enough, and every name of it leads home."""

import pytest

from bot.matching.acronyms import is_same
from bot.matching.expansion import expand
from bot.matching.query import parse_query
from bot.matching.taxonomy import archive_of
from bot.matching.text import has_cjk, normalise


def test_there_are_at_least_400_topics(shipped):
    assert len(shipped.topics) >= 400


def test_no_name_is_claimed_twice_and_every_field_is_well_formed(shipped):
    # Loading refuses both; here is only that it was not loaded empty.
    assert all(topic.zh and topic.en for topic in shipped.topics.values())


def test_every_name_typed_without_quotation_marks_is_its_topic(shipped):
    lost = []
    for topic in shipped.topics.values():
        for name in topic.every_name():
            meant = expand(parse_query(name), shipped).meant
            if [[each.topic for each in alternative] for alternative in meant] != [[topic]]:
                lost.append((topic.key, name))
    assert lost == []


def test_no_chinese_term_is_a_single_character(shipped):
    short = [
        (topic.key, term)
        for topic in shipped.topics.values()
        for term in topic.weights()
        if len(term) < 2 and not term.isascii()
    ]
    assert short == []


@pytest.mark.parametrize(
    "archive",
    ["astro-ph", "cond-mat", "cs", "econ", "eess", "math", "physics", "q-bio", "q-fin", "stat"],
)
def test_topics_come_from_all_of_arxiv(shipped, archive):
    found = {archive_of(name) for topic in shipped.topics.values() for name in topic.categories}
    assert archive in found


@pytest.mark.parametrize(
    ("name", "key", "broader"),
    [
        ("量子纠错", "quantum-error-correction", "quantum-computing"),
        ("投机解码", "speculative-decoding", "llm-inference"),
        ("massive MIMO", "massive-mimo", "wireless-communications"),
        ("分子性质预测", "molecular-property-prediction", "drug-discovery"),
        ("快速射电暴", "gamma-ray-and-fast-radio-bursts", "high-energy-astrophysics"),
    ],
)
def test_a_narrow_name_is_a_topic_of_its_own_within_its_field(shipped, name, key, broader):
    topic = shipped.find(name)
    assert topic.key == key
    assert broader in topic.broader
    assert shipped.topics[key] in shipped.narrower(shipped.topics[broader])


def test_every_topic_has_a_name_in_each_language_that_counts_in_full(shipped):
    weak = []
    for topic in shipped.topics.values():
        weights = topic.weights()
        names = [normalise(name) for name in (topic.zh, topic.en, *topic.names)]
        full = [name for name in names if weights.get(name) == 1]
        if not any(map(has_cjk, full)) and not _is_latin(topic.zh):
            weak.append((topic.key, "zh"))
        if all(map(has_cjk, full)):
            weak.append((topic.key, "en"))
    assert weak == []


def test_an_acronym_counts_in_full_only_where_its_topic_knows_what_most_papers_mean_by_it(shipped):
    unknown = []
    for topic in shipped.topics.values():
        family = [topic, *(shipped.topics[key] for key in shipped.below(topic))]
        known = {normalise(text) for each in family for text in (*each.weights(), *each.acronyms)}
        for acronym, weight in topic.weigh_acronyms().items():
            if weight == 1 and any(
                not is_same(long, known) for long in shipped.learned.terms.spell_out(acronym)
            ):
                unknown.append((topic.key, acronym))
    assert unknown == []


def test_no_term_stands_twice(shipped):
    twice = []
    for topic in shipped.topics.values():
        names = {normalise(name) for name in topic.every_name()}
        terms = [normalise(term) for term, _ in topic.terms]
        full = [normalise(term) for term, weight in topic.terms if weight == 1]
        acronyms = {normalise(acronym) for acronym in topic.acronyms}
        if len(set(terms)) < len(terms) or names.intersection(full) - acronyms:
            twice.append(topic.key)
    assert twice == []


def _is_latin(name):
    return not has_cjk(normalise(name))


def test_every_context_in_which_a_term_does_not_count_holds_one_of_the_terms(shipped):
    idle = [
        (topic.key, context)
        for topic in shipped.topics.values()
        for context in topic.contexts
        if not any(
            _stands_in(needle, normalise(context))
            for needle in (*topic.weights(), *map(normalise, topic.weigh_acronyms()))
        )
    ]
    assert idle == []


def _stands_in(needle, context):
    if has_cjk(needle):
        return needle in context and needle != context
    return f" {needle} " in f" {context} " and needle != context
