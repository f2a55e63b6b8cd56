"""Bytes of published digests -> documents and their entries. No input or output.

To add a format: a module with a `FORMAT`, a line in `FORMATS`, two files in `tests/fixtures`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.document import Document
from bot.errors import ParseError
from bot.parsers import (
    arxiv_atom,
    arxiv_rss,
    cn_chat_arxiv_md,
    cn_chat_arxiv_rss,
    dailay_paper_info,
    talk2paper_html,
    talk2paper_md,
    talk2paper_text,
)
from bot.parsers.decoding import decode
from bot.parsers.format import Format

__all__ = ["FORMATS", "parse"]

#: Every format that is understood, in the order in which they are asked.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "cn-chat-arxiv-md": cn_chat_arxiv_md.FORMAT,
        "cn-chat-arxiv-rss": cn_chat_arxiv_rss.FORMAT,
        "talk2paper-md": talk2paper_md.FORMAT,
        "talk2paper-text": talk2paper_text.FORMAT,
        "talk2paper-html": talk2paper_html.FORMAT,
        "dailay-paper-info": dailay_paper_info.FORMAT,
        "arxiv-rss": arxiv_rss.FORMAT,
        "arxiv-atom": arxiv_atom.FORMAT,
    }
)

#: Characters of a text by which its format is told.
_SAMPLE = 64 * 1024


def parse(content: bytes, *, name: str = "", format: str | None = None) -> Document:
    """Read a published digest.

    Args:
        content: the file or page, in any encoding that `decode` knows.
        name: the path or address as given; says the day and the topic where the text does not.
        format: a key of `FORMATS` that the content must be of; None finds it out.

    Raises:
        ParseError: with the reason in one line; the caller knows the name of the file.
    """
    text = decode(content)
    sample = text[:_SAMPLE].lstrip()
    if format is None:
        found = next((known for known in FORMATS.values() if known.accepts(sample)), None)
        if found is None:
            raise ParseError("this is none of the formats known: " + ", ".join(FORMATS))
    else:
        found = FORMATS.get(format)
        if found is None:
            raise ParseError(f"no format is called {format}; known are " + ", ".join(FORMATS))
        if not found.accepts(sample):
            raise ParseError(f"this is not of the format {format}")
    return found.parse(text, name)
