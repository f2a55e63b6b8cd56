"""Entries of invented digests, with what a test cares about overridden."""

from typing import Any

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Entry
from bot.domain.paper import Reading


def entry(number: str = "2403.15603", position: int = 1, **given: Any) -> Entry:
    """One entry; `zh` gives it a Chinese reading with these fields."""
    zh = given.pop("zh", None)
    if zh is not None:
        given["readings"] = (Reading(source="cn-chat-arxiv", lang="zh", **zh),)
    return Entry(
        position=position,
        arxiv_id=given.pop("arxiv_id", ArxivId.parse(number)),
        **{"title": f"A Study of Nothing in Particular {number}", **given},
    )


def medical(number: str = "2403.00001", position: int = 1, **given: Any) -> Entry:
    """A paper about medical images, in English alone unless `zh` says more."""
    fields = {
        "title": f"Medical Image Segmentation without Labels, part {number}",
        "abstract": "We segment organs in medical images and need no labels for it. " * 3,
        "authors": ("Ann Lee", "Bo Chen", "Cai Wu", "Dan Xu"),
        "categories": ("eess.IV", "cs.CV"),
    }
    return entry(number, position, **{**fields, **given})
