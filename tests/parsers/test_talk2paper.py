"""The labels of a post drift; what stands under them does not."""

import pytest

from bot.domain.paper import Damage
from bot.parsers import parse

POST = """## A Title

**Authors:Ann Author**

An abstract of our own.

[PDF](http://arxiv.org/abs/2401.11535v2) 9 pages

{labelled}

<details>
  <summary>点此查看论文截图</summary>
</details>
"""


@pytest.mark.parametrize("summary", ["Summary", "摘要", "总结", "概述", "Summary:", "摘要："])
@pytest.mark.parametrize(
    "takeaways", ["Key Takeaways", "Key Takeaways:", "要点", "关键要点", "关键见解", "主要要点"]
)
def test_every_label_seen_is_known(summary: str, takeaways: str) -> None:
    labelled = f"**{summary}**\n一句总结。\n\n**{takeaways}**\n- 第一点。\n2. 第二点。"

    (entry,) = parse(POST.format(labelled=labelled).encode()).entries

    (reading,) = entry.readings
    assert reading.tldr == "一句总结。"
    assert reading.takeaways == ("第一点。", "第二点。")
    assert entry.comment == "9 pages"
    assert entry.damage == ()


def test_a_summary_without_label_and_translation_is_kept_and_labelled() -> None:
    """Where its model failed, the program puts the English abstract there a second time."""
    (entry,) = parse(POST.format(labelled="An abstract of our own.").encode()).entries

    assert entry.readings[0].tldr == "An abstract of our own."
    assert entry.comment == "9 pages"
    assert entry.damage == (Damage.UNTRANSLATED,)


def test_the_note_keeps_labels_of_its_own() -> None:
    note = "**[ChatPaperFree](https://x.org)**\n\n**摘要**\n一。\n\n**要点**\n二。"

    (entry,) = parse(POST.format(labelled=f"**Summary**\n总结。\n\n{note}").encode()).entries

    (reading,) = entry.readings
    assert reading.tldr == "总结。"
    assert [(s.heading, s.text) for s in reading.sections] == [("摘要", "一。"), ("要点", "二。")]


@pytest.mark.parametrize(
    "marker",
    [
        "<p>Some Error for method(比如是不是没有Methods这个章节)</p>",
        "Please refer to relevant websites for more information, and feel free to ask me.",
    ],
)
def test_the_programs_own_error_is_a_label_and_no_text(marker: str) -> None:
    note = f"**[ChatPaperFree](https://x.org)**\n\n1. 标题：甲乙\n{marker}\n8. 结论：丙。"

    (entry,) = parse(POST.format(labelled=f"**Summary**\n总结。\n\n{note}").encode()).entries

    (reading,) = entry.readings
    assert [(s.heading, s.text) for s in reading.sections] == [("标题", "甲乙"), ("结论", "丙。")]
    assert entry.damage == (Damage.FAILED,)
