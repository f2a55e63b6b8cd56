"""A paper as a card: its title and where it leads, who and when, what is wrong with it."""

import re
from datetime import date

from bot.domain.arxiv_id import ArxivId
from bot.domain.clean import clean_line
from bot.domain.issue import PaperMatch
from bot.domain.message import Action, Card, Link
from bot.domain.paper import AnnounceType, Damage, Paper, Reading
from bot.views.readings import Shown, find_chinese_title, find_one_line
from bot.views.tex import one_line, title_line
from bot.views.texts import N_, Texts

MAX_AUTHORS = 3
_MAX_COMMENT = 80
_MAX_LINKS = 5
_CODE_HOST = re.compile(r"https?://(?:www\.)?(github|gitlab|bitbucket|huggingface)\.co?m?/", re.I)
_ATTRIBUTION_URL = re.compile(r"https?://\S+")

#: Damage that a reader should know of. The announcement line in front was taken away.
_DAMAGE = {
    Damage.CUT: N_("cut short by the source"),
    Damage.FAILED: N_("the source failed to summarise it"),
    Damage.UNTRANSLATED: N_("left untranslated by the source"),
    Damage.NO_ID: N_("arXiv id unknown, listed by title"),
}
_FOREIGN = {"en": N_("in English"), "zh": N_("in Chinese")}
SOURCES = {
    "arxiv": "arXiv",
    "cn-chat-arxiv": "cn-chat-arxiv",
    "talk2paper": "Talk2Paper",
    "dailay_paper_info": "dailay_paper_info",
    "huggingface": "Hugging Face",
}
_REPLACEMENTS = (AnnounceType.REPLACE, AnnounceType.REPLACE_CROSS)


def source_name(source: str) -> str:
    """How a source calls itself."""
    return SOURCES.get(source, clean_line(source))


def unversioned(paper: Paper) -> ArxivId | None:
    """The paper's id without its version: links lead to the newest."""
    return ArxivId(paper.arxiv_id.number) if paper.arxiv_id else None


def title_of(paper: Paper) -> Link | str:
    """The title in English, leading to the abstract page where there is one."""
    title = title_line(paper.title)
    arxiv_id = unversioned(paper)
    return Link(title, arxiv_id.abs_url) if arxiv_id else title


def subtitle_of(texts: Texts, paper: Paper) -> str:
    """The title in the reader's language, where that is not English."""
    return texts.written(find_chinese_title(paper)) if texts.language == "zh" else ""


def authors_of(texts: Texts, paper: Paper) -> str:
    """The first authors, and how many there are more."""
    names = [name for author in paper.authors if (name := one_line(author))]
    shown = texts.join(names[:MAX_AUTHORS])
    more = len(names) - MAX_AUTHORS
    if more <= 0:
        return shown
    return texts.n("{names} and {n} more", "{names} and {n} more", more, names=shown)


def first_author_of(texts: Texts, paper: Paper) -> str:
    """The first author; "et al." where there are others."""
    first = one_line(paper.authors[0]) if paper.authors else ""
    return texts.t("{name} et al.", name=first) if first and len(paper.authors) > 1 else first


def date_of(texts: Texts, paper: Paper, today: date | None) -> str:
    """When it was published; as far as its id tells, where nobody says."""
    if paper.published_on is not None:
        return texts.date(paper.published_on, today=today)
    digits = re.search(r"(\d\d)(0[1-9]|1[0-2])", paper.arxiv_id.number) if paper.arxiv_id else None
    if digits is None:
        return ""
    year = int(digits[1])
    return texts.month(date(1900 + year if year > 90 else 2000 + year, int(digits[2]), 1))


def byline_of(texts: Texts, paper: Paper, today: date | None) -> str:
    """Who, when, where."""
    comment = one_line(paper.comment or "")
    parts = (
        authors_of(texts, paper),
        date_of(texts, paper, today),
        ", ".join(map(clean_line, paper.categories)),
        comment if len(comment) <= _MAX_COMMENT else "",
    )
    return " · ".join(part for part in parts if part)


