"""What is no digest is refused with one helpful line, and quickly."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.errors import ParseError
from bot.parsers import FORMATS, parse

FIXTURES = Path(__file__).parent.parent / "fixtures"


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def refusal(content: bytes, **options: str) -> str:
    with pytest.raises(ParseError) as refused:
        parse(content, **options)
    message = str(refused.value)
    assert message
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"PK\x03\x04 something", "ZIP"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"# \xe6\x91\x98\xe8\xa6\x81\x00\x01\x02", "binary"),
        (bytes(range(128, 256)) * 50, "neither UTF-8 nor GBK"),
        (b"# Notes of a meeting\n\nNothing about papers.", "none of the formats"),
        (b"<!DOCTYPE html><html><body><p>Hello</p></body></html>", "none of the formats"),
        (b"<rss><channel><title>News</title></channel></rss>", "none of the formats"),
        (b"<rss><channel><title>x updates on arXiv.org</title></rss>", "broken XML"),
        (b'<feed xmlns="http://arxiv.org/"><entry>', "broken XML"),
        (b"<rss><title>export.arxiv.org</title></rss>", "no channel"),
        (b"<!DOCTYPE html><html><body>By Kedreamix</body></html>", "no papers"),
    ],
)
def test_the_reason_is_named(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


def test_a_format_that_was_asked_for_is_insisted_on() -> None:
    markdown = (FIXTURES / "cn-chat-arxiv-md--issue.md").read_bytes()

    assert parse(markdown, format="cn-chat-arxiv-md").entries
    assert "not of the format arxiv-rss" in refusal(markdown, format="arxiv-rss")
    assert "no format is called atom" in refusal(markdown, format="atom")


@pytest.mark.parametrize("host", ["arxiv.org", "export.arxiv.org"])
def test_an_error_of_arxiv_is_not_a_day_without_papers(host: str) -> None:
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title><entry>'
        f"<id>http://{host}/api/errors#incorrect_id_format</id><title>Error</title>"
        f"<summary>incorrect id format for 1234</summary></entry></feed>"
    )
    assert "incorrect id format for 1234" in refusal(feed.encode())

    rss = (
        f"<rss><channel><title>Feed error for query: xx.XX</title><link>http://{host}</link>"
        f"<description>Bad archive xx.</description></channel></rss>"
    )
    assert "Bad archive xx." in refusal(rss.encode())


def test_declared_entities_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    feed = (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'
        f"<rss><channel><title>arxiv.org &l9;</title></channel></rss>"
    )
    with at_most(1):
        assert "entities" in refusal(feed.encode())


def test_the_usual_mistakes_in_xml_are_mended() -> None:
    feed = (
        "<rss><channel><title>cs.CV updates on arXiv.org</title><item><title>R&D &eacute;&nbsp;x"
        " &#11;</title><link>https://arxiv.org/abs/2403.13040</link></item></channel></rss>"
    )
    assert parse(feed.encode()).entries[0].title == "R&D é x"


def test_a_hundred_megabytes_of_one_line_are_refused_at_once() -> None:
    with at_most(2):
        assert "more than the 32 MB" in refusal(b"x" * 100_000_000)


HEADS = {
    "cn-chat-arxiv-md": "# 摘要\n\n| Ref | Title | Summary |\n| --- | --- | --- |\n",
    "talk2paper-md": "## Title\n\n**Authors:A**\n",
    "talk2paper-text": "2025-02-22 更新\nCool Papers\nTitle\nAuthors:A\n",
    "talk2paper-html": "<html><body>Kedreamix",
    "dailay-paper-info": "# T\n[arxiv_pdf_url](https://arxiv.org/pdf/2408.00874)\n",
    "arxiv-rss": "<rss><channel><title>arxiv.org</title><description>",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize(
    "piece",
    ["[", "(", "<a>", "<div>", "<ul><li>", "](", "**", "*a ", "&", "\n[^1]: ", "\n#  ", "1. ", " ",
     "\n", "标题 ", "\n## x\n", "\n| [^1] | [", "\nAuthors:", "<img src=\"", ") |", "arXiv:"],
)  # fmt: skip
def test_deep_nesting_and_long_runs_end_quickly(head: str, piece: str) -> None:
    content = (head + piece * 10_000).encode()
    with at_most(3), suppress(ParseError):
        parse(content)


def test_more_papers_than_any_day_brings_are_refused() -> None:
    content = HEADS["cn-chat-arxiv-md"] + "\n[^1]: x" * 30_000
    with at_most(2):
        assert "more than 20,000 papers" in refusal(content.encode())


@pytest.mark.parametrize("length", [1, 2])
def test_a_character_cut_through_at_the_end_is_dropped(length: int) -> None:
    content = (FIXTURES / "talk2paper-text--page.txt").read_bytes() + "结".encode()[:length]

    assert len(parse(content).entries) == 2


def test_gbk_is_understood() -> None:
    path = FIXTURES / "dailay-paper-info--notes.md"
    text = path.read_text(encoding="utf-8")

    assert parse(text.encode("gb18030")) == parse(text.encode())


def test_a_declared_encoding_is_believed() -> None:
    feed = (
        '<?xml version="1.0" encoding="{}"?><rss><channel><title>cs.CV updates on arXiv.org</title>'
        "<item><title>Caf\u00e9</title></item></channel></rss>"
    )
    for encoding in ("iso-8859-1", "windows-1252", "utf-8"):
        content = feed.format(encoding).encode(encoding)
        assert parse(content).entries[0].title == "Café"


def test_a_single_broken_byte_does_not_lose_a_document() -> None:
    content = (FIXTURES / "cn-chat-arxiv-md--issue.md").read_bytes()
    broken = content.replace(b"rotating", b"rot\xffting", 1)

    assert len(parse(broken).entries) == len(parse(content).entries)


def test_importing_the_parsers_is_light() -> None:
    check = (
        "import sys, bot.parsers;"
        "print(sorted({'selectolax', 'feedparser', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_table_is_keyed_by_the_names_of_its_formats() -> None:
    assert list(FORMATS) == [known.name for known in FORMATS.values()]
