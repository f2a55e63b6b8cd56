"""Papers in both languages about things that nobody studies, so that only learning can know them."""

import json
import random
from pathlib import Path

from bot.learning.corpus import ParallelPaper

#: English name, Chinese name; no shipped data has them.
TOPICS = (
    ("kite painting", "纸鸢绘制"),
    ("lantern folding", "灯笼折叠"),
    ("teapot tuning", "茶壶调音"),
    ("umbrella weaving", "雨伞编织"),
    ("drum polishing", "腰鼓抛光"),
    ("boat singing", "摇船歌唱"),
)
_WORDS = ("river", "stone", "window", "market", "orchard", "ladder", "copper", "saddle")
_CHARACTERS = "山水木火土金日月星云雨风雷电田石竹花鸟鱼"


def make_papers(count: int, seed: int = 1) -> list[ParallelPaper]:
    """So many papers, the same ones every time."""
    chance = random.Random(seed)
    return [_make(chance) for _ in range(count)]


def write_papers(path: Path, papers: list[ParallelPaper]) -> Path:
    """The papers as JSON lines."""
    rows = [{name: getattr(paper, name) for name in ParallelPaper.__slots__} for paper in papers]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _make(chance: random.Random) -> ParallelPaper:
    name, zh = chance.choice(TOPICS)
    words = [" ".join(chance.choices(_WORDS, k=4)) for _ in range(3)]
    around = ["".join(chance.choices(_CHARACTERS, k=6)) for _ in range(6)]
    return ParallelPaper(
        title=f"{words[0]} {name}".title(),
        abstract=f"We look at {name}, {words[1]}. So {name} is {words[2]}.",
        title_zh=f"{around[0]}{chance.choice('的和与')}{zh}",
        abstract_zh=f"{around[1]}在{zh}中{around[2]}。{around[3]}对{zh}的{around[4]}。",
        tldr_zh=f"{zh}是{around[5]}。",
    )
