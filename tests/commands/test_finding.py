"""/paper of something that is not in the database yet."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.document import Document
from bot.errors import SourceError
from bot.ports import Store
from bot.services.ingest import ingest
from tests.fakes import FakeClock
from tests.papers import entry
from tests.talk import Talk


class FakeFinder:
    """Knows one paper; `silent` never answers."""

    def __init__(self, talk: Talk, *, silent: bool = False) -> None:
        self.talk = talk
        self.silent = silent
        self.asked: list[object] = []

    async def bring_in(self, numbers: Sequence[str]) -> None:
        self.asked.append(list(numbers))
        self._answer()

    async def bring_in_titled(self, title: str) -> None:
        self.asked.append(title)
        self._answer()

    def _answer(self) -> None:
        if self.silent:
            raise SourceError("arXiv did not answer in time")
        document = Document(
            format="test", source="arxiv", entries=(entry("2403.15603", title="A Known Thing"),)
        )
        with self.talk.core.store.begin() as tx:
            ingest(tx, "here", b"x", document, self.talk.clock.now())


def talk_with(store: Store, clock: FakeClock, **options: bool) -> tuple[Talk, FakeFinder]:
    talk = Talk(store, clock)
    finder = FakeFinder(talk, **options)
    talk.core = replace(talk.core, finder=finder)
    return talk, finder


def test_an_unknown_paper_is_fetched_and_shown(sqlite_store: Store, clock: FakeClock) -> None:
    talk, finder = talk_with(sqlite_store, clock)
    assert "A Known Thing" in talk.say("/paper 2403.15603v2")
    assert finder.asked == [["2403.15603"]]


def test_a_paper_that_is_here_is_not_asked_for(sqlite_store: Store, clock: FakeClock) -> None:
    talk, finder = talk_with(sqlite_store, clock)
    talk.read(entry("2403.15603", title="A Known Thing"))
    assert "A Known Thing" in talk.say("/paper 2403.15603")
    assert finder.asked == []


def test_an_unknown_title_is_asked_for(sqlite_store: Store, clock: FakeClock) -> None:
    talk, finder = talk_with(sqlite_store, clock)
    assert "A Known Thing" in talk.say("/paper A Known Thing")
    assert finder.asked == ["A Known Thing"]


def test_what_arxiv_does_not_have_either_is_not_found(
    sqlite_store: Store, clock: FakeClock
) -> None:
    talk, _ = talk_with(sqlite_store, clock)
    assert "2403.99999" in talk.say("/paper 2403.99999")
    assert "再试" not in talk.say("/paper 2403.99999")


def test_when_arxiv_does_not_answer_the_reader_is_told_to_try_again(
    sqlite_store: Store, clock: FakeClock
) -> None:
    talk, _ = talk_with(sqlite_store, clock, silent=True)
    for line in ("/paper 2403.15603", "/paper A Known Thing"):
        said = talk.say(line)
        assert "请过一分钟再试" in said
        assert "未找到" not in said


def test_what_is_known_is_shown_although_the_rest_could_not_be_fetched(
    sqlite_store: Store, clock: FakeClock
) -> None:
    talk, _ = talk_with(sqlite_store, clock, silent=True)
    talk.read(entry("2403.15603", title="A Known Thing"))
    said = talk.say("/paper 2403.15603 2403.99999")
    assert "A Known Thing" in said
    assert "请过一分钟再试" in said
