"""The port that tells of health and metrics."""

import socket

import pytest

from bot.errors import ConfigError
from bot.http import serve
from bot.ports import Store
from bot.services.core import Core
from bot.services.health import Health
from tests.fakes import FakeClock
from tests.talk import load_lexicon

HOST = "127.0.0.1"


@pytest.fixture
def health(sqlite_store: Store, clock: FakeClock) -> Health:
    """All is well."""
    core = Core(store=sqlite_store, clock=clock, load_lexicon=load_lexicon)
    return Health(core=core, started_at=clock.now(), has_room=lambda: True)


async def test_a_port_that_is_taken_is_named(health: Health) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"http_port {port} on {HOST} cannot be used"):
            async with serve(health, bytes, host=HOST, port=port):
                pass


async def test_what_goes_wrong_beside_it_is_not_taken_for_the_port(health: Health) -> None:
    with pytest.raises(ConnectionResetError):
        async with serve(health, bytes, host=HOST, port=0):
            raise ConnectionResetError("a platform went away")
