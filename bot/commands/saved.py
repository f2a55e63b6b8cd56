"""Papers that a chat keeps: /save, /unsave, /saved."""

from bot.commands.call import Call
from bot.commands.meant import find_meant
from bot.domain.message import Message
from bot.services import keep
from bot.views import saved as view


async def save(call: Call) -> Message:
    """Keep papers, and be told what becomes of them."""
    papers = await find_meant(call, fetch=True)
    if isinstance(papers, Message):
        return papers
    kept = await call.change(keep.save, papers, call.now)
    return view.saved(call.texts, papers=kept.papers, new=kept.changed, count=kept.count)


async def unsave(call: Call) -> Message:
    """Keep papers no longer."""
    papers = await find_meant(call, fetch=False)
    if isinstance(papers, Message):
        return papers
    kept = await call.transact(keep.unsave, call.see_chat(), papers)
    return view.unsaved(call.texts, papers=kept.papers, gone=kept.changed, count=kept.count)


async def list_saved(call: Call) -> Message:
    """What the chat keeps."""
    shelf = await call.transact(keep.list_saved, call.see_chat())
    return view.shelf(call.texts, shelf.papers, count=shelf.count, today=call.today)
