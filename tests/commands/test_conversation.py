"""What people type, and what they read: over a real database, through the command table."""

import re
from datetime import timedelta

import pytest

from bot.domain.chat import ChatKind
from bot.domain.topic import Amount
from bot.ports import Store
from tests.fakes import FakeClock
from tests.papers import entry, medical
from tests.talk import Talk


@pytest.fixture
def talk(sqlite_store: Store, clock: FakeClock) -> Talk:
    """A private chat in Chinese."""
    return Talk(sqlite_store, clock)


def test_subscribing_names_the_topic_the_hour_the_zone_and_how_to_stop(talk: Talk) -> None:
    said = talk.say("/subscribe 医学图像")
    assert "已订阅：医学图像" in said
    assert "每天 09:30（Asia/Shanghai）推送，下一次：11-23 09:30" in said
    assert "/unsubscribe 医学图像" in said
    assert [one.name for one in talk.subscriptions] == ["医学图像"]


def test_subscribing_in_english_is_answered_in_english(talk: Talk) -> None:
    talk.language = "en"
    said = talk.say("/subscribe medical imaging")
    assert "Subscribed: medical imaging" in said
    assert "09:30" in said
    assert "Asia/Shanghai" in said
    assert not re.search("[一-鿿]", said.replace("医学图像", "").replace("医学影像", "")[:40])


def test_subscribing_tells_what_the_last_week_would_have_brought(talk: Talk) -> None:
    talk.read(*(medical(f"2403.0000{n}", n) for n in range(1, 6)), entry("2403.00009", 6))
    said = talk.say("/subscribe 医学图像")
    assert "过去 7 天有 5 篇符合" in said
    assert said.count("https://arxiv.org/abs/") == 3


def test_a_bare_subscribe_shows_how_with_three_examples_and_changes_nothing(talk: Talk) -> None:
    (message,) = talk.ask("/subscribe")
    assert len(message.actions) == 3
    assert all(len(f"su{action.argument}".encode()) <= 63 for action in message.actions)
    assert talk.subscriptions == []


@pytest.mark.parametrize(
    "again",
    ["医学图像", "  医学图像 ", "醫學圖像", "医学影像", "medical imaging", "Medical  Imaging"],
)
def test_the_same_topic_in_another_spelling_is_already_subscribed(talk: Talk, again: str) -> None:
    talk.say("/subscribe 医学图像")
    assert "此前已订阅：医学图像" in talk.say(f"/subscribe {again}")
    assert len(talk.subscriptions) == 1


@pytest.mark.parametrize("second", ["ｇｒａｐｈｅｎｅ ｍｅｍｂｒａｎｅ", "Graphene　Membranes"])
def test_full_width_and_plural_spellings_are_one_topic(talk: Talk, second: str) -> None:
    talk.say("/subscribe graphene membrane")
    talk.say(f"/subscribe {second}")
    assert len(talk.subscriptions) == 1


@pytest.mark.parametrize(
    "line",
    ["/subscribe医学图像", "／subscribe 医学图像", "/ｓｕｂｓｃｒｉｂｅ 医学图像", "订阅医学图像"],
)
def test_a_missing_space_is_pointed_out_in_private(talk: Talk, line: str) -> None:
    said = talk.say(line)
    assert "空格" in said
    assert "/subscribe 医学图像" in said
    assert talk.subscriptions == []


@pytest.mark.parametrize(
    "line",
    ["/subscribe医学图像", "／subscribe 医学图像", "订阅 医学图像", "/订阅 医学图像", "你好"],
)
def test_in_a_group_only_well_formed_commands_are_answered(talk: Talk, line: str) -> None:
    talk.kind = ChatKind.GROUP
    assert talk.say(line) == ""


def test_an_ideographic_space_separates_too(talk: Talk) -> None:
    assert "已订阅" in talk.say("/subscribe　医学图像")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("订阅 医学图像", "已订阅：医学图像"),
        ("訂閱 醫學圖像", "已订阅：醫學圖像"),
        ("我的订阅", "还没有订阅"),
        ("论文 2403.15603", "未找到"),
        ("搜索 石墨烯", "石墨烯"),
        ("今日", "今天"),
        ("设置", "时区"),
        ("帮助", "/subscribe"),
        ("/帮助", "/subscribe"),
        ("/订阅 医学图像", "已订阅：医学图像"),
        ("／订阅　医学图像", "已订阅：医学图像"),
        ("/订阅医学图像", "/subscribe 医学图像"),
    ],
)
def test_chinese_command_names_work_as_plain_text(talk: Talk, line: str, expected: str) -> None:
    assert expected in talk.say(line)


def test_every_part_of_a_topic_is_told(talk: Talk) -> None:
    said = talk.say("/subscribe graphene cat:cond-mat.mtrl-sci author:He -oxide")
    assert "“cat:cond-mat.mtrl-sci” 指 arXiv 分类" in said
    assert "“author:He” 指作者" in said
    assert "不含 “oxide”" in said


