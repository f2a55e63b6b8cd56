"""How PostgreSQL is to find the few rows of large tables that a step of a large piece of work is of.

It goes by statistics, which know nothing of temporary tables and little of tables that were filled
today. Where they mislead it, it reads a whole table for each step, or compiles a statement that it
takes for a long one; the step then holds its locks several times as long.
"""

from sqlalchemy import Connection, func, select

from storage.dialects import is_postgresql

_SET = select(
    *(
        func.set_config(name, "off", True)
        for name in ("enable_hashjoin", "enable_mergejoin", "jit")
    )
)


def look_up_each(connection: Connection) -> None:
    """Rows are looked up one by one in their indexes until the transaction ends."""
    if is_postgresql(connection):
        connection.execute(_SET)
