"""What chats think of papers, in both stores."""

from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import add_chat, entry, find, take_in


def test_the_last_word_counts_and_the_newest_comes_first(store: Store, clock: FakeClock) -> None:
    chat, other = add_chat(store, clock), add_chat(store, clock, chat_id=2)
    take_in(store, clock, entry("2611.00001"), entry("2611.00002", 2))
    one, two = find(store, "2611.00001").key, find(store, "2611.00002").key
    with store.begin() as tx:
        tx.opinions.put(chat.key, one, True, clock.now())
        clock.advance(minutes=1)
        tx.opinions.put(chat.key, two, True, clock.now())
        clock.advance(minutes=1)
        tx.opinions.put(chat.key, one, False, clock.now())
        assert tx.opinions.list_of(chat.key, limit=5) == [(one, False), (two, True)]
        assert tx.opinions.list_of(chat.key, limit=1) == [(one, False)]
        assert tx.opinions.count(other.key) == 0
    with store.begin() as tx:
        assert tx.opinions.remove(chat.key, one)
        assert not tx.opinions.remove(chat.key, one)
        assert tx.opinions.clear(chat.key) == 1
        assert tx.opinions.count(chat.key) == 0


def test_what_was_said_by_a_time_is_given_with_what_papers_are_known_by(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    given = {"title": "On Kites", "authors": ("Ada Chen",), "categories": ("cs.CV",)}
    take_in(store, clock, entry("2611.00001", **given), entry("2611.00002", 2))
    one, two = find(store, "2611.00001").key, find(store, "2611.00002").key
    then = clock.now()
    with store.begin() as tx:
        tx.opinions.put(chat.key, one, False, then)
        clock.advance(minutes=1)
        tx.opinions.put(chat.key, two, True, clock.now())
        newest = tx.opinions.list_judged(chat.key, limit=5)
        [early] = tx.opinions.list_judged(chat.key, until=then, limit=5)
        assert [each.paper.key for each in newest] == [two, one]
        assert tx.opinions.list_judged(chat.key, limit=1) == newest[:1]
    assert not early.liked
    paper = early.paper
    assert (paper.title, paper.authors, paper.categories) == tuple(given.values())


def test_a_chat_s_opinions_go_with_the_chat(store: Store, clock: FakeClock) -> None:
    chat, other = add_chat(store, clock), add_chat(store, clock, chat_id=2)
    take_in(store, clock, entry("2611.00001"))
    key = find(store, "2611.00001").key
    with store.begin() as tx:
        for each in (chat, other):
            tx.opinions.put(each.key, key, True, clock.now())
        tx.chats.delete(chat.key)
        assert tx.opinions.count(chat.key) == 0
        assert tx.opinions.count(other.key) == 1


def test_opinions_of_a_paper_without_an_id_stay_when_it_is_known(
    store: Store, clock: FakeClock
) -> None:
    chat = add_chat(store, clock)
    take_in(store, clock, entry(None, title="On Kites"))
    with store.begin() as tx:
        nameless = tx.papers.find_by_title("On Kites")
        assert nameless is not None
        tx.opinions.put(chat.key, nameless.key, True, clock.now())
    take_in(store, clock, entry("2611.00009", title="Of Kites"))
    take_in(store, clock, entry("2611.00009v2", title="On Kites"))
    with store.begin() as tx:
        [(key, liked)] = tx.opinions.list_of(chat.key, limit=5)
        [paper] = tx.papers.get_many([key])
    assert liked
    assert str(paper.arxiv_id) == "2611.00009v2"
