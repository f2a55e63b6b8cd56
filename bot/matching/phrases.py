"""Phrases and whole sentences, taken apart into what they name.

基于深度学习的目标检测 is 深度学习 and 目标检测; 我想看用扩散模型做医学图像分割的论文 is 扩散模型 and 医学图像分割.
"""

import re
from collections.abc import Iterator, Sequence

from bot.matching.composing import is_end
from bot.matching.kinds import KINDS
from bot.matching.lexicon import Lexicon
from bot.matching.query import Term
from bot.matching.text import has_cjk

#: What joins names in a Chinese phrase, or asks for papers, and names nothing itself.
_LINKS = (
    "基于", "面向", "用于", "关于", "有关", "对于", "针对", "中的", "的", "和", "与", "及", "或", "在", "中", "上", "下",
    "用", "做", "看", "来", "对", "把", "将", "从", "使用", "利用", "通过", "采用", "结合", "进行", "实现", "解决",
    "方法", "技术", "研究", "应用", "算法", "模型", "问题", "系统", "任务", "领域", "方向", "相关", "方面",
    "工作", "进展",
)  # fmt: skip
#: What only asks, standing alone as well.
_ASKING_CHINESE = (
    "论文", "文章", "文献", "最新", "最近", "新的", "一些", "有没有", "哪些", "什么", "怎么", "如何", "我", "我想", "我要",
    "我想看", "想看", "想要", "想了解", "想找", "关注", "了解", "感兴趣", "请", "给我", "推送", "订阅", "关于", "有关", "相关",
    "我是", "你好", "您好", "谢谢", "多谢", "麻烦", "帮我", "希望", "每天", "每日", "看到", "主要", "研究生", "博士生", "硕士生",
)  # fmt: skip
#: What a learned term may begin with that is no part of a name.
_LINKED = re.compile(
    r"(?:基于|用于|于)\s?(?=.)|(?:关于|有关|对于|针对|使用|利用|通过|采用|结合|一个|一种)\s?(?=.{2})"
)
#: The same in English; left out where something else is known.
_ASKING_ENGLISH = """
about advance also am any anything applied apply approach are article as at based be been
better build but by can could d do does especially everything find from get give had has
have hello help hi how i improve interested into is it its just latest let like literature
ll looking m mainly make maybe me method model much my new newest or our paper particularly
perhaps please progress re read recent recently research see should show some something
study such technique than thank that their then there these this those through too topic use
used using ve very via want was we were what when where which who why work would write you
"""
ASKING = frozenset(_ASKING_ENGLISH.split())
#: A name that is not Chinese, in a Chinese phrase: 3dgs 重建.
_LATIN = re.compile(r"(?<![a-z0-9])[a-z0-9]+(?: [a-z0-9]+)*(?![a-z0-9])")
#: What is said by such a word is how something is done.
_HOW = re.compile(r"(?:al|ive|ent|ate|ant)ly$")
#: Before a term, such a character is most often a word of its own: in so many times as many papers
#: stands the term without it, 医学 and 在医学; 在线算法 is as frequent as 线算法.
_BEFORE, _MORE_OFTEN = frozenset("在对从来"), 2.5
#: Longest Chinese name that is looked for, in characters; and words of an English one.
_LONGEST, _MOST_WORDS = 16, 4
#: So much of a Chinese phrase has to be names and links, in characters.
_LEAST_COVERED = 0.65
#: In more of the papers that were learned from, a Chinese word names nothing: 图像 does, 数据 does not.
_GENERAL = 0.08


def join_known(terms: Sequence[Term], lexicon: Lexicon) -> list[Term]:
    """Words that stand together and were learned as one, such as graph neural network, as one."""
    found: list[Term] = []
    place = 0
    while place < len(terms):
        size = next(
            (
                size
                for size in range(min(_MOST_WORDS, len(terms) - place), 1, -1)
                if lexicon.learned.knows(_joined(terms[place : place + size]).normal)
            ),
            1,
        )
        found.append(_joined(terms[place : place + size]))
        place += size
    return found


