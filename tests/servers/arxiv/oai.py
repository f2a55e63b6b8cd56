"""`/oai?verb=ListRecords&metadataPrefix=arXivRaw`: by date of change, page after page by token."""

from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape

from tests.servers.arxiv.world import Paper, World

PAGE = 50
_LICENCE = "http://creativecommons.org/licenses/by/4.0/"


def answer(world: World, on: date, query: Mapping[str, str]) -> str:
    """One page of records that changed until a date."""
    if query.get("verb") != "ListRecords":
        return _envelope('<error code="badVerb">unknown verb</error>')
    if "resumptionToken" in query:
        since, category, start = query["resumptionToken"].split("|")
    else:
        since, category, start = query["from"], query.get("set", "").split(":")[-1], "0"
    changed = [
        paper
        for paper in world.papers.values()
        if (version := paper.newest(on)) is not None
        and version.announced_on >= date.fromisoformat(since)
        and any(one.endswith(f".{category}") for one in paper.categories)
    ]
    if not changed:
        return _envelope('<error code="noRecordsMatch">nothing changed</error>')
    page = changed[int(start) : int(start) + PAGE]
    following = int(start) + PAGE
    token = f"{since}|{category}|{following}" if following < len(changed) else ""
    records = "".join(_record(paper, on) for paper in page)
    return _envelope(
        f"<ListRecords>{records}<resumptionToken>{token}</resumptionToken></ListRecords>"
    )


def _envelope(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-20T03:30:00Z</responseDate>{body}</OAI-PMH>"
    )


def _record(paper: Paper, on: date) -> str:
    seen = [version for version in paper.versions if version.announced_on <= on]
    versions = "".join(
        f'<version version="v{one.number}"><date>{one.submitted_at:%a, %d %b %Y %H:%M:%S} GMT</date>'
        "<size>10kb</size></version>"
        for one in seen
    )
    comment = f"<comments>{escape(seen[-1].comment)}</comments>" if seen[-1].comment else ""
    return f"""<record><header><identifier>oai:arXiv.org:{paper.number}</identifier>
<datestamp>{seen[-1].announced_on}</datestamp><setSpec>cs:cs:CV</setSpec></header>
<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{paper.number}</id>{versions}
<title>{escape(seen[-1].title)}</title><authors>{escape(", ".join(paper.authors))}</authors>
<categories>{" ".join(paper.categories_on(on))}</categories>{comment}
<license>{_LICENCE}</license><abstract>{escape(paper.abstract)}</abstract>
</arXivRaw></metadata></record>
"""
