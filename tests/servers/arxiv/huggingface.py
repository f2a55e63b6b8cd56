"""`/api/daily_papers?date=`: a few papers of the day before; some keys above, some in `paper`."""

from datetime import UTC, date, datetime
from typing import Any

from tests.servers.arxiv.world import World

PER_DAY = 5


def answer(
    world: World, day: date, now: datetime, *, limit: int, page: int
) -> list[dict[str, Any]] | None:
    """The list of a day as it stands now; None for a day that has not begun."""
    today = now.astimezone(UTC).date()
    if day > today:
        return None
    if day.isoweekday() > 5:
        return []
    announced = [on for on in world.dates if on <= day]
    if not announced:
        return []
    category = world.categories[0]
    listed = world.list_announced(category, announced[-1])[:PER_DAY]
    # The list of a day fills up while it lasts.
    share = 1.0 if day < today else now.astimezone(UTC).hour / 24
    there = listed[: max(1, int(len(listed) * share))]
    return [_item(one.paper.number, one, place) for place, one in enumerate(there)][
        page * limit : (page + 1) * limit
    ]


def _item(number: str, one: Any, place: int) -> dict[str, Any]:
    paper: dict[str, Any] = {
        "id": number,
        "authors": [{"name": name, "hidden": False} for name in one.paper.authors],
        "publishedAt": f"{one.version.submitted_at:%Y-%m-%dT%H:%M:%S.000Z}",
        "title": one.version.title,
        "summary": one.paper.abstract,
        "upvotes": 3 * place,
        "discussionId": "0" * 24,
    }
    above: dict[str, Any] = {"title": one.version.title, "numComments": 1}
    moved = above if place % 2 else paper
    moved["ai_summary"] = f"In short, {number} is about fish."
    moved["ai_keywords"] = ["fish", "lanterns"]
    moved["githubRepo"] = f"https://github.com/nobody/{number}"
    return {"paper": paper, **above}
