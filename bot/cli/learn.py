"""`chenbao learn`: terms and meanings, learned from papers that are there in both languages."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Options, get_options

if TYPE_CHECKING:
    from rich.progress import TaskID

    from bot.learning.corpus import ParallelPaper
    from bot.learning.learn import Report
    from bot.ports import Store

#: Steps of a progress bar.
_STEPS = 100
_PAGE = 1_000


def learn(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="JSON lines of papers in both languages, .xz or plain."),
    ] = None,
    database: Annotated[
        bool, typer.Option("--database", help="From the papers of the database (the default).")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to; else the data folder's learned.")
    ] = None,
    alone: Annotated[
        bool | None,
        typer.Option(
            "--alone/--merge",
            help="From these papers alone (the default with --from), or together with what ships (the "
            "default with --database): a term is then of whoever saw it in more papers, and the space "
            "that ships stays unless these papers are more.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Learn a Chinese–English term table and a space of meanings, for matching."""
    from bot.errors import UsageError

    if source is not None and database:
        raise UsageError("Learn --from a file or from the --database, not both.")
    options = get_options(context)
    own = options.load().learned_folder
    folder = out or own
    is_merged = source is None if alone is None else not alone
    report = (
        _learn_from_file(source, folder, is_merged=is_merged)
        if source
        else _learn_from_database(options, folder, is_merged=is_merged)
    )
    _print(report)
    _tell_use(report, folder, own)


def _learn_from_file(source: Path, folder: Path, *, is_merged: bool) -> "Report":
    from bot.learning.corpus import read_papers

    return _learn(read_papers(source), folder, source.name, is_merged=is_merged)


def _learn_from_database(options: Options, folder: Path, *, is_merged: bool) -> "Report":
    from bot.app import open_database

    with open_database(options.load()) as store:
        name = "the papers of this installation"
        return _learn(_list_papers(store), folder, name, is_merged=is_merged)


def _list_papers(store: "Store") -> "Iterator[ParallelPaper]":
    """The papers of the database that have Chinese words, a page at a time."""
    from bot.learning.corpus import ParallelPaper
    from bot.services.match import paper_text

    before = None
    while True:
        with store.begin() as tx:
            papers = tx.papers.list_newest(
                since=datetime(2000, 1, 1, tzinfo=UTC), before=before, limit=_PAGE
            )
        if not papers:
            return
        for paper in papers:
            text = paper_text(paper)
            found = ParallelPaper(
                title=text.title,
                abstract=text.abstract,
                title_zh=text.title_zh,
                abstract_zh=text.abstract_zh,
                tldr_zh=text.tldr_zh,
            )
            if found.is_parallel:
                yield found
        before = papers[-1].key


def _learn(
    papers: "Iterator[ParallelPaper]", folder: Path, name: str, *, is_merged: bool
) -> "Report":
    from bot.cli.progress import make_progress
    from bot.learning.learn import learn as learn_all
    from bot.learning.merge import Shipped
    from bot.learning.review import Review

    with make_progress() as progress:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, share: float) -> None:
            for known in tasks.values():
                progress.update(known, completed=_STEPS)
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=_STEPS)
            progress.update(tasks[step], completed=round(share * _STEPS))

        shipped = Shipped.load() if is_merged else None
        return learn_all(papers, folder, name, Review.load(), tell, shipped)


def _print(report: "Report") -> None:
    rows = {
        "papers": f"{report.papers:,}",
        "Chinese terms": f"{report.terms:,}",
        **_count_merged(report),
        "translations": f"{report.translations:,}",
        "  corrected by review": f"{report.corrected:,}",
        "acronyms": f"{report.acronyms:,}",
        "vectors": f"{report.vectors:,}" if report.vectors else "as shipped",
        **{name: f"{size / 1e6:.2f} MB" for name, size in report.sizes.items()},
        "seconds": f"{report.seconds:.0f}",
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:22}{value:>10}\n")
    for term, english in report.examples:
        sys.stdout.write(f"  {term} = {', '.join(english)}\n")


def _count_merged(report: "Report") -> dict[str, str]:
    merged = report.merged
    if merged is None:
        return {}
    counts = {"new": merged.new, "better known": merged.changed, "as shipped": merged.kept}
    return {f"  {what}": f"{count:,}" for what, count in counts.items()}


def _tell_use(report: "Report", folder: Path, own: Path) -> None:
    """Where it is used, how that compares with what ships, and how to go back."""
    from bot.matching.learned.learned import Learned

    if folder.resolve() != own.resolve():
        sys.stdout.write(f"written to {folder}; to use it, copy its files to {own}\n")
        return
    sys.stdout.write(f"written to {folder}; it is used from the next start on\n")
    shipped = Learned().terms.papers
    if report.merged is None and report.papers < shipped:
        sys.stdout.write(
            f"what ships was learned from more, {shipped:,} papers, and knows more words\n"
        )
    sys.stdout.write(f"to go back to what ships: remove {folder}\n")
