"""The command line in a house of its own."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing of the machine's own settings, and logging as it was."""
    for name in os.environ:
        if name.startswith("CHENBAO_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CHENBAO_DATA_DIR", str(tmp_path / "data"))
    before = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], logging.root.level = before
