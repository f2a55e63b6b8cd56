"""BibTeX for a paper."""

import re
import unicodedata

from bot.domain.clean import clean_line
from bot.domain.paper import Paper
from bot.views.tex import one_line, strip_full_stop

#: What TeX would take for an order; what stands between dollars is TeX already.
_SPECIAL = re.compile(r"(?<!\\)([&%#])")
_LITTLE_WORDS = frozenset({"a", "an", "the", "on", "of", "in", "for", "to", "is", "are", "and"})


def bibtex_of(paper: Paper) -> str:
    """An entry as arXiv itself exports it; the title keeps its TeX."""
    year = _year(paper)
    fields = {
        "title": _braced(strip_full_stop(clean_line(paper.title))),
        "author": " and ".join(map(_author, paper.authors)),
        "year": year,
    }
    if paper.arxiv_id:
        fields |= {
            "eprint": paper.arxiv_id.number,
            "archivePrefix": "arXiv",
            "primaryClass": clean_line(paper.categories[0]) if paper.categories else "",
            "url": f"https://arxiv.org/abs/{paper.arxiv_id.number}",
        }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{_key(paper, year)},\n" + ",\n".join(lines) + "\n}"


def _year(paper: Paper) -> str:
    if paper.published_on is not None:
        return str(paper.published_on.year)
    digits = re.search(r"(\d\d)\d\d", paper.arxiv_id.number) if paper.arxiv_id else None
    if digits is None:
        return ""
    return f"{'19' if digits[1] > '90' else '20'}{digits[1]}"


def _braced(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", clean_line(text))
    return text if _is_balanced(text) else text.replace("{", "").replace("}", "")


def _is_balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _author(name: str) -> str:
    """One name; in braces where it holds an "and" of its own."""
    name = _braced(name)
    return f"{{{name}}}" if re.search(r"\band\b|,", name) else name


def _key(paper: Paper, year: str) -> str:
    author = one_line(paper.authors[0]).split() if paper.authors else []
    words = [_ascii(word) for word in one_line(paper.title).split()]
    first = next((word for word in words if word and word not in _LITTLE_WORDS), "")
    return f"{_ascii(author[-1]) if author else ''}{year}{first}" or "paper"


def _ascii(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]", "", plain.partition("-")[0])