def test_examples_are_in_the_readers_language(talk: Talk) -> None:
    talk.language = "en"
    for line in ("/start", "/subscribe"):
        (message,) = talk.ask(line)
        assert message.actions[0].argument == "medical imaging"


def test_topics_are_listed_with_and_without_a_word(talk: Talk) -> None:
    said = talk.say("/topics")
    assert "天文学 · astronomy" in said
    assert "量子信息 · " in said
    assert "医学图像分割" in talk.say("/topics 医学")


def test_only_those_who_may_can_change_what_a_group_follows(talk: Talk) -> None:
    talk.kind, talk.may_manage = ChatKind.GROUP, False
    assert "管理员" in talk.say("/subscribe 医学图像")
    assert talk.subscriptions == []
    assert "未找到" in talk.say("/paper 2403.15603")


def test_a_malformed_topic_is_shown_with_the_place(talk: Talk) -> None:
    said = talk.say('/subscribe "medical image')
    assert "^" in said
    assert talk.subscriptions == []


def test_a_chat_has_a_cap_on_its_subscriptions(talk: Talk) -> None:
    for number in range(50):
        talk.say(f"/subscribe zzq{number}")
    assert "50" in talk.say("/subscribe one too many")
    assert "此前已订阅" in talk.say("/subscribe ZZQ7")
    assert len(talk.subscriptions) == 50


@pytest.mark.parametrize("which", ["医学图像", "1", "醫學影像", "all"])
def test_unsubscribing_works_by_any_name_by_number_and_for_all(talk: Talk, which: str) -> None:
    talk.say("/subscribe 医学图像")
    assert "医学图像" in talk.say(f"/unsubscribe {which}")
    assert talk.subscriptions == []
    assert talk.chat is not None
    assert talk.chat.pending is None


def test_unsubscribing_from_what_is_not_followed_lists_what_is(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    assert "医学图像" in talk.say("/unsubscribe 石墨烯")
    assert len(talk.subscriptions) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "2403.00001",
        "arXiv:2403.00001v2",
        "https://arxiv.org/abs/2403.00001",
        "https://arxiv.org/pdf/2403.00001v1.pdf",
        "https://huggingface.co/papers/2403.00001",
        "10.48550/arXiv.2403.00001",
        "Medical Image Segmentation without Labels, part 2403.00001",
    ],
)
def test_paper_takes_every_form_of_id_and_the_title(talk: Talk, asked: str) -> None:
    talk.read(medical(zh={"title": "无需标注的医学图像分割", "tldr": "不用标注也能分割器官。"}))
    said = talk.say(f"/paper {asked}")
    assert "Medical Image Segmentation without Labels" in said
    assert "无需标注的医学图像分割" in said
    assert "不用标注也能分割器官。" in said
    assert "Ann Lee、Bo Chen、Cai Wu，另有 1 人" in said
    assert "https://arxiv.org/abs/2403.00001" in said


def test_several_papers_are_shown_at_once_and_the_unknown_ones_named(talk: Talk) -> None:
    talk.read(medical("2403.00001", 1), medical("2403.00002", 2))
    said = talk.say("/paper 2403.00001 2403.00002 2403.99999")
    assert "part 2403.00001" in said
    assert "part 2403.00002" in said
    assert "2403.99999" in said


def test_an_unknown_paper_is_one_honest_line(talk: Talk) -> None:
    said = talk.say("/paper 2403.15603")
    assert "2403.15603" in said
    assert len(said.strip().splitlines()) == 1


def test_bibtex_can_be_had_of_a_paper(talk: Talk) -> None:
    talk.read(medical())
    said = talk.say("/paper 2403.00001 bibtex")
    assert "@misc{" in said
    assert "eprint" in said
    assert "Ann Lee and Bo Chen" in said


@pytest.mark.parametrize("words", ["分割", "segmentation", "2403.00001", "Cai Wu"])
def test_search_finds_by_chinese_word_english_word_id_and_author(talk: Talk, words: str) -> None:
    talk.read(medical(zh={"title": "无需标注的医学图像分割"}), entry("2403.00007", 2))
    said = talk.say(f"/search {words}")
    assert "part 2403.00001" in said
    assert "2403.00007" not in said


def test_the_newest_papers_are_found_first_whenever_they_were_read(talk: Talk) -> None:
    talk.read(medical("2403.00009"), location="today.md")
    talk.clock.advance(days=1)
    talk.read(*(medical(f"2301.000{n:02}", n) for n in range(1, 11)), location="archive.md")
    said = talk.say("/search segmentation")
    assert "最新的 10 篇" in said
    assert re.findall(r"arxiv.org/abs/(\S+)", said)[:2] == ["2403.00009", "2301.00010"]


@pytest.mark.parametrize(
    "asked", ["9999.99999", "2403.156", "arXiv: 2413.00001", "１２３４．５v1"]
)
def test_what_looks_like_an_id_and_is_none_is_said_to_be_none(talk: Talk, asked: str) -> None:
    assert "不是 arXiv 编号；编号形如 2403.15603" in talk.say(f"/paper {asked}")


