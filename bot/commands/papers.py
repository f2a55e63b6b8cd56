"""Papers: /paper, /search."""

from bot.commands.call import Call
from bot.domain.message import Message
from bot.services.keep import is_saved
from bot.services.look_up import bring_in, look_up
from bot.services.look_up import search as search_papers
from bot.views import help as help_view
from bot.views import papers as view

#: Words behind the id that choose what the card shows.
_ASPECTS = {
    "tldr": "tldr",
    "takeaways": "takeaways",
    "要点": "takeaways",
    "notes": "notes",
    "笔记": "notes",
    "abstract": "abstract",
    "摘要": "abstract",
    "bibtex": "bibtex",
    "引用": "bibtex",
}


def split_aspect(argument: str) -> tuple[str, str]:
    """What is asked for, and which aspect of it: `2403.15603 notes`."""
    asked, _, last = argument.rpartition(" ")
    aspect = _ASPECTS.get(last.casefold())
    return (asked.strip(), aspect) if asked and aspect else (argument, "tldr")


async def paper(call: Call) -> Message:
    """Show papers by id or title."""
    asked, aspect = split_aspect(call.argument)
    if not asked:
        examples = call.examples("2403.15603")
        return help_view.usage(call.texts, call.command.name, call.command.arguments, examples)
    found = await call.transact(look_up, asked, call.core.lexicon)
    reached = await bring_in(call.core, asked, found)
    if reached:
        found = await call.transact(look_up, asked, call.core.lexicon)
    if len(found.papers) == 1 and not found.missing and not found.left_out:
        one = found.papers[0]
        kept = await call.transact(is_saved, call.chat, one)
        return view.paper(call.texts, one, aspect=aspect, today=call.today, is_saved=kept)
    return view.papers_found(
        call.texts,
        found.papers,
        asked=asked,
        missing=found.missing,
        left_out=len(found.left_out),
        by_title=found.by_title,
        unreached=reached is False,
        today=call.today,
    )


async def search(call: Call) -> Message:
    """Find papers by words."""
    if not call.argument:
        examples = call.examples("医学图像", "diffusion model")
        return help_view.usage(call.texts, call.command.name, call.command.arguments, examples)
    found = await call.transact(search_papers, call.argument, call.core.lexicon)
    return view.search_results(
        call.texts, call.argument, found.papers, has_more=found.has_more, today=call.today
    )
