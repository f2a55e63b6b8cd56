"""What live sources work with, and what they hand back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.calendar import Calendar
from bot.ports import Clock, Store
from bot.services.ingest import Counts
from bot.sources.raw import Access

#: Told of progress: what is being fetched, how many of it are done, how many there are.
Report = Callable[[str, int, int], None]


def no_report(what: str, done: int, total: int) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Where the services are; each without a slash at its end."""

    arxiv: str = "https://arxiv.org"
    api: str = "https://export.arxiv.org"
    rss: str = "https://rss.arxiv.org"
    oai: str = "https://oaipmh.arxiv.org"
    huggingface: str = "https://huggingface.co"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """What is fetched, and from where.

    Attributes:
        categories: arXiv's, each asked for by itself; empty for none.
        huggingface: whether Hugging Face's daily papers are fetched.
        digests: paths, globs and URLs that are looked at again and again.
        contact: an address or a page of whoever runs this, for the User-Agent.
        calendar: when arXiv announces.
        access: how published digests may be reached.
    """

    categories: tuple[str, ...] = ()
    huggingface: bool = True
    digests: tuple[str, ...] = ()
    contact: str = ""
    hosts: Hosts = field(default_factory=Hosts)
    calendar: Calendar = field(default_factory=Calendar)
    access: Access = field(default_factory=Access)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody who runs a source by hand wants beyond what is due.

    Attributes:
        since: what was announced or listed on this date and later, too.
        force: ask again for what is not due; only what has changed is sent.
    """

    since: date | None = None
    force: bool = False


#: What the schedule wants.
ROUTINE = Order()


@dataclass(slots=True)
class Fetched:
    """What one run of a source brought.

    Attributes:
        problems: what failed, one line each; nothing of it is silent.
        next_try_at: when it has something to do again.
    """

    counts: Counts = field(default_factory=Counts)
    problems: list[str] = field(default_factory=list)
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The parts that every live source stands on."""

    store: Store
    clock: Clock
    options: SourceOptions
    report: Report = no_report

    def later(self, **parts: float) -> datetime:
        """A time from now on."""
        return self.clock.now() + timedelta(**parts)