def _joined(terms: Sequence[Term]) -> Term:
    return Term(" ".join(term.text for term in terms))


def take_apart(phrase: str, lexicon: Lexicon) -> list[str]:
    """The names that a Chinese phrase is put together from; empty if it holds too much else.

    Args:
        phrase: normalised.
    """
    found: list[str] = []
    unknown, learned = 0, ""
    for piece, is_name in _split(phrase, lexicon):
        before, learned = learned, ""
        if is_name and _says_how(piece, lexicon):
            continue
        if is_name:
            found.append(piece)
            learned = piece if lexicon.find_normal(piece) is None else ""
        elif is_end(piece):
            # What is done with a topic of the lexicon is said by that; 股票 is not yet 股票预测.
            found += [piece] if before else []
        elif piece not in _LINKS and piece not in _ASKING_CHINESE and piece != " ":
            unknown += len(piece)
    is_clear = unknown <= (1 - _LEAST_COVERED) * len(phrase)
    return list(dict.fromkeys(found)) if is_clear else []


def _split(phrase: str, lexicon: Lexicon) -> Iterator[tuple[str, bool]]:
    """The longest name or link at each place, else one character; and whether it is a name."""
    place = 0
    while place < len(phrase):
        name = _find_name(phrase, place, lexicon)
        link = _find_link(phrase, place, (*_LINKS, *_ASKING_CHINESE))
        end = next((each for each in _list_ends(phrase, place) if is_end(each)), "")
        piece = max(name, link, end, key=len) or phrase[place]
        yield piece, bool(name) and piece == name
        place += len(piece)


def _says_how(name: str, lexicon: Lexicon) -> bool:
    """Whether it was learned to mean automatically or efficiently: that is no part of a topic."""
    learned = lexicon.learned.terms.translate(name) if lexicon.find_normal(name) is None else ()
    return any(_HOW.search(each.term) for each in learned[:1])


def _list_ends(phrase: str, place: int) -> Iterator[str]:
    return (phrase[place : place + length] for length in (3, 2))


def _find_link(phrase: str, place: int, links: Sequence[str]) -> str:
    return max((link for link in links if phrase.startswith(link, place)), key=len, default="")


def is_asking(term: str) -> bool:
    """Whether a term, normalised, only asks for papers: 想了解, 有没有最新论文."""
    if all(word in ASKING for word in term.split()):
        return True
    place = 0
    while place < len(term):
        link = _find_link(term, place, _ASKING_CHINESE)
        if not link:
            return False
        place += len(link)
    return True


def _find_name(phrase: str, place: int, lexicon: Lexicon) -> str:
    latin = _LATIN.match(phrase, place)
    if latin and lexicon.find_normal(latin[0]) is not None:
        return latin[0]
    for length in range(min(_LONGEST, len(phrase) - place), 1, -1):
        name = phrase[place : place + length]
        is_link = name in _LINKS or name in _ASKING_CHINESE
        if name != phrase and has_cjk(name) and not is_link and _is_name(name, lexicon):
            return name
    return ""


def _is_name(name: str, lexicon: Lexicon) -> bool:
    if lexicon.find_normal(name) is not None or name in KINDS:
        return True
    terms = lexicon.learned.terms
    return name in terms and terms.share(name) < _GENERAL and not is_composed(name, lexicon)


def is_composed(term: str, lexicon: Lexicon) -> bool:
    """Whether a learned term is no name but a piece of a sentence: 基于图, 强化学习的推荐系统, 在医学图像."""
    is_linked = term[0] in _LINKS and lexicon.find_normal(term[1:]) is not None
    if term[0] in _BEFORE:
        share = lexicon.learned.terms.share
        is_linked = is_linked or share(term[1:]) >= _MORE_OFTEN * share(term) > 0
    return is_linked or strip_link(term) != term or "的" in term[1:-1]


def strip_link(term: str) -> str:
    """三维 of 用于三维; what is a name itself (利用率) stays."""
    return _LINKED.sub("", term, count=1) if _LINKED.match(term) else term
