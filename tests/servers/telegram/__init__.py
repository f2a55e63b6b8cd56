"""A Bot API that is as strict as the real one.

`server` is what a test starts; `stage` and `ledger` are its hand in the world and its eyes;
`script` makes things go wrong. Beneath: `http` (the wire), `methods` (one module per subject),
`world` and `people` (the state), `access`, `content`, `markup`, `keyboards` (what is refused),
`rates`, `updates`, `webhook`. `control` and `process` are for other processes, `terminal` for
people: `python -m tests.servers.telegram`.
"""

from tests.servers.telegram.actors import Person
from tests.servers.telegram.call import Call, Upload
from tests.servers.telegram.people import Chat, Message
from tests.servers.telegram.process import TelegramProcess
from tests.servers.telegram.rates import Limits
from tests.servers.telegram.script import Fault, close, delay, error, flood, hang
from tests.servers.telegram.server import TOKEN, TelegramServer
from tests.servers.telegram.world import Query, Sent

__all__ = [
    "TOKEN",
    "Call",
    "Chat",
    "Fault",
    "Limits",
    "Message",
    "Person",
    "Query",
    "Sent",
    "TelegramProcess",
    "TelegramServer",
    "Upload",
    "close",
    "delay",
    "error",
    "flood",
    "hang",
]
