"""Names that nobody learned, from what was learned of their parts."""

import pytest

from bot.matching.batch import match_lines
from bot.matching.composing import compose
from bot.matching.learned.learned import Learned
from bot.matching.learned.terms import TermTable, Translation
from bot.matching.lexicon import Lexicon

TABLE = "\n".join(
    [
        "股票\t300\t0.90\tstock:1\tequity:0.44",
        "蛋白\t400\t0.90\tprotein:1\tamino:0.83",
        "拓扑绝缘体\t40\t0.90\ttopological insulator:1",
        "图像合成\t90\t0.90\timage synthesis:1",
        "脑电\t100\t0.90\teeg:1\telectroencephalography:0.9",
    ]
)


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> Learned:
    found = Learned(terms=False, space=False)
    monkeypatch.setattr(Learned, "terms", TermTable(TABLE.encode(), size=50_000))
    return found


def find(learned: Learned, query: str, title: str, abstract: str = "") -> bool:
    papers = [{"id": "p", "title": title, "abstract": abstract}]
    found = match_lines([{"topic": "t", "query": query}], papers, Lexicon((), learned))
    return any(row["matched"] for row in found)


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("蛋白设计", "protein design"),
        ("股票预测", "stock forecasting"),
        ("脑电识别", "electroencephalography recognition"),
        ("拓扑绝缘体设计", "topological insulator design"),
    ],
)
def test_a_name_is_translated_by_its_parts(learned: Learned, name: str, english: str) -> None:
    assert english in [each.term for each in compose(name, learned)]


def test_a_name_as_long_as_may_be_typed_takes_no_longer_for_all_the_ways_to_part_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Counting(TermTable):
        def translate(self, term: str) -> list[Translation]:
            asked.append(term)
            if len(asked) > 100_000:
                pytest.fail("every way is gone")
            return super().translate(term)

    table = f"{TABLE}\n图像分割\t90\t0.90\timage segmentation:1\n图像\t900\t0.90\timage:1"
    learned = Learned(terms=False, space=False)
    monkeypatch.setattr(Learned, "terms", Counting(table.encode(), size=50_000))
    name = "图像分割" * 50
    assert compose(name, learned)[0].term == " ".join(["image segmentation"] * 50)


def test_what_only_speaks_of_a_part_translates_nothing(learned: Learned) -> None:
    assert not [each for each in compose("股票预测", learned) if "equity" in each.term]
    assert compose("火锅底料", learned) == []
    assert compose("火锅预测", learned) == []


def test_a_paper_with_the_name_or_with_both_its_parts_is_found(learned: Learned) -> None:
    assert find(learned, "股票预测", "Notes on stock forecasting")
    assert find(learned, "股票预测", "Predicting the stock of tomorrow")
    assert not find(learned, "股票预测", "Who owns which stock")
    assert not find(learned, "股票预测", "Predicting the weather of tomorrow")


def test_an_english_name_is_found_by_another_word_for_what_is_done(learned: Learned) -> None:
    assert find(learned, "avalanche prediction", "Avalanche forecasting in the Alps")
    assert not find(learned, "avalanche prediction", "Avalanche rescue in the Alps")


def test_a_learned_chinese_name_is_found_by_another_word_for_what_is_done(
    learned: Learned,
) -> None:
    assert find(learned, "图像合成", "Image generation without tears")
