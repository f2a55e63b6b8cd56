"""What an import makes of papers; the rules that need no database are in test_merging.py."""

from datetime import date, timedelta

import pytest

from bot.domain.arxiv_id import ArxivId
from bot.domain.paper import AnnounceType, Damage, Section
from bot.domain.topic import Hints
from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import document, entry, find, reading, take_in

NOTE = reading(
    title="一个题目",
    abstract="摘要",
    takeaways=("甲", "乙"),
    sections=(Section("方法", "两段\n\n文字"),),
    attribution="AutoFX",
    licence="CC BY 4.0",
    damage=(Damage.CUT,),
)


def test_everything_an_entry_says_is_kept(store: Store, clock: FakeClock) -> None:
    take_in(
        store,
        clock,
        entry(
            "2403.15603v2",
            title="Forward Learning",
            authors=("Ann Lee", "王小明"),
            abstract="An abstract.",
            categories=("cs.LG", "cs.CV"),
            announce_type=AnnounceType.CROSS,
            published_on=date(2024, 3, 22),
            comment="Accepted to MICCAI",
            licence="http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            links=("https://example.org/code",),
            images=("https://example.org/1.png", "https://example.org/2.png"),
            readings=(NOTE,),
        ),
        topic="医学图像",
    )

    paper = find(store, "2403.15603")

    assert paper.arxiv_id == ArxivId("2403.15603", 2)
    assert (paper.title, paper.abstract) == ("Forward Learning", "An abstract.")
    assert paper.authors == ("Ann Lee", "王小明")
    assert paper.categories == ("cs.LG", "cs.CV")
    assert paper.announce_type is AnnounceType.CROSS
    assert paper.published_on == date(2024, 3, 22)
    assert paper.comment == "Accepted to MICCAI"
    assert paper.licence == "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
    assert paper.links == ("https://example.org/code",)
    assert paper.images == ("https://example.org/1.png", "https://example.org/2.png")
    assert paper.listed_under == ("医学图像",)
    assert paper.arrived_at == clock.now()
    assert paper.damage == ()
    assert paper.readings == (NOTE,)


def test_one_paper_of_three_systems_has_three_readings(store: Store, clock: FakeClock) -> None:
    sources = ("cn-chat-arxiv", "talk2paper", "dailay_paper_info")
    results = [
        take_in(store, clock, entry(readings=(reading(source),)), source=source)[0]
        for source in sources
    ]

    assert [result.new for result in results] == [True, False, False]
    assert [result.merged for result in results] == [False, True, True]
    assert [one.source for one in find(store, "2403.15603").readings] == list(sources)
    with store.begin() as tx:
        assert tx.papers.count() == 1


def test_an_entry_that_says_nothing_new_changes_nothing(store: Store, clock: FakeClock) -> None:
    same = entry(abstract="Whole.", readings=(reading(),))
    take_in(store, clock, same)
    before = find(store, "2403.15603")
    clock.advance(days=1)

    [again] = take_in(store, clock, same)

    assert again.unchanged
    assert find(store, "2403.15603") == before


def test_the_same_content_of_the_same_place_is_imported_once(
    store: Store, clock: FakeClock
) -> None:
    made = document(entry())
    with store.begin() as tx:
        assert tx.documents.add("a.md", "h1", made, clock.now()) is not None
        assert tx.documents.add("a.md", "h1", made, clock.now()) is None
        assert tx.documents.add("a.md", "h2", made, clock.now()) is not None
        assert tx.documents.add("b.md", "h1", made, clock.now()) is not None
        assert tx.documents.count() == 3


def test_a_document_without_entries_changes_nothing(store: Store, clock: FakeClock) -> None:
    take_in(store, clock, entry())
    assert list(take_in(store, clock)) == []
    with store.begin() as tx:
        assert tx.papers.count() == 1


def test_a_paper_that_stands_twice_in_a_document_is_one(store: Store, clock: FakeClock) -> None:
    first, second, third = take_in(
        store,
        clock,
        entry(position=1),
        entry(position=2),
        entry(position=3, abstract="Now with an abstract."),
    )

    assert first.paper_key == second.paper_key == third.paper_key
    assert (first.new, second.unchanged, third.merged) == (True, True, True)


def test_a_paper_is_found_by_its_title_in_either_language(store: Store, clock: FakeClock) -> None:
    take_in(
        store, clock, entry(title="Forward Learning", readings=(reading(title="前向学习：综述"),))
    )
    with store.begin() as tx:
        for title in ("forward  LEARNING", "前向学习综述"):
            paper = tx.papers.find_by_title(title)
            assert paper is not None
            assert paper.title == "Forward Learning"
        assert tx.papers.find_by_title("Forward") is None
        assert tx.papers.find_by_title("…") is None
        assert tx.papers.find_by_number("2403.15604") is None


