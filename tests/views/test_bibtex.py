"""BibTeX that a LaTeX document can take as it is."""

import pytest

from bot.domain.arxiv_id import ArxivId
from bot.views.bibtex import bibtex_of
from tests.views.builders import paper


def test_an_entry_is_as_arxiv_exports_it():
    assert bibtex_of(paper()) == (
        "@misc{zhang2024forward,\n"
        "  title = {Forward Learning for Gradient-based Black-box Saliency Map Generation},\n"
        "  author = {Zeliang Zhang and Mingqian Feng and Jinyang Jiang and Rongyi Zhu"
        " and Yijie Peng},\n"
        "  year = {2024},\n"
        "  eprint = {2403.15603},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CV},\n"
        "  url = {https://arxiv.org/abs/2403.15603}\n"
        "}"
    )


@pytest.mark.parametrize(
    ("title", "written"),
    [
        (r"On $\ell_1$ and {BERT}", r"On $\ell_1$ and {BERT}"),
        ("R&D at 3% #1", r"R\&D at 3\% \#1"),
        ("An open { brace", "An open  brace"),
        ("Two\n  lines", "Two lines"),
    ],
)
def test_a_title_keeps_its_tex_and_breaks_nothing(title, written):
    assert f"title = {{{written}}}" in bibtex_of(paper(title=title))


@pytest.mark.parametrize(
    ("author", "title", "key"),
    [
        (r"Erwin Schr\"odinger", "The Cat", "schrodinger2024cat"),
        ("Kaiming He", "A U-Net of one's own", "he2024u"),
        ("何恺明", "深度学习", "2024"),
    ],
)
def test_the_key_is_plain_ascii(author, title, key):
    assert bibtex_of(paper(authors=(author,), title=title)).startswith(f"@misc{{{key},")


def test_a_collaboration_with_an_and_of_its_own_is_one_author():
    entry = bibtex_of(paper(authors=("ATLAS and CMS Collaborations", "A. B")))
    assert "author = {{ATLAS and CMS Collaborations} and A. B}" in entry


def test_what_is_unknown_is_left_out():
    entry = bibtex_of(paper(arxiv_id=None, authors=(), published_on=None, categories=()))
    assert entry == (
        "@misc{forward,\n"
        "  title = {Forward Learning for Gradient-based Black-box Saliency Map Generation}\n}"
    )


@pytest.mark.parametrize(("number", "year"), [("hep-th/9901001", "1999"), ("0704.0001", "2007")])
def test_a_year_that_nobody_told_is_read_from_the_id(number, year):
    entry = bibtex_of(paper(arxiv_id=ArxivId(number), published_on=None))
    assert f"year = {{{year}}}" in entry
