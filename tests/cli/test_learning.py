"""`chenbao learn`, and the parts of the matcher from the command line."""

import json

import pytest

from bot.cli import run


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CHENBAO_DATA_DIR", str(tmp_path))


def test_too_few_papers_are_refused_and_nothing_is_written(tmp_path, capsys):
    paper = {"title": "A", "abstract": "B", "title_zh": "甲", "abstract_zh": "乙"}
    (tmp_path / "papers.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run(["learn", "--from", str(tmp_path / "papers.jsonl"), "--out", str(out)]) == 2
    assert "only 1 papers are there in both languages" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("text", ["[]\n", "{\n", '{"title": "a"}\nx\n'])
def test_a_file_that_is_not_json_lines_is_refused_with_the_line(tmp_path, capsys, text):
    (tmp_path / "papers.jsonl").write_text(text, encoding="utf-8")
    assert run(["learn", "--from", str(tmp_path / "papers.jsonl")]) == 2
    line = text.count("\n")
    assert f"papers.jsonl, line {line}: not JSON" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    assert run(["learn", "--from", str(tmp_path / "none.jsonl")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_doctor_says_what_to_do_with_learned_data_that_is_broken(tmp_path, capsys):
    (tmp_path / "learned").mkdir()
    (tmp_path / "learned" / "terms.bin").write_bytes(b"x")
    assert run(["doctor"]) == 1
    assert "it is not learned data; make it anew with chenbao learn" in capsys.readouterr().out


def test_a_part_of_the_matcher_can_be_left_out(tmp_path, capsys):
    topics, papers = tmp_path / "topics.jsonl", tmp_path / "papers.jsonl"
    topics.write_text('{"topic": "t", "query": "联邦学习"}\n', encoding="utf-8")
    papers.write_text('{"id": "p", "title": "Federated Learning", "abstract": ""}\n')
    asked = ["match", "--topics", str(topics), "--papers", str(papers)]
    found = {}
    for without in ("semantic", "lexicon", "table"):
        assert run([*asked, "--without", without]) == 0
        found[without] = capsys.readouterr().out
    assert all(json.loads(out)["matched"] for out in found.values())
    assert run([*asked, "--without", "lexicon", "--without", "table", "--without", "space"]) == 0
    assert capsys.readouterr().out == ""
