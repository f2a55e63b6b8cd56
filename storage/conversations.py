"""What conversations need to remember."""

import hashlib
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from storage import tables as t
from storage.dialects import insert_into


class SqlPhrases:
    """`bot.ports.Phrases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, text: str, now: datetime) -> int:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        statement = insert_into(self._connection, t.phrase).values(
            digest=digest, text=text, kept_at=now
        )
        return int(
            self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["digest"], set_={"kept_at": now}
                ).returning(t.phrase.c.key)
            ).scalar_one()
        )

    def find(self, key: int) -> str | None:
        return self._connection.scalar(select(t.phrase.c.text).where(t.phrase.c.key == key))

    def clear_away(self, before: datetime) -> int:
        return self._connection.execute(
            delete(t.phrase).where(t.phrase.c.kept_at < before)
        ).rowcount


class SqlLinkCards:
    """`bot.ports.LinkCards`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, chat_key: int, paper_key: int, on: date) -> bool:
        statement = insert_into(self._connection, t.link_card).values(
            chat_key=chat_key, paper_key=paper_key, shown_on=on
        )
        noted = self._connection.scalar(
            statement.on_conflict_do_update(
                index_elements=["chat_key", "paper_key"],
                set_={"shown_on": on},
                where=t.link_card.c.shown_on != on,
            ).returning(t.link_card.c.chat_key)
        )
        return noted is not None
