"""Full-text search: the words of a paper, and the papers of some words.

`tokens()` alone decides what a word is, in both stores: SQLite's FTS5 and PostgreSQL's tsvector
are given ready words, each once a paper, and no more than whether a word stands there is asked.
A paper's row is numbered so that the newest papers have the highest numbers, in whatever order
they were imported: "newest first" is then the order of the index itself, and a common word costs
no more than a rare one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, column, select, table, text

from bot.domain.arxiv_id import ArxivId
from bot.matching.text import distinct_tokens, has_cjk, tokens
from storage.dialects import is_postgresql
from storage.rows import chunks

#: Longer words and texts are nobody's; PostgreSQL would refuse them.
_LONGEST_WORD = 64
_LONGEST_TEXT = 200_000
#: A row is month (12 bits), place in the month (20), paper (31).
_KEY_BITS, _PLACE_BITS = 31, 20
_ROW = column("rowid", BigInteger)
#: Papers that arXiv takes in a day, about: what places a paper without a number in its month.
_A_DAY = 800
#: The columns of a paper that hold words.
COLUMNS = frozenset({"title", "abstract", "authors", "listed_under"})
#: Of each store: the condition, a whole word, the beginning of one, and what joins them: all of
#: these, any of these. Terms are letters and digits alone, so that nothing a person types is syntax.
_SYNTAX = {
    "sqlite": ("paper_search MATCH :query", '"{}"', '"{}"*', " AND ", " OR "),
    "postgresql": ("words @@ CAST(:query AS tsquery)", "'{}'", "'{}':*", " & ", " | "),
}
#: A word, and whether it may be the beginning of one.
_Term = tuple[str, bool]


def number_row(arxiv_number: str | None, seen_on: date, key: int) -> int:
    """The number of a paper's row in the index.

    Args:
        seen_on: when it was published or seen; counts where there is no arXiv number.
    """
    if arxiv_number is None:
        year, month, place = seen_on.year, seen_on.month, seen_on.day * _A_DAY
    else:
        digits = arxiv_number.rpartition("/")[2].replace(".", "")
        year = 1900 + int(digits[:2]) if int(digits[:2]) > 90 else 2000 + int(digits[:2])
        month, place = int(digits[2:4]), int(digits[4:])
    months = max(0, (year - 1990) * 12 + month)
    return (months << _PLACE_BITS | place) << _KEY_BITS | key


def list_words(
    paper: Mapping[str, Any],
    readings: Iterable[Mapping[str, Any]],
    columns: Collection[str] = COLUMNS,
) -> list[str]:
    """Every word of these columns of a paper, of its id and of these readings, each once."""
    texts = [paper[name] for name in ("title", "abstract") if name in columns]
    for name in ("authors", "listed_under"):
        texts += paper[name] if name in columns else ()
    for reading in readings:
        texts += (reading["title"], reading["abstract"], reading["tldr"], *reading["takeaways"])
        texts += (part for section in reading["sections"] for part in section)
    words: dict[str, None] = {}
    # Plain English takes much less work than a text with a Chinese sentence in it.
    for english in (True, False):
        # The stop keeps the end of one text and the beginning of the next apart.
        some = " . ".join(text for text in texts if text and text.isascii() is english)
        words |= distinct_tokens(some[:_LONGEST_TEXT])
    if max(map(len, words), default=0) > _LONGEST_WORD:
        words = dict.fromkeys(word[:_LONGEST_WORD] for word in words)
    if paper["arxiv_number"] is not None:
        words[_number_word(paper["arxiv_number"])] = None
    return list(words)


def read(connection: Connection, rows: Sequence[int]) -> dict[int, list[str]]:
    """The words of these rows."""
    # Words hold no spaces, so that both stores can give them in one text.
    words = "array_to_string(tsvector_to_array(words), ' ')"
    chosen = f"SELECT rowid, {words if is_postgresql(connection) else 'words'}"
    statement = text(f"{chosen} FROM paper_search WHERE rowid IN :rows")
    statement = statement.bindparams(bindparam("rows", expanding=True))
    return {
        row: found.split()
        for some in chunks(rows)
        for row, found in connection.execute(statement, {"rows": some})
    }


def put(connection: Connection, rows: Sequence[tuple[int, list[str]]]) -> None:
    """Add rows to the index: (number, words)."""
    if not rows:
        return
    if not is_postgresql(connection):
        connection.exec_driver_sql(
            "INSERT INTO paper_search (rowid, words) VALUES (?, ?)",
            [(number, " ".join(words)) for number, words in rows],
        )
    else:
        connection.execute(
            text(
                "INSERT INTO paper_search (rowid, words)"
                " VALUES (:row, array_to_tsvector(CAST(:words AS text[])))"
            ),
            [{"row": number, "words": words} for number, words in rows],
        )


def remove(connection: Connection, rows: Sequence[int]) -> None:
    """Take rows out of the index."""
    if rows:
        connection.execute(
            text("DELETE FROM paper_search WHERE rowid = :row"), [{"row": row} for row in rows]
        )


def find(connection: Connection, *spellings: str, limit: int) -> list[int]:
    """Keys of the papers in which all words of any of the spellings stand, newest first."""
    alternatives = [terms for spelling in spellings if (terms := _list_terms(spelling))]
    if not alternatives:
        return []
    newest = _select_rows(connection, alternatives).order_by(_ROW.desc()).limit(limit)
    return [row & ((1 << _KEY_BITS) - 1) for row in connection.scalars(newest)]


def select_mentioning(connection: Connection, names: Iterable[str]) -> Select[int]:
    """The rows of the papers in which all words of any of these names stand."""
    found = [[(token[:_LONGEST_WORD], False) for token in tokens(name)] for name in names]
    return _select_rows(connection, found)


def _select_rows(connection: Connection, alternatives: Iterable[Sequence[_Term]]) -> Select[int]:
    condition, word, start, also, either = _SYNTAX[connection.dialect.name]
    query = either.join(
        f"({also.join((start if is_start else word).format(term) for term, is_start in terms)})"
        for terms in alternatives
    )
    return (
        select(_ROW)
        .select_from(table("paper_search"))
        .where(text(condition).bindparams(query=query))
    )


def _list_terms(words: str) -> list[_Term]:
    """The words that must all stand.

    A single Chinese character is the beginning of one: papers hold it as part of a bigram.
    """
    rest: list[str] = []
    terms: dict[_Term, None] = {}
    for word in words[:_LONGEST_TEXT].split():
        arxiv_id = ArxivId.find(word)
        if arxiv_id is None:
            rest.append(word)
        else:
            terms[_number_word(arxiv_id.number), False] = None
    for token in tokens(" ".join(rest)):
        terms[token[:_LONGEST_WORD], len(token) == 1 and has_cjk(token)] = None
    return list(terms)


def _number_word(arxiv_number: str) -> str:
    """An arXiv number as one word, which no text is taken for."""
    return "arxiv" + "".join(char for char in arxiv_number if char.isalnum())