def links_of(texts: Texts, paper: Paper) -> tuple[Link, ...]:
    """The abstract page, the PDF, code and project pages."""
    links = []
    if arxiv_id := unversioned(paper):
        links = [Link(f"arXiv:{arxiv_id}", arxiv_id.abs_url), Link("PDF", arxiv_id.pdf_url)]
    for url in dict.fromkeys(map(clean_line, paper.links)):
        if url.startswith(("https://", "http://")) and url not in [link.url for link in links]:
            text = texts.t("Code") if _CODE_HOST.match(url) else texts.t("Project page")
            links.append(Link(text, url))
    return tuple(links[:_MAX_LINKS])


def labels_of(texts: Texts, paper: Paper, shown: Shown | None) -> tuple[str, ...]:
    """What is wrong with the paper and with what is shown of it, in words; withdrawn comes first."""
    damage = set(shown.damage) if shown else set()
    damage |= {one for one in paper.damage if one is Damage.NO_ID}
    if texts.language == "en":
        damage.discard(Damage.UNTRANSLATED)
    if shown is None or shown.reading is None:
        failed = [one for reading in paper.readings for one in reading.damage]
        damage |= {Damage.FAILED} & set(failed)
    labels = [texts.t(words) for one, words in _DAMAGE.items() if one in damage]
    if shown and not shown.text and shown.language != texts.language:
        labels.insert(0, texts.t(_FOREIGN[shown.language]))
    if paper.is_withdrawn:
        labels.insert(0, texts.t("withdrawn"))
    return tuple(labels)


def in_language(texts: Texts, shown: Shown) -> str:
    """The text, marked where it is not in the reader's language."""
    untranslated = shown.language == "zh" and Damage.UNTRANSLATED in shown.damage
    if shown.language == texts.language or untranslated or not shown.text:
        return texts.written(shown.text) if shown.language == "zh" else shown.text
    if shown.language == "en":
        return texts.t("(in English) {text}", text=shown.text)
    return texts.t("(in Chinese) {text}", text=shown.text)


def attribution_of(texts: Texts, reading: Reading) -> str:
    """Who wrote a reading and how they want to be named, with the licence."""
    name = source_name(reading.source)
    attribution = clean_line(reading.attribution or "")
    named = attribution if name.casefold() in attribution.casefold() else ""
    parts = (named or name, "" if named else attribution, clean_line(reading.licence or ""))
    return texts.t(
        "Summary by {who}", who=" · ".join(dict.fromkeys(part for part in parts if part))
    )


def short_card(
    texts: Texts, paper: Paper, *, number: int | None = None, today: date | None = None
) -> Card:
    """A paper in a list of answers: title, who and when, one line."""
    shown = find_one_line(paper, texts.language)
    return Card(
        title=title_of(paper),
        number=number,
        subtitle=subtitle_of(texts, paper),
        byline=byline_of(texts, paper, today),
        body=in_language(texts, shown) if shown else "",
        labels=labels_of(texts, paper, shown),
    )


def match_card(
    texts: Texts,
    match: PaperMatch,
    *,
    number: int,
    today: date,
    grouped: bool = True,
    tell_pushed: bool = True,
) -> Card:
    """A paper under its topic: still shorter.

    Args:
        grouped: stand under the name of the topic.
        tell_pushed: say when this chat was given it.
    """
    shown = find_one_line(match.paper, texts.language)
    labels = list(labels_of(texts, match.paper, shown))
    if match.paper.announce_type in _REPLACEMENTS:
        labels.insert(0, texts.t("new version"))
    if match.late_from is not None:
        labels.append(
            texts.t("late, announced {date}", date=texts.date(match.late_from, today=today))
        )
    if match.pushed_on is not None and tell_pushed:
        labels.append(texts.t("pushed on {date}", date=texts.date(match.pushed_on, today=today)))
    return Card(
        title=title_of(match.paper),
        group=clean_line(match.topic_name) if grouped else "",
        number=number,
        subtitle=subtitle_of(texts, match.paper),
        byline=first_author_of(texts, match.paper),
        body=in_language(texts, shown) if shown else "",
        labels=tuple(labels),
    )


def paper_actions(papers: list[Paper]) -> tuple[Action, ...]:
    """One action for each paper of a numbered list that has an id."""
    return tuple(
        Action(str(number), "paper", paper.arxiv_id.number)
        for number, paper in enumerate(papers, start=1)
        if paper.arxiv_id
    )
