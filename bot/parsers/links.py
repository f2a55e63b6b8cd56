"""Code and project pages named in a text that its authors wrote."""

import re
from collections.abc import Iterable

_LINK = re.compile(r"https?://[^\s<>\"'“”‘’，。；：、（）()\[\]{}|$]+")
_PAPER_HOSTS = re.compile(r"https?://(?:[a-z]+\.)?(?:arxiv\.org|doi\.org/10\.48550)/", re.I)


def find_links(texts: Iterable[str | None], *, cut: bool = False) -> tuple[str, ...]:
    """The addresses in texts, each once, in order; the papers' own pages are left out.

    `cut`: the last text breaks off, so an address at its very end is not trusted.
    """
    found: dict[str, None] = {}
    for text in texts:
        if not text or "://" not in text:
            continue
        for match in _LINK.finditer(text):
            if cut and match.end() == len(text):
                continue
            link = match.group().rstrip(".,;:!?*`").replace("\\_", "_").replace("\\", "")
            if link.count("/") >= 2 and not link.endswith("://") and not _PAPER_HOSTS.match(link):
                found[link] = None
    return tuple(found)