def test_searching_a_topic_finds_it_in_the_other_language(talk: Talk) -> None:
    talk.read(medical(title="Medical Imaging in the Wild"))
    assert "Medical Imaging in the Wild" in talk.say("/search 医学图像")


def test_why_names_the_term_that_brought_a_paper(talk: Talk) -> None:
    talk.read(medical())
    talk.say("/subscribe 医学图像")
    said = talk.say("/why 2403.00001")
    assert "Medical Image Segmentation" in said
    assert "医学图像" in said


def test_why_says_what_was_missing(talk: Talk) -> None:
    talk.read(entry("2403.00007"))
    talk.say("/subscribe 医学图像")
    assert "没有提到 “医学图像”" in talk.say("/why 2403.00007")


def test_settings_change_the_hour_and_the_next_push_follows(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    said = talk.say("/settings time 21:15")
    assert "每天 21:15（Asia/Shanghai）推送，下一次：11-23 21:15" in said
    said = talk.say("/settings 时区 东京")
    assert "Asia/Tokyo" in said


def test_an_unknown_setting_or_value_is_refused_with_what_would_do(talk: Talk) -> None:
    assert "language" in talk.say("/settings colour red")
    assert "08:30" in talk.say("/settings time 25:00")
    assert "UTC+8" in talk.say("/settings zone Mars")


def test_the_language_setting_turns_the_whole_chat(talk: Talk) -> None:
    assert "Saved. Language: English" in talk.say("/settings language en")
    assert "Follow a topic" in talk.say("/help")
    assert "每" not in talk.say("/settings")


def test_one_topic_can_bring_more_than_the_others(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.say("/subscribe graphene")
    assert "1. 医学图像 · 较多" in talk.say("/subscriptions 1 多")
    assert [one.amount for one in talk.subscriptions] == [Amount.MORE, None]
    assert "/subscriptions 1 more" in talk.say("/export")


@pytest.mark.parametrize("said", ["3 more", "x more", "1 lots", "1"])
def test_an_amount_for_no_topic_or_of_no_kind_is_refused(talk: Talk, said: str) -> None:
    talk.say("/subscribe 医学图像")
    talk.say(f"/subscriptions {said}")
    assert [one.amount for one in talk.subscriptions] == [None]


def test_only_those_who_may_choose_how_much_a_group_gets(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.may_manage = False
    assert "管理员" in talk.say("/subscriptions 1 more")
    assert "1. 医学图像" in talk.say("/subscriptions")
    assert [one.amount for one in talk.subscriptions] == [None]


def test_export_gives_lines_that_restore_everything(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    talk.say("/subscribe graphene -membrane")
    talk.say("/settings time 21:15")
    lines = [line for line in talk.say("/export").splitlines() if line.startswith("/")]
    talk.say("/deleteme")
    assert len(talk.ask("\n".join(lines))) == len(lines)
    assert [one.name for one in talk.subscriptions] == ["医学图像", "graphene -membrane"]
    assert talk.chat is not None
    assert f"{talk.chat.settings.schedule.at:%H:%M}" == "21:15"


def test_commands_pasted_at_once_are_answered_in_order(talk: Talk) -> None:
    first, second, third = talk.ask("/settings language en\n\n订阅 石墨烯\r\n/subscriptions")
    assert "Saved" in first.text
    assert "Subscribed: 石墨烯" in second.heading
    assert "石墨烯" in third.text


@pytest.mark.parametrize(
    "text", ["/paper 2403.00001\n2403.00002", "看看这两篇\n2403.00001\n2403.00002"]
)
def test_a_text_of_several_lines_that_are_not_all_commands_is_one(talk: Talk, text: str) -> None:
    talk.read(medical("2403.00001", 1), medical("2403.00002", 2))
    (message,) = talk.ask(text)
    assert len(message.cards) == 2


def test_what_cannot_be_read_is_taken_off_a_command(talk: Talk) -> None:
    talk.say("/subscribe gra\x00phene\x1b[31m\u202e")
    assert [one.topic.query for one in talk.subscriptions] == ["graphene"]


def test_deleteme_forgets_everything_and_says_so_the_second_time(talk: Talk) -> None:
    talk.say("/subscribe 医学图像")
    assert "删除" in talk.say("/deleteme")
    assert talk.chat is None
    assert "没有" in talk.say("/deleteme")


def test_an_unknown_command_suggests_the_nearest(talk: Talk) -> None:
    assert "/subscribe" in talk.say("/subscrib 医学图像")


def test_a_pasted_link_is_looked_up(talk: Talk) -> None:
    talk.read(medical())
    assert "part 2403.00001" in talk.say("看看这篇 https://arxiv.org/abs/2403.00001v2 怎么样")


def test_a_failure_is_answered_with_an_id_that_is_in_the_log(
    talk: Talk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("boom")

    object.__setattr__(talk.core, "load_lexicon", fail)
    said = talk.say("/search x")
    trouble_id = re.search(r"[0-9a-f]{6}", said)
    assert "出错了" in said
    assert trouble_id is not None
    assert trouble_id.group() in caplog.text
    assert "boom" in caplog.text


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
