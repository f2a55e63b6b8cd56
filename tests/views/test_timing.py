"""When the next push comes, in words."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain.schedule import Rhythm, Schedule, Slot
from bot.views.timing import next_push
from tests.views.builders import EN, NOW, TODAY, ZH, chat


@pytest.mark.parametrize(
    ("schedule", "zh", "en"),
    [
        (
            Schedule(),
            "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
            "Pushed every day at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
        ),
        (
            Schedule(days=frozenset(range(1, 6)), at=time(8), zone="UTC+05:30"),
            "周一至周五 08:00（UTC+05:30）推送，下一次：11-23 07:00",
            "Pushed Monday to Friday at 08:00 (UTC+05:30). Next: Nov 23, 07:00",
        ),
        (
            Schedule(days=frozenset({1, 3, 5})),
            "周一、周三、周五 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
            "Pushed Mon, Wed, Fri at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
        ),
        (
            Schedule(days=frozenset({6, 7})),
            "周末 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
            "Pushed on weekends at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
        ),
        (
            Schedule(rhythm=Rhythm.WEEKLY),
            "每星期一 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
            "Pushed every Monday at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30",
        ),
        (
            Schedule(rhythm=Rhythm.INSTANT),
            "新论文随到随推，最迟每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30",
            "Pushed as papers arrive, at the latest every day at 09:30 (Asia/Shanghai). "
            "Next: Nov 23, 09:30",
        ),
    ],
)
def test_the_hour_comes_with_its_zone_and_the_next_time(schedule, zh, en):
    assert next_push(ZH, chat(schedule=schedule), NOW) == zh
    assert next_push(EN, chat(schedule=schedule), NOW) == en


def test_the_hour_told_is_the_one_after_the_quiet_hours():
    schedule = Schedule(at=time(7), quiet_from=time(22), quiet_until=time(8))
    assert next_push(ZH, chat(schedule=schedule), NOW).startswith("每天 08:00（")


def test_a_push_that_is_due_comes_in_a_moment():
    overdue = chat(pending=Slot(TODAY, NOW - timedelta(minutes=1)))
    assert next_push(ZH, overdue, NOW) == "每天 09:30（Asia/Shanghai）推送，下一次：马上"


def test_a_paused_chat_is_told_how_to_go_on():
    paused = replace(chat(), paused_at=NOW)
    assert next_push(EN, paused, NOW) == "Pushes are paused; /resume to continue."


def test_without_a_next_push_only_the_hour_is_told():
    assert next_push(ZH, chat(pending=None), NOW) == "每天 09:30（Asia/Shanghai）推送"
