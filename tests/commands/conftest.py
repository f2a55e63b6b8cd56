"""A conversation for each test."""

import pytest

from bot.ports import Store
from tests.fakes import FakeClock
from tests.talk import Talk


@pytest.fixture
def talk(sqlite_store: Store, clock: FakeClock) -> Talk:
    """A private chat in Chinese, of which nothing is known."""
    return Talk(sqlite_store, clock)
