"""Offers as what `answerInlineQuery` takes.

https://core.telegram.org/bots/api#inlinequeryresultarticle
"""

from collections.abc import Sequence
from typing import Any

from adapters.telegram.voice import Artist
from bot.commands.offers import Offer
from bot.domain.message import Message
from bot.domain.width import shorten

#: Columns of a line in the list.
_MAX_TITLE, _MAX_DESCRIPTION = 120, 160
#: What a line above the results brings along to the private chat that it opens: it says hello.
_NOTHING = "hello"


def to_results(offers: Sequence[Offer], artist: Artist) -> list[dict[str, Any]]:
    """The results, in order."""
    return [_to_result(offer, artist) for offer in offers]


def to_line(message: Message) -> dict[str, Any]:
    """One line above no results: https://core.telegram.org/bots/api#inlinequeryresultsbutton"""
    return {"results": [], "button": {"text": message.text, "start_parameter": _NOTHING}}


def _to_result(offer: Offer, artist: Artist) -> dict[str, Any]:
    # A card is one message; what of it is too long for one stays behind the button.
    payload = artist.draw(offer.message)[0]
    content = {
        "message_text": payload["text"],
        "parse_mode": payload["parse_mode"],
        "link_preview_options": payload["link_preview_options"],
    }
    markup = {"reply_markup": payload["reply_markup"]} if "reply_markup" in payload else {}
    return {
        "type": "article",
        "id": offer.key,
        "title": shorten(offer.title, _MAX_TITLE),
        "description": shorten(offer.description, _MAX_DESCRIPTION),
        "input_message_content": content,
        **markup,
    }
