"""The sample digests show what the demonstration is to show."""

from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

from bot.domain.paper import Damage, title_key
from bot.parsers import parse

SAMPLES = Path(str(files("bot"))) / "demo" / "samples"
DIGESTS = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".md", ".xml"})
MEDICAL = ("medical", "MRI", "CT", "X-ray", "Cardiac", "Endoscopic", "radiology")


@pytest.fixture(scope="module")
def documents():
    return {path: parse(path.read_bytes(), name=str(path)) for path in DIGESTS}


@pytest.fixture(scope="module")
def entries_by_paper(documents):
    found = defaultdict(list)
    for document in documents.values():
        for entry in document.entries:
            found[entry.arxiv_id.number].append((document.source, entry))
    return found


def test_three_systems_and_arxiv_itself_are_there(documents):
    assert {document.source for document in documents.values()} == {
        "cn-chat-arxiv",
        "talk2paper",
        "dailay_paper_info",
        "arxiv",
    }


def test_every_digest_says_its_day(documents):
    assert all(document.issued_on is not None for document in documents.values())


def test_all_systems_meet_on_one_paper(entries_by_paper):
    sources = {source for source, _ in entries_by_paper["2403.15603"]}
    assert sources == {"cn-chat-arxiv", "talk2paper", "dailay_paper_info"}


def test_one_paper_has_one_title_everywhere(entries_by_paper):
    titles = {
        number: {title_key(entry.title) for _, entry in found}
        for number, found in entries_by_paper.items()
    }
    assert {number: keys for number, keys in titles.items() if len(keys) > 1} == {}


def test_there_is_enough_to_choose_from(entries_by_paper):
    titles = {number: found[0][1].title for number, found in entries_by_paper.items()}
    medical = {number for number, title in titles.items() if any(w in title for w in MEDICAL)}
    assert 20 <= len(titles) <= 30
    assert 6 <= len(medical) <= len(titles) - 10


def test_some_papers_have_an_english_text_alone(entries_by_paper):
    english = {
        number
        for number, found in entries_by_paper.items()
        if not any(reading.lang == "zh" for _, entry in found for reading in entry.readings)
    }
    assert {"2403.15992", "2403.16640"} <= english


def test_what_breaks_in_real_digests_is_broken_here(entries_by_paper):
    damage = {
        number: {label for _, entry in found for label in entry.damage}
        for number, found in entries_by_paper.items()
    }
    assert {number: labels for number, labels in damage.items() if labels} == {
        "2310.11511": {Damage.CUT},
        "2403.16578": {Damage.PREFIX},
        "2403.15377": {Damage.FAILED},
    }


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("2402.17527", "<Humans exhibit uncertainty in this task and language models _____>"),
        ("2402.10609", "U$^2$MRPD"),
        ("2402.10567", "Fairness | Are LLMs ready"),
    ],
)
def test_titles_with_difficult_signs_are_whole(entries_by_paper, number, part):
    assert all(part in entry.title for _, entry in entries_by_paper[number])


def test_the_notice_says_where_the_texts_are_from():
    notice = (SAMPLES / "NOTICE").read_text(encoding="utf-8")
    assert "CC0" in notice
    assert "MIT" in notice
