"""What a chat is pushed, and when."""

from datetime import timedelta

from tests.papers import medical
from tests.talk import Talk


def test_paused_chats_get_nothing_and_resume_with_the_next_slot(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.read(medical())
    talk.say("/pause")
    assert talk.let_pass(days=2) == ""
    assert "11-25 09:30" in talk.say("/resume")
    assert "part 2403.00001" in talk.until_push()


def test_the_morning_push_and_the_digest_again(talk: Talk) -> None:
    talk.read(*(medical(f"2403.000{n:02}", n) for n in range(1, 13)), location="a.md")
    talk.say("/subscribe 医学图像")
    pushed = talk.until_push()
    assert "12 篇" in pushed
    assert pushed.count("https://arxiv.org/abs/") == 10
    assert "/digest all" in pushed
    assert talk.say("/digest").count("https://arxiv.org/abs/") == 10
    assert talk.say("/digest all").count("https://arxiv.org/abs/") == 12


def test_today_counts_what_it_does_not_show(talk: Talk) -> None:
    talk.read(*(medical(f"2403.000{n:02}", n) for n in range(1, 13)))
    talk.say("/subscribe 医学图像")
    talk.say("/settings max 3")
    said = talk.say("/today")
    assert "12 篇" in said
    assert said.count("https://arxiv.org/abs/") == 3
    assert "还有 9 篇：/today all" in said
    assert talk.say("今日 全部").count("https://arxiv.org/abs/") == 12


def test_a_paper_is_pushed_once_however_often_it_is_read(talk: Talk) -> None:
    talk.read(medical(), location="a.md")
    talk.say("/subscribe 医学图像")
    assert "part 2403.00001" in talk.until_push()
    talk.read(medical(comment="Accepted"), location="b.md")
    assert talk.until_push() == ""


def test_a_paper_of_two_topics_is_one_entry(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.say("/subscribe segmentation")
    talk.read(medical())
    assert talk.until_push().count("part 2403.00001") == 1


def test_an_empty_day_is_silent_unless_asked_for(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    assert talk.until_push() == ""
    talk.say("/settings empty on")
    assert talk.until_push() != ""


def test_a_late_push_says_that_it_is_late(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.read(medical())
    assert "40 分钟" in talk.until_push(minutes=40)


def test_days_of_absence_end_in_one_issue(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.read(medical("2403.00001"), location="a.md")
    talk.clock.advance(days=1)
    talk.read(medical("2403.00002"), location="b.md")
    pushed = talk.let_pass(days=2)
    assert "part 2403.00001" in pushed
    assert "part 2403.00002" in pushed
    assert talk.tick() == ""


def test_quiet_hours_hold_a_push_and_deliver_it_once_after_them(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.say("/settings quiet 22:00-11:00")
    talk.read(medical())
    talk.clock.set(talk.clock.now().replace(hour=1, minute=45))
    assert talk.tick() == ""
    assert "part 2403.00001" in talk.until_push()
    assert f"{talk.clock.now() + timedelta(hours=8):%H:%M}" == "11:00"
    assert talk.let_pass(hours=2) == ""
