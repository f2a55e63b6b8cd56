"""topics.bin stands in for topics.yaml as long as both say the same."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.matching.compiled import SOURCES, compile_topics, find_compiled, load_topics
from bot.matching.lexicon import Lexicon
from bot.matching.lexicon_file import read_topics

FOLDER = resources.files("bot.matching")
TOPICS = """
one: {zh: 一号课题, en: topic one, names: [Topics-1], terms: [x, {GPT-4: 0.8}], acronyms: [TO],
  categories: [cs.CV], not: [topic one two]}
two: {zh: 二号课题, en: topic two, broader: [one]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A topics.yaml of our own, compiled."""
    for name in SOURCES:
        shutil.copyfile(str(FOLDER / name), tmp_path / name)
    (tmp_path / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    compile_topics(tmp_path)
    return tmp_path


def test_what_ships_is_compiled_from_topics_yaml_as_it_is():
    compiled = find_compiled(FOLDER)
    assert compiled is not None, "topics.yaml was changed: run python -m bot.matching.compiled"
    read = list(read_topics((FOLDER / "topics.yaml").read_text("utf-8")))
    assert compiled == read, "names are compared otherwise: run python -m bot.matching.compiled"


def test_compiled_topics_are_those_of_the_file(folder):
    assert find_compiled(folder) == list(read_topics(TOPICS))


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_that_was_changed_is_read_itself(folder, name):
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# A comment more.\n")
    assert find_compiled(folder) is None
    assert list(load_topics(folder)) == list(read_topics(TOPICS))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
    ],
)
def test_without_a_good_compiled_file_the_topics_are_the_same(folder, spoil):
    spoil(folder / "topics.bin")
    assert list(load_topics(folder)) == list(read_topics(TOPICS))


def test_a_malformed_file_is_not_compiled(folder):
    before = (folder / "topics.bin").read_bytes()
    (folder / "topics.yaml").write_text("one: {zh: 一号课题}", encoding="utf-8")
    with pytest.raises(ConfigError, match="one: “None” is not a name"):
        compile_topics(folder)
    assert (folder / "topics.bin").read_bytes() == before


def test_the_lexicon_that_ships_is_the_same_from_either_file(shipped):
    read = Lexicon.read((FOLDER / "topics.yaml").read_text("utf-8"))
    assert list(shipped.list_names()) == list(read.list_names())
    assert [each.weights() for each in shipped.topics.values()] == [
        each.weights() for each in read.topics.values()
    ]
