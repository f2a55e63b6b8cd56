"""The chat itself: /settings, /pause, /resume, /export, /deleteme."""

from bot.commands.call import Call, Right
from bot.domain.message import Message
from bot.services import data
from bot.services.settle import read_change, settle
from bot.views import settings as view
from bot.views.texts import get_texts


async def settings(call: Call) -> Message:
    """Show the settings, or change one."""
    if call.argument:
        await call.check(Right.CHAT)
    if not call.argument:
        return view.settings(call.texts, call.see_chat(), now=call.now)
    changed = await call.change(settle, call.argument, call.now)
    texts = get_texts(changed.settings.language or call.request.language)
    if call.in_place:
        return view.settings(texts, changed, now=call.now)
    setting, _ = read_change(call.argument)
    return view.saved(texts, changed, setting.names[0], now=call.now)


async def pause(call: Call) -> Message:
    """No pushes for now."""
    chat = await call.change(data.pause, call.now)
    if call.in_place:
        return view.settings(call.texts, chat, now=call.now)
    return view.paused(call.texts, chat, call.now)


async def resume(call: Call) -> Message:
    """Push again."""
    chat = await call.change(data.resume, call.now) if call.chat else call.see_chat()
    if call.in_place:
        return view.settings(call.texts, chat, now=call.now)
    return view.resumed(call.texts, chat, call.now)


async def export(call: Call) -> Message:
    """All that is kept of the chat, as commands that bring it back."""
    if call.chat is None:
        return view.nothing_stored(call.texts)
    kept = await call.transact(data.get_data, call.chat)
    return view.export(call.texts, kept.chat, kept.subscriptions, kept.saved, kept.opinions)


async def delete_me(call: Call) -> Message:
    """Forget the chat."""
    forgotten = await call.transact(data.forget, call.request.address)
    if forgotten is None:
        return view.nothing_stored(call.texts)
    return view.forgotten(
        call.texts,
        forgotten.chat,
        forgotten.subscriptions,
        forgotten.saved,
        forgotten.opinions,
    )
