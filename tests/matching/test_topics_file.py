"""The lexicon that ships: well formed, wide enough, and every name of it leads home."""

import pytest

from bot.matching.acronyms import is_same
from bot.matching.expansion import expand
from bot.matching.query import parse_query
from bot.matching.taxonomy import archive_of
from bot.matching.text import has_cjk, normalise
from bot.matching.understanding import understand

#: What people type for a thing of its own -> its key, and that of what it is part of.
NARROW = [
    ("RLVR", "rlvr", "llm-reinforcement-learning"),
    ("GRPO", "grpo", "rlvr"),
    ("DPO", "preference-optimization", "rlhf"),
    ("奖励模型", "reward-models", "rlhf"),
    ("agentic RAG", "agentic-rag", "retrieval-augmented-generation"),
    ("GraphRAG", "graph-rag", "retrieval-augmented-generation"),
    ("vibe coding", "vibe-coding", "code-generation"),
    ("代码智能体", "coding-agents", "llm-agents"),
    ("大模型智能体", "llm-agents", "ai-agents"),
    ("MCP", "model-context-protocol", "tool-learning"),
    ("推理模型", "reasoning-models", "llm-reasoning"),
    ("缩放定律", "scaling-laws", "pretraining-and-scaling"),
    ("LLM watermark", "llm-watermarking", "watermarking"),
    ("合成数据", "synthetic-data", "data-augmentation-and-synthetic-data"),
    ("剪枝", "model-pruning", "model-compression"),
    ("神经算子", "neural-operators", "physics-informed-ml"),
    ("归一化流", "normalizing-flows", "generative-models"),
    ("新视角合成", "novel-view-synthesis", "three-d-reconstruction"),
    ("SAM", "segment-anything", "image-segmentation"),
    ("表情识别", "facial-expression-recognition", "face-analysis"),
    ("占用网络", "occupancy-prediction", "bev-perception"),
    ("四足机器人", "quadruped-robots", "robotics"),
    ("CT重建", "computed-tomography", "medical-imaging"),
    ("帕金森病", "parkinsons-disease", "medical-ai"),
    ("O-RAN", "open-ran", "wireless-communications"),
    ("编译器", "compilers", "program-analysis-and-languages"),
    ("安全多方计算", "secure-multiparty-computation", "cryptography"),
    ("双重差分", "quasi-experiments", "causal-inference"),
    ("分位数回归", "quantile-regression", "regression-and-nonparametrics"),
    ("石墨烯", "graphene", "two-dimensional-materials"),
    ("量子纠缠", "quantum-entanglement", "quantum-information"),
    ("快速射电暴", "fast-radio-bursts", "high-energy-astrophysics"),
    ("修改引力", "modified-gravity", "general-relativity"),
    ("糖尿病", "diabetes", "medical-ai"),
    ("心衰", "cardiovascular-disease", "medical-ai"),
    ("冰川", "cryosphere", "climate-and-weather"),
]


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
        *NARROW,
    ],
)
def test_a_narrow_name_is_a_topic_of_its_own_within_its_field(shipped, name, key, broader):
    topic = shipped.find(name)
    assert topic.key == key
    assert broader in topic.broader
    assert shipped.topics[key] in shipped.narrower(shipped.topics[broader])


@pytest.mark.parametrize(
    "names",
    [
        ("智能体", "autonomous agent", "agents"),
        ("可验证奖励强化学习", "RLVR", "reinforcement learning with verifiable rewards"),
        ("氛围编程", "vibe coding", "Vibe-Coding"),
        ("控制障碍函数", "control barrier function"),
        ("作文评分", "essay scoring"),
        ("唇语识别", "lip reading"),
        ("希格斯", "Higgs"),
        ("朗兰兹", "Langlands"),
        ("匹配理论", "matching theory"),
        ("波束赋形", "beamforming"),
        ("蛋白质组学", "proteomics"),
        ("信息茧房", "filter bubble"),
        ("换脸", "face swapping"),
    ],
)
def test_names_of_both_languages_are_one_topic(shipped, names):
    assert len({shipped.find(name).key for name in names}) == 1


def test_agents_in_chinese_are_any_and_those_of_language_models_are_offered(shipped):
    understood = understand(parse_query("智能体"), shipped)
    assert understood.alternatives[0][0].topic.zh == "智能体"
    assert "大模型智能体" in [each.zh for each in understood.narrower]


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
