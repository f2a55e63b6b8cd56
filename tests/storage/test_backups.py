"""Backups whose names or places are odd."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from storage import migrate_database, open_store
from storage.backups import back_up, restore
from tests.conftest import THRESHOLDS
from tests.fakes import FakeClock
from tests.storage.builders import entry, take_in


@pytest.mark.parametrize("name", ["100%25", "#1", "论 文"])
def test_any_name_will_do_for_a_folder(name: str, tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / name
    url = f"sqlite:///{folder / 'chenbao.db'}"
    store = open_store(url, thresholds=THRESHOLDS)
    take_in(store, clock, entry("2403.00001"))
    back_up(url, folder / "kept.db", clock.now())
    take_in(store, clock, entry("2403.00002"))
    store.close()
    assert restore(url, folder / "kept.db") == clock.now()
    store = open_store(url, thresholds=THRESHOLDS)
    with store.begin() as tx:
        assert tx.papers.count() == 1
    store.close()


def test_the_database_is_no_place_for_its_own_backup(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'chenbao.db'}"
    migrate_database(url)
    monkeypatch.chdir(tmp_path)
    for file in (tmp_path / "chenbao.db", Path("chenbao.db")):
        with pytest.raises(ConfigError, match="is the database itself"):
            back_up(url, file, clock.now())
        with pytest.raises(ConfigError, match="is the database itself"):
            restore(url, file)
