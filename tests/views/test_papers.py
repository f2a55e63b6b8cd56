"""What a reader of /paper sees."""

from datetime import date

import pytest

from bot.domain.arxiv_id import ArxivId
from bot.domain.message import Link
from bot.domain.paper import Damage, Reading, Section
from bot.views.papers import ASPECTS
from bot.views.papers import paper as show
from tests.views.builders import EN, ENGLISH_NOTE, NOTE, TODAY, ZH, paper

CUT_ABSTRACT = Reading(
    source="cn-chat-arxiv",
    lang="zh",
    abstract="显著图广泛用于解释模型的决策，但",
    tldr="前向学习也能生成显著图。",
    damage=(Damage.CUT,),
)


def card(texts, one, aspect="tldr"):
    [only] = show(texts, one, aspect=aspect, today=TODAY).cards
    return only


def labels(texts, one, aspect="tldr"):
    return card(texts, one, aspect).labels


def switches(texts, one, aspect="tldr"):
    return {
        action.label: action.argument
        for action in show(texts, one, aspect=aspect, today=TODAY).actions
        if action.command == "paper"
    }


def test_a_paper_has_both_titles_its_people_date_and_categories():
    shown = card(ZH, paper(readings=(NOTE,)))
    assert shown.title == Link(
        "Forward Learning for Gradient-based Black-box Saliency Map Generation",
        "https://arxiv.org/abs/2403.15603",
    )
    assert shown.subtitle == "面向黑盒显著图的前向学习"
    assert shown.byline == (
        "Zeliang Zhang、Mingqian Feng、Jinyang Jiang，另有 2 人 · 2024-03-22 · cs.CV, cs.LG"
    )


def test_an_english_reader_sees_one_title_and_english_words():
    shown = card(EN, paper(readings=(NOTE,)))
    assert shown.subtitle == ""
    assert shown.byline == (
        "Zeliang Zhang, Mingqian Feng, Jinyang Jiang and 2 more · Mar 22, 2024 · cs.CV, cs.LG"
    )


def test_three_authors_are_all_named():
    assert card(EN, paper(authors=("A. One", "B. Two", "C. Three"))).byline.startswith(
        "A. One, B. Two, C. Three · "
    )


def test_this_years_date_has_no_year_and_an_unknown_one_is_read_from_the_id():
    assert "· 11-20 ·" in card(ZH, paper(published_on=date(2026, 11, 20))).byline
    assert "· 2024-03 ·" in card(ZH, paper(published_on=None)).byline
    old = paper(published_on=None, arxiv_id=ArxivId("hep-th/9901001"))
    assert "· Jan 1999 ·" in card(EN, old).byline


def test_a_comment_of_the_authors_is_shown_if_it_is_short():
    assert card(EN, paper(comment="Accepted to MICCAI")).byline.endswith("· Accepted to MICCAI")
    assert card(EN, paper(comment="x" * 200)).byline.endswith("cs.LG")


def test_the_tldr_comes_with_its_source_attribution_and_licence():
    message = show(ZH, paper(readings=(NOTE,)), aspect="tldr", today=TODAY)
    assert message.cards[0].body == "不用反向传播，也能给黑盒模型画出显著图。"
    assert message.footer == "解读来源：Talk2Paper · Kedreamix · CC BY 4.0"


def test_a_source_is_named_where_its_attribution_does_not():
    reading = Reading(source="dailay_paper_info", lang="zh", tldr="一句话。", attribution="by X")
    message = show(EN, paper(abstract=None, readings=(reading,)), aspect="tldr", today=TODAY)
    assert message.footer == "Summary by dailay_paper_info · by X"


def test_an_undamaged_reading_goes_before_a_damaged_one_and_a_rich_one_before_a_poor_one():
    poor = Reading(source="arxiv", lang="zh", tldr="短。")
    assert card(ZH, paper(readings=(CUT_ABSTRACT, poor))).body == "短。"
    assert card(ZH, paper(readings=(poor, NOTE))).body == NOTE.tldr


