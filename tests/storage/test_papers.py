from bot.domain.arxiv_id import ArxivId
from bot.domain.document import Document, Entry
from bot.domain.paper import Reading


def make(*entries, **kw):
    return Document(
        format="x", source=kw.pop("source", "talk2paper"), entries=tuple(entries), **kw
    )


def test_smoke(store, clock):
    with store.begin() as tx:
        doc = make(
            Entry(
                position=1,
                arxiv_id=ArxivId("2403.15603", 1),
                title="Forward Learning",
                authors=("Kaiming He",),
                abstract="Deep learning for images.",
                readings=(
                    Reading(
                        source="talk2paper",
                        lang="zh",
                        title="前向学习医学图像分割",
                        abstract="我们提出",
                    ),
                ),
            ),
            topic="医学图像",
        )
        key = tx.documents.add("a.md", "h", doc, clock.now())
        merges = tx.papers.merge(key, doc, clock.now())
        assert merges[0].new
    with store.begin() as tx:
        assert tx.documents.add("a.md", "h", doc, clock.now()) is None
        paper = tx.papers.find_by_number("2403.15603")
        assert paper.readings[0].title == "前向学习医学图像分割"
        for words in (
            "医学",
            "learning",
            "2403.15603",
            "Kaiming",
            "images 图像",
            "arXiv:2403.15603v2",
            "前",
        ):
            assert [p.key for p in tx.papers.search(words, limit=5)] == [paper.key], words
        assert tx.papers.search("\"'*) OR (", limit=5) == []
