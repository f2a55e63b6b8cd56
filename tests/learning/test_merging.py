"""What an installation learned, together with what ships."""

import pytest

from bot.learning.merge import Merged, Shipped, merge
from bot.learning.table import Entry


def entry(zh: str, papers: int, *english: str) -> Entry:
    return Entry(zh, papers, tuple((term, 1.0) for term in english), 0.8)


SHIPPED = Shipped(
    papers=1_000,
    entries=(
        entry("点云", 300, "point cloud"),
        entry("高斯", 40, "gaussian"),
        entry("脑电", 9, "eeg"),
    ),
    acronyms=("GAN\tgenerative adversarial network\t1", "PC\tpoint cloud\t1"),
)


@pytest.fixture
def merged() -> Merged:
    own = [entry("高斯", 60, "splatting"), entry("点云", 20, "cloud"), entry("茶壶", 10, "teapot")]
    return merge(own, ["AAA\ttea\t1", "PC\tpersonal computer\t1"], 500, SHIPPED)


def test_a_term_is_of_whoever_saw_it_in_more_papers(merged):
    assert {each.zh: each.anchor for each in merged.entries} == {
        "点云": "point cloud",
        "高斯": "splatting",
        "脑电": "eeg",
        "茶壶": "teapot",
    }
    assert (merged.new, merged.changed, merged.kept) == (1, 1, 2)


def test_what_share_of_the_papers_has_a_term_stays_what_it_was(merged):
    assert merged.papers == 1_500
    shares = {each.zh: each.papers / merged.papers for each in merged.entries}
    assert shares == pytest.approx(
        {"点云": 0.3, "高斯": 0.12, "脑电": 0.009, "茶壶": 0.02}, abs=1e-3
    )


def test_the_frequent_come_first_and_the_same_gives_the_same(merged):
    assert [each.zh for each in merged.entries] == ["点云", "高斯", "茶壶", "脑电"]


def test_an_acronym_is_of_whoever_learned_from_more_papers(merged):
    assert merged.acronyms == [
        "AAA\ttea\t1",
        "GAN\tgenerative adversarial network\t1",
        "PC\tpoint cloud\t1",
    ]
    more = merge([], ["PC\tpersonal computer\t1"], 2_000, SHIPPED)
    assert "PC\tpersonal computer\t1" in more.acronyms
    assert "PC\tpoint cloud\t1" not in more.acronyms


def test_the_table_that_ships_can_be_read():
    shipped = Shipped.load()
    assert shipped.papers > 50_000
    assert {each.zh: each.anchor for each in shipped.entries}["联邦学习"] == "federated learning"
