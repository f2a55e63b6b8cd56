"""An outbox, and the hands of a test at both of its ends."""

import pytest

from bot.ports import Store
from tests.fakes import FakeClock, FakeMessenger
from tests.services.outbox import Outbox


@pytest.fixture
def outbox(store: Store, clock: FakeClock) -> Outbox:
    """Chats on Telegram; nothing waits for them yet."""
    return Outbox(store, clock)


@pytest.fixture
def messenger(clock: FakeClock) -> FakeMessenger:
    """Everything sent arrives."""
    return FakeMessenger(clock)
