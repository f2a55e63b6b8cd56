"""A small lexicon whose content these tests know, and the one that ships."""

import pytest

from bot.matching.learned.learned import Learned
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import Matcher, PaperText
from bot.matching.query import parse_query
from tests.talk import load_lexicon

SMALL = """
medical-imaging:
  zh: 医学图像
  en: medical imaging
  names: [医学影像, medical image, medical image analysis, 医学图像分割, medical image segmentation]
  terms: [radiograph, {CT scan: 0.8}, {MRI: 0.6}]
  acronyms: [MIA]
  categories: [eess.IV]
  broader: [computer-vision]
computer-vision:
  zh: 计算机视觉
  en: computer vision
  acronyms: [CV]
robotics:
  zh: 机器人
  en: robotics
  names: [robot]
  terms: [manipulator]
dialogue-systems:
  zh: 对话系统
  en: dialogue system
  names: [聊天机器人, chatbot]
self-supervised-learning:
  zh: 自监督学习
  en: self-supervised learning
graph-self-supervised-learning:
  zh: 图自监督学习
  en: graph self-supervised learning
reinforcement-learning:
  zh: 强化学习
  en: reinforcement learning
  acronyms: [RL]
multi-agent-rl:
  zh: 多智能体强化学习基准
  en: multi-agent reinforcement learning
  broader: [reinforcement-learning]
transformers:
  zh: 注意力机制
  en: transformer
  not: [power transformer, distribution transformer]
segment-anything:
  zh: 分割一切
  en: segment anything
  acronyms: [SAM]
retrieval-augmented-generation:
  zh: 检索增强生成
  en: retrieval-augmented generation
  acronyms: [RAG]
named-entity-recognition:
  zh: 命名实体识别
  en: named entity recognition
  acronyms: [NER]
neural-architecture-search:
  zh: 神经架构搜索
  en: neural architecture search
  acronyms: [NAS]
generative-adversarial-networks:
  zh: 生成对抗网络
  en: generative adversarial network
  acronyms: [GAN]
neural-radiance-fields:
  zh: 神经辐射场
  en: neural radiance field
  acronyms: [NeRF]
language-models:
  zh: 大语言模型
  en: large language model
  acronyms: [LLM, LM]
gaussian-splatting:
  zh: 三维高斯泼溅
  en: 3D Gaussian splatting
  names: [3D高斯泼溅]
  acronyms: [3DGS]
avatars:
  zh: 虚拟人
  en: avatar
diffusion-models:
  zh: 扩散模型
  en: diffusion model
deep-learning:
  zh: 深度学习
  en: deep learning
algebraic-geometry:
  zh: 代数几何
  en: algebraic geometry
  categories: [math.AG]
"""


@pytest.fixture(scope="session")
def small() -> Lexicon:
    return Lexicon.read(SMALL)


@pytest.fixture(scope="session")
def shipped() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def learned_alone() -> Lexicon:
    """No topic is curated: what ships of learned data has to do."""
    return Lexicon((), Learned())


@pytest.fixture
def matcher(small):
    return Matcher(small)


@pytest.fixture(scope="session")
def small_matcher(small):
    """A matcher with every topic of the small lexicon, and some more; not to be changed."""
    matcher = Matcher(small)
    for query in [*(topic.zh for topic in small.topics.values()), "x", "modal", "power -SAM", "é"]:
        matcher.add(query, parse_query(query))
    return matcher


@pytest.fixture
def score(small):
    """The score of one query on one paper; 0 where it does not match."""
    return scorer(small)


@pytest.fixture
def score_shipped(shipped):
    """The same with all that ships."""
    return scorer(shipped)


def scorer(lexicon):
    def score(query: str, **paper) -> float:
        matcher = Matcher(lexicon)
        matcher.add("topic", parse_query(query))
        found = matcher.match(PaperText(**paper))
        return found[0].score if found else 0.0

    return score
