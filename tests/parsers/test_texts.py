"""The small readers that several formats share."""

from datetime import date

import pytest

from bot.domain.paper import Section
from bot.parsers.arxiv_feed import read_day
from bot.parsers.authors import split_authors
from bot.parsers.chinese_title import find_chinese_title, read_chinese_title
from bot.parsers.links import find_links
from bot.parsers.note_sections import split_sections
from bot.parsers.plain_text import plain_text, remove_tags
from bot.parsers.provenance import find_channel, find_day, find_stem
from bot.parsers.sentences import ends_mid_sentence


@pytest.mark.parametrize(
    "text",
    [
        "This is a sentence which was written until it broke off in the mid",
        "这一句话说到一半的时候就停了下来因为字数到了上限所以没有",
        "短，但是，",
        "The method works. It was then appl" + "ied" * 5,
        "后面还有……",
        "to be continued...",
    ],
)
def test_a_text_that_breaks_off_is_known(text: str) -> None:
    assert ends_mid_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A sentence.",
        "一句话。",
        "他说：“一句话。”",
        "One sentence (in parentheses.)",
        "The project page of this long sentence is https://example.org/some/page",
        r"The project page of this long sentence is \url{https://example.org/some_page}",
        r"Page: $\href{https://yxmu.foo/GSD/}{\text{this https URL}}$",
        "论文公开源代码",
        "结论：好。\n性能：需要大量数据",
    ],
)
def test_a_text_that_ends_is_not_called_cut(text: str) -> None:
    assert not ends_mid_sentence(text)


@pytest.mark.parametrize(
    ("note", "headings"),
    [
        ("### **论文标题**\n甲", ["论文标题"]),
        ("#### 1. 论文标题翻译：\n甲", ["论文标题翻译"]),
        ("# **作者信息**\n甲", ["作者信息"]),
        ("1. **论文标题**  \n   - 甲\n\n2. **作者信息**  \n   - 乙", ["论文标题", "作者信息"]),
        ("**1. Title**: 甲", ["Title"]),
        ("1.标题：甲\n2.作者：乙", ["标题", "作者"]),
        ("7. 方法 (1): 甲", ["方法"]),
        ("**7. 方法** (1): 甲", ["方法"]),
        ("8. Conclusion**\n甲", ["Conclusion"]),
        ("题目：甲\n关键词：乙", ["题目", "关键词"]),
        ("好的，如下。\n\n6. Summary:\n甲", ["", "Summary"]),
        ("### EXAONE 3.0 7.8B 概述\n甲", ["EXAONE 3.0 7.8B 概述"]),
        ("- **方法**：甲\n- 作者：乙", [""]),
        ("1. **第一步**：甲\n2. **第二步**：乙", [""]),
        ("摘要说明了方法，作者也写了。", [""]),
    ],
)
def test_headings_of_every_shape_open_sections(note: str, headings: list[str]) -> None:
    assert [section.heading for section in split_sections(note)] == headings


def test_nothing_of_a_note_is_dropped() -> None:
    note = "前言\n## 标题\n《甲》\n* 乙\n  + 丙\n\n\n\n丁 **戊** `己` [庚](https://example.org)\n\n尾声"

    assert split_sections(note) == [
        Section("", "前言"),
        Section("标题", "《甲》\n- 乙\n- 丙\n\n丁 戊 己 庚 (https://example.org)\n\n尾声"),
    ]


def test_html_becomes_lines_and_other_angle_brackets_stay() -> None:
    html = (
        "<ol>\n<li><p>甲 a &lt; b</p>\n</li><li>乙<br>丙</li>\n</ol>基于<summary>部分 a<b 且 c>d"
    )

    assert plain_text(remove_tags(html)) == "甲 a < b\n乙\n丙\n\n基于<summary>部分 a<b 且 c>d"


def test_footnote_stars_and_formulas_stay() -> None:
    text = "Riccardo Orlando†*, Edoardo Barba†*, $x*y$ and *emphasis* here"

    assert plain_text(text) == "Riccardo Orlando†*, Edoardo Barba†*, $x*y$ and emphasis here"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("- 《一个标题》", "一个标题"),
        ("一个标题（An English Title）", "一个标题"),
        ("An English Title（一个标题）", "一个标题"),
        ("An English Title (中文翻译：一个标题)", "一个标题"),
        ("An English Title\n中文翻译：一个标题。", "一个标题"),
        ("论文标题为“Emu3: Next”。中文翻译为：“Emu3：一个标题”。", "Emu3：一个标题"),
        ("RELBENCH: 数据库上的基准", "RELBENCH: 数据库上的基准"),
        ("An English Title", None),
        ("", None),
        ("这不是标题。这是一段话，有好几句。", None),
    ],
)
def test_the_chinese_title_is_found_or_none(text: str, title: str | None) -> None:
    assert read_chinese_title(text) == title


def test_only_a_section_about_the_title_holds_the_title() -> None:
    assert find_chinese_title([Section("摘要", "一段摘要")]) is None
    assert find_chinese_title([Section("标题及中文翻译", "一个标题")]) == "一个标题"


def test_links_lead_to_code_and_projects_only() -> None:
    texts = [
        "Code: https://github.com/a/b, see \\url{https://example.org/x\\_y}.",
        "Paper http://arxiv.org/abs/2401.11535 and https://github.com/a/b",
        None,
    ]
    assert find_links(texts) == ("https://github.com/a/b", "https://example.org/x_y")
    assert find_links(["See https://github.com/cut-thro"], cut=True) == ()


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("A B, C D", ("A B", "C D")),
        ("A (X, Y), B", ("A (X, Y)", "B")),
        ("A ) (B, C", ("A ) (B, C",)),
        (" , ", ()),
    ],
)
def test_authors_are_split_at_commas(names: str, authors: tuple[str, ...]) -> None:
    assert split_authors(names) == authors


@pytest.mark.parametrize(
    ("name", "day", "stem", "channel"),
    [
        ("2024-01-24/cs.CV.md", date(2024, 1, 24), "cs.CV", "cs.CV"),
        ("a\\2024-02-30\\q-fin.xml", None, "q-fin", "q-fin"),
        ("https://x.org/2024/01/24/Paper/2024-01-25/NeRF/index.html?a#b", date(2024, 1, 25), "NeRF", None),
        ("https://x.org/%E5%8C%BB%E5%AD%A6.html", None, "医学", None),
        ("12024-01-245.md", None, "12024-01-245", None),
        ("cond-mat.mes-hall.md", None, "cond-mat.mes-hall", "cond-mat.mes-hall"),
        ("", None, None, None),
    ],
)  # fmt: skip
def test_a_name_tells_day_and_channel(
    name: str, day: date | None, stem: str | None, channel: str | None
) -> None:
    assert (find_day(name), find_stem(name), find_channel(name)) == (day, stem, channel)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fri, 22 Mar 2024 00:00:00 -0400", date(2024, 3, 22)),
        ("2023-10-25T20:30:00-05:00", date(2023, 10, 25)),
        ("31 Feb 2024", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_the_zone_it_is_written_in(text: str, day: date | None) -> None:
    assert read_day(text) == day
