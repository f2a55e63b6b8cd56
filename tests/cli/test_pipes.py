"""`chenbao … | head -3`: a reader that goes away, as a real process meets it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_command_line import SAMPLES

COMMANDS = {
    "demo": ["demo"],
    "chat": ["chat"],
    "parse": ["parse", str(SAMPLES)],
    "import": ["import", str(SAMPLES)],
    "search": ["search", "医学"],
    "match": ["match", "--topics", "topics.jsonl", "--papers", "papers.jsonl"],
    "export": ["export"],
    "doctor": ["doctor"],
    "help": ["--help"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_program_whose_reader_has_gone_ends_quietly(name: str, tmp_path: Path) -> None:
    (tmp_path / "topics.jsonl").write_text('{"topic": "a", "query": "graph"}\n', "utf-8")
    (tmp_path / "papers.jsonl").write_text('{"id": "1", "title": "A graph"}\n', "utf-8")
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "bot", *COMMANDS[name]],
            input="/subscribe 医学图像\n/help\n".encode(),
            stdout=write_end,
            stderr=subprocess.PIPE,
            env={**os.environ, "CHENBAO_DATA_DIR": str(tmp_path), "PYTHONPATH": os.getcwd()},
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write_end)
    assert done.stderr.decode() == ""
    assert done.returncode == 141
