"""What became of papers, as the next issue says it."""

from dataclasses import replace

from bot.domain.arxiv_id import ArxivId
from bot.domain.version import Change, PastVersion, fingerprint
from bot.views.changes import MAX_CHANGES
from bot.views.issue import issue as show
from tests.views.builders import EN, ZH, chat, issue, match, paper

OLD = PastVersion(
    number=1, title=paper().title, abstract_print=fingerprint(paper().abstract), comment=None
)


def changed(**now):
    """A paper that is at version 2 now."""
    given = {"arxiv_id": ArxivId("2403.15603", 2), **now}
    return Change(paper=paper(**given), before=OLD)


def lines(texts, *changes, entries=()):
    message = show(texts, replace(issue(*entries), changes=changes), chat())
    return [card.byline for card in message.cards if card.group.startswith(("看过", "Changed"))]


def test_a_line_says_which_version_what_changed_and_the_comment():
    change = changed(title="Another Title", abstract="Another text.", comment="Accepted at MICCAI")
    assert lines(ZH, change) == ["v1 → v2 · 改动：标题、摘要 · “Accepted at MICCAI”"]
    assert lines(EN, change) == ["v1 → v2 · changed: title, abstract · “Accepted at MICCAI”"]


def test_a_version_without_any_difference_to_be_seen_is_one_all_the_same():
    assert lines(ZH, changed()) == ["v1 → v2"]


def test_a_withdrawal_comes_first():
    withdrawn = changed(is_withdrawn=True, comment="Withdrawn: Lemma 2 is false")
    assert lines(ZH, withdrawn) == ["已撤稿 · v1 → v2 · “Withdrawn: Lemma 2 is false”"]
    back = Change(paper=paper(), before=replace(OLD, number=None, is_withdrawn=True))
    assert lines(EN, back) == ["no longer withdrawn · v1"]


def test_changes_stand_behind_the_papers_and_carry_a_link():
    message = show(ZH, replace(issue(match()), changes=(changed(),)), chat())
    assert [card.group for card in message.cards] == ["医学图像", "看过的论文有变化"]
    assert message.cards[1].title.url == "https://arxiv.org/abs/2403.15603"
    assert "1 篇" in message.heading


def test_an_issue_of_changes_alone_says_that_there_are_no_new_papers_too():
    message = show(ZH, replace(issue(), changes=(changed(),)), chat())
    assert "没有" in message.text
    assert len(message.cards) == 1


def test_many_changes_are_summed_up():
    message = show(ZH, replace(issue(), changes=(changed(),) * (MAX_CHANGES + 3)), chat())
    assert len(message.cards) == MAX_CHANGES
    assert "还有 3 篇" in message.footer
