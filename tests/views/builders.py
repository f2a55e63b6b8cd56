"""Papers, chats and issues to say something about. What they say is our own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.arxiv_id import ArxivId
from bot.domain.chat import Chat, ChatAddress, ChatKind, ChatSettings
from bot.domain.issue import Issue, PaperMatch, Receipt
from bot.domain.paper import Paper, Reading, Section
from bot.domain.schedule import Schedule, Slot
from bot.domain.topic import Subscription, Topic
from bot.views.texts import get_texts

ZH, EN = get_texts("zh"), get_texts("en")
#: 09:35 in Shanghai on a Sunday.
NOW = datetime(2026, 11, 22, 1, 35, tzinfo=UTC)
TODAY = date(2026, 11, 22)

#: Long enough to be folded.
METHOD = (
    "作者把显著图看成输出对输入的灵敏度，用似然比方法只靠前向计算来估计它：给输入加上一批"
    "很小的随机扰动，记下模型输出的变化，再按扰动的方向加权平均。这样既不需要模型内部的梯度，"
    "也不需要知道网络的结构，因此同样适用于只开放接口的黑盒模型。\n\n"
    "为了让估计更稳定，文中又用了两种降低方差的办法：成对的反向扰动，以及按图像块共享扰动。"
    "前者让噪声互相抵消，后者减少需要估计的方向。在相同的查询次数下，两者合用得到的显著图"
    "明显更干净，与白盒方法的结果已十分接近。"
)
NOTE = Reading(
    source="talk2paper",
    lang="zh",
    title="面向黑盒显著图的前向学习",
    tldr="不用反向传播，也能给黑盒模型画出显著图。",
    takeaways=("只靠前向计算估计梯度。", "可用于只开放接口的模型。"),
    sections=(Section("方法", METHOD), Section("结论", "效果与白盒方法接近。")),
    attribution="Talk2Paper · Kedreamix",
    licence="CC BY 4.0",
)
ENGLISH_NOTE = Reading(source="cn-chat-arxiv", lang="en", tldr="Saliency without backprop.")


def paper(**changes):
    """A paper with an English abstract and no readings."""
    plain = Paper(
        key=1,
        arxiv_id=ArxivId("2403.15603", 1),
        title="Forward Learning for Gradient-based Black-box Saliency Map Generation",
        authors=(
            "Zeliang Zhang",
            "Mingqian Feng",
            "Jinyang Jiang",
            "Rongyi Zhu",
            "Yijie Peng",
        ),
        abstract=r"We draw saliency maps of $\ell_1$ models, e.g. U-Nets. No gradient is needed.",
        categories=("cs.CV", "cs.LG"),
        published_on=date(2024, 3, 22),
        arrived_at=NOW,
    )
    return replace(plain, **changes)


def chat(*, schedule=None, pending="tomorrow", **changes):
    """A private chat in Shanghai; its next push is tomorrow's."""
    slot = Slot(date(2026, 11, 23), datetime(2026, 11, 23, 1, 30, tzinfo=UTC))
    settings = ChatSettings(schedule=schedule or Schedule())
    plain = Chat(
        key=1,
        address=ChatAddress(platform="console", chat_id=1),
        kind=ChatKind.PRIVATE,
        settings=settings,
        pending=slot if pending == "tomorrow" else pending,
        created_at=NOW,
    )
    return replace(plain, **changes)


def match(of=None, topic="医学图像", score=0.9, **changes):
    """A paper under a topic."""
    reason = {"where": "title", "found": "saliency map", "topic": topic}
    return PaperMatch(paper=of or paper(), topic_name=topic, score=score, reason=reason, **changes)


def issue(*matches, late=timedelta(0), arrived=348, sources=(("cn-chat-arxiv", 300),)):
    """Today's issue with these entries."""
    return Issue(
        key=1,
        chat_key=1,
        issued_on=TODAY,
        due_at=NOW - late,
        made_at=NOW,
        receipt=Receipt(arrived=arrived, sources=tuple(sources)),
        entries=tuple(matches),
    )


def subscriptions(*names, amount=None):
    """A chat's subscriptions to these topics."""
    return [
        Subscription(
            key=key,
            chat_key=1,
            topic=Topic(key=key, query=name, query_key=name),
            name=name,
            amount=amount,
            since_at=NOW,
            created_at=NOW,
        )
        for key, name in enumerate(names, start=1)
    ]
