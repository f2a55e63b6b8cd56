"""`chenbao paper` and `chenbao search`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any

import typer

from bot.cli.options import get_options
from bot.domain.message import Message
from bot.domain.paper import Paper
from bot.errors import UsageError
from bot.services.core import Core

_Json = Annotated[bool, typer.Option("--json", help="JSON lines instead of text.")]


def paper(
    context: typer.Context,
    asked: Annotated[
        list[str],
        typer.Argument(metavar="ID", help="Ids or a title; behind it notes, abstract or bibtex."),
    ],
    as_json: _Json = False,
) -> None:
    """Look a paper up by id or title."""
    from bot.app import open_core
    from bot.commands.papers import split_aspect
    from bot.services.look_up import look_up
    from bot.views import papers as view
    from bot.views.texts import get_texts

    settings = get_options(context).load()
    question, aspect = split_aspect(_join(asked))
    with open_core(settings) as core, core.store.begin() as tx:
        found = look_up(tx, question, core.lexicon)
        if as_json:
            _print_json(found.papers)
        elif len(found.papers) == 1 and not found.missing:
            texts = get_texts(settings.language)
            _print(view.paper(texts, found.papers[0], aspect=aspect, today=_today(core)))
        else:
            message = view.papers_found(
                get_texts(settings.language),
                found.papers,
                asked=question,
                missing=found.missing,
                left_out=len(found.left_out),
                by_title=found.by_title,
                today=_today(core),
            )
            _print(message)
    if found.missing or not found.papers:
        raise typer.Exit(1)


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="All must stand in it.")],
    as_json: _Json = False,
) -> None:
    """Find papers by words, newest first."""
    from bot.app import open_core
    from bot.services.look_up import search as search_papers
    from bot.views import papers as view
    from bot.views.texts import get_texts

    settings, question = get_options(context).load(), _join(words)
    with open_core(settings) as core, core.store.begin() as tx:
        found = search_papers(tx, question, core.lexicon)
        if as_json:
            _print_json(found.papers)
        else:
            message = view.search_results(
                get_texts(settings.language),
                question,
                found.papers,
                has_more=found.has_more,
                today=_today(core),
            )
            _print(message)


def _join(words: Sequence[str]) -> str:
    """What was typed behind the command."""
    typed = " ".join(words).strip()
    if not typed:
        raise UsageError("say what to look for: an arXiv id, a title, words")
    return typed


def _today(core: Core) -> date:
    from bot.domain.schedule import local_date

    return local_date(core.clock.now(), core.defaults.schedule.zone)


def _print(message: Message) -> None:
    from adapters.console.renderer import render

    # Actions are for a chat: a shell has no /paper.
    sys.stdout.write(render(replace(message, actions=()), width=None) + "\n")


def _print_json(papers: Sequence[Paper]) -> None:
    for one in papers:
        sys.stdout.write(json.dumps(paper_to_json(one), ensure_ascii=False) + "\n")


def paper_to_json(paper: Paper) -> dict[str, Any]:
    """A paper with the keys that `chenbao parse` uses for the same things."""
    plain = {name: _plain(value) for name, value in asdict(paper).items() if name != "key"}
    known = paper.arxiv_id
    return {
        **plain,
        "arxiv_id": known.number if known else None,
        "version": known.version if known else None,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
