"""What becomes of a message, by what the server says: one row for each of its sentences."""

import httpx
import pytest
import pytest_asyncio
from telegram.error import Conflict, NetworkError, TimedOut

from adapters.telegram.refusals import explain
from bot.domain.message import Message
from bot.errors import DeliveryError, Fate
from tests.adapters.telegram.conftest import READER, at, make
from tests.servers.telegram import TelegramServer, close, error, flood

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLOSED, REFUSED, MAYBE_SENT, NOT_SENT = (
    Fate.CLOSED, Fate.REFUSED, Fate.MAYBE_SENT, Fate.NOT_SENT,
)  # fmt: skip

ANSWERS = [
    (error(403, "bot was blocked by the user"), CLOSED),
    (error(403, "user is deactivated"), CLOSED),
    (error(403, "bot was kicked from the group chat"), CLOSED),
    (error(403, "bot was kicked from the supergroup chat"), CLOSED),
    (error(403, "bot was kicked from the channel chat"), CLOSED),
    (error(403, "bot is not a member of the channel chat"), CLOSED),
    (error(403, "bot is not a member of the supergroup chat"), CLOSED),
    (error(403, "the group chat was deleted"), CLOSED),
    (error(403, "bot can't initiate conversation with a user"), CLOSED),
    (error(403, "something nobody has heard of"), CLOSED),
    (error(400, "chat not found"), CLOSED),
    (error(400, "need administrator rights in the channel chat"), CLOSED),
    (error(400, "not enough rights to send text messages to the chat"), CLOSED),
    (error(400, "have no rights to send a message"), CLOSED),
    (error(400, "CHAT_WRITE_FORBIDDEN"), CLOSED),
    (error(400, "CHAT_ADMIN_REQUIRED"), CLOSED),
    (error(400, "CHANNEL_PRIVATE"), CLOSED),
    (error(400, "USER_IS_BLOCKED"), CLOSED),
    (error(400, "PEER_ID_INVALID"), CLOSED),
    (error(400, "message thread not found"), CLOSED),
    (error(400, "TOPIC_CLOSED"), CLOSED),
    (error(400, "TOPIC_DELETED"), CLOSED),
    (error(400, "message is too long"), REFUSED),
    (error(400, "can't parse entities: Unsupported start tag \"x\" at byte offset 0"), REFUSED),
    (error(400, "text must be non-empty"), REFUSED),
    (error(400, "BUTTON_DATA_INVALID"), REFUSED),
    (error(413, "Request Entity Too Large"), MAYBE_SENT),
    (error(500), MAYBE_SENT),
    (error(502), MAYBE_SENT),
    (error(504), MAYBE_SENT),
    (close("before"), MAYBE_SENT),
    (close("after"), MAYBE_SENT),
]  # fmt: skip


def name_of(fault):
    return (
        getattr(fault, "description", "")
        if fault.kind == "error"
        else f"{fault.kind} {fault.when}"
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_server():
    """One server for all rows: to make a client takes longer than to use it."""
    async with TelegramServer(clock=lambda: 0.0) as server:
        server.user(READER, started=True)
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def messenger(shared_server):
    messenger = make(shared_server)
    await messenger.start()
    yield messenger
    await messenger.close()


@pytest.fixture
def server(shared_server):
    shared_server.clear_script()
    shared_server.forget()
    return shared_server


@pytest.mark.parametrize(("fault", "fate"), ANSWERS, ids=[name_of(fault) for fault, _ in ANSWERS])
async def test_an_answer_decides_what_became_of_the_message(server, messenger, fault, fate):
    server.script(fault, method="sendMessage")
    raised = await failed(messenger)
    assert raised.fate is fate
    assert raised.permanent is (fate in (CLOSED, REFUSED))


@pytest.mark.parametrize("seconds", [3, 43837])
async def test_a_flood_says_how_long_to_wait(server, messenger, seconds):
    server.script(flood(seconds), method="sendMessage")
    raised = await failed(messenger)
    assert (raised.fate, raised.retry_after, raised.everywhere) == (Fate.LIMITED, seconds, False)
    assert len(server.calls_of("sendMessage")) == 1


async def test_a_group_that_became_a_supergroup_says_where_it_went(server, messenger):
    group = server.chat("group")
    supergroup = server.migrate(group)
    raised = await failed(messenger, at(group.id))
    assert (raised.fate, raised.moved_to) == (Fate.MOVED, supergroup.id)
    assert str(supergroup.id) not in str(raised)


async def test_the_servers_words_are_kept_for_the_reader_of_a_log(server, messenger):
    server.user(8, started=True).block()
    assert str(await failed(messenger, at(8))) == "Forbidden: bot was blocked by the user"


@pytest.mark.parametrize(
    ("cause", "fate"),
    [
        (httpx.ConnectError("refused"), NOT_SENT),
        (httpx.ConnectTimeout("slow"), NOT_SENT),
        (httpx.PoolTimeout("busy"), NOT_SENT),
        (httpx.ProxyError("407 Proxy Authentication Required"), NOT_SENT),
        (httpx.ReadTimeout("slow"), MAYBE_SENT),
        (httpx.WriteTimeout("slow"), MAYBE_SENT),
        (httpx.ReadError("reset"), MAYBE_SENT),
        (httpx.WriteError("reset"), MAYBE_SENT),
        (httpx.RemoteProtocolError("gone"), MAYBE_SENT),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_went_wrong_on_the_way_decides_too(cause, fate):
    raised = TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError("httpx")
    raised.__cause__ = cause
    explained = explain(raised)
    assert explained.fate is fate
    assert str(explained) == f"{type(cause).__name__}: {cause}"


async def test_another_error_of_the_library_says_nothing_of_the_message():
    assert explain(NetworkError("Unknown error in HTTP implementation")).fate is MAYBE_SENT
    assert explain(Conflict("terminated by other getUpdates request")).fate is NOT_SENT


async def failed(messenger, address=None):
    [payload] = messenger.render(Message(text="hello"), "en")
    with pytest.raises(DeliveryError) as caught:
        await messenger.send(address or at(READER), payload, "1")
    return caught.value
