"""A text cut at the places where its parts begin."""

import re
from collections.abc import Iterator, Sequence


def split_behind(
    text: str, starts: Sequence[re.Match[str]]
) -> Iterator[tuple[re.Match[str], str]]:
    """Each match with the text behind it, up to the next match or the end of the text."""
    for at, match in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(text)
        yield match, text[match.end() : end]