def test_papers_come_in_the_order_asked_for_and_those_that_are_gone_are_left_out(
    store: Store, clock: FakeClock
) -> None:
    one, two = take_in(store, clock, entry("2403.00001", 1), entry("2403.00002", 2))
    with store.begin() as tx:
        papers = tx.papers.get_many([two.paper_key, 999, one.paper_key])
    assert [str(paper.arxiv_id) for paper in papers] == ["2403.00002", "2403.00001"]


def test_what_is_new_or_changed_waits_for_matching(store: Store, clock: FakeClock) -> None:
    take_in(store, clock, entry("2403.00001", 1), entry("2403.00002", 2))
    with store.begin() as tx:
        waiting = tx.papers.list_unmatched(limit=10)
        assert [str(paper.arxiv_id) for paper in waiting] == ["2403.00001", "2403.00002"]
        assert len(tx.papers.list_unmatched(limit=1)) == 1
        tx.papers.mark_matched([paper.key for paper in waiting])
        assert tx.papers.list_unmatched(limit=10) == []

    take_in(store, clock, entry("2403.00001", 1), entry("2403.00002", 2, readings=(reading(),)))

    with store.begin() as tx:
        waiting = tx.papers.list_unmatched(limit=10)
    assert [str(paper.arxiv_id) for paper in waiting] == ["2403.00002"]


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Other", "number": "2403.15603v9"},
        {"abstract": "New."},
        {"categories": ("cs.CV",)},
    ],
    ids=lambda more: next(iter(more)),
)
def test_a_change_of_what_topics_look_at_is_matched_again(
    store: Store, clock: FakeClock, more: dict[str, object]
) -> None:
    take_in(store, clock, entry("2403.15603v1"))
    with store.begin() as tx:
        tx.papers.mark_matched([paper.key for paper in tx.papers.list_unmatched(limit=9)])
    take_in(store, clock, entry(**{"number": "2403.15603v1", **more}))
    with store.begin() as tx:
        assert len(tx.papers.list_unmatched(limit=9)) == 1


def test_the_newest_arrivals_come_first_and_page_by_page(store: Store, clock: FakeClock) -> None:
    for day in range(4):
        take_in(store, clock, entry(f"2403.0000{day}"))
        clock.advance(days=1)
    since = clock.now() - timedelta(days=3)
    with store.begin() as tx:
        first = tx.papers.list_newest(since=since, limit=2)
        rest = tx.papers.list_newest(since=since, before=first[-1].key, limit=2)
    assert [str(paper.arxiv_id) for paper in first] == ["2403.00003", "2403.00002"]
    assert [str(paper.arxiv_id) for paper in rest] == ["2403.00001"]


@pytest.mark.parametrize(
    ("hints", "expected"),
    [
        (Hints(names=("graph", "noise model")), ["2403.00003", "2403.00001"]),
        (Hints(names=("去噪",)), ["2403.00003"]),
        (Hints(names=("model graph",)), []),
        (Hints(categories=("cs.CV",)), ["2403.00002"]),
        (Hints(categories=("cs",)), ["2403.00003", "2403.00002"]),
        (Hints(names=("graph",), categories=("cs.CV",)), ["2403.00002", "2403.00001"]),
        (Hints(), []),
    ],
)
def test_only_papers_that_hold_a_hint_are_listed(
    store: Store, clock: FakeClock, hints: Hints, expected: list[str]
) -> None:
    denoising = reading(title="一种去噪模型")
    take_in(
        store,
        clock,
        entry("2403.00001", 1, title="A graph", categories=("math.CO",)),
        entry("2403.00002", 2, title="A picture", categories=("cs.CV", "eess.IV")),
        entry(
            "2403.00003", 3, title="Models of noise", categories=("cs.LG",), readings=(denoising,)
        ),
    )
    with store.begin() as tx:
        found = tx.papers.list_newest(since=clock.now(), hints=hints, limit=9)
    assert [str(paper.arxiv_id) for paper in found] == expected


def test_text_that_no_database_holds_is_mended(store: Store, clock: FakeClock) -> None:
    take_in(
        store,
        clock,
        entry(
            title="A\0B \ud800",
            authors=("Nul\0l", "\udfff"),
            readings=(reading(tldr="\0", takeaways=("\\u0000 stays", "\0 goes")),),
        ),
    )
    paper = find(store, "2403.15603")
    assert paper.title.startswith("A\ufffdB")
    assert paper.authors[0] == "Nul\ufffdl"
    assert paper.readings[0].takeaways[1] == "\ufffd goes"


def test_a_very_long_title_is_kept_and_found(store: Store, clock: FakeClock) -> None:
    title = "字" * 20_000
    take_in(store, clock, entry(title=title), location="x" * 5_000)
    with store.begin() as tx:
        paper = tx.papers.find_by_title(title)
    assert paper is not None
    assert paper.title == title
