"""A text cut at the places where its parts begin."""

import re
from collections.abc import Iterator, Sequence, Sized

from bot.errors import ParseError

#: arXiv's own feeds stop at 2,000; a document of more than this is no digest.
_MAX_PAPERS = 20_000


def refuse_too_many(papers: Sized) -> None:
    """Raise ParseError where a document holds more papers than anybody publishes."""
    if len(papers) > _MAX_PAPERS:
        raise ParseError(f"the document has more than {_MAX_PAPERS:,} papers")


def split_behind(
    text: str, starts: Sequence[re.Match[str]]
) -> Iterator[tuple[re.Match[str], str]]:
    """Each match with the text behind it, up to the next match or the end of the text."""
    refuse_too_many(starts)
    for at, match in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(text)
        yield match, text[match.end() : end]