def test_takeaways_are_a_list():
    assert card(ZH, paper(readings=(NOTE,)), "takeaways").body == (
        "• 只靠前向计算估计梯度。\n• 可用于只开放接口的模型。"
    )


def test_notes_are_blocks_and_the_long_ones_are_folded():
    shown = card(ZH, paper(readings=(NOTE,)), "notes")
    assert [(block.heading, block.folded) for block in shown.blocks] == [
        ("方法", True),
        ("结论", False),
    ]
    assert shown.body == ""


def test_the_abstract_is_shown_in_chinese_with_the_english_one_behind_it():
    shown = card(ZH, paper(readings=(CUT_ABSTRACT,)), "abstract")
    assert shown.body == CUT_ABSTRACT.abstract
    assert [block.heading for block in shown.blocks] == ["英文摘要"]
    assert "ℓ₁" in shown.blocks[0].text


def test_bibtex_is_shown_letter_for_letter_and_alone():
    message = show(ZH, paper(readings=(NOTE,)), aspect="bibtex", today=TODAY)
    assert message.preformatted.startswith("@misc{zhang2024forward,")
    assert message.cards[0].body == message.footer == ""


def test_without_a_chinese_reading_the_english_text_is_marked():
    assert card(ZH, paper(readings=(ENGLISH_NOTE,))).body == "（英文）Saliency without backprop."
    assert card(ZH, paper()).body.startswith("（英文）We draw saliency maps of ℓ₁ models")


def test_an_english_reader_gets_the_english_abstract_before_a_chinese_summary():
    message = show(EN, paper(readings=(NOTE,)), aspect="tldr", today=TODAY)
    assert message.cards[0].body.startswith("We draw saliency maps")
    assert message.footer == "Abstract: arXiv"


def test_an_english_reader_who_asks_for_notes_gets_the_chinese_ones_marked():
    shown = card(EN, paper(readings=(NOTE,)), "notes")
    assert len(shown.blocks) == 2
    assert shown.labels == ("in Chinese",)
    assert card(EN, paper(readings=(NOTE,)), "takeaways").body.startswith("(in Chinese) • ")


def test_a_tldr_that_nobody_wrote_is_replaced_by_takeaways_and_then_by_the_abstract():
    takeaways = Reading(source="talk2paper", lang="zh", takeaways=("一。",))
    abstract = Reading(source="cn-chat-arxiv", lang="zh", abstract="中文摘要。")
    assert card(ZH, paper(readings=(takeaways, abstract))).body == "• 一。"
    assert card(ZH, paper(readings=(abstract,))).body == "中文摘要。"


def test_a_paper_without_any_text_says_so():
    assert card(ZH, paper(abstract=None)).body == "这篇论文还没有摘要或解读。"


@pytest.mark.parametrize(
    ("damage", "aspect", "label"),
    [
        (Damage.CUT, "abstract", "来源文字不完整"),
        (Damage.CUT, "notes", "来源文字不完整"),
        (Damage.FAILED, "notes", "来源未能生成解读"),
    ],
)
def test_damage_is_told_in_words(damage, aspect, label):
    reading = Reading(
        source="talk2paper",
        lang="zh",
        abstract="摘要到这里就",
        sections=(Section("方法", "写到一半"),),
        damage=(damage,),
    )
    assert labels(ZH, paper(readings=(reading,)), aspect) == (label,)


def test_the_damage_of_an_abstract_is_not_told_of_a_sound_tldr():
    assert labels(ZH, paper(readings=(CUT_ABSTRACT,)), "tldr") == ()


def test_a_text_left_in_english_is_labelled_for_the_chinese_reader_alone():
    left = Reading(
        source="cn-chat-arxiv", lang="zh", tldr="Left as it was.", damage=(Damage.UNTRANSLATED,)
    )
    one = paper(abstract=None, readings=(left,))
    assert labels(ZH, one) == ("来源未翻译",)
    assert labels(EN, one) == ()
    assert card(EN, one).body == "Left as it was."


