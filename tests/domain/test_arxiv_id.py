"""Every form in which people paste an arXiv id, and what is not one."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.arxiv_id import ArxivId
from bot.errors import InvalidArxivIdError

PAPER = ArxivId("2403.15603")
SECOND = ArxivId("2403.15603", 2)
OLD = ArxivId("hep-th/9901001")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2403.15603", PAPER),
        ("2403.15603v2", SECOND),
        ("2403.15603V2", SECOND),
        ("arXiv:2403.15603v2", SECOND),
        ("arxiv: 2403.15603", PAPER),
        ("arXiv：2403.15603", PAPER),
        ("https://arxiv.org/abs/2403.15603", PAPER),
        ("http://arxiv.org/abs/2403.15603v2", SECOND),
        ("arxiv.org/abs/2403.15603", PAPER),
        ("https://www.arxiv.org/abs/2403.15603", PAPER),
        ("https://rss.arxiv.org/abs/2403.15603", PAPER),
        ("https://export.arxiv.org/abs/2403.15603v2", SECOND),
        ("https://browse.arxiv.org/html/2403.15603v2", SECOND),
        ("https://arxiv.org/pdf/2403.15603", PAPER),
        ("https://arxiv.org/pdf/2403.15603v2.pdf", SECOND),
        ("https://arxiv.org/html/2403.15603v2", SECOND),
        ("https://arxiv.org/html/2403.15603v2#S3.F1", SECOND),
        ("https://arxiv.org/abs/2403.15603?context=cs.CV", PAPER),
        ("https://arxiv.org/abs/2403.15603/", PAPER),
        ("https://www.alphaxiv.org/abs/2403.15603", PAPER),
        ("https://alphaxiv.org/overview/2403.15603v2", SECOND),
        ("https://huggingface.co/papers/2403.15603", PAPER),
        ("https://hf.co/papers/2403.15603", PAPER),
        ("10.48550/arXiv.2403.15603", PAPER),
        ("https://doi.org/10.48550/arXiv.2403.15603", PAPER),
        ("http://dx.doi.org/10.48550/ARXIV.2403.15603", PAPER),
        ("0704.0001", ArxivId("0704.0001")),
        ("2612.123456", ArxivId("2612.123456")),
        ("hep-th/9901001", OLD),
        ("arXiv:hep-th/9901001v3", ArxivId("hep-th/9901001", 3)),
        ("https://arxiv.org/abs/hep-th/9901001", OLD),
        ("http://arxiv.org/pdf/math/0611800v2.pdf", ArxivId("math/0611800", 2)),
        ("math.CA/0611800v2", ArxivId("math/0611800", 2)),
        ("cond-mat.supr-con/9901001", None),
        ("  2403.15603\n", PAPER),
        ("<2403.15603>", PAPER),
        ("(2403.15603)", PAPER),
        ("“2403.15603”，", PAPER),
        ("２４０３．１５６０３", PAPER),
    ],
)
def test_an_id_is_read_in_every_form_people_paste(text, expected):
    assert ArxivId.find(text) == expected
    if expected is not None:
        assert ArxivId.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "论文",
        "2403",
        "2403.156",
        "2403.1560345",
        "2413.15603",
        "2400.15603",
        "2403.15603v0",
        "2403.15603vv2",
        "2403.15603 2403.15604",
        "v2403.15603",
        "12403.15603",
        "10.1000/2403.15603",
        "https://example.org/abs/2403.15603",
        "https://notarxiv.org/abs/2403.15603",
        "https://arxiv.org.example.org/abs/2403.15603",
        "https://arxiv.org/abs/",
        "hep-th/990100",
        "hep-th/9913001",
        "Forward Learning",
        "3.14159",
        "٢٤٠٣.١٥٦٠٣",
    ],
)
def test_what_is_no_id_is_refused_in_words(text):
    assert ArxivId.find(text) is None
    with pytest.raises(InvalidArxivIdError, match=r"2403\.15603"):
        ArxivId.parse(text)


def test_a_refusal_quotes_no_more_than_a_line():
    with pytest.raises(InvalidArxivIdError) as refused:
        ArxivId.parse("很长" * 10_000)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("看看2403.15603这篇，还有arXiv:2401.00001v2。", ["2403.15603", "2401.00001v2"]),
        ("（2403.15603）和《2401.00001》", ["2403.15603", "2401.00001"]),
        ("2403.15603，2401.00001;2402.00002", ["2403.15603", "2401.00001", "2402.00002"]),
        ("论文链接：https://arxiv.org/abs/2403.15603。很好", ["2403.15603"]),
        ("见https://arxiv.org/pdf/2403.15603v2.pdf，谢谢", ["2403.15603v2"]),
        ("[原文](https://arxiv.org/pdf/2403.15603v2)不错", ["2403.15603v2"]),
        ("https://arxiv.org/abs/2403.15603?a=b，2401.00001", ["2403.15603", "2401.00001"]),
        ("早年的hep-th/9901001也要", ["hep-th/9901001"]),
        ("2403.15603 https://arxiv.org/abs/2403.15603v3", ["2403.15603"]),
        ("2403.15603\n2401.00001\n", ["2403.15603", "2401.00001"]),
        ("价格是2403.15元，圆周率3.14159", []),
        ("12403.15603 2403.1560345 2403.15603.1", []),
        ("arxiv.org/abs/2403.1560345 arXiv:hep-th/99010012", []),
        ("电话 1234.56789", []),
        ("", []),
    ],
)
def test_ids_are_found_in_running_text_once_each_and_in_order(text, expected):
    assert [str(found) for found in ArxivId.find_all(text)] == expected


def test_pages_are_those_of_the_version_where_one_is_known():
    assert SECOND.abs_url == "https://arxiv.org/abs/2403.15603v2"
    assert PAPER.pdf_url == "https://arxiv.org/pdf/2403.15603"
    assert OLD.abs_url == "https://arxiv.org/abs/hep-th/9901001"


MONTHS = st.tuples(st.integers(0, 99), st.integers(1, 12)).map("{0[0]:02}{0[1]:02}".format)
NEW = st.tuples(MONTHS, st.text("0123456789", min_size=4, max_size=6)).map(".".join)
ARCHIVES = st.sampled_from(["hep-th", "math", "cond-mat", "cs", "q-bio", "astro-ph", "quant-ph"])
OLD_STYLE = st.tuples(ARCHIVES, MONTHS, st.integers(0, 999)).map("{0[0]}/{0[1]}{0[2]:03}".format)
IDS = st.builds(ArxivId, NEW | OLD_STYLE, st.none() | st.integers(1, 999))
WRAPPINGS = st.sampled_from(
    [
        "{}",
        "arXiv:{}",
        "https://arxiv.org/abs/{}",
        "http://export.arxiv.org/pdf/{}.pdf",
        "https://doi.org/10.48550/arXiv.{}",
        "https://huggingface.co/papers/{}",
    ]
)


@settings(max_examples=200, deadline=None)
@given(IDS)
def test_an_id_that_is_written_out_reads_back(arxiv_id):
    assert ArxivId.parse(str(arxiv_id)) == arxiv_id


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WRAPPINGS, IDS), max_size=5))
def test_ids_written_into_a_chinese_sentence_are_all_found(parts):
    text = "，".join(f"论文 {wrapping.format(arxiv_id)} 值得一读" for wrapping, arxiv_id in parts)
    numbers = dict.fromkeys(arxiv_id.number for _, arxiv_id in parts)
    assert [found.number for found in ArxivId.find_all(text)] == list(numbers)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text("arXiv:/.v0123456789 hep-th（）。", max_size=60))
@example("arxiv.org/abs/" * 2_000)
@example("1" * 50_000)
@example("a-" * 20_000)
@example("https://alphaxiv.org/" + "a/" * 20_000)
def test_no_text_raises_anything_but_the_one_refusal(text):
    ArxivId.find_all(text)
    try:
        arxiv_id = ArxivId.parse(text)
    except InvalidArxivIdError:
        assert ArxivId.find(text) is None
    else:
        assert ArxivId.parse(str(arxiv_id)) == arxiv_id
