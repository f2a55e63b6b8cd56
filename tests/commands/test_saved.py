"""/save, /unsave, /saved, as they are typed."""

import pytest

from bot.domain.document import Document
from bot.ports import Store
from bot.services.ingest import ingest
from tests.fakes import FakeClock
from tests.storage.builders import entry
from tests.talk import Talk

NUMBER = "2611.00001"


def announce(talk: Talk, version: int, **given: object) -> None:
    """arXiv tells of a version."""
    told = {"title": "Counting Kites", "abstract": "We count them.", **given}
    document = Document(
        format="arxiv-atom", source="arxiv", entries=(entry(f"{NUMBER}v{version}", **told),)
    )
    with talk.core.store.begin() as tx:
        ingest(tx, "arxiv", repr(document).encode(), document, talk.clock.now())


@pytest.fixture
def talk(sqlite_store: Store, clock: FakeClock) -> Talk:
    found = Talk(sqlite_store, clock)
    announce(found, 1)
    return found


def test_a_paper_is_saved_listed_and_taken_away(talk: Talk) -> None:
    assert "/save 2611.00001" in talk.say(f"/paper {NUMBER}")
    assert "已收藏：Counting Kites" in talk.say(f"/save {NUMBER}")
    assert "之前就收藏了" in talk.say(f"收藏 arXiv:{NUMBER}v1")
    assert "/unsave 2611.00001" in talk.say(f"/paper {NUMBER}")
    assert "Counting Kites" in talk.say("我的收藏")
    assert "已取消收藏" in talk.say(f"取消收藏 {NUMBER}")
    assert "没有收藏过" in talk.say(f"/unsave {NUMBER}")
    assert "还没有收藏" in talk.say("/saved")


def test_a_saved_paper_is_followed_into_the_next_issue(talk: Talk) -> None:
    talk.say("/subscribe diffusion model")
    talk.say(f"/save {NUMBER}")
    talk.clock.advance(minutes=5)
    announce(talk, 2, title="Counting Larger Kites", comment="Accepted at MICCAI")
    pushed = talk.until_push()
    assert "看过的论文有变化" in pushed
    assert "Counting Larger Kites" in pushed
    assert "v1 → v2 · 改动：标题 · “Accepted at MICCAI”" in pushed
    assert "看过的论文有变化" not in talk.until_push()


def test_a_withdrawn_paper_is_marked_wherever_it_is_shown(talk: Talk) -> None:
    announce(talk, 2, comment="This paper has been withdrawn by the authors")
    for said in (f"/paper {NUMBER}", f"/paper {NUMBER} bibtex", "/search kites"):
        assert "已撤稿" in talk.say(said)
    talk.say("/settings language en")
    assert "[withdrawn]" in talk.say(f"/paper {NUMBER}")


def test_a_title_that_is_not_clear_is_asked_back(talk: Talk) -> None:
    announced = talk.say("/save kites")
    assert "已收藏" in announced
    talk.read(entry("2611.00002", title="Sewing Kites"))
    assert "已收藏" not in talk.say("/save kites")
    assert "用法" in talk.say("/save")
    assert "2611.99999" in talk.say("/save 2611.99999")


def test_the_export_brings_the_saved_papers_back(talk: Talk) -> None:
    talk.say(f"/save {NUMBER}")
    lines = [line for line in talk.say("/export").splitlines() if line.startswith("/save")]
    assert lines == [f"/save {NUMBER}"]
    assert f"/save {NUMBER}" in talk.say("/deleteme")
    assert "还没有收藏" in talk.say("/saved")
    talk.say("\n".join(lines))
    assert "Counting Kites" in talk.say("/saved")


def test_there_is_a_limit(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.services import keep

    monkeypatch.setattr(keep, "MAX_SAVED", 1)
    talk.say(f"/save {NUMBER}")
    talk.read(entry("2611.00002", title="Sewing Kites"))
    assert "上限" in talk.say("/save 2611.00002")
    assert "之前就收藏了" in talk.say(f"/save {NUMBER}")
