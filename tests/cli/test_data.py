"""The data as a whole, as it is typed: backup, restore, export, and a disk without room."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.cli import run
from bot.domain.schedule import Rhythm
from storage import open_store
from storage import tables as t
from storage.engine import make_engine, parse_url
from tests.bench.database import THRESHOLDS
from tests.bench.outbox import add_chats, add_paper

pytestmark = pytest.mark.usefixtures("own_settings")

SAMPLES = Path(__file__).parents[2] / "bot" / "demo" / "samples"


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Lines typed into `chenbao chat`; gives what was answered."""

    def type_lines(*lines: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
        assert run(["chat"]) == 0
        return capsys.readouterr().out

    return type_lines


def exported(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What `chenbao export` prints, and nothing but JSON."""
    capsys.readouterr()
    assert run(["export"]) == 0
    chats: list[dict[str, object]] = json.loads(capsys.readouterr().out)["chats"]
    return chats


def test_what_was_backed_up_is_there_again_after_a_restore(tmp_path, type_in, capsys):
    file = tmp_path / "kept" / "monday.db"
    type_in("/subscribe 医学图像", "/settings time 7:15")
    before = exported(capsys)
    assert run(["backup", str(file)]) == 0
    assert capsys.readouterr().out.startswith(f"backed up to {file} (")
    type_in("/deleteme")
    assert exported(capsys) == []
    assert run(["restore", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"restored the backup of {datetime.now(UTC):%Y-%m-%d}" in said
    assert "0 deliveries that may have been sent since are not sent again" in said
    assert exported(capsys) == before


def test_export_gives_every_chat_with_its_settings_and_subscriptions(type_in, capsys):
    type_in("/subscribe 医学图像", "/settings time 7:15")
    [chat] = exported(capsys)
    assert (chat["platform"], chat["kind"]) == ("console", "private")
    assert chat["settings"]["schedule"]["at"] == "07:15"
    assert [one["query"] for one in chat["subscriptions"]] == ["医学图像"]


def test_a_restore_says_how_much_is_not_sent_again(sqlite_url, tmp_path, capsys):
    engine = make_engine(parse_url(sqlite_url))
    now = datetime.now(UTC) - timedelta(hours=1)
    with engine.begin() as connection:
        add_chats(connection, [1, 2, 3], rhythm=Rhythm.DAILY, now=now)
        add_paper(connection, 1, now)
        connection.execute(update(t.chat).values(pending_on=now.date(), pending_at=now))
    engine.dispose()
    there = ["--database-url", sqlite_url]
    assert run(["backup", str(tmp_path / "b.db"), *there]) == 0
    assert run(["restore", str(tmp_path / "b.db"), *there]) == 0
    assert "3 deliveries that may have been sent since" in capsys.readouterr().out


def test_nothing_is_restored_under_a_bot_that_runs(sqlite_url, tmp_path, capsys):
    there = ["--database-url", sqlite_url]
    assert run(["backup", str(tmp_path / "b.db"), *there]) == 0
    running = open_store(sqlite_url, thresholds=THRESHOLDS)
    lead = running.take_lead("sender telegram 0")
    assert lead is not None
    assert run(["restore", str(tmp_path / "b.db"), *there]) == 2
    assert capsys.readouterr().err == (
        "chenbao: the bot is running on this database; stop it first\n"
    )
    lead.release()
    running.close()


def test_what_is_no_backup_is_refused_in_one_line_and_changes_nothing(tmp_path, type_in, capsys):
    type_in("/subscribe 医学图像")
    (tmp_path / "text.db").write_text("not a database", encoding="utf-8")
    before = exported(capsys)
    assert run(["restore", str(tmp_path / "text.db")]) == 2
    assert "is not a backup made by chenbao" in capsys.readouterr().err
    assert exported(capsys) == before


def test_postgresql_is_left_to_its_own_tools(tmp_path, capsys):
    there = ["--database-url", "postgresql://127.0.0.1:1/none"]
    assert run(["backup", str(tmp_path / "b.db"), *there]) == 2
    assert "pg_dump" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["import", str(SAMPLES)], ["fetch"]])
def test_without_room_nothing_is_taken_in_and_one_line_says_why(
    command, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("CHENBAO_MIN_FREE_MB", "100000000")
    monkeypatch.setenv("CHENBAO_SOURCES__CATEGORIES", '["cs.CV"]')
    assert run(command) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"chenbao: less than 100000000 MB are free for {tmp_path / 'data'}, so nothing is taken "
        "in: make room, or set min_free_mb lower\n"
    )
    assert not (tmp_path / "data").exists()


def test_an_import_during_which_the_room_runs_out_keeps_what_it_has(tmp_path, monkeypatch, capsys):
    checks = iter([True, True, True, False])
    monkeypatch.setattr("bot.app.has_room", lambda *_: next(checks))
    assert run(["import", str(SAMPLES)]) == 1
    assert "make room" in capsys.readouterr().err
    with open_store(
        f"sqlite:///{tmp_path / 'data' / 'chenbao.db'}", thresholds=THRESHOLDS
    ).begin() as tx:
        assert tx.documents.count() == 2
