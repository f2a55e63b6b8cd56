"""Invented papers, and when arXiv announced which version of them in which category."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.domain.calendar import Calendar, Mailing

ADJECTIVES = "Sparse Curious Layered Tidal Nimble Quiet Woven Amber Distant Folded Brisk Hollow"
NOUNS = "Lanterns Orchards Ledgers Harbours Kites Beehives Compasses Meadows Anvils Ferries"
VERBS = "Counting Mapping Repairing Sorting Sketching Weighing Tuning Pairing Naming Folding"
FAMILY = (
    "Abbot Brandt Chen Dvorak Eriksen Fujita Garcia Huang Ivanova Jensen Kaya Lim Moreau Okafor"
)
GIVEN = "Ada Bo Cleo Dara Emil Fay Gita Hugo Ines Jun Kofi Lena Mio Noor Otto Pia"
NAMES = {
    "cs.AI": "Artificial Intelligence",
    "cs.CV": "Computer Vision and Pattern Recognition",
    "cs.LG": "Machine Learning",
    "eess.IV": "Image and Video Processing",
}
#: Stands in every abstract, so that one topic can ask for all papers.
WORD = "zebrafish"


@dataclass(frozen=True)
class Version:
    """One version of a paper."""

    number: int
    title: str
    comment: str
    submitted_at: datetime
    announced_on: date


@dataclass
class Paper:
    """A paper with all its versions, oldest first; the first category is its own."""

    number: str
    authors: tuple[str, ...]
    abstract: str
    categories: tuple[str, ...]
    versions: list[Version]
    #: Categories to which it was added later, and when that was announced.
    crossed_later: dict[str, date] = field(default_factory=dict)

    def newest(self, on: date) -> Version | None:
        """The version that everybody saw on a date; None before the paper was announced."""
        seen = [version for version in self.versions if version.announced_on <= on]
        return seen[-1] if seen else None

    def categories_on(self, on: date) -> tuple[str, ...]:
        """Its categories as they were on a date."""
        return tuple(one for one in self.categories if self.crossed_later.get(one, on) <= on)


@dataclass(frozen=True)
class Announced:
    """A paper's place in a listing."""

    paper: Paper
    version: Version
    kind: str


class World:
    """What arXiv announced.

    Args:
        mailings: the evenings with an announcement, oldest first.
        per_day: new papers of each category in each.
    """

    def __init__(
        self,
        mailings: Sequence[Mailing],
        categories: Sequence[str] = ("cs.CV", "cs.LG", "eess.IV"),
        *,
        per_day: int = 4,
        seed: int = 1,
        calendar: Calendar | None = None,
    ) -> None:
        self.mailings = list(mailings)
        self.categories = tuple(categories)
        self.calendar = calendar or Calendar()
        self.papers: dict[str, Paper] = {}
        self._random = random.Random(seed)
        self._serial = 0
        for mailing in self.mailings:
            for category in self.categories:
                for _ in range(per_day):
                    self.add_paper(mailing, category)
            self._revise(mailing, per_day)
            self._cross_later(mailing)

    @property
    def dates(self) -> list[date]:
        """The dates of the listings, oldest first."""
        return [mailing.on for mailing in self.mailings]

    def add_paper(
        self,
        mailing: Mailing,
        category: str,
        *,
        number: str = "",
        title: str = "",
        held_back: timedelta = timedelta(0),
    ) -> Paper:
        """A new paper, invented but for what is given; every third one is cross-listed at once.

        Args:
            held_back: how much earlier than usual it was submitted.
        """
        self._serial += 1
        choose = self._random.choice
        others = [one for one in self.categories if one != category]
        crossed = (choose(others),) if others and self._serial % 3 == 0 else ()
        title = title or (
            f"{choose(VERBS.split())} {choose(ADJECTIVES.split())} {choose(NOUNS.split())}, "
            f"Part {self._serial}"
        )
        paper = Paper(
            number=number or f"{mailing.on:%y%m}.{self._serial:05d}",
            authors=tuple(
                f"{choose(GIVEN.split())} {choose(FAMILY.split())}"
                for _ in range(self._random.randint(1, 5))
            ),
            abstract=f"We look at {WORD} and find that {title.lower()} is < 3 & > 2 of them.",
            categories=(category, *crossed),
            versions=[self._version(mailing, 1, title)],
        )
        first = paper.versions[0]
        paper.versions[0] = replace(first, submitted_at=first.submitted_at - held_back)
        self.papers[paper.number] = paper
        return paper

    def revise(
        self, paper: Paper, mailing: Mailing, *, title: str = "", comment: str = ""
    ) -> None:
        """A further version of a paper."""
        last = paper.versions[-1]
        paper.versions.append(
            self._version(mailing, last.number + 1, title or last.title, comment)
        )

    def list_announced(self, category: str, on: date) -> list[Announced]:
        """What a category's listing of a date holds: new, then cross-lists, then replacements."""
        found = [
            Announced(paper, version, kind)
            for paper in self.papers.values()
            if (version := paper.newest(on)) is not None
            and (kind := self._kind(paper, version, category, on)) is not None
        ]
        order = ("new", "cross", "replace")
        return sorted(found, key=lambda one: (order.index(one.kind), one.paper.number))

    def _kind(self, paper: Paper, version: Version, category: str, on: date) -> str | None:
        if category not in paper.categories_on(on):
            return None
        first = paper.versions[0].announced_on
        if first == on:
            return "new" if paper.categories[0] == category else "cross"
        if paper.crossed_later.get(category) == on:
            return "cross"
        return "replace" if version.announced_on == on else None

    def newest_on(self, now: datetime) -> date | None:
        """The date of the last mailing that has appeared."""
        seen = [mailing.on for mailing in self.mailings if mailing.at <= now]
        return seen[-1] if seen else None

    def _version(self, mailing: Mailing, number: int, title: str, comment: str = "") -> Version:
        since, until = self.calendar.received_between(mailing)
        submitted = since + (until - since) * self._random.uniform(0.01, 0.99)
        return Version(number, title, comment, submitted.replace(microsecond=0), mailing.on)

    def _revise(self, mailing: Mailing, count: int) -> None:
        """Some papers of days before come again, every other one with another title."""
        old = [one for one in self.papers.values() if one.versions[-1].announced_on < mailing.on]
        for place, paper in enumerate(self._random.sample(old, min(count // 2, len(old)))):
            title = f"{paper.versions[0].title}, Revised" if place % 2 else ""
            self.revise(paper, mailing, title=title, comment="Accepted somewhere" if title else "")

    def _cross_later(self, mailing: Mailing) -> None:
        """A paper of a day before is added to one more category."""
        old = [
            one
            for one in self.papers.values()
            if one.versions[-1].announced_on < mailing.on and len(one.categories) == 1
        ]
        others = [one for one in self.categories if old and one not in old[0].categories]
        if others:
            old[0].categories = (*old[0].categories, others[0])
            old[0].crossed_later[others[0]] = mailing.on


def month(start: datetime, days: int = 30, calendar: Calendar | None = None) -> list[Mailing]:
    """The mailings of a month that begins at `start`."""
    return (calendar or Calendar()).list_between(start, start + timedelta(days=days))
