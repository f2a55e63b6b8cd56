"""A full outbox to measure on: chats on one platform, and one paper's instant pushes to each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, insert, text

from bot.domain.chat import ChatSettings
from bot.domain.schedule import Rhythm, Schedule
from bot.matching.lexicon import Lexicon
from bot.ports import Clock, Store, SystemClock
from bot.services.core import Core
from storage import tables as t
from storage.rows import from_settings
from tests.bench.database import Watched

TOPIC = 1
#: So many chats at a time, and the columns that are different in each.
_STEP, _COUNTED = 50_000, {"key", "chat_id", "chat_key"}
ABSTRACT = "We segment organs in CT volumes with a diffusion model and little supervision. " * 12


def make_core(store: Store | Watched, clock: Clock | None = None) -> Core:
    """The service on a store, by the machine's clock unless another is given."""
    return Core(
        store=store,  # type: ignore[arg-type]
        clock=clock or SystemClock(),
        load_lexicon=cache(Lexicon.load),
    )


def add_chats(
    connection: Connection,
    chat_ids: Sequence[int],
    *,
    platform: str = "telegram",
    kind: str = "private",
    rhythm: Rhythm = Rhythm.INSTANT,
    now: datetime,
    first: int = 0,
) -> None:
    """Chats that follow one topic, with keys above `first`."""
    settings = from_settings(ChatSettings(schedule=Schedule(rhythm=rhythm)))
    if not first:
        connection.execute(
            insert(t.topic).values(
                key=TOPIC, name="医学图像", query="医学图像", query_key="q", created_at=now
            )
        )
    rows = [
        {"key": key, "platform": platform, "bot_id": 0, "chat_id": chat_id, "thread_id": 0}
        | {"kind": kind, "wants_review": False, "created_at": now, **settings}
        for key, chat_id in enumerate(chat_ids, start=first + 1)
    ]
    connection.execute(insert(t.chat), rows)
    follows = [
        {"chat_key": row["key"], "topic_key": TOPIC, "name": "医学图像"}
        | {"since_at": now, "created_at": now}
        for row in rows
    ]
    connection.execute(insert(t.subscription), follows)


def add_many_chats(connection: Connection, count: int, now: datetime) -> None:
    """Like `add_chats`, for hundreds of thousands: most are made by the database of the first ones."""
    add_chats(connection, range(1, min(_STEP, count) + 1), now=now)
    for start in range(_STEP, count, _STEP):
        last = min(_STEP, count - start)
        for table in (t.chat, t.subscription):
            names = [column.name for column in table.columns]
            values = [f"{name} + {start}" if name in _COUNTED else name for name in names]
            connection.execute(
                text(
                    f"INSERT INTO {table.name} ({', '.join(names)}) "
                    f"SELECT {', '.join(values)} FROM {table.name} WHERE key <= {last}"
                )
            )


def add_paper(connection: Connection, key: int, now: datetime) -> None:
    """A paper that matches the topic, whose pushes are not made yet."""
    lists: dict[str, list[str]] = {
        name: [] for name in ("categories", "links", "images", "listed_under", "damage")
    }
    arrived_at = now + timedelta(seconds=1)
    connection.execute(
        insert(t.paper).values(
            key=key,
            arxiv_number=f"2611.{key:05}",
            version=1,
            announce_type="new",
            unmatched=False,
            arrived_at=arrived_at,
            title=f"Diffusion for Medical Image Segmentation {key}",
            title_key=f"paper{key}",
            authors=["Ada Lovelace", "Alan Turing"],
            abstract=ABSTRACT,
            **lists,
        )
    )
    connection.execute(
        insert(t.match).values(
            paper_key=key,
            topic_key=TOPIC,
            score=0.9,
            reason={"kind": "name", "text": "medical image segmentation"},
            arrived_at=arrived_at,
            created_at=now,
            changed_at=now,
        )
    )
