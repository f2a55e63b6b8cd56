"""For the group, or for the one who asks: /subscribe, and what its two buttons do."""

from dataclasses import replace

from bot.commands import subscriptions
from bot.commands.call import Call, Right
from bot.domain.chat import Chat, ChatAddress, ChatKind
from bot.domain.message import Message
from bot.domain.start import topic_payload
from bot.errors import UsageError
from bot.ports import Transaction
from bot.services.phrases import keep_phrase
from bot.services.presence import let_in
from bot.services.subscribe import subscribe as subscribe_chat
from bot.services.subscribe import topic_key
from bot.views import places as view
from bot.views.texts import get_texts


async def subscribe(call: Call) -> Message:
    """Follow a topic; in a group the one who asks is asked for whom."""
    request = call.request
    if not call.argument:
        return await subscriptions.subscribe(call)
    if request.kind is ChatKind.GROUP and request.asker not in (None, request.address):
        # A query that cannot be read is refused now, not when a button is pressed.
        topic_key(call.argument, call.core.lexicon)
        return view.for_whom(
            call.texts,
            call.argument,
            may_manage=await call.may(Right.TOPICS),
            managers=request.surroundings.managers,
        )
    await call.check(Right.TOPICS)
    return await subscriptions.subscribe(call)


async def follow_in_private(call: Call) -> Message:
    """Follow a topic in the private chat of the one who asks, wherever they do."""
    request, texts = call.request, get_texts(call.request.language)
    if not call.argument or request.kind is ChatKind.PRIVATE:
        return await subscriptions.subscribe(call)
    if request.asker is None:
        raise UsageError("I cannot see who you are here. Please write to me in private.")
    asker = await request.open_private() if request.open_private else request.asker
    private = await call.transact(_find_private, asker)
    if not request.surroundings.reaches_people and (private is None or private.suspended_at):
        key = await call.transact(keep_phrase, call.argument, call.now)
        start_url = request.surroundings.start_url
        url = f"{start_url}{topic_payload(key)}" if start_url else ""
        return view.start_first(texts, call.argument, url)
    was_refused = private is not None and private.suspended_at is not None
    if was_refused:
        # Whoever asks for pushes will have seen to it that they can come.
        await call.transact(let_in, asker, call.now)
    done = await replace(call, texts=texts).change_at(
        asker, ChatKind.PRIVATE, subscribe_chat, call.argument, call.core.lexicon, call.now
    )
    return view.followed_in_private(
        texts,
        chat=done.chat,
        name=done.name,
        added=done.added,
        was_refused=was_refused,
        now=call.now,
    )


def _find_private(tx: Transaction, asker: ChatAddress) -> Chat | None:
    return tx.chats.find(asker)
