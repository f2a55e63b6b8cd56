"""What is compiled stands in for topics.yaml, as long as both say the same."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.matching import curated, stored
from bot.matching.compiled import compile_lexicon
from bot.matching.curated import Curated, build_curated, load_curated
from bot.matching.lexicon import Lexicon
from bot.matching.lexicon_file import read_topics
from bot.matching.stored import load_topics

FOLDER = resources.files("bot.matching")
SOURCES = (*stored.SOURCES, *curated.SOURCES)
#: What the test that fails says.
HINT = "what speaks of the topics is another: run python -m bot.matching.compiled"
TOPICS = """
one: {zh: 一号课题, en: topic one, names: [Topics-1, 号课], terms: [x, {GPT-4: 0.8}], acronyms: [TO],
  categories: [cs.CV], not: [topic one two]}
two: {zh: 二号课题, en: topic two, names: [二号课题集, TO two], broader: [one]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A topics.yaml of our own, compiled."""
    for name in SOURCES:
        shutil.copyfile(str(FOLDER / name), tmp_path / name)
    (tmp_path / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    compile_lexicon(tmp_path)
    return tmp_path


def is_compiled(folder) -> bool:
    """Whether the topics of a folder need not be read from its topics.yaml."""
    return isinstance(load_topics(folder)[0], list)


def load(folder) -> Lexicon:
    """The lexicon of a folder."""
    topics, signature = load_topics(folder)
    lexicon = Lexicon(topics)
    lexicon.folder, lexicon.signature = folder, signature
    return lexicon


def told(tables: Curated):
    """All that the tables say."""
    patterns, postings, covers = tables
    strings = [patterns.pattern(number) for number in range(len(patterns))]
    wanted = [postings.of(number) for number in range(len(patterns))]
    return strings, wanted, postings.columns, postings.particular, covers


def test_what_ships_is_compiled_from_topics_yaml_as_it_is():
    assert is_compiled(FOLDER), "topics.yaml was changed: run python -m bot.matching.compiled"
    read = list(read_topics((FOLDER / "topics.yaml").read_text("utf-8")))
    assert load_topics(FOLDER)[0] == read, "run python -m bot.matching.compiled"


def test_the_tables_that_ship_are_those_of_the_topics(shipped, monkeypatch):
    built = build_curated(shipped)
    monkeypatch.setattr(curated, "build_curated", lambda _: pytest.fail(HINT))
    assert told(load_curated(shipped)) == told(built), HINT


def test_compiled_topics_and_tables_are_those_of_the_file(folder, monkeypatch):
    built = build_curated(Lexicon.read(TOPICS))
    assert is_compiled(folder)
    assert load_topics(folder)[0] == list(read_topics(TOPICS))
    monkeypatch.setattr(curated, "build_curated", lambda _: pytest.fail("they were made again"))
    assert told(load_curated(load(folder))) == told(built)


@pytest.mark.parametrize("name", stored.SOURCES)
def test_a_file_that_was_changed_is_read_itself(folder, name):
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# A comment more.\n")
    assert not is_compiled(folder)
    assert list(load_topics(folder)[0]) == list(read_topics(TOPICS))


def test_tables_that_were_made_otherwise_are_made_again(folder, monkeypatch):
    monkeypatch.setattr(curated, "KIND_OF_TOPIC", 0.5)
    lexicon = load(folder)
    assert told(load_curated(lexicon)) == told(build_curated(lexicon))
    topic = next(iter(lexicon.topics.values()))
    assert 0.5 in [needle.weight for needle in curated.list_needles(topic, lexicon)]


def test_tables_are_of_the_topics_that_were_read_and_of_no_newer_ones(folder):
    lexicon = load(folder)
    (folder / "topics.yaml").write_text(TOPICS.replace("two", "three"), encoding="utf-8")
    compile_lexicon(folder)
    assert told(load_curated(lexicon)) == told(build_curated(lexicon))


@pytest.mark.parametrize("name", ["topics.bin", "finder.bin"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
    ],
)
def test_without_a_good_compiled_file_all_is_the_same(folder, name, spoil):
    spoil(folder / name)
    assert list(load_topics(folder)[0]) == list(read_topics(TOPICS))
    assert told(load_curated(load(folder))) == told(build_curated(Lexicon.read(TOPICS)))


def test_a_malformed_file_is_not_compiled(folder):
    before = (folder / "topics.bin").read_bytes()
    (folder / "topics.yaml").write_text("one: {zh: 一号课题}", encoding="utf-8")
    with pytest.raises(ConfigError, match="one: “None” is not a name"):
        compile_lexicon(folder)
    assert (folder / "topics.bin").read_bytes() == before


def test_the_lexicon_that_ships_is_the_same_from_either_file(shipped):
    read = Lexicon.read((FOLDER / "topics.yaml").read_text("utf-8"))
    assert list(shipped.list_names()) == list(read.list_names())
    assert [each.weights() for each in shipped.topics.values()] == [
        each.weights() for each in read.topics.values()
    ]
