from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Store
from storage.search import number_row
from tests.fakes import FakeClock
from tests.storage.builders import entry, reading, take_in

NOTE = reading(
    title="医学图像分割综述", abstract="我们把大语言模型用在超声上", takeaways=("十倍提速",)
)


def found(store: Store, words: str, limit: int = 10) -> list[str]:
    with store.begin() as tx:
        return [str(paper.arxiv_id) for paper in tx.papers.search(words, limit=limit)]


@pytest.fixture
def filled(store: Store, clock: FakeClock) -> Store:
    take_in(
        store,
        clock,
        entry(
            "2403.15603v2",
            1,
            title="Forward Learning for U-Nets",
            abstract="Segmenting organs in ultrasound.",
            authors=("Kaiming He", "王小明"),
            readings=(NOTE,),
        ),
        entry("hep-th/9901001", 2, title="Strings and Black Holes"),
        topic="三维重建",
    )
    return store


@pytest.mark.parametrize(
    "words",
    [
        "分割",
        "医学图像",
        "醫學圖像",
        "图",
        "三维重建",
        "提速",
        "learning",
        "LEARNING forward",
        "ultrasound 超声",
        "Kaiming He",
        "kaiming",
        "王小明",
        "2403.15603",
        "arXiv:2403.15603v1",
        "https://arxiv.org/abs/2403.15603",
        "2403.15603 分割",
        "u-net",
        "“learning”",
    ],
)
def test_a_paper_is_found_by_what_stands_in_it(filled: Store, words: str) -> None:
    assert "2403.15603v2" in found(filled, words)


@pytest.mark.parametrize(
    "words", ["", "   ", "…", "learning strings", "割综医", "2403.15604", "2403.1560", "forw"]
)
def test_a_paper_is_not_found_by_what_does_not_stand_in_it(filled: Store, words: str) -> None:
    assert found(filled, words) == []


def test_an_old_id_is_found(filled: Store) -> None:
    assert found(filled, "hep-th/9901001") == ["hep-th/9901001"]
    assert found(filled, "math/9901001") == []


def test_the_newest_papers_come_first_in_whatever_order_they_were_imported(
    store: Store, clock: FakeClock
) -> None:
    numbers = ["2403.00002", "0704.0001", "2611.00001", "hep-th/9901001", "2403.00010"]
    for number in numbers:
        take_in(store, clock, entry(number, title=f"Diffusion {number}"))
    take_in(
        store, clock, entry(None, title="Diffusion without a name", published_on=date(2025, 6, 1))
    )
    newest = ["2611.00001", "None", "2403.00010", "2403.00002", "0704.0001", "hep-th/9901001"]
    assert found(store, "diffusion") == newest
    assert found(store, "diffusion", limit=2) == newest[:2]


def test_the_index_follows_what_a_paper_says(store: Store, clock: FakeClock) -> None:
    take_in(store, clock, entry("2403.15603v1", title="Apples"))
    assert found(store, "apple")
    take_in(store, clock, entry("2403.15603v2", title="Pears"))
    assert found(store, "pear")
    assert found(store, "apple") == []
    take_in(store, clock, entry("2403.15603v2", title="Pears", readings=(reading(tldr="梨子"),)))
    assert found(store, "梨子 pear")


def test_a_paper_that_gets_its_id_is_found_once(store: Store, clock: FakeClock) -> None:
    take_in(store, clock, entry(None, title="Plums"))
    take_in(store, clock, entry("2403.15603", title="Plums", readings=(reading(),)))
    assert found(store, "plum") == ["2403.15603"]


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(st.sampled_from("aé字'\"*:()&|!<>-\\^~ \0\ud800.%_") | st.characters()))
def test_whatever_is_typed_is_no_syntax(store: Store, words: str) -> None:
    assert found(store, words) == []
    assert found(store, f"NEAR({words}) OR NOT {words}") == []


def test_a_row_holds_the_key_and_the_order() -> None:
    rows = [
        number_row("hep-th/9107001", date(2026, 1, 1), 2**31 - 1),
        number_row("0704.0001", date(2026, 1, 1), 7),
        number_row("2403.00009", date(2026, 1, 1), 9),
        number_row("2403.15603", date(2026, 1, 1), 3),
        number_row(None, date(2024, 3, 31), 4),
        number_row("2404.00001", date(2026, 1, 1), 1),
        number_row("9007.999999", date(2026, 1, 1), 2**31 - 1),
    ]
    assert rows == sorted(rows)
    assert [row % 2**31 for row in rows] == [2**31 - 1, 7, 9, 3, 4, 1, 2**31 - 1]
    assert rows[-1] < 2**63
