"""Documents as each format can hold them, for hypothesis."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Document, Entry
from bot.domain.paper import AnnounceType, Damage, Reading, Section
from bot.parsers.publishers import (
    ARXIV,
    CN_CHAT_ARXIV,
    DAILAY_PAPER_INFO,
    TALK2PAPER,
    Publisher,
)

#: What texts are made of: letters, Chinese, and the marks that break careless readers.
_ENGLISH = "abcXYZ 019 ,;:()[]<>&|$^_{}\\'\"#%@~+=é-"
_CHINESE = "甲乙丙丁戊己庚辛，abcXYZ019（）<>&|$_"


def _tidy(text: str) -> str:
    return " ".join(text.split())


words = st.text("abcXYZéü", min_size=1, max_size=8)
english = st.builds(
    lambda start, text: _tidy(f"{start} {text}"), words, st.text(_ENGLISH, max_size=60)
)
sentences = st.builds("{} {}.".format, words, english).map(_tidy)
chinese = st.text(_CHINESE, max_size=24).map("甲乙丙丁戊己{}".format)
chinese_sentences = chinese.map("{}。".format)
names = st.builds("{} {}".format, words, words)
authors = st.lists(names, min_size=1, max_size=4).map(tuple)
categories = st.lists(
    st.sampled_from(["cs.CV", "eess.IV", "hep-th", "q-fin.ST"]), min_size=1, unique=True
).map(tuple)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
numbers = st.one_of(
    st.builds("{:02}{:02}.{:05}".format, st.integers(15, 40), st.integers(1, 12), st.integers(1, 99999)),
    st.builds("hep-th/{:02}{:02}{:03}".format, st.integers(0, 7), st.integers(1, 12), st.integers(1, 999)),
)  # fmt: skip
versions = st.integers(1, 30)
ids = st.builds(ArxivId, numbers, versions)
images = st.lists(words.map("https://pic.example.org/{}.jpg".format), max_size=3).map(tuple)
sections = st.lists(
    st.builds(
        Section,
        st.sampled_from(["作者", "关键词", "摘要", "结论"]),
        st.lists(chinese_sentences, min_size=1, max_size=3).map("\n".join),
    ),
    min_size=1,
    max_size=4,
)
topics = st.sampled_from(["医学图像", "元宇宙/虚拟人", "3DGS", "Talking Head Generation"])
channels = st.sampled_from(["cs.AI", "econ", "q-fin", "stat.ML"])


def _reading(publisher: Publisher, **fields: object) -> Reading:
    return Reading(
        source=publisher.source,
        attribution=publisher.attribution,
        licence=publisher.licence,
        **{"lang": "zh", **fields},  # type: ignore[arg-type]
    )


def _documents(
    name: str,
    publisher: Publisher,
    entries: st.SearchStrategy[Entry],
    *,
    topic: st.SearchStrategy[str | None],
    issued_on: st.SearchStrategy[date | None],
    min_size: int = 0,
) -> st.SearchStrategy[Document]:
    return st.builds(
        lambda found, topic, day: Document(
            format=name,
            source=publisher.source,
            issued_on=day,
            topic=topic,
            entries=tuple(replace(entry, position=at) for at, entry in enumerate(found, 1)),
        ),
        st.lists(entries, min_size=min_size, max_size=4),
        topic,
        issued_on,
    )


@st.composite
def _cn_chat_arxiv_entries(draw: st.DrawFn) -> Entry:
    announce_type = draw(st.none() | st.sampled_from(AnnounceType))
    number, version = draw(numbers), draw(versions)
    readings = [
        _reading(
            CN_CHAT_ARXIV,
            title=draw(chinese),
            abstract=draw(chinese_sentences),
            tldr=draw(chinese_sentences),
        )
    ]
    tldr = draw(st.none() | sentences)
    if tldr:
        readings.append(_reading(CN_CHAT_ARXIV, lang="en", tldr=tldr))
    return Entry(
        position=1,
        arxiv_id=ArxivId(number, version if announce_type else None),
        title=draw(english),
        abstract=draw(sentences),
        announce_type=announce_type,
        url=f"https://arxiv.org/abs/{number}",
        readings=tuple(readings),
    )


@st.composite
def _talk2paper_entries(draw: st.DrawFn, *, bare: bool) -> Entry:
    """`bare`: what is left of a page as text, without links, pictures and notes."""
    note = () if bare else tuple(draw(sections))
    title = draw(st.none() | st.text("甲乙丙丁：", min_size=2, max_size=9)) if note else None
    title = title.strip("：") if title else None
    if title:
        note = (Section("标题", title), *note)
    arxiv_id = None if bare else draw(ids)
    return Entry(
        position=1,
        arxiv_id=arxiv_id,
        title=draw(english),
        authors=draw(authors),
        abstract=draw(sentences),
        url=f"http://arxiv.org/abs/{arxiv_id}" if arxiv_id else None,
        comment=draw(st.none() | english),
        images=() if bare else draw(images),
        readings=(
            _reading(
                TALK2PAPER,
                title=title or None,
                abstract=draw(st.none() | chinese_sentences),
                tldr=draw(chinese_sentences),
                takeaways=tuple(draw(st.lists(chinese_sentences, min_size=1, max_size=4))),
                sections=note,
            ),
        ),
        damage=(Damage.NO_ID,) if bare else (),
    )


@st.composite
def _dailay_entries(draw: st.DrawFn, *, older: bool) -> Entry:
    arxiv_id = None if older else draw(ids)
    failed = draw(st.booleans())
    note = (Section("作者信息", draw(chinese_sentences)), *draw(sections))
    reading = _reading(
        DAILAY_PAPER_INFO,
        sections=() if failed else note,
        damage=(Damage.FAILED,) if failed else (),
    )
    damage = [*reading.damage, *([Damage.NO_ID] if older else [])]
    return Entry(
        position=1,
        arxiv_id=arxiv_id,
        title=draw(english),
        url=f"https://arxiv.org/pdf/{arxiv_id}" if arxiv_id else None,
        readings=(reading,),
        damage=tuple(sorted(damage)),
    )


def _arxiv_entries(*, comments: bool) -> st.SearchStrategy[Entry]:
    return st.builds(
        lambda arxiv_id, **fields: Entry(
            position=1,
            arxiv_id=arxiv_id,
            url=f"https://arxiv.org/abs/{arxiv_id.number}",
            **fields,
        ),
        arxiv_id=ids,
        title=english,
        authors=authors,
        abstract=sentences,
        categories=categories,
        announce_type=st.sampled_from(AnnounceType),
        published_on=days,
        comment=(st.none() | english) if comments else st.none(),
        licence=st.none() | st.just("http://creativecommons.org/licenses/by/4.0/"),
    )


DOCUMENTS: dict[str, st.SearchStrategy[Document]] = {
    "cn-chat-arxiv-md": _documents(
        "cn-chat-arxiv-md", CN_CHAT_ARXIV, _cn_chat_arxiv_entries(), topic=channels, issued_on=days
    ),
    "cn-chat-arxiv-rss": _documents(
        "cn-chat-arxiv-rss",
        CN_CHAT_ARXIV,
        _cn_chat_arxiv_entries(),
        topic=channels,
        issued_on=days,
    ),
    "talk2paper-md": _documents(
        "talk2paper-md", TALK2PAPER, _talk2paper_entries(bare=False), topic=topics, issued_on=days
    ),
    "talk2paper-html": _documents(
        "talk2paper-html",
        TALK2PAPER,
        _talk2paper_entries(bare=False),
        topic=topics,
        issued_on=days,
    ),
    "talk2paper-text": _documents(
        "talk2paper-text", TALK2PAPER, _talk2paper_entries(bare=True), topic=topics, issued_on=days
    ),
    "dailay-paper-info": st.booleans().flatmap(
        lambda older: _documents(
            "dailay-paper-info",
            DAILAY_PAPER_INFO,
            _dailay_entries(older=older),
            topic=st.none(),
            issued_on=days,
            min_size=1,
        )
    ),
    "arxiv-rss": _documents(
        "arxiv-rss", ARXIV, _arxiv_entries(comments=False), topic=channels, issued_on=days
    ),
    "arxiv-atom": _documents(
        "arxiv-atom", ARXIV, _arxiv_entries(comments=True), topic=channels, issued_on=days
    ),
}