def test_a_repaired_prefix_is_not_mentioned():
    repaired = Reading(source="cn-chat-arxiv", lang="zh", tldr="好。", damage=(Damage.PREFIX,))
    assert labels(ZH, paper(readings=(repaired,), damage=(Damage.PREFIX,))) == ()


def test_a_failed_note_is_told_where_the_abstract_stands_in_for_it():
    failed = Reading(source="dailay_paper_info", lang="zh", damage=(Damage.FAILED,))
    assert labels(ZH, paper(readings=(failed,))) == ("来源未能生成解读",)
    assert labels(ZH, paper(readings=(failed, NOTE))) == ()


def test_a_paper_without_an_id_says_so_and_offers_nothing_that_needs_one():
    message = show(ZH, paper(arxiv_id=None, damage=(Damage.NO_ID,)), aspect="tldr", today=TODAY)
    [only] = message.cards
    assert only.title == "Forward Learning for Gradient-based Black-box Saliency Map Generation"
    assert only.labels == ("缺 arXiv 编号，按标题收录",)
    assert only.links == message.actions == ()


def test_links_lead_to_arxiv_the_pdf_and_the_code_each_once():
    links = (
        "https://github.com/a/b",
        "https://a.example/project",
        "https://github.com/a/b",
        "javascript:alert(1)",
        "https://arxiv.org/abs/2403.15603",
    )
    assert card(ZH, paper(links=links)).links == (
        Link("arXiv:2403.15603", "https://arxiv.org/abs/2403.15603"),
        Link("PDF", "https://arxiv.org/pdf/2403.15603"),
        Link("代码", "https://github.com/a/b"),
        Link("项目主页", "https://a.example/project"),
    )


def test_actions_switch_to_what_exists_but_not_to_what_is_shown():
    one = paper(readings=(NOTE,))
    assert switches(ZH, one) == {
        "要点": "2403.15603 takeaways",
        "笔记": "2403.15603 notes",
        "摘要": "2403.15603 abstract",
        "BibTeX": "2403.15603 bibtex",
    }
    assert "BibTeX" not in switches(ZH, one, "bibtex")
    assert switches(ZH, paper()) == {"BibTeX": "2403.15603 bibtex"}


@pytest.mark.parametrize("texts", [ZH, EN])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_action_shows_what_it_says(texts, aspect):
    one = paper(readings=(NOTE, CUT_ABSTRACT, ENGLISH_NOTE))
    for argument in switches(texts, one, aspect).values():
        following = argument.split()[-1]
        assert argument not in switches(texts, one, following).values()


def test_a_button_carries_the_longest_id():
    one = paper(arxiv_id=ArxivId("cond-mat/9901001", 12), readings=(NOTE,))
    for argument in switches(ZH, one).values():
        assert len(argument.encode()) <= 60


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", "a<b & c>d", "@everyone read this", "x" * 300, "a_b*c`d"],
)
def test_a_hostile_title_stays_plain_text(title):
    assert card(ZH, paper(title=title)).title.text == title


def test_a_title_in_tex_over_two_lines_becomes_one_readable_line():
    assert card(ZH, paper(title="On $x_1^{2}$\n  \u202eand more")).title.text == "On x₁² and more"


def test_what_nobody_wrote_is_not_passed_off_as_something_else():
    message = show(ZH, paper(readings=(CUT_ABSTRACT,)), aspect="notes", today=TODAY)
    assert message.text == "这篇论文还没有“笔记”，以下是“TL;DR”。"
    message = show(EN, paper(readings=(NOTE,)), aspect="notes", today=TODAY)
    assert message.text == ""
    assert show(ZH, paper(), aspect="tldr", today=TODAY).text == ""
