from datetime import timedelta
from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import *
from bot.domain.document import Document, Entry
from bot.domain.delivery import DeliveryState
from bot.domain.schedule import *
from bot.ports.store import NewMatch
from bot.services.plan import plan_due


def test_smoke(store, clock):
    with store.begin() as tx:
        doc = Document(
            format="x",
            source="arxiv",
            entries=tuple(
                Entry(position=i, arxiv_id=ArxivId(f"2403.1560{i}", 1), title=f"Paper {i}")
                for i in range(1, 6)
            ),
        )
        key = tx.documents.add("a.md", "h", doc, clock.now())
        merges = tx.papers.merge(key, doc, clock.now())
        chat = tx.chats.get_or_add(
            ChatAddress(platform="console", chat_id=1),
            ChatKind.PRIVATE,
            ChatSettings(),
            clock.now(),
        )
        topic, new = tx.topics.get_or_add("医学图像", "医学图像", "医学图像", clock.now())
        assert new
        assert tx.subscriptions.add(chat.key, topic.key, None, clock.now(), clock.now())
        assert not tx.subscriptions.add(chat.key, topic.key, None, clock.now(), clock.now())
        tx.matches.put(
            [
                NewMatch(
                    paper_key=m.paper_key,
                    topic_key=topic.key,
                    score=0.4 + 0.1 * i,
                    reason={"kind": "name"},
                )
                for i, m in enumerate(merges)
            ],
            clock.now(),
        )
        tx.chats.set_pending(chat.key, first_slot(chat.settings.schedule, clock.now()))
        assert (
            len(
                tx.matches.list_for_chat(chat.key, since=clock.now() - timedelta(days=1), limit=10)
            )
            == 4
        )
    clock.advance(hours=1)
    with store.begin() as tx:
        assert plan_due(tx, clock.now()) == 1
        assert plan_due(tx, clock.now()) == 0
        issue = tx.issues.find_newest(chat.key)
        assert [e.paper.title for e in issue.entries] == [
            "Paper 5",
            "Paper 4",
            "Paper 3",
            "Paper 2",
        ]
        assert issue.receipt.arrived == 5 and issue.receipt.sources == (("arxiv", 5),)
        [d] = tx.deliveries.claim(
            "console",
            0,
            worker="w",
            now=clock.now(),
            lease_until=clock.now() + timedelta(seconds=30),
            limit=10,
        )
        assert d.issue_key == issue.key
        assert tx.deliveries.set_parts(d.key, "w", [{"a": 1}, {"a": 2}])
        assert tx.deliveries.start(d.key, "w", clock.now())
        assert tx.deliveries.finish(
            d.key, "w", DeliveryState.SENT, clock.now(), platform_message_id="7"
        )
        [d2] = tx.deliveries.claim(
            "console",
            0,
            worker="w",
            now=clock.now(),
            lease_until=clock.now() + timedelta(seconds=30),
            limit=10,
        )
        assert d2.part == 2 and d2.payload == {"a": 2}
        tx.chats.delete(chat.key)
        assert tx.deliveries.count_by_state() == {}
