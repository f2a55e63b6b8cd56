"""What a chat thinks of papers: /like, /dislike, /forget."""

from bot.commands.call import Call
from bot.commands.meant import find_meant
from bot.domain.message import Message
from bot.services import taste
from bot.views import opinions as view

_ALL = ("all", "全部", "所有")
#: So many are listed.
_LISTED = 40


async def like(call: Call) -> Message:
    """More like this."""
    return await _judge(call, liked=True)


async def dislike(call: Call) -> Message:
    """Less like this."""
    return await _judge(call, liked=False)


async def _judge(call: Call, *, liked: bool) -> Message:
    papers = await find_meant(call, fetch=True)
    if isinstance(papers, Message):
        return papers
    await call.change(taste.judge, papers, call.now, liked=liked)
    return view.judged(call.texts, papers, liked=liked)


async def forget(call: Call) -> Message:
    """Take opinions back: of one paper, or all; without an argument, show them."""
    chat = call.see_chat()
    if not call.argument:
        kept = await call.transact(taste.see_opinions, chat, limit=_LISTED)
        return view.remembered(
            call.texts,
            [one.paper for one in kept.newest if one.liked],
            [one.paper for one in kept.newest if not one.liked],
            left_out=kept.count - len(kept.newest),
        )
    if call.argument.casefold() in _ALL:
        return view.forgotten(call.texts, await call.transact(taste.forget_opinions, chat, None))
    papers = await find_meant(call, fetch=False)
    if isinstance(papers, Message):
        return papers
    return view.forgotten(call.texts, await call.transact(taste.forget_opinions, chat, papers))
