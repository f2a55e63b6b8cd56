"""Full-text search: the words of a paper, and the papers of some words.

`tokens()` alone decides what a word is, in both stores: SQLite's FTS5 and PostgreSQL's tsvector
are given ready words, and no more than whether a word stands in a paper is asked.
A paper's row is numbered so that the newest papers have the highest numbers, in whatever order
they were imported: "newest first" is then the order of the index itself, and a common word costs
no more than a rare one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    bindparam,
    column,
    false,
    select,
    table,
    text,
)

from bot.domain.arxiv_id import ArxivId
from bot.matching.text import has_cjk
from bot.matching.tokens import join_tokens, tokens
from storage.dialects import is_postgresql
from storage.rows import chunks

#: Longer texts are nobody's; PostgreSQL would refuse them.
_LONGEST_TEXT = 200_000
#: PostgreSQL takes no more bytes of words in a row, and its parser no more words of a question.
_LONGEST_ROW, _MOST_TERMS = 1_000_000, 500
#: A row is month (12 bits), place in the month (20), paper (31).
_KEY_BITS, _PLACE_BITS, _LAST_MONTH = 31, 20, (1 << 12) - 1
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
_DELETE = {
    "sqlite": "DELETE FROM paper_search WHERE rowid = ?",
    "postgresql": "DELETE FROM paper_search WHERE rowid = %s",
}
_UPDATE = {
    "sqlite": "UPDATE paper_search SET words = ? WHERE rowid = ?",
    "postgresql": "UPDATE paper_search SET words = array_to_tsvector(string_to_array(%s, ' '))"
    " WHERE rowid = %s",
}
_INSERT = {
    "sqlite": "INSERT INTO paper_search (words, rowid) VALUES (?, ?)",
    "postgresql": "INSERT INTO paper_search (words, rowid)"
    " VALUES (array_to_tsvector(string_to_array(%s, ' ')), %s)",
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
    # A date before or after all that a row can tell is the first or the last.
    months = min(max(0, (year - 1990) * 12 + month), _LAST_MONTH)
    return (months << _PLACE_BITS | place) << _KEY_BITS | key


def make_words(
    paper: Mapping[str, Any],
    readings: Iterable[Mapping[str, Any]],
    columns: Collection[str] = COLUMNS,
) -> str:
    """Every word of these columns of a paper, of its id and of these readings, apart by spaces."""
    texts = [paper[name] for name in ("title", "abstract") if name in columns]
    for name in ("authors", "listed_under"):
        texts += paper[name] if name in columns else ()
    for reading in readings:
        texts += (reading["title"], reading["abstract"], reading["tldr"], *reading["takeaways"])
        texts += (part for section in reading["sections"] for part in section)
    # Apart, because English takes much less work than a text with a Chinese sentence in it.
    by_script: dict[bool, list[str]] = {False: [], True: []}
    for said in filter(None, texts):
        by_script[has_cjk(said)].append(said)
    # The stop keeps the end of one text and the beginning of the next apart.
    # The id comes first: it is found even where there are more words than a row takes.
    words = [] if paper["arxiv_number"] is None else [_number_word(paper["arxiv_number"])]
    words += [join_tokens(" . ".join(some)[:_LONGEST_TEXT]) for some in by_script.values()]
    return " ".join(filter(None, words))


def read(connection: Connection, rows: Sequence[int]) -> dict[int, str]:
    """The words of these rows, apart by spaces."""
    words = "array_to_string(tsvector_to_array(words), ' ')"
    chosen = f"SELECT rowid, {words if is_postgresql(connection) else 'words'}"
    statement = text(f"{chosen} FROM paper_search WHERE rowid IN :rows")
    statement = statement.bindparams(bindparam("rows", expanding=True))
    return {
        row: held
        for some in chunks(rows)
        for row, held in connection.execute(statement, {"rows": some})
    }


def write(connection: Connection, words: Mapping[int, str], stale: Collection[int] = ()) -> None:
    """Write rows of the index, and take out those that are no longer true.

    Args:
        words: by row, apart by spaces.
        stale: rows that stand there; those among `words` too are given their new words.
    """
    kind = connection.dialect.name
    # FTS5 gathers rows in memory as long as their numbers rise: a digest lists the newest first.
    rows = sorted((row, _fit(held)) for row, held in words.items())
    for statement, values in (
        (_DELETE[kind], [(row,) for row in sorted({*stale} - words.keys())]),
        (_UPDATE[kind], [(held, row) for row, held in rows if row in stale]),
        (_INSERT[kind], [(held, row) for row, held in rows if row not in stale]),
    ):
        if values:
            connection.exec_driver_sql(statement, values)


def _fit(words: str) -> str:
    """As many of these words as a row takes."""
    if len(words) * 4 <= _LONGEST_ROW:
        return words
    raw = words.encode()
    return words if len(raw) <= _LONGEST_ROW else raw[:_LONGEST_ROW].rpartition(b" ")[0].decode()


def find(connection: Connection, *spellings: str, limit: int) -> list[int]:
    """Keys of the papers in which all words of any of the spellings stand, newest first."""
    alternatives = [terms for spelling in spellings if (terms := _list_terms(spelling))]
    if not alternatives:
        return []
    newest = _select_rows(connection, alternatives).order_by(_ROW.desc()).limit(limit)
    return [row & ((1 << _KEY_BITS) - 1) for row in connection.scalars(newest)]


def select_mentioning(connection: Connection, names: Iterable[str]) -> Select[int]:
    """The rows of the papers in which all words of any of these names stand."""
    found = [[(token, False) for token in tokens(name)] for name in names]
    return _select_rows(connection, [terms for terms in found if terms])


def _select_rows(connection: Connection, alternatives: Sequence[Sequence[_Term]]) -> Select[int]:
    rows = select(_ROW).select_from(table("paper_search"))
    if not alternatives:
        return rows.where(false())
    condition, word, start, also, either = _SYNTAX[connection.dialect.name]
    query = either.join(
        f"({also.join((start if is_start else word).format(term) for term, is_start in terms)})"
        for terms in alternatives
    )
    return rows.where(text(condition).bindparams(query=query))


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
        terms[token, len(token) == 1 and has_cjk(token)] = None
    return list(terms)[:_MOST_TERMS]


def _number_word(arxiv_number: str) -> str:
    """An arXiv number as one word, which no text is taken for."""
    return "arxiv" + "".join(char for char in arxiv_number if char.isalnum())
