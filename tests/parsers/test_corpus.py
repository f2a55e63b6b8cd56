"""Real digests, where they lie beside the project; the texts themselves are not part of it."""

from pathlib import Path

import pytest

from bot.domain.document import Document
from bot.parsers import parse

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the real digests (../shared/corpus) are not on this machine"
)


def read(path: Path) -> Document:
    return parse(path.read_bytes(), name=str(path))


def test_markdown_and_rss_of_an_issue_say_the_same() -> None:
    for path in sorted((CORPUS / "cn_chat_arxiv").glob("202[45]*/*.md")):
        feed = read(path.with_suffix(".xml"))
        issue = read(path)

        assert feed.entries == issue.entries, path
        assert (feed.topic, feed.issued_on) == (issue.topic, issue.issued_on), path


def test_every_paper_of_a_post_has_what_posts_have() -> None:
    for path in sorted((CORPUS / "talk2paper").glob("2024-0[19]*/*.md")):
        for entry in read(path).entries:
            (reading,) = entry.readings
            assert entry.arxiv_id, path
            assert entry.authors, path
            assert entry.images, path
            assert reading.tldr, path
            assert reading.sections, path


def test_the_notes_of_a_day_name_every_paper() -> None:
    for path in sorted((CORPUS / "hf_daily").glob("*.md")):
        document = read(path)
        assert str(document.issued_on) == path.stem
        assert all(entry.arxiv_id for entry in document.entries), path
