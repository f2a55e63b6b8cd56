"""The Chinese catalogue says all that the program says, and nothing else."""

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.matching.query import Refusal

PROJECT = Path(__file__).parents[2]
LOCALES = PROJECT / "bot" / "locales"
SPOKEN = {"t": None, "N_": None, "n": (1, 2)}
#: Refusals reach a chat as well; those of the command line go to the terminal of its operator.
REFUSED = {"UsageError": None, "InvalidArxivIdError": None, "QueryError": None}
PYTHON = [("**.py", "python")]


@cache
def sentences_of_code():
    said = {str(refusal) for refusal in Refusal}
    for folder in ("bot", "adapters"):
        for file, _, message, _, _ in extract_from_dir(
            PROJECT / folder, PYTHON, keywords=SPOKEN | REFUSED
        ):
            if not file.startswith("cli"):
                said.add(message if isinstance(message, str) else tuple(message))
    for _, _, message, _, _ in extract_from_dir(PROJECT / "bot" / "cli", PYTHON, keywords=SPOKEN):
        said.add(message if isinstance(message, str) else tuple(message))
    return said


@cache
def chinese():
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "chenbao.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_CN", abort_invalid=True)
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for message in catalogue
        if message.id
    }


def forms(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def fields(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_has_its_chinese():
    assert sentences_of_code() - chinese().keys() == set()


def test_no_chinese_stands_under_a_sentence_that_is_no_longer_said():
    assert chinese().keys() - sentences_of_code() == set()


def test_no_translation_is_empty_or_doubtful():
    poor = [key for key, one in chinese().items() if not all(forms(one)) or one.fuzzy]
    assert poor == []


def test_a_translation_has_the_fields_of_its_sentence():
    for key, message in chinese().items():
        wanted = fields(key if isinstance(key, str) else key[1])
        for form in forms(message):
            assert fields(form) == wanted, key


def test_both_english_forms_have_the_same_fields():
    for key in chinese():
        if isinstance(key, tuple):
            assert fields(key[0]) == fields(key[1]), key


def test_chinese_stands_apart_from_latin_letters_and_digits():
    tight = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
    crowded = [form for one in chinese().values() for form in forms(one) if tight.search(form)]
    assert crowded == []


def test_numbers_stand_apart_from_chinese():
    tight = re.compile(
        r"[\u4e00-\u9fff]\{(?:n|most|count|id)\}|\{(?:n|most|count|id)\}[\u4e00-\u9fff]"
    )
    crowded = [form for one in chinese().values() for form in forms(one) if tight.search(form)]
    # The count of the record that was deleted is itself a phrase that ends in Chinese.
    assert [form for form in crowded if "{count}和" not in form] == []


def test_chinese_is_followed_by_full_width_punctuation():
    half = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[\u4e00-\u9fff]\.(?:\s|$)")
    wrong = [form for one in chinese().values() for form in forms(one) if half.search(form)]
    assert wrong == []


def test_commands_and_links_are_the_same_in_both_languages():
    command = re.compile(r"(?<![\w/])/[a-z]+\b")
    for key, message in chinese().items():
        wanted = set(command.findall(key if isinstance(key, str) else key[1]))
        for form in forms(message):
            assert set(command.findall(form)) == wanted, key


def test_english_has_its_catalogue_too():
    with (LOCALES / "en" / "LC_MESSAGES" / "chenbao.po").open("rb") as file:
        assert read_po(file, locale="en", abort_invalid=True).num_plurals == 2


@pytest.mark.parametrize("folder", ["bot", "adapters"])
def test_no_sentence_hides_in_an_f_string_where_it_is_not_found(folder):
    for path in (PROJECT / folder).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for joined in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            calls = [node for node in ast.walk(joined) if isinstance(node, ast.Call)]
            hidden = [
                call
                for call in calls
                if isinstance(call.func, ast.Attribute)
                and call.func.attr in SPOKEN
                and call.args
                and isinstance(call.args[0], ast.Constant)
            ]
            assert not hidden, f"{path}:{joined.lineno}"
