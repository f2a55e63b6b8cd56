"""Every document in `tests/fixtures` parses to the JSON beside it.

A new case is two files: `<format>--<what>.<suffix>` and `<format>--<what>.json`. The JSON holds
the document, without empty fields, and under `name` the path it is to be parsed under.
"""

import json
from pathlib import Path

import pytest

from bot.parsers import FORMATS, parse
from tests.parsers.plain import as_plain

FIXTURES = Path(__file__).parent.parent / "fixtures"
DOCUMENTS = sorted(
    path for path in FIXTURES.glob("*--*.*") if path.suffix in {".md", ".xml", ".html", ".txt"}
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_parses_to_the_json_beside_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    document = parse(path.read_bytes(), name=expected.get("name", ""))

    assert as_plain(document) == expected["document"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_format_is_told_by_the_content_alone(path: Path) -> None:
    document = parse(path.read_bytes(), name="misleading/2001-01-01/feed.xml")

    assert document.format == path.name.partition("--")[0]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_line_ends_and_a_mark_change_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    plain = parse(text.encode())

    assert parse(text.replace("\n", "\r\n").encode()) == plain
    assert parse(text.replace("\n", "\r").encode()) == plain
    assert parse(b"\xef\xbb\xbf" + text.encode()) == plain
    if "encoding=" not in text[:100]:
        assert parse(text.encode("utf-16")) == plain


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_blanks_that_an_editor_strips_change_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    stripped = "\n".join(line.rstrip() for line in text.split("\n"))

    assert parse(stripped.encode()) == parse(text.encode())


def test_every_format_has_a_fixture() -> None:
    assert {path.name.partition("--")[0] for path in DOCUMENTS} == set(FORMATS)
