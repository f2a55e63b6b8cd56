import pytest

from bot.domain.paper import AnnounceType
from bot.parsers.announcement import read_abstract, read_title, read_translated_abstract


@pytest.mark.parametrize("kind", list(AnnounceType))
def test_arxivs_own_line_becomes_fields(kind: AnnounceType) -> None:
    read = read_abstract(f"arXiv:2403.13040v3 Announce Type: {kind} \nAbstract: We do it.")

    assert read.text == "We do it."
    assert str(read.arxiv_id) == "2403.13040v3"
    assert read.announce_type is kind


def test_an_abstract_without_the_line_stays_as_it_is() -> None:
    text = "We study arXiv:2403.13040v3 Announce Type: new."

    assert read_abstract(text).text == text
    assert not read_abstract(text).present


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("arXiv:2403.07247v1 公告类型：交叉 摘要：", "cross"),
        ("arXiv:2403.07247v1 公告类型: 新   摘要: ", "new"),
        ("arXiv:2403.07247v1 公告类型：新的 摘要：", "new"),
        ("arXiv:2403.07247v1 宣布类型：跨领域 摘要：", "cross"),
        ("arXiv:2403.07247v1 发布类型：新摘要：", "new"),
        ("arXiv:2403.07247v2 公告类型: 替换-跨  摘要: ", "replace-cross"),
        ("arXiv:2403.07247v2 公告类型：更新 摘要：", "replace"),
        ("arXiv:2403.07247v1 Announce Type: cross  Abstract: ", "cross"),
    ],
)
def test_a_faithful_translation_of_the_line_becomes_fields(line: str, kind: str) -> None:
    read = read_translated_abstract(line + "为了收集数据。")

    assert read.text == "为了收集数据。"
    assert read.present
    assert read.announce_type == kind
    assert read.arxiv_id is not None
    assert read.arxiv_id.number == "2403.07247"


@pytest.mark.parametrize(
    "line",
    [
        "arXiv：2403.07247v1 发表类型：新摘要：",
        "arXiv:2403.07247v1 公告类型: 新 抽象: ",
        "arXiv:2403.07247v1 类型公告：跨领域 摘要：",
    ],
)
def test_a_wrong_translation_is_seen_but_left_in_place(line: str) -> None:
    read = read_translated_abstract(line + "为了收集数据。")

    assert read.present
    assert read.text == line + "为了收集数据。"
    assert read.announce_type is not None


def test_a_chinese_abstract_that_names_an_id_is_no_announcement() -> None:
    text = "arXiv:2403.07247v1 是一篇论文：摘要：如下。"

    assert read_translated_abstract(text).text == text
    assert not read_translated_abstract(text).present


@pytest.mark.parametrize(
    ("suffix", "kind", "category"),
    [
        (" (arXiv:2310.16777v1 [stat.ML])", "new", "stat.ML"),
        (" (arXiv:2310.16777v1 [stat.ML] UPDATED)", "replace", "stat.ML"),
        (" (arXiv:2310.16777v1 [q-fin.ST] CROSS LISTED)", "cross", "q-fin.ST"),
    ],
)
def test_a_titles_suffix_becomes_fields(suffix: str, kind: str, category: str) -> None:
    read = read_title(f"MixerFlow for $x$ (and y).{suffix}")

    assert read.text == "MixerFlow for $x$ (and y)"
    assert (read.announce_type, read.category) == (kind, category)
    assert str(read.arxiv_id) == "2310.16777v1"


@pytest.mark.parametrize("title", ["A Title.", "On (arXiv:x) and y", "Dots... (arXiv", ""])
def test_a_title_without_a_suffix_keeps_its_full_stop(title: str) -> None:
    assert read_title(title).text == title
