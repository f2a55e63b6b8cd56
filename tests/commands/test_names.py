"""Two chats may follow one topic under two names, and each reads its own words."""

from dataclasses import replace

import pytest

from bot.ports import Store
from bot.services.export import export_chats
from tests.fakes import FakeClock
from tests.papers import medical
from tests.talk import ADDRESS, Talk

PLACES = (
    "/subscribe {name}",
    "/subscriptions",
    "/unsubscribe nothing such",
    "/today",
    "/digest",
    "/why 2403.00001",
    "/export",
    "/unsubscribe 1",
)


@pytest.fixture
def talks(store: Store, clock: FakeClock) -> tuple[Talk, Talk]:
    """A chat that follows 医学图像, and one that calls the same topic 医学影像."""
    first, second = Talk(store, clock), Talk(store, clock)
    second.address = replace(ADDRESS, chat_id=2)
    assert "已订阅：医学图像" in first.say("/subscribe 医学图像")
    assert "已订阅：医学影像" in second.say("/subscribe 医学影像")
    first.read(medical("2403.00001", 1))
    return first, second


def test_an_issue_is_headed_by_the_chats_own_words(talks: tuple[Talk, Talk]) -> None:
    first, second = talks
    assert first.subscriptions[0].topic == second.subscriptions[0].topic
    assert "── 医学图像 ──" in first.until_push()
    assert "── 医学影像 ──" in second.say("/digest")


def test_every_answer_is_in_the_chats_own_words(talks: tuple[Talk, Talk]) -> None:
    first, second = talks
    first.until_push()
    for line in PLACES:
        mine, theirs = (
            talk.say(line.format(name=name))
            for talk, name in ((first, "医学图像"), (second, "medical imaging"))
        )
        assert "医学图像" in mine, line
        assert "医学影像" not in mine, line
        assert "医学影像" in theirs, line


async def test_the_export_of_all_chats_has_the_words_of_each(talks: tuple[Talk, Talk]) -> None:
    kept = await export_chats(talks[0].core)
    assert [one["subscriptions"][0]["query"] for one in kept] == ["医学图像", "医学影像"]
