"""`/rss/CAT` and `/atom/CAT`: made at midnight Eastern, empty on days without a mailing, 2,000 papers
at most."""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from bot.domain.calendar import EASTERN
from tests.servers.arxiv.world import Announced, World

MAX_ITEMS = 2000
#: In which order the newest are lost on a query with too many: see arXiv's own feed code.
_KEPT_FIRST = ("replace", "cross", "new")
_LICENCE = "http://creativecommons.org/licenses/by/4.0/"


def render_rss(world: World, category: str, on: date) -> str:
    """The feed as it was made at Eastern midnight of a date."""
    made_at = datetime.combine(on, time(0), EASTERN)
    items = "".join(_item(one, made_at) for one in _list(world, category, on))
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>{category} updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/{category}</link>
    <description>{category} updates on the arXiv.org e-print archive.</description>
    <lastBuildDate>{format_datetime(made_at)}</lastBuildDate>
    <pubDate>{format_datetime(made_at)}</pubDate>
    <skipDays><day>Sunday</day><day>Saturday</day></skipDays>
{items}  </channel>
</rss>"""


def render_atom(world: World, category: str, on: date) -> str:
    """The same in Atom."""
    made_at = datetime.combine(on, time(0), EASTERN) + timedelta(seconds=5)
    entries = "".join(_entry(one, made_at) for one in _list(world, category, on))
    url = f"http://rss.arxiv.org/atom/{category}"
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>{url}</id>
  <title>{category} updates on arXiv.org</title>
  <updated>{made_at.astimezone(UTC).isoformat()}</updated>
  <link href="{url}" rel="self" type="application/atom+xml"/>
  <subtitle>{category} updates on the arXiv.org e-print archive.</subtitle>
{entries}</feed>"""


def _list(world: World, category: str, on: date) -> list[Announced]:
    listed = [one for one in world.list_announced(category, on) if one.version.number < 6]
    listed.sort(key=lambda one: _KEPT_FIRST.index(one.kind))
    return listed[:MAX_ITEMS][::-1]


def render_error(category: str) -> str:
    """What an unknown category gets: a feed, with status 400."""
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss version="2.0"><channel><title>Feed error for query "{escape(category)}"</title>
<link>http://rss.arxiv.org/</link><description>Invalid archive in arxiv.org</description>
</channel></rss>"""


def _item(one: Announced, made_at: datetime) -> str:
    paper, version = one.paper, one.version
    named = f"{paper.number}v{version.number}"
    categories = "".join(
        f"<category>{name}</category>" for name in paper.categories_on(made_at.date())
    )
    return f"""    <item>
      <title>{escape(version.title)}</title>
      <link>https://arxiv.org/abs/{paper.number}</link>
      <description>arXiv:{named} Announce Type: {one.kind}
Abstract: {escape(paper.abstract)}</description>
      <guid isPermaLink="false">oai:arXiv.org:{named}</guid>
      {categories}
      <pubDate>{format_datetime(made_at)}</pubDate>
      <arxiv:announce_type>{one.kind}</arxiv:announce_type>
      <dc:rights>{_LICENCE}</dc:rights>
      <dc:creator>{escape(", ".join(paper.authors))}</dc:creator>
    </item>
"""


def _entry(one: Announced, made_at: datetime) -> str:
    paper, version = one.paper, one.version
    named = f"{paper.number}v{version.number}"
    categories = "".join(
        f'<category term="{name}"/>' for name in paper.categories_on(made_at.date())
    )
    return f"""  <entry>
    <id>oai:arXiv.org:{named}</id>
    <title>{escape(version.title)}</title>
    <updated>{made_at.astimezone(UTC).isoformat()}</updated>
    <link href="https://arxiv.org/abs/{paper.number}" rel="alternate" type="text/html"/>
    <summary>arXiv:{named} Announce Type: {one.kind}
Abstract: {escape(paper.abstract)}</summary>
    {categories}
    <published>{made_at.isoformat()}</published>
    <arxiv:announce_type>{one.kind}</arxiv:announce_type>
    <rights>{_LICENCE}</rights>
    <dc:creator>{escape(", ".join(paper.authors))}</dc:creator>
  </entry>
"""
