"""Papers that a chat keeps: /save, /unsave, /saved."""

from collections.abc import Sequence

from bot.commands.call import Call
from bot.domain.message import Message
from bot.domain.paper import Paper
from bot.services import keep
from bot.services.look_up import bring_in, look_up
from bot.views import help as help_view
from bot.views import papers as papers_view
from bot.views import saved as view


async def save(call: Call) -> Message:
    """Keep papers, and be told what becomes of them."""
    papers = await _find(call, fetch=True)
    if isinstance(papers, Message):
        return papers
    kept = await call.change(keep.save, papers, call.now)
    return view.saved(call.texts, papers=kept.papers, new=kept.changed, count=kept.count)


async def unsave(call: Call) -> Message:
    """Keep papers no longer."""
    papers = await _find(call, fetch=False)
    if isinstance(papers, Message):
        return papers
    kept = await call.transact(keep.unsave, call.see_chat(), papers)
    return view.unsaved(call.texts, papers=kept.papers, gone=kept.changed, count=kept.count)


async def list_saved(call: Call) -> Message:
    """What the chat keeps."""
    shelf = await call.transact(keep.list_saved, call.see_chat())
    return view.shelf(call.texts, shelf.papers, count=shelf.count, today=call.today)


async def _find(call: Call, *, fetch: bool) -> Sequence[Paper] | Message:
    """The papers that are meant, or the answer where that is not clear."""
    if not call.argument:
        examples = call.examples("2403.15603")
        return help_view.usage(call.texts, call.command.name, call.command.arguments, examples)
    found = await call.transact(look_up, call.argument, call.core.lexicon)
    reached = await bring_in(call.core, call.argument, found) if fetch else None
    if reached:
        found = await call.transact(look_up, call.argument, call.core.lexicon)
    is_clear = len(found.papers) == 1 or not found.by_title
    if found.papers and is_clear and not found.missing and not found.left_out:
        return found.papers
    return papers_view.papers_found(
        call.texts,
        found.papers,
        asked=call.argument,
        missing=found.missing,
        left_out=len(found.left_out),
        by_title=found.by_title,
        unreached=reached is False,
        today=call.today,
    )
