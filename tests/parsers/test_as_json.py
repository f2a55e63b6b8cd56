"""The object that `chenbao parse` prints for an entry."""

import json
from pathlib import Path

from bot.parsers import parse
from bot.parsers.as_json import entry_to_json

KEYS = [
    *("file", "format", "issued_on", "topic", "position", "arxiv_id", "version", "title"),
    *("authors", "abstract", "categories", "announce_type", "url", "comment", "readings"),
    *("images", "damage"),
]
READING_KEYS = ["source", "lang", "title", "abstract", "tldr", "takeaways", "sections"]
FIXTURES = Path(__file__).parent.parent / "fixtures"


def test_an_entry_has_exactly_the_promised_keys() -> None:
    document = parse((FIXTURES / "talk2paper-md--post.md").read_bytes())

    printed = entry_to_json("a/b.md", document, document.entries[0])

    assert list(printed) == KEYS
    assert list(printed["readings"][0]) == READING_KEYS
    assert (printed["arxiv_id"], printed["version"]) == ("2401.11535", 2)
    assert printed["issued_on"] == "2024-12-01"
    assert printed["damage"] == ["failed"]
    assert json.loads(json.dumps(printed)) == printed


def test_what_is_absent_is_null_and_lists_are_empty() -> None:
    document = parse((FIXTURES / "dailay-paper-info--older-notes.md").read_bytes())

    printed = entry_to_json("x", document, document.entries[1])

    absent = ("issued_on", "topic", "arxiv_id", "version", "abstract", "announce_type", "url")
    assert [printed[key] for key in absent] == [None] * 7
    assert (printed["authors"], printed["images"]) == ([], [])
    assert printed["damage"] == ["failed", "no_id"]
    assert printed["readings"][0] == {
        "source": "dailay_paper_info",
        "lang": "zh",
        **dict.fromkeys(("title", "abstract", "tldr", "takeaways", "sections")),
    }
