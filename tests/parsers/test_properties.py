"""No input raises anything but ParseError, and what was rendered is read back."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.document import Document
from bot.domain.paper import Damage
from bot.errors import ParseError
from bot.parsers import FORMATS, parse
from tests.parsers.renderers import RENDERERS
from tests.parsers.strategies import DOCUMENTS

FIXTURES = Path(__file__).parent.parent / "fixtures"
CONTENTS = [
    path.read_bytes() for path in sorted(FIXTURES.glob("*--*.*")) if path.suffix != ".json"
]
CUTTABLE = [
    path
    for pattern in (
        "cn-chat-arxiv-md*.md",
        "talk2paper*.md",
        "talk2paper*.txt",
        "talk2paper*.html",
    )
    for path in sorted(FIXTURES.glob(pattern))
]
quickly = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: Pieces by which formats are told and parts are cut.
PIECES = [
    b"# \xe6\x91\x98\xe8\xa6\x81\n\n| Ref | Title | Summary |\n",
    b"[^1]: ",
    b"\n\n    ",
    b"| [^2] | [T](http://arxiv.org/abs/2403.00001) | x |\n",
    b"---\ntitle: x\n---\nChatPaperFree\n",
    b"\n## T\n**Authors:A**\n",
    b"[PDF](http://arxiv.org/abs/2403.00001v1) c\n",
    b"**[ChatPaperFree](https://x)**\n",
    b"2025-02-22 \xe6\x9b\xb4\xe6\x96\xb0\nCool Papers\nT\nAuthors:A\n",
    b"# T\n[arxiv_pdf_url](https://arxiv.org/pdf/2403.00001)\n",
    b"# faild to  read !!!!\n",
    b"<!DOCTYPE html><html><body>Kedreamix",
    b"<rss><channel><title>arxiv.org",
    b"</title><item><title>",
    b"<feed xmlns='arxiv.org'><entry>",
    b"<rdf:RDF>arxiv.org",
    b"<ol><li>",
    b"\xff\xfe",
    b"\x00",
    b"\r",
]


def parse_or_refuse(content: bytes, **options: str) -> Document | None:
    """The document; None where it was refused in the one way that is allowed."""
    document = None
    reason = "one line"
    try:
        document = parse(content, **options)
    except ParseError as refused:
        reason = str(refused)
    assert reason.splitlines() == [reason]
    return document


@quickly
@given(st.binary(max_size=400), st.text(max_size=30))
def test_random_bytes_are_parsed_or_refused(content: bytes, name: str) -> None:
    parse_or_refuse(content, name=name)


@quickly
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20).map(str.encode), max_size=12))
def test_scrambled_pieces_are_parsed_or_refused(pieces: list[bytes]) -> None:
    parse_or_refuse(b"".join(pieces))


@quickly
@given(st.data())
def test_a_mutated_document_is_parsed_or_refused(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(CONTENTS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 60)))
        piece = data.draw(st.binary(max_size=6) | st.sampled_from(PIECES))
        content = content[:start] + piece + content[end:]
    parse_or_refuse(content)


@quickly
@given(st.sampled_from(CONTENTS), st.sampled_from(list(FORMATS)))
def test_no_document_passes_for_another_format(content: bytes, name: str) -> None:
    document = parse_or_refuse(content, format=name)

    assert document is None or document.format == parse(content).format == name


@pytest.mark.parametrize("name", list(FORMATS))
def test_what_was_rendered_is_read_back(name: str) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(DOCUMENTS[name])
    def check(document: Document) -> None:
        rendered = RENDERERS[name](document).encode()
        folder, file = document.issued_on, (document.topic or "x").replace("/", "_")
        assert parse(rendered, name=f"{folder}/{file}.md") == document

    check()


@pytest.mark.parametrize("path", CUTTABLE, ids=lambda path: path.stem)
def test_a_document_cut_anywhere_keeps_what_is_there(path: Path) -> None:
    """Every entry is as in the whole document, or labelled; none is invented."""
    content = path.read_bytes()
    whole = parse(content).entries
    for length in range(1, len(content), 5):
        with suppress(ParseError):
            entries = parse(content[:length]).entries
            assert len(entries) <= len(whole)
            for cut, entry in zip(entries, whole, strict=False):
                assert cut == entry or Damage.CUT in cut.damage, length


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("dailay*.md")), ids=lambda path: path.stem)
def test_notes_cut_anywhere_keep_the_papers_before_the_last(path: Path) -> None:
    """A note has no usual end: one that was cut behind a sentence cannot be told from a whole."""
    content = path.read_bytes()
    whole = parse(content).entries
    for length in range(1, len(content), 5):
        with suppress(ParseError):
            entries = parse(content[:length]).entries
            assert entries[:-1] == whole[: max(0, len(entries) - 1)]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.xml")), ids=lambda path: path.stem)
def test_a_feed_cut_anywhere_is_refused(path: Path) -> None:
    content = path.read_bytes().rstrip()
    for length in range(1, len(content), 9):
        with pytest.raises(ParseError):
            parse(content[:length])
