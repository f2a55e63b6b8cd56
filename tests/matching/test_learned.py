"""What ships of learned data, and what becomes of files that are broken."""

import errno
import os
import random
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.matching.learned.file import LearnedFile, find_file, read_file, write_files
from bot.matching.learned.learned import Learned, Origin
from bot.matching.learned.terms import TermTable, sort_lines
from bot.matching.matcher import Matcher, PaperText
from bot.matching.needles import find_learned
from bot.matching.query import Term, parse_query

ABSTRACT = (
    "We study federated learning across hospitals. Federated learning keeps the data private."
)


def pack_terms(table: str) -> dict[str, bytes]:
    by_chinese, by_english = sort_lines(table.encode())
    return {
        "table": table.encode(),
        "by_chinese": by_chinese,
        "by_english": by_english,
        "acronyms": b"",
    }


def match(lexicon, query, **paper):
    matcher = Matcher(lexicon)
    matcher.add("topic", parse_query(query))
    found = matcher.match(PaperText(**paper))
    return found[0] if found else None


def test_a_chinese_topic_that_nobody_listed_finds_english_papers_and_says_by_what(learned_alone):
    found = match(learned_alone, "联邦学习", title="Federated Learning", abstract=ABSTRACT)
    assert found.score > 0.8
    assert str(found.reason) == "标题: Federated Learning = 联邦学习"


def test_an_english_topic_finds_chinese_papers(learned_alone):
    found = match(learned_alone, '"federated learning"', title_zh="联邦学习综述")
    assert found.score > 0.5


def test_an_acronym_finds_its_long_form_and_the_reverse(learned_alone):
    long = match(learned_alone, "RAG", abstract="On retrieval-augmented generation.")
    short = match(learned_alone, '"retrieval-augmented generation"', title="RAG at scale")
    assert long
    assert short
    assert match(learned_alone, "RAG", abstract="A rag and storage.") is None


@pytest.mark.parametrize(
    "typed", ["联邦学习", "RAG", "acoustic scene", "无套利", "images", "zqxj"]
)
def test_by_its_name_alone_a_term_is_looked_for_by_all_its_names_and_nothing_else(shipped, typed):
    every = find_learned(Term(typed), shipped.learned)
    names = find_learned(Term(typed), shipped.learned, is_by_name=True)
    assert names == [each for each in every if each.is_name]
    assert names


def test_a_paper_of_another_field_scores_less_for_the_same_mention(learned_alone):
    mention = "We compare with federated learning."
    near = "Clients train a global model on private data that is not shared with the server. "
    far = "We observe the spectrum of a distant galaxy and its black hole. "
    scores = [
        match(learned_alone, "联邦学习", abstract=text + mention).score for text in (near, far)
    ]
    assert scores[0] > scores[1]


@pytest.mark.parametrize("parts", [{"terms": False}, {"space": False}])
def test_each_part_can_be_left_out(parts):
    learned = Learned(**parts)
    assert bool(len(learned.terms)) is parts.get("terms", True)
    assert (learned.space is not None) is parts.get("space", True)


def test_all_that_ships_is_at_most_12_mb():
    sizes = [len(find_file(name, None).read_bytes()) for name in ("terms.bin", "space.bin")]
    assert sum(sizes) <= 12_000_000


def test_an_installation_s_own_data_comes_before_what_ships(tmp_path):
    about = {"kind": "terms", "papers": 1, "source": "a test"}
    write_files(tmp_path, {"terms.bin": LearnedFile(about, pack_terms("星云\t1\t1.00\tnebula:1"))})
    learned = Learned(tmp_path)
    assert learned.origins == (Origin(is_own=True, papers=1), Origin(is_own=False, papers=58_224))
    assert learned.terms.translate("星云") == [("nebula", 1.0)]
    assert learned.terms.translate("nebula") == [("星云", 1.0)]
    assert learned.space is not None


def test_the_same_content_is_the_same_bytes_and_comes_back(tmp_path):
    paths = [tmp_path / name for name in ("one", "two")]
    contents = ({"b": b"2", "a": b"1"}, {"a": b"1", "b": b"2"})
    files = {
        path.name: LearnedFile({"kind": "test"}, sections)
        for path, sections in zip(paths, contents, strict=True)
    }
    sizes = write_files(tmp_path, files)
    assert sizes == {path.name: path.stat().st_size for path in paths}
    assert sorted(tmp_path.iterdir()) == paths
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert read_file(paths[0], "test").sections == {"a": b"1", "b": b"2"}


