"""Talk2Paper's web page as HTML, in the two themes it has worn (Butterfly, Matery).

The article is turned back into Markdown and read as a post. Unlike the text that remains of a page,
it still has the links to arXiv.
"""

import re

from bot.domain.document import Document
from bot.errors import ParseError
from bot.parsers.format import Format
from bot.parsers.page_markdown import parse_page, write_markdown
from bot.parsers.provenance import find_day, find_stem
from bot.parsers.publishers import TALK2PAPER
from bot.parsers.talk2paper import make_entry
from bot.parsers.talk2paper_md import split_papers

NAME = "talk2paper-html"
_ARTICLES = ("#article-container", "#articleContent", "article", "main", "body")
_TITLES = ("h1.post-title", ".post-title", "h1.title", "title")
_DAY = re.compile(r"^#{1,3} (20[0-9]{2}-[0-9]{2}-[0-9]{2})[ \t]*更新", re.M)
_SIGNS = ("Kedreamix", "ChatPaperFree", "方向最新论文已更新", "Authors:")


def _accepts(sample: str) -> bool:
    head = sample[:2000].lower()
    is_page = head.startswith("<") and ("<html" in head or "<!doctype html" in head)
    return is_page and any(sign in sample for sign in _SIGNS)


def _parse(text: str, name: str) -> Document:
    page = parse_page(text)
    article = next((node for css in _ARTICLES if (node := page.css_first(css))), None)
    markdown = write_markdown(article) if article is not None else ""
    blocks = split_papers(f"{markdown}\n")
    day = _DAY.search(markdown)
    if not blocks and day is None:
        raise ParseError("the page lists no papers, and says of no day that it could")
    titles = (page.css_first(css) for css in _TITLES)
    title = next((node.text().strip() for node in titles if node is not None), "")
    return Document(
        format=NAME,
        source=TALK2PAPER.source,
        issued_on=(find_day(day[1]) if day else None) or find_day(name),
        topic=title.split(" | ")[0].strip() or find_stem(name),
        entries=tuple(
            make_entry(
                position, block, unfinished=position == len(blocks) and "</html" not in text
            )
            for position, block in enumerate(blocks, start=1)
        ),
    )


FORMAT = Format(NAME, _accepts, _parse)
