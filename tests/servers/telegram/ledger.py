"""What the bot did, for a test to look at and wait for."""

from collections.abc import Callable

from tests.servers.log import Journal
from tests.servers.telegram.actors import Person
from tests.servers.telegram.call import Call
from tests.servers.telegram.people import Chat
from tests.servers.telegram.world import Sent, Violation, World

Where = Chat | Person | int


class Ledger:
    """Reads the records of a world."""

    world: World

    @property
    def calls(self) -> Journal[Call]:
        """Every request, in order of arrival."""
        return self.world.calls

    @property
    def sent(self) -> Journal[Sent]:
        """Every message delivered, in order."""
        return self.world.sent

    @property
    def edits(self) -> Journal[Sent]:
        """Every message as it was after an edit, in order."""
        return self.world.edits

    @property
    def violations(self) -> list[Violation]:
        """What the platform would have let pass, but should not have had to."""
        return self.world.violations

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """The menus, by scope ("default", "chat:-100123") and language code."""
        return self.world.commands

    def sent_to(self, chat: Where) -> list[Sent]:
        """What is delivered to one chat, in order."""
        chat_id = _id_of(chat)
        return [sent for sent in self.sent if sent.chat_id == chat_id]

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def wait_for(
        self,
        what: str | Callable[[Call], bool],
        *,
        count: int = 1,
        after: int = 0,
        timeout: float = 5.0,  # noqa: ASYNC109 - see Journal.wait_for
    ) -> Call:
        """The request that makes `count` matches; it is finished (logged, if not answered).

        Args:
            what: the name of a method, or a predicate.
            after: look at requests from this index on only (`len(server.calls)` at some time).
        """
        wanted = _is_method(what) if isinstance(what, str) else what

        def matches(call: Call) -> bool:
            return (call.finished or call.method == "getUpdates") and wanted(call)

        return await self.calls.wait_for(matches, count=count, after=after, timeout=timeout)

    async def wait_sent(
        self,
        count: int = 1,
        *,
        chat: Where | None = None,
        after: int = 0,
        timeout: float = 5.0,  # noqa: ASYNC109 - see Journal.wait_for
    ) -> list[Sent]:
        """The first `count` messages delivered (to `chat`), as soon as there are so many."""
        chat_id = _id_of(chat)

        def matches(sent: Sent) -> bool:
            return chat_id is None or sent.chat_id == chat_id

        await self.sent.wait_for(matches, count=count, after=after, timeout=timeout)
        return [sent for sent in self.sent.entries[after:] if matches(sent)][:count]

    def max_in_any_second(self, chat: Where | None = None) -> int:
        """The most messages delivered within one second, in all or to one chat."""
        return self.max_in_window(1.0, chat)

    def max_in_window(self, seconds: float, chat: Where | None = None) -> int:
        return self.world.meter.most(seconds, _id_of(chat))


def _is_method(name: str) -> Callable[[Call], bool]:
    return lambda call: call.method.lower() == name.lower()


def _id_of(where: Where | None) -> int | None:
    return where if where is None or isinstance(where, int) else where.id
