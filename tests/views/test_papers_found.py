"""What /paper and /search say when they find several papers, or none."""

from bot.domain.arxiv_id import ArxivId
from bot.domain.message import Action
from bot.views.papers import papers_found, search_results
from tests.views.builders import EN, ENGLISH_NOTE, TODAY, ZH, paper


def find(texts, papers=(), **changes):
    question = {"asked": "2403.15603", "missing": [], "left_out": 0, "by_title": False}
    return papers_found(texts, papers, **{**question, **changes}, today=TODAY)


def test_an_unknown_id_gets_one_honest_line():
    message = find(ZH, missing=[ArxivId("2403.99999", 2)])
    assert message.text == "未找到：库里没有 2403.99999v2，可能太新，也可能从未导入。"
    assert message.cards == message.actions == ()


def test_several_papers_are_numbered_with_one_line_each():
    other = paper(arxiv_id=ArxivId("2411.00001"), title="Another")
    message = find(EN, [paper(readings=(ENGLISH_NOTE,)), other])
    assert [(one.number, one.body) for one in message.cards] == [
        (1, "Saliency without backprop."),
        (2, "We draw saliency maps of ℓ₁ models, e.g. U-Nets."),
    ]
    assert message.actions == (
        Action("1", "paper", "2403.15603"),
        Action("2", "paper", "2411.00001"),
    )


def test_ids_that_were_too_many_are_counted():
    assert find(EN, [paper()], left_out=1).text == (
        "1 more id was not looked up; please ask for fewer at a time."
    )


def test_a_title_that_nothing_has_is_offered_to_the_search():
    message = find(EN, asked="Attention Is All", by_title=True)
    assert message.text.startswith("Not found: no paper here is titled “Attention Is All”.")
    assert message.actions == (Action("Search", "search", "Attention Is All"),)


def test_guesses_by_title_are_called_so():
    assert find(ZH, [paper()], asked="Saliency", by_title=True).heading == (
        "与 “Saliency” 最接近的论文"
    )


def test_a_search_says_how_many_it_found():
    message = search_results(EN, "saliency", [paper()], today=TODAY)
    assert message.heading == "“saliency”: 1 paper, newest first"
    assert len(message.cards) == 1


def test_a_search_does_not_claim_to_have_found_all():
    found = [paper()] * 10
    assert (
        search_results(ZH, "x", found, has_more=True, today=TODAY).heading == "“x”：最新的 10 篇"
    )
    message = search_results(EN, "x", found, has_more=True, today=TODAY)
    assert message.heading == "“x”: the 10 newest"


def test_a_search_without_results_says_what_to_try():
    message = search_results(ZH, "saliency\x1b[31m" + "x" * 200, [], today=TODAY)
    assert message.text.startswith("没有找到 “saliencyxxx")
    assert "可以少写几个词" in message.text
