"""English names of a Chinese one of which nothing is known, put together from what is: 蛋白设计 is
protein design, because 蛋白 was learned, and 设计 is what so many topics end in.

And other English words for the same: weather prediction is weather forecasting.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from bot.matching.learned.learned import Learned
from bot.matching.learned.terms import Translation
from bot.matching.text import normalise

#: What the names of topics end in, the English words for it, each of which may stand for another, and
#: those that say it is done.
_ENDS = (
    ("预测 预报", "prediction forecasting forecast", "predict predicting forecasted"),
    ("识别 辨识", "recognition identification", "recognize recognizing identify identifying"),
    ("检测 探测", "detection", "detect detecting detector"),
    ("分析", "analysis", "analyze analyzing"),
    ("设计", "design", "design designing designed"),
    ("生成", "generation synthesis", "generate generating generated generative"),
    ("合成", "synthesis generation", "synthesize synthesizing synthesized"),
    ("估计", "estimation", "estimate estimating estimator"),
    ("理解", "understanding comprehension", ""),
    ("优化 最优化", "optimization optimisation", "optimize optimizing optimized"),
    ("分割", "segmentation", "segment segmenting segmented"),
    ("分类", "classification categorization", "classify classifying classifier"),
    ("聚类", "clustering", ""),
    ("推理", "reasoning inference", "reason"),
    ("推断", "inference", ""),
    ("学习", "learning", "learn learned"),
    ("控制", "control", "controlling controller"),
    ("规划", "planning", "planner plan"),
    ("编辑", "editing", "edit edited"),
    ("压缩", "compression", "compress compressing compressed"),
    ("重建 重构", "reconstruction", "reconstruct reconstructing reconstructed"),
    ("增强", "enhancement augmentation", "enhance enhancing enhanced"),
    ("去噪", "denoising", "denoise denoised"),
    ("修复", "restoration inpainting repair", "restore restoring repairing"),
    ("翻译", "translation", "translate translating"),
    ("摘要", "summarization summarisation", "summarize summarizing summary"),
    ("检索", "retrieval", "retrieve retrieving retriever"),
    ("匹配", "matching", "match"),
    ("配准", "registration", ""),
    ("跟踪 追踪", "tracking", "track tracker"),
    ("定位", "localization localisation positioning", "localize locate"),
    ("建模", "modeling modelling", "model"),
    ("模拟 仿真", "simulation", "simulate simulating simulated simulator"),
    ("表示 表征", "representation", ""),
    ("攻击", "attack", "attacking attacker"),
    ("防御", "defense defence", ""),
    ("诊断", "diagnosis", "diagnose diagnosing diagnostic"),
    ("评估 评测", "evaluation assessment", "evaluate evaluating assess assessing benchmark"),
    ("监测 监控", "monitoring surveillance", "monitor"),
    ("调度", "scheduling dispatching", "schedule"),
    ("分配", "allocation", ""),
    ("发现", "discovery", "discover discovering"),
    ("研发 开发", "development", ""),
    ("验证", "verification", ""),
    ("对话", "dialogue dialog conversation", ""),
    ("交互", "interaction", ""),
    ("感知", "perception sensing", ""),
    ("导航", "navigation", "navigate navigating"),
    ("推荐", "recommendation", "recommend recommending recommender"),
    ("排序", "ranking", ""),
    ("搜索", "search", ""),
    ("抽取 提取", "extraction", "extract extracting"),
    ("融合", "fusion", "fuse fusing"),
    ("成像", "imaging", ""),
    ("图像 影像", "image imaging imagery", ""),
)
#: A translation of this weight says the same; one of less has to be near in the space, this cosine.
_SAME, _LEAST_COSINE = 0.85, 0.55
#: What a name counts that is only near; so many names are put together.
_NEAR, _MOST = 0.9, 12


def compose(phrase: str, learned: Learned) -> list[Translation]:
    """English names of a Chinese phrase, with weights up to 1; empty if its pieces say too little.

    Args:
        phrase: normalised.
    """
    # From the shortest on: what is put together itself is so once, however many ways lead to it.
    names: dict[str, list[Translation]] = {}
    for size in range(2, len(phrase)):
        first = phrase[:size]
        names[first] = learned.terms.translate(first) or _join(first, names, learned)
    return _join(phrase, names, learned)


def translate_end(text: str) -> tuple[str, ...]:
    """English words for what names of topics end in, and for doing it; empty for anything else."""
    return _ends().get(text, ()) + _deeds().get(text, ())


def is_end(text: str) -> bool:
    """Whether names of topics end in it, and say what is done rather than with what."""
    return text in _ends()


def reword(phrase: str) -> Iterator[str]:
    """The same in other English words, by the last of them.

    Args:
        phrase: normalised.
    """
    before, space, last = phrase.rpartition(" ")
    yield from (f"{before}{space}{other}" for other in _alike().get(last, ()))


def _join(
    phrase: str, names: Mapping[str, list[Translation]], learned: Learned
) -> list[Translation]:
    """What a phrase is in English, by what each of its beginnings is."""
    found: dict[str, float] = {}
    for place in range(len(phrase) - 2, 1, -1):
        known = names[phrase[:place]]
        heads = _translate_end(phrase[place:], learned) if known else []
        for text, weight in known:
            for head in heads:
                name = normalise(f"{text} {head}")
                found[name] = max(weight, found.get(name, 0.0))
    weighed = ((name, _weigh(phrase, name, weight, learned)) for name, weight in found.items())
    return [Translation(name, weight) for name, weight in weighed if weight][:_MOST]


def _weigh(phrase: str, name: str, weight: float, learned: Learned) -> float:
    if weight >= _SAME:
        return 1.0
    space = learned.space
    one, other = (space.find_phrase(phrase), space.find_term(name)) if space else (None, None)
    is_near = one is not None and other is not None and float(one @ other) >= _LEAST_COSINE
    return _NEAR if is_near else 0.0


def _translate_end(text: str, learned: Learned) -> list[str]:
    ends = _ends().get(text)
    if ends is not None:
        return list(ends)
    return [each.term for each in learned.terms.translate(text) if each.weight >= _SAME]


@lru_cache(maxsize=1)
def _ends() -> dict[str, tuple[str, ...]]:
    return {zh: tuple(nouns.split()) for chinese, nouns, _ in _ENDS for zh in chinese.split()}


@lru_cache(maxsize=1)
def _deeds() -> dict[str, tuple[str, ...]]:
    return {zh: tuple(verbs.split()) for chinese, _, verbs in _ENDS for zh in chinese.split()}


@lru_cache(maxsize=1)
def _alike() -> dict[str, tuple[str, ...]]:
    """English word -> the others for the same, both normalised."""
    found: dict[str, dict[str, None]] = {}
    for words in _ends().values():
        same = dict.fromkeys(map(normalise, words))
        for word in same:
            found.setdefault(word, {}).update(same)
    return {word: tuple(other for other in same if other != word) for word, same in found.items()}
