"""/like, /dislike, /forget, as they are typed, and what they move."""

import re

import pytest

from bot.domain.chat import ChatAddress
from bot.ports import Store
from tests.fakes import FakeClock
from tests.storage.builders import entry
from tests.talk import Talk

TITLES = {
    "2611.00001": "Diffusion Models for Kites",
    "2611.00002": "Diffusion Models for Boats",
    "2611.00003": "Diffusion Models for Lanterns",
}


def read(talk: Talk, **authors: str) -> None:
    """Three papers that match alike."""
    talk.read(
        *(
            entry(
                number, place, title=title, authors=(authors.get(number[-1:], f"Author {place}"),)
            )
            for place, (number, title) in enumerate(TITLES.items(), start=1)
        )
    )


def order_of(said: str) -> list[str]:
    return re.findall(r"Diffusion Models for (\w+)", said)


@pytest.fixture
def talk(sqlite_store: Store, clock: FakeClock) -> Talk:
    found = Talk(sqlite_store, clock, language="zh")
    found.read(entry("2610.00001", title="Sewing Boats by Hand", authors=("Ada Chen",)))
    return found


def test_what_is_liked_stands_first_and_what_is_disliked_last(talk: Talk) -> None:
    talk.say("/subscribe diffusion model")
    assert "👍 Sewing Boats by Hand" in talk.say("/like 2610.00001")
    talk.clock.advance(minutes=1)
    read(talk)
    assert order_of(talk.until_push())[0] == "Boats"
    talk.clock.advance(minutes=1)
    assert "👎" in talk.say("不喜欢 2610.00001")
    assert order_of(talk.say("/today"))[-1] == "Boats"


def test_the_pages_of_an_issue_stay_as_they_are_while_somebody_turns_them(talk: Talk) -> None:
    talk.say("/subscribe diffusion model")
    talk.say("/settings max 1")
    talk.clock.advance(minutes=1)
    read(talk)
    pages = [order_of(talk.until_push())]
    on = talk.clock.now().date()
    # The last one would come first now.
    last = order_of(talk.say(f"/digest {on} 3"))
    talk.clock.advance(minutes=1)
    number = next(key for key, title in TITLES.items() if title.endswith(last[0]))
    talk.say(f"/like {number}")
    pages += [order_of(talk.say(f"/digest {on} {page}")) for page in (2, 3)]
    assert sorted(name for page in pages for name in page) == ["Boats", "Kites", "Lanterns"]
    assert order_of(talk.say("/today all"))[0] == last[0]


def test_nothing_but_the_order_changes(talk: Talk) -> None:
    talk.say("/subscribe diffusion model")
    talk.say("/dislike 2610.00001")
    talk.clock.advance(minutes=1)
    read(talk)
    assert sorted(order_of(talk.until_push())) == ["Boats", "Kites", "Lanterns"]


def test_why_says_what_moved_it(talk: Talk) -> None:
    talk.say("/subscribe diffusion model")
    read(talk)
    assert "排序移动" not in talk.say("/why 2611.00002")
    talk.say("/like 2610.00001")
    said = talk.say("/why 2611.00002")
    assert re.search(r"排序移动 \+0\.\d\d", said)
    assert "boat 👍" in said
    assert "排序移动" not in talk.say("/why 2611.00001")


def test_what_one_chat_likes_moves_nothing_in_another(talk: Talk) -> None:
    talk.say("/subscribe diffusion model")
    talk.say("/like 2610.00001")
    talk.address = ChatAddress(platform="console", chat_id=2)
    talk.say("/subscribe diffusion model")
    talk.clock.advance(minutes=1)
    read(talk)
    assert "排序移动" not in talk.say("/why 2611.00002")
    assert "还没有" in talk.say("/forget")


def test_forget_shows_takes_back_one_and_takes_back_all(talk: Talk) -> None:
    read(talk)
    talk.say("/like 2610.00001 2611.00001")
    talk.say("/dislike 2611.00002")
    shown = talk.say("/forget")
    assert "👍 2610.00001 Sewing Boats by Hand" in shown
    assert "👎 2611.00002" in shown
    assert "已忘掉 1 个" in talk.say("/forget 2611.00002")
    assert "没有可以忘掉" in talk.say("/forget 2611.00002")
    assert "已忘掉 2 个" in talk.say("/forget all")
    assert "还没有" in talk.say("忘掉")


def test_the_export_brings_opinions_back_and_deleteme_forgets_them(talk: Talk) -> None:
    read(talk)
    talk.say("/like 2610.00001")
    talk.say("/dislike 2611.00002")
    lines = [one for one in talk.say("/export").splitlines() if "like" in one]
    assert lines == ["/like 2610.00001", "/dislike 2611.00002"]
    talk.say("/deleteme")
    assert "还没有" in talk.say("/forget")
    talk.say("\n".join(lines))
    assert "👎 2611.00002" in talk.say("/forget")


def test_all_that_was_liked_at_once_is_taken_back_at_once(talk: Talk) -> None:
    read(talk)
    [said] = talk.ask("/like 2610.00001 2611.00001")
    [back] = said.actions
    assert (back.command, back.argument) == ("forget", "2610.00001 2611.00001")
    assert "已忘掉 2 个" in talk.say(f"/{back.command} {back.argument}")


def test_a_paper_without_an_id_is_liked_and_taken_back_by_its_title(talk: Talk) -> None:
    talk.read(entry(None, title="风筝的学问"))
    [said] = talk.ask("/like 风筝的学问")
    [back] = said.actions
    assert "风筝的学问 👍" in talk.say("/why 风筝的学问")
    assert "已忘掉 1 个" in talk.say(f"/{back.command} {back.argument}")


def test_hundreds_of_opinions_are_all_kept_shown_in_part_and_forgotten_as_one(talk: Talk) -> None:
    numbers = [f"2609.{number:05}" for number in range(1, 351)]
    talk.read(*(entry(number, place) for place, number in enumerate(numbers, start=1)))
    for start in range(0, len(numbers), 5):
        talk.clock.advance(seconds=1)
        talk.say(f"/dislike {' '.join(numbers[start : start + 5])}")
    shown = talk.say("/forget")
    assert shown.count("👎") == 40
    assert numbers[-1] in shown
    assert "还有更早的 310 个" in shown
    exported = re.findall(r"\d{4}\.\d{5}", talk.say("/export"))
    assert sorted(exported) == numbers
    assert "已忘掉 350 个" in talk.say("/forget all")
    assert "还没有" in talk.say("/forget")


def test_what_was_liked_and_then_disliked_is_disliked(talk: Talk) -> None:
    read(talk)
    for word in ("like", "dislike", "like", "dislike"):
        talk.clock.advance(seconds=1)
        talk.say(f"/{word} 2611.00001")
    assert "👎 2611.00001" in talk.say("/forget")
    assert "👍 2611" not in talk.say("/forget")
    assert re.search(r"排序移动 -0\.\d\d", talk.say("/why 2611.00001"))


def test_buttons_stand_on_every_paper(talk: Talk) -> None:
    said = talk.say("/paper 2610.00001")
    assert "👍: /like 2610.00001" in said
    assert "👎: /dislike 2610.00001" in said


def test_an_unknown_paper_is_not_judged(talk: Talk) -> None:
    assert "2611.99999" in talk.say("/like 2611.99999")
    assert "用法" in talk.say("/like")
    assert "还没有" in talk.say("/forget")
