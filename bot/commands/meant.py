"""Which papers a command means, where it has to be clear."""

from collections.abc import Sequence

from bot.commands.call import Call
from bot.domain.message import Message
from bot.domain.paper import Paper
from bot.services.look_up import bring_in, look_up
from bot.views import help as help_view
from bot.views import papers as papers_view


async def find_meant(call: Call, *, fetch: bool) -> Sequence[Paper] | Message:
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
