"""A chat is known from when there is something to keep of it, and nothing of that is lost."""

import asyncio
from collections.abc import Callable

import pytest

from bot.commands.dispatch import answer
from bot.domain.chat import Scope
from bot.domain.topic import Amount
from bot.ports import Store
from tests.fakes import FakeClock
from tests.papers import medical
from tests.services.test_match import side_by_side
from tests.talk import Talk


@pytest.fixture
def talk(store: Store, clock: FakeClock) -> Talk:
    """A private chat of which nothing is known, where one paper is."""
    talk = Talk(store, clock)
    talk.read(medical("2403.00001", 1))
    return talk


@pytest.mark.parametrize(
    "line",
    [
        *("/start", "/help", "/topics", "/topics 图像", "/nonsense", "hello"),
        *("/paper 2403.00001", "/paper 2403.00002", "2403.00001", "/search medical"),
        *("/why 2403.00001", "/today", "/today all", "/digest", "/digest all"),
        *("/subscriptions", "/subscriptions 1 more", "/unsubscribe", "/unsubscribe 1"),
        *("/unsubscribe all", "/saved", "/unsave 2403.00001", "/settings", "/resume"),
        *("/export", "/deleteme"),
    ],
)
def test_looking_around_makes_no_chat_known(talk: Talk, line: str) -> None:
    assert talk.say(line)
    assert talk.chat is None


@pytest.mark.parametrize(
    "line",
    ['/subscribe "医学', "/settings", "/settings max", "/settings max 1e9", "/settings zone 火星"],
)
def test_what_is_refused_makes_no_chat_known(talk: Talk, line: str) -> None:
    assert talk.say(line)
    assert talk.chat is None


@pytest.mark.parametrize(
    "line", ["/subscribe 医学图像", "/settings max 5", "/pause", "/save 2403.00001"]
)
def test_what_is_to_be_kept_makes_a_chat_known(talk: Talk, line: str) -> None:
    talk.language = "en"
    talk.say(line)
    assert talk.chat is not None
    assert talk.chat.settings.language == "en"


def test_a_chat_that_is_not_known_is_told_the_hour_that_it_would_have(talk: Talk) -> None:
    assert "09:30" in talk.say("/settings")


def test_settings_that_several_people_change_at_once_are_all_kept(talk: Talk) -> None:
    async def type_in(line: str) -> None:
        async for _ in answer(talk.core, talk.request(line)):
            pass

    async def type_all() -> None:
        lines = ("max 5", "amount more", "scope all", "empty on")
        await asyncio.gather(*(type_in(f"/settings {line}") for line in lines))

    talk.say("/settings language zh")
    asyncio.run(type_all())
    assert talk.chat is not None
    kept = talk.chat.settings
    assert (kept.max_papers, kept.amount, kept.scope, kept.tell_empty) == (
        *(5, Amount.MORE, Scope.ALL, True),
    )


def test_a_topic_that_is_left_while_another_is_taken_up_does_not_stop_the_pushes(
    store: Store, clock: FakeClock, database_url: str
) -> None:
    def come_and_go(topic: str) -> Callable[[Store], None]:
        def work(other: Store) -> None:
            talk = Talk(other, clock)
            for _ in range(20):
                talk.say(f"/subscribe {topic}")
                assert talk.chat is not None
                assert talk.chat.pending is not None
                talk.say(f"/unsubscribe {topic}")

        return work

    Talk(store, clock).say("/settings max 5")
    side_by_side(database_url, come_and_go("graphene"), come_and_go("borophene"))
    last = Talk(store, clock).chat
    assert last is not None
    assert last.pending is None
