"""What arrives in the morning, and what /digest and /today say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.message import Action
from bot.domain.paper import AnnounceType, Damage
from bot.domain.schedule import Rhythm, Schedule
from bot.views.issue import issue as show
from bot.views.issue import no_issue, today
from tests.views.builders import EN, NOTE, NOW, TODAY, ZH, chat, issue, match, paper


def test_an_issue_opens_with_its_date_its_count_and_its_receipt():
    assert (
        show(ZH, issue(match(), match()), chat()).heading
        == "11-22 周日 · 2 篇 · 今日共读到 348 篇"
    )
    assert show(EN, issue(match()), chat()).heading == (
        "Sun, Nov 22 · 1 paper · from 348 papers read today"
    )


def test_the_receipt_of_a_longer_time_does_not_say_today():
    weekly = chat(schedule=Schedule(rhythm=Rhythm.WEEKLY))
    assert show(ZH, issue(match()), weekly).heading.endswith("· 共读到 348 篇")
    workdays = chat(schedule=Schedule(days=frozenset(range(1, 6))))
    assert show(EN, issue(match()), workdays).heading.endswith("· from 348 papers read")


def test_papers_stand_under_their_topics_best_first_and_numbered():
    entries = [
        match(paper(title="A"), "医学图像", 0.9),
        match(paper(title="B"), "扩散模型", 0.8),
        match(paper(title="C"), "医学图像", 0.7),
    ]
    cards = show(ZH, issue(*entries), chat()).cards
    assert [(card.group, card.number, card.title.text) for card in cards] == [
        ("医学图像", 1, "A"),
        ("医学图像", 2, "C"),
        ("扩散模型", 3, "B"),
    ]


def test_each_paper_has_one_line_in_the_chats_language_or_a_marked_one():
    cards = show(ZH, issue(match(paper(readings=(NOTE,))), match()), chat()).cards
    assert cards[0].body == "不用反向传播，也能给黑盒模型画出显著图。"
    assert cards[0].subtitle == "面向黑盒显著图的前向学习"
    assert cards[1].body == "（英文）We draw saliency maps of ℓ₁ models, e.g. U-Nets."


def test_an_issue_does_not_tell_of_each_paper_that_it_was_pushed():
    [card] = show(ZH, issue(match(pushed_on=TODAY)), chat()).cards
    assert card.labels == ()


def test_the_first_author_is_named():
    [card] = show(ZH, issue(match()), chat()).cards
    assert card.byline == "Zeliang Zhang 等"
    [card] = show(EN, issue(match(paper(authors=("A. One",)))), chat()).cards
    assert card.byline == "A. One"


def test_what_is_new_about_a_replacement_and_what_is_broken_is_labelled():
    broken = paper(arxiv_id=None, announce_type=AnnounceType.REPLACE_CROSS, damage=(Damage.NO_ID,))
    [card] = show(ZH, issue(match(broken)), chat()).cards
    assert card.labels == ("新版本", "缺 arXiv 编号，按标题收录")


def few(most=2):
    quiet = chat()
    return replace(quiet, settings=replace(quiet.settings, max_papers=most))


def test_more_than_the_chat_wants_is_counted_and_can_be_asked_for():
    message = show(ZH, issue(*[match()] * 7), few())
    assert len(message.cards) == 2
    assert message.heading.startswith("11-22 周日 · 7 篇")
    assert message.footer == "还有 5 篇：/digest all\n来源：cn-chat-arxiv 300"
    assert message.actions == (
        Action("1", "paper", "2403.15603"),
        Action("2", "paper", "2403.15603"),
        Action("下一页 ›", "digest", "2026-11-22 2", in_place=True),
        Action("全部", "digest", "2026-11-22 all"),
        Action("设置", "settings"),
    )


def test_an_issue_is_paged_through_to_its_last_paper():
    entries = [match(paper(title=str(n)), score=1 - n / 10) for n in range(5)]
    pages = [show(EN, issue(*entries), few(), page=page) for page in (1, 2, 3, 4)]
    assert [[(card.number, card.title.text) for card in page.cards] for page in pages[:3]] == [
        [(1, "0"), (2, "1")],
        [(3, "2"), (4, "3")],
        [(5, "4")],
    ]
    # There is no fourth page: the last one comes again.
    assert pages[3] == pages[2]
    turns = [[one for one in page.actions if one.in_place] for page in pages[:3]]
    assert [[one.argument for one in turn] for turn in turns] == [
        ["2026-11-22 2"],
        ["2026-11-22 1", "2026-11-22 3"],
        ["2026-11-22 2"],
    ]
    assert [one.label for one in pages[1].actions][:4] == ["3", "4", "‹ Back", "More ›"]


def test_papers_in_a_crowd_have_no_buttons():
    most = few(50)
    assert len(show(EN, issue(*[match()] * 20), most).actions) == 21
    assert len(show(EN, issue(*[match()] * 21), most).actions) == 1


def test_all_of_an_issue_is_shown_when_asked_for():
    message = show(ZH, issue(*[match()] * 7), few(), show_all=True)
    assert len(message.cards) == 7
    assert "还有" not in message.footer
    assert [one.label for one in message.actions] == [*"1234567", "设置"]


def test_the_best_papers_are_shown_whatever_their_topic():
    entries = [match(paper(title=str(n)), f"t{n % 2}", 1 - n / 10) for n in range(4)]
    cards = show(ZH, issue(*entries), few()).cards
    assert {card.title.text for card in cards} == {"0", "1"}


@pytest.mark.parametrize(
    ("late", "zh", "en"),
    [
        (timedelta(minutes=5), "", ""),
        (timedelta(minutes=40), "晚了 40 分钟。", "40 minutes late."),
        (timedelta(hours=1, minutes=59), "晚了 1 小时。", "1 hour late."),
        (timedelta(days=1), "晚了 1 天，合为一期。", "1 day late, all in one issue."),
        (timedelta(days=2, hours=5), "晚了 2 天，合为一期。", "2 days late, all in one issue."),
    ],
)
def test_a_late_issue_says_how_late(late, zh, en):
    assert show(ZH, issue(match(), late=late), chat()).text == zh
    assert show(EN, issue(match(), late=late), chat()).text == en


def test_the_sources_are_named_with_what_they_gave():
    sources = (("talk2paper", 1200), ("arxiv", 3), ("somebody\x1b[1m new", 1))
    footer = show(EN, issue(match(), sources=sources), chat()).footer
    assert footer == "Sources: Talk2Paper 1,200 · arXiv 3 · somebody new 1"


def test_an_empty_issue_is_one_honest_line():
    message = show(ZH, issue(), chat())
    assert (message.heading, message.text) == ("11-22 周日", "共读到 348 篇，没有符合订阅的。")
    assert message.cards == message.actions == ()


def test_an_issue_for_which_nothing_arrived_does_not_claim_that_there_are_no_papers():
    text = show(ZH, issue(arrived=0), chat()).text
    assert "没有收到论文" in text
    assert "来源还没有更新" in text


def test_today_lists_what_arrived_and_what_was_pushed_already():
    matches = [match(pushed_on=TODAY), match(topic="扩散模型")]
    message = today(ZH, matches, count=2, chat=chat(), now=NOW)
    assert message.heading == "今天 · 11-22 周日 · 2 篇"
    assert [card.labels for card in message.cards] == [("11-22 已推送",), ()]


def test_today_says_how_many_it_leaves_out():
    message = today(EN, [match()] * 2, count=1234, chat=chat(), now=NOW)
    assert message.heading == "Today · Sun, Nov 22 · 1,234 papers"
    assert message.footer == "1,232 more papers: /today all"
    assert [one.label for one in message.actions] == ["1", "2", "Show all", "Settings"]
    assert message.actions[2] == Action("Show all", "today", "all")


def test_even_all_is_not_more_than_anybody_reads():
    for message in (
        today(EN, [match()] * 200, count=201, chat=chat(), now=NOW),
        show(EN, issue(*[match()] * 201), chat(), show_all=True),
    ):
        assert len(message.cards) == 200
        assert message.footer.startswith("1 more paper is not shown.")
        assert message.actions == (Action("Settings", "settings"),)


def test_a_day_without_papers_says_when_the_next_push_comes():
    message = today(ZH, [], count=0, chat=chat(), now=NOW)
    assert message.text == (
        "今天还没有新到的订阅论文。\n每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30"
    )


def test_today_is_the_date_where_the_chat_is():
    kiritimati = chat(schedule=Schedule(zone="Pacific/Kiritimati"))
    pago_pago = chat(schedule=Schedule(zone="Pacific/Pago_Pago"))
    assert today(ZH, [match()], count=1, chat=kiritimati, now=NOW).heading.startswith(
        "今天 · 11-22"
    )
    assert today(ZH, [match()], count=1, chat=pago_pago, now=NOW).heading.startswith(
        "今天 · 11-21"
    )


def test_before_the_first_issue_its_time_is_told():
    assert no_issue(EN, chat(), NOW).text == (
        "There is no issue yet.\nPushed every day at 09:30 (Asia/Shanghai). Next: Nov 23, 09:30"
    )


def test_a_chat_without_topics_is_told_how_to_begin():
    message = no_issue(ZH, chat(pending=None), NOW)
    assert message.text == "还没有晨报：本会话尚未订阅主题。可以从 /subscribe 医学图像 开始"
    assert message.actions == (Action("主题词表", "topics"),)
