"""What an issue says of its own completeness, and why a day has no papers."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.issue import BatchCount
from bot.views.issue import issue as show
from tests.views.builders import EN, NOW, ZH, chat, issue, match

FRIDAY = date(2026, 11, 20)
MONDAY_AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def batch(category="cs.CV", expected=244, fetched=244, complete=True, on=FRIDAY):
    return BatchCount(
        category=category,
        announced_on=on,
        expected=expected,
        fetched=fetched,
        complete=complete,
    )


def told(*matches, made_at=NOW, arrived=348, **receipt):
    one = issue(*matches, arrived=arrived, sources=())
    return replace(one, made_at=made_at, receipt=replace(one.receipt, **receipt))


def test_a_complete_announcement_is_counted_with_what_it_had_for_this_chat():
    one = told(match(), match(), batches=(batch(),))
    assert show(ZH, one, chat()).footer == "arXiv 公告 11-20 · cs.CV 244/244 · 命中 2"
    assert show(EN, one, chat()).footer == (
        "arXiv announced Nov 20 · cs.CV 244/244 · 2 on your topics"
    )


def test_what_is_missing_is_named_and_will_follow():
    one = told(match(), batches=(batch(fetched=240, complete=False),))
    assert show(ZH, one, chat()).footer == (
        "arXiv 公告 11-20 · cs.CV 240/244 · 命中 1\n尚不完整：cs.CV 11-20，其余到后补发。"
    )


def test_what_nobody_has_counted_yet_is_a_question_mark_and_no_zero():
    one = told(match(), batches=(batch(expected=0, fetched=0, complete=False),))
    assert "cs.CV 0/?" in show(EN, one, chat()).footer


def test_many_categories_are_summed_up_and_the_incomplete_ones_named():
    names = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "eess.IV")
    batches = [batch(name, 100, 100) for name in names[:4]]
    one = told(match(), batches=(*batches, batch("eess.IV", 30, 20, complete=False)))
    footer = show(ZH, one, chat()).footer
    assert footer.startswith("arXiv 公告 11-20 · 4 个分类 400/400 · eess.IV 20/30 · 命中 1")


def test_each_date_has_a_line_of_its_own():
    one = told(match(), batches=(batch(on=date(2026, 11, 19)), batch()))
    assert show(ZH, one, chat()).footer.splitlines() == [
        "arXiv 公告 11-19 · cs.CV 244/244",
        "arXiv 公告 11-20 · cs.CV 244/244 · 命中 1",
    ]


def test_a_source_that_failed_is_named_as_failed():
    one = told(match(), failed=("arxiv", "digests"))
    assert "上次未能连上：arXiv、他人发布的摘要" in show(ZH, one, chat()).footer


def test_a_weekend_gives_its_reason_and_the_next_date():
    one = told(arrived=0, next_at=MONDAY_AT)
    assert show(ZH, one, chat()).text == "arXiv 周末不发公告，下一次：11-23 周一。"
    assert show(EN, one, chat()).text == "arXiv announces nothing on weekends. Next: Mon, Nov 23."


def test_a_holiday_gives_its_reason_and_the_next_date():
    thanksgiving = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
    one = told(arrived=0, made_at=thanksgiving, next_at=datetime(2026, 11, 30, 1, tzinfo=UTC))
    assert "节假日" in show(ZH, one, chat()).text
    assert "11-30 周一" in show(ZH, one, chat()).text


def test_while_something_is_missing_no_issue_says_that_there_are_no_papers():
    waiting = batch(expected=0, fetched=0, complete=False)
    for one in (
        told(arrived=0, batches=(waiting,), next_at=MONDAY_AT),
        told(arrived=0, failed=("arxiv",), next_at=MONDAY_AT),
    ):
        text = show(ZH, one, chat()).text
        assert "周末" not in text
        assert "没有" not in text
        assert "补发" in text


def test_nothing_on_the_topics_of_a_complete_day_is_said_plainly():
    one = told(batches=(batch(),), next_at=MONDAY_AT)
    assert show(ZH, one, chat()).text == "共读到 348 篇，没有符合订阅的。"


def test_a_paper_that_came_late_says_when_it_was_announced():
    [card] = show(ZH, told(match(late_from=date(2026, 11, 19))), chat()).cards
    assert card.labels == ("迟到，11-19 公告",)


def test_between_two_issues_of_one_day_no_rest_is_claimed():
    """The zone was changed: the issue before was made an hour ago, on a Wednesday."""
    made_at = datetime(2026, 11, 18, 6, tzinfo=UTC)
    since = datetime(2026, 11, 18, 5, tzinfo=UTC)
    one = told(made_at=made_at, since=since, arrived=0, batches=(), next_at=MONDAY_AT)
    said = show(ZH, one, chat()).text
    assert said == "上一期之后 arXiv 还没有新公告，下一次：11-23 周一。"


def test_a_week_with_a_holiday_in_it_is_no_weekend():
    since, made_at = datetime(2026, 11, 26, 12, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC)
    one = told(made_at=made_at, since=since, arrived=0, batches=(), next_at=MONDAY_AT)
    assert "节假日" in show(ZH, one, chat()).text
