"""The hand that another process has in the server: JSON at `/_control/<verb>`.

What a verb takes are the keys of the JSON body (or of the query); what it returns is the answer.
A wrong one is answered with 400 and an `error`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.servers.telegram.rates import Limits
from tests.servers.telegram.script import Fault, error
from tests.servers.telegram.world import Sent

if TYPE_CHECKING:
    from tests.servers.telegram.server import TelegramServer

Json = dict[str, Any]
_FAULT_KEYS = ("kind", "when", "code", "description", "parameters", "seconds", "scope")
_MATCH_KEYS = ("method", "chat_id", "text", "times", "share")


class Control:
    """The verbs, for one server."""

    def __init__(self, server: "TelegramServer") -> None:
        self._server = server
        self._verbs: dict[str, Callable[..., Json]] = {
            "stats": self.stats,
            "sent": self.sent,
            "reset": self.reset,
            "script": self.script,
            "clear": self.clear,
            "rates": self.rates,
            "latency": self.latency,
            "chat": self.chat,
            "say": self.say,
            "press": self.press,
            "block": self.block,
            "unblock": self.unblock,
            "kick": self.kick,
            "migrate": self.migrate,
        }

    async def handle(self, verb: str, values: Json) -> Json:
        """Do `verb`.

        Raises:
            KeyError, TypeError, ValueError: there is no such verb, chat or key.
        """
        return self._verbs[verb](**values)

    def stats(self) -> Json:
        """Counts of all that was asked for and delivered."""
        server = self._server
        statuses: dict[str, int] = {}
        for call in server.calls:
            if call.method.lower() != "getupdates":
                statuses[str(call.status)] = statuses.get(str(call.status), 0) + 1
        return {
            "calls": len(server.calls),
            "statuses": statuses,
            "sent": len(server.sent),
            "edits": len(server.edits),
            "chats": len(server.world.meter.by_chat),
            "max_in_any_second": server.max_in_any_second(),
            "max_in_any_second_of_a_chat": server.world.meter.most_in_a_chat(),
            "violations": [violation.what for violation in server.violations],
            "pending_updates": len(server.world.updates),
        }

    def sent(self, after: int | str = 0, limit: int | str = 1000) -> Json:
        """What is delivered, from index `after` on, in order."""
        part = self._server.sent.entries[int(after) :][: int(limit)]
        return {"sent": [_shown(sent) for sent in part], "total": len(self._server.sent)}

    def reset(self) -> Json:
        """Forget what was delivered and asked for; users, chats and updates stay."""
        self._server.forget()
        return {}

    def script(self, **values: Any) -> Json:
        """The keys of a `Fault` and of the requests it meets (`Script.add`)."""
        unknown = values.keys() - {*_FAULT_KEYS, *_MATCH_KEYS}
        if unknown:
            raise ValueError(f"unknown keys: {sorted(unknown)}")
        given = {key: values[key] for key in _FAULT_KEYS if key in values}
        fault = _error(**given) if given["kind"] == "error" else Fault(**given)
        self._server.script(fault, **{key: values[key] for key in _MATCH_KEYS if key in values})
        return {}

    def clear(self) -> Json:
        """No more faults."""
        self._server.clear_script()
        return {}

    def rates(self, on: bool = True) -> Json:
        """Enforce the platform's pace, or let everything through."""
        self._server.enforce_rates(Limits() if on else None)
        return {}

    def latency(self, seconds: float = 0.0) -> Json:
        """What every answer takes from now on."""
        self._server.front.latency = float(seconds)
        return {}

    def chat(self, type: str, user_ids: list[int] | None = None, **facts: Any) -> Json:
        """Make a chat with these members (facts: see `Stage.chat`)."""
        members = [self._server.user(user_id) for user_id in user_ids or []]
        chat = self._server.chat(type, members=members, **facts)  # type: ignore[arg-type]
        return {"chat_id": chat.id}

    def say(
        self,
        user_id: int,
        text: str,
        chat_id: int | None = None,
        thread_id: int | None = None,
        language_code: str = "en",
    ) -> Json:
        """Let somebody write, in private where there is no `chat_id`."""
        person = self._server.user(user_id, language_code=language_code)
        chat = person.chat if chat_id is None else self._server.world.chats[chat_id]
        return {"message_id": person.send(chat, text, thread_id=thread_id).message_id}

    def press(self, user_id: int, chat_id: int, message_id: int, button: str) -> Json:
        """Let somebody press a button."""
        message = self._server.world.chats[chat_id].messages[message_id]
        return {"query_id": self._server.user(user_id).press(message, button).id}

    def block(self, user_id: int) -> Json:
        self._server.user(user_id).block()
        return {}

    def unblock(self, user_id: int) -> Json:
        self._server.user(user_id).unblock()
        return {}

    def kick(self, user_id: int, chat_id: int) -> Json:
        """Let somebody throw the bot out of a group."""
        self._server.user(user_id).kick_bot(self._server.world.chats[chat_id])
        return {}

    def migrate(self, chat_id: int) -> Json:
        """Make a supergroup of a group."""
        return {"chat_id": self._server.migrate(self._server.world.chats[chat_id]).id}


def _error(kind: str, code: int, description: str = "", parameters: Json | None = None) -> Fault:
    return error(code, description, **(parameters or {}))


def _shown(sent: Sent) -> Json:
    return {
        "at": sent.at,
        "chat_id": sent.chat_id,
        "message_id": sent.message_id,
        "thread_id": sent.thread_id,
        "kind": sent.kind,
        "text": sent.text,
        "entities": sent.entities,
        "buttons": sent.buttons,
        "silent": sent.silent,
    }
