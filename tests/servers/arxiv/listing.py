"""`/list/CAT/new` and `/list/CAT/recent`, as arXiv writes them."""

from collections.abc import Sequence
from datetime import date
from html import escape

from tests.servers.arxiv.world import NAMES, Announced, World

_HEADINGS = {
    "new": "New submissions",
    "cross": "Cross submissions",
    "replace": "Replacement submissions",
}
_MARKS = {"new": "", "cross": "(cross-list from {})", "replace": "(replaced)"}


def render_new(
    world: World, category: str, on: date, *, skip: int, show: int, published: float = 1.0
) -> str:
    """The listing of one date.

    Args:
        published: the share of each section that is there yet; the counts say what there will be.
    """
    listed = world.list_announced(category, on)
    parts = [f"<h3>Showing new listings for {on:%A}, {on.day} {on:%B} {on:%Y}</h3>"]
    if not listed:
        parts.append("<p>No updates today.</p>")
    first = 0
    for kind, heading in _HEADINGS.items():
        section = [one for one in listed if one.kind == kind]
        there = section[: int(len(section) * published)]
        shown = [
            (first + place, one)
            for place, one in enumerate(there)
            if skip <= first + place < skip + show
        ]
        first += len(section)
        if shown or (section and not there):
            words = f"showing {_words(len(shown), len(section))} entries"
            parts.append(f"<dl id='articles'>\n<h3>{heading} ({words})</h3>")
            parts += [_render(place + 1, one) for place, one in shown]
            parts.append("</dl>")
    return _page(category, first, parts)


def render_recent(world: World, category: str, dates: Sequence[date], *, show: int) -> str:
    """New papers and cross-lists of some dates, newest first."""
    parts = ["<dl id='articles'>"]
    place = 0
    for on in dates:
        listed = [one for one in world.list_announced(category, on) if one.kind != "replace"]
        shown = listed[: max(0, show - place)]
        heading = f"{on:%a}, {on.day} {on:%b} {on:%Y}"
        parts.append(f"<h3>{heading} (showing {_words(len(shown), len(listed))} entries )</h3>")
        parts += [_render(place + offset + 1, one) for offset, one in enumerate(shown)]
        place += len(shown)
    return _page(category, place, [*parts, "</dl>"])


def _words(shown: int, total: int) -> str:
    return f"{shown} of {total}" if shown == total else f"first {shown} of {total}"


def _page(category: str, total: int, parts: Sequence[str]) -> str:
    name = NAMES.get(category, category)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f"<html lang='en'><head><title>{name} </title></head>",
            "<body><div id='content'><div id='dlpage'>",
            f"<h1>{name}</h1>",
            *parts[:1],
            f"<div class='paging'>Total of {total} entries </div>",
            "<div class='morefewer'>Showing up to 2000 entries per page:",
            "<a href=/list/x/new?skip=0&amp;show=1000 rel='nofollow'>fewer</a></div>",
            *parts[1:],
            "</div></div></body></html>",
        ]
    )


def _render(place: int, one: Announced) -> str:
    number, paper = one.paper.number, one.paper
    mark = _MARKS[one.kind].format(paper.categories[0])
    authors = ", ".join(
        f"<a href='https://arxiv.org/a'>{escape(name)}</a>" for name in paper.authors
    )
    subjects = "; ".join(f"{NAMES.get(one, one)} ({one})" for one in paper.categories)
    comment = (
        "<div class='list-comments mathjax'><span class='descriptor'>Comments:</span> "
        f"{escape(one.version.comment)} </div>"
        if one.version.comment
        else ""
    )
    return f"""
  <dt>
    <a name='item{place}'>[{place}]</a>
      <a href ="/abs/{number}" title="Abstract" id="{number}">
        arXiv:{number}
      </a>
      {mark}
        [<a href="/pdf/{number}" title="Download PDF" id="pdf-{number}">pdf</a>,
         <a href="https://arxiv.org/html/{number}v{one.version.number}" title="View HTML">html</a>]
  </dt>
  <dd>
    <div class='meta'>
      <div class='list-title mathjax'><span class='descriptor'>Title:</span>
        {escape(one.version.title)}
      </div>
      <div class='list-authors'>{authors}</div>
      {comment}
      <div class='list-subjects'><span class='descriptor'>Subjects:</span>
        <span class="primary-subject">{subjects}</span>
      </div>
      <p class='mathjax'>
        {escape(paper.abstract)}
      </p>
    </div>
  </dd>"""