def test_who_writes_at_the_same_time_as_another_leaves_whole_files(tmp_path, monkeypatch):
    one, other = (LearnedFile({"kind": "test"}, {"a": each}) for each in (b"one", b"other" * 99))
    sync, waiting = os.fsync, [other]

    def write_another(descriptor: int) -> None:
        sync(descriptor)
        if waiting:
            write_files(tmp_path, {"file": waiting.pop()})
            assert read_file(tmp_path / "file", "test").sections == other.sections

    monkeypatch.setattr(os, "fsync", write_another)
    write_files(tmp_path, {"file": one})
    assert read_file(tmp_path / "file", "test").sections == one.sections
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_folder_that_nobody_may_look_into_is_refused_by_name(tmp_path, monkeypatch):
    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(ConfigError, match=r"terms\.bin: Permission denied; make it anew"):
        _ = Learned(tmp_path).origins


def test_a_table_whose_order_was_cut_is_refused_by_name(tmp_path):
    sections = pack_terms("星云\t1\t1.00\tnebula:1")
    file = LearnedFile(
        {"kind": "terms", "papers": 1}, {**sections, "by_chinese": sections["by_chinese"][:-1]}
    )
    write_files(tmp_path, {"terms.bin": file})
    with pytest.raises(ConfigError, match="the table is broken"):
        TermTable.read(tmp_path / "terms.bin")


def good(tmp_path) -> bytes:
    file = LearnedFile({"kind": "terms", "papers": 1}, {"table": b"x" * 99})
    write_files(tmp_path, {"file": file})
    return (tmp_path / "file").read_bytes()


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda data: data[:-5], "its end is missing"),
        (lambda data: b"PK" + data, "it is not learned data"),
        (
            lambda data: data.replace(b'"version": 2', b'"version": 1'),
            "it is of version 1, and this program reads 2; make it anew with chenbao learn",
        ),
        (lambda data: data.replace(b'"kind"', b'"kine"'), "it holds “None” and not “terms”"),
        (lambda data: data[:25] + b"\n", "its head is broken"),
        (lambda data: data[:-4] + b"\0\0\0\0", "table is broken"),
        (lambda data: data, "the table is broken"),
    ],
)
def test_a_file_that_is_broken_or_of_another_version_is_refused_by_name(
    tmp_path, spoil, complaint
):
    path = tmp_path / "terms.bin"
    path.write_bytes(spoil(good(tmp_path)))
    with pytest.raises(ConfigError, match=complaint) as refused:
        TermTable.read(path)
    assert str(path) in str(refused.value)


def test_orders_of_another_table_are_refused(tmp_path):
    sections = pack_terms("星云\t1\t1.00\tnebula:1\n星系\t1\t1.00\tgalaxy:1")
    sections["table"] = "星云\t1\t1.00\tnebula:1".encode()
    write_files(tmp_path, {"terms.bin": LearnedFile({"kind": "terms", "papers": 1}, sections)})
    with pytest.raises(ConfigError, match="the table is broken"):
        TermTable.read(tmp_path / "terms.bin")


def test_what_hardly_packs_is_stored_and_comes_back(tmp_path):
    sections = {"any": random.Random(1).randbytes(1_000), "same": b"x" * 1_000}
    sizes = write_files(tmp_path, {"file": LearnedFile({"kind": "test"}, sections)})
    assert sizes["file"] < 1_300
    assert read_file(tmp_path / "file", "test").sections == sections


def test_what_is_only_near_in_meaning_is_said_to_be(learned_alone):
    text = "Clients send gradients to a central server, which trains a global model. " * 2
    found = match(learned_alone, "联邦学习", title="Clients with non-IID data", abstract=text)
    assert found.reason.is_near
    assert str(found.reason).startswith("语义相近: ")
    assert str(found.reason).endswith(" ≈ 联邦学习")
    assert type(found.reason).from_dict(found.reason.to_dict()) == found.reason
