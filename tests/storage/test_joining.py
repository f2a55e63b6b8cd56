"""When two entries are one paper, and when they are two."""

from datetime import timedelta

from bot.domain.paper import Damage, Section
from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import entry, find, reading, take_in

NOTE = reading(
    title="一个题目",
    abstract="摘要",
    takeaways=("甲", "乙"),
    sections=(Section("方法", "两段\n\n文字"),),
    attribution="AutoFX",
    licence="CC BY 4.0",
    damage=(Damage.CUT,),
)


def test_an_entry_without_an_id_joins_the_paper_of_its_title(
    store: Store, clock: FakeClock
) -> None:
    [known] = take_in(store, clock, entry(title="Deep  Nets: a $survey$"))
    [joined] = take_in(
        store, clock, entry(None, title="DEEP NETS — A Survey", readings=(reading(),))
    )

    assert joined.paper_key == known.paper_key
    assert joined.merged
    assert find(store, "2403.15603").damage == ()


def test_an_entry_without_an_id_and_with_an_unknown_title_is_a_paper_of_its_own(
    store: Store, clock: FakeClock
) -> None:
    [made] = take_in(store, clock, entry(None, title="Nobody Knows This"))
    [again] = take_in(store, clock, entry(None, title="Nobody knows this"))

    assert again.paper_key == made.paper_key
    assert again.unchanged
    with store.begin() as tx:
        [paper] = tx.papers.get_many([made.paper_key])
    assert paper.arxiv_id is None
    assert paper.damage == (Damage.NO_ID,)


def test_a_paper_without_an_id_takes_it_once_it_is_known(store: Store, clock: FakeClock) -> None:
    note = reading()
    [nameless] = take_in(store, clock, entry(None, title="A Late Name", readings=(note,)))
    clock.advance(days=1)
    [named] = take_in(store, clock, entry("2403.15603v1", title="A late name"))

    paper = find(store, "2403.15603")
    assert named.paper_key == nameless.paper_key == paper.key
    assert named.merged
    assert paper.damage == ()
    assert paper.readings == (note,)
    assert paper.arrived_at == clock.now() - timedelta(days=1)


def test_two_papers_that_prove_to_be_one_become_one(store: Store, clock: FakeClock) -> None:
    """The id was there under an older title; the new version has the title of the nameless one."""
    own, other = reading("cn-chat-arxiv"), reading("talk2paper")
    [named] = take_in(store, clock, entry("2403.15603v1", title="Old", readings=(own,)))
    [nameless] = take_in(
        store, clock, entry(None, title="New", readings=(other,)), topic="医学图像"
    )
    assert named.paper_key != nameless.paper_key

    [joined] = take_in(store, clock, entry("2403.15603v2", title="New"))

    paper = find(store, "2403.15603")
    assert joined.paper_key == named.paper_key == paper.key
    assert paper.title == "New"
    assert paper.readings == (own, other)
    assert paper.listed_under == ("医学图像",)
    with store.begin() as tx:
        assert tx.papers.count() == 1
        assert tx.papers.search("talk2paper", limit=5) == [paper]


def test_two_entries_of_one_document_become_one_paper(store: Store, clock: FakeClock) -> None:
    nameless, named = take_in(
        store,
        clock,
        entry(None, 1, title="Seen Twice", readings=(reading(),)),
        entry("2403.15603", 2, title="Seen twice"),
    )

    assert nameless.paper_key == named.paper_key
    assert (nameless.new, named.new) == (True, False)
    assert find(store, "2403.15603").readings == (reading(),)


def test_a_nameless_entry_and_a_new_version_of_a_known_paper_meet_in_one_document(
    store: Store, clock: FakeClock
) -> None:
    [known] = take_in(store, clock, entry("2403.15603v1", title="Old"))
    nameless, named = take_in(
        store,
        clock,
        entry(None, 1, title="New", readings=(reading(),)),
        entry("2403.15603v2", 2, title="New"),
    )

    assert nameless.paper_key == named.paper_key == known.paper_key
    with store.begin() as tx:
        assert tx.papers.count() == 1


def test_papers_with_one_title_and_two_ids_stay_two(store: Store, clock: FakeClock) -> None:
    take_in(
        store, clock, entry("2403.00001", 1, title="Same"), entry("2403.00002", 2, title="Same")
    )
    [joined] = take_in(store, clock, entry(None, title="Same"))

    assert find(store, "2403.00001").key != find(store, "2403.00002").key
    assert joined.paper_key == find(store, "2403.00002").key, "the newer one"


def test_titles_without_a_letter_join_nothing(store: Store, clock: FakeClock) -> None:
    one, two = take_in(store, clock, entry(None, 1, title="???"), entry(None, 2, title="!!!"))
    assert one.paper_key != two.paper_key
