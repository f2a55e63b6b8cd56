"""The one table of commands, from which help and every platform's menu are made."""

from dataclasses import replace

from bot.commands import chats, issues, opinions, owner, papers, places, saved, subscriptions
from bot.commands.call import Call, Command, Right
from bot.domain.message import Action, Message
from bot.domain.start import parse_start
from bot.services.phrases import find_phrase
from bot.views import help as help_view
from bot.views.texts import N_


async def start(call: Call) -> Message:
    """Say hello, and what to do first; or do what a deep link brought."""
    brought = parse_start(call.argument)
    if brought is not None and brought.kind == "paper":
        return await papers.paper(replace(call, argument=brought.value))
    if brought is not None:
        text = await call.transact(find_phrase, brought.value)
        if text is not None:
            return await places.subscribe(replace(call, argument=text))
    topics = map(call.texts.written, subscriptions.EXAMPLES[call.texts.language])
    actions = [Action(topic, "subscribe", topic) for topic in topics]
    return help_view.welcome(call.texts, actions)


async def show_help(call: Call) -> Message:
    """List the commands."""
    is_owner = await call.may(Right.BOT)
    rows = [
        (command.name, command.arguments, command.summary, next(iter(command.aliases), ""))
        for command in COMMANDS
        if not command.hidden or (is_owner and command.right is Right.BOT)
    ]
    return help_view.help_message(call.texts, rows)


COMMANDS: tuple[Command, ...] = (
    Command(
        name="start",
        code="st",
        aliases=("开始", "開始"),
        arguments="",
        summary=N_("How to begin"),
        handler=start,
        looks_up=True,
        personal=True,
    ),
    Command(
        name="help",
        code="he",
        aliases=("帮助", "幫助"),
        arguments="",
        summary=N_("All commands"),
        handler=show_help,
        looks_up=True,
        personal=True,
    ),
    Command(
        name="subscribe",
        code="su",
        aliases=("订阅", "訂閱"),
        arguments=N_("TOPIC"),
        summary=N_("Follow a topic"),
        handler=places.subscribe,
    ),
    Command(
        name="unsubscribe",
        code="un",
        aliases=("取消订阅", "退订", "取消訂閱", "退訂"),
        arguments=N_("TOPIC|N|all"),
        summary=N_("Follow a topic no longer"),
        handler=subscriptions.unsubscribe,
        right=Right.TOPICS,
    ),
    Command(
        name="subscriptions",
        code="sl",
        aliases=("我的订阅", "订阅列表", "我的訂閱", "訂閱列表"),
        arguments=N_("[N fewer|normal|more]"),
        summary=N_("What this chat follows"),
        handler=subscriptions.list_subscriptions,
    ),
    Command(
        name="paper",
        code="pa",
        aliases=("论文", "查论文", "論文", "查論文"),
        arguments=N_("ID|TITLE [notes|abstract|bibtex]"),
        summary=N_("Show a paper"),
        handler=papers.paper,
        looks_up=True,
    ),
    Command(
        name="search",
        code="se",
        aliases=("搜索", "搜尋"),
        arguments=N_("WORDS"),
        summary=N_("Find papers by words, newest first"),
        handler=papers.search,
        looks_up=True,
    ),
    Command(
        name="save",
        code="sv",
        aliases=("收藏",),
        arguments=N_("ID|TITLE"),
        summary=N_("Keep a paper, and hear of new versions"),
        handler=saved.save,
        right=Right.TOPICS,
    ),
    Command(
        name="unsave",
        code="us",
        aliases=("取消收藏",),
        arguments=N_("ID|TITLE"),
        summary=N_("Keep a paper no longer"),
        handler=saved.unsave,
        right=Right.TOPICS,
    ),
    Command(
        name="saved",
        code="sd",
        aliases=("我的收藏", "收藏夹", "收藏列表", "收藏夾"),
        arguments="",
        summary=N_("Papers saved here"),
        handler=saved.list_saved,
    ),
    Command(
        name="like",
        code="lk",
        aliases=("喜欢", "喜歡"),
        arguments=N_("ID|TITLE"),
        summary=N_("More papers like this, further up"),
        handler=opinions.like,
        right=Right.TOPICS,
    ),
    Command(
        name="dislike",
        code="dl",
        aliases=("不喜欢", "不喜歡"),
        arguments=N_("ID|TITLE"),
        summary=N_("Papers like this further down"),
        handler=opinions.dislike,
        right=Right.TOPICS,
    ),
    Command(
        name="forget",
        code="fg",
        aliases=("忘掉",),
        arguments=N_("[ID|all]"),
        summary=N_("Take 👍 and 👎 back"),
        handler=opinions.forget,
        right=Right.TOPICS,
    ),
    Command(
        name="today",
        code="to",
        aliases=("今日", "今天"),
        arguments=N_("[all]"),
        summary=N_("What arrived today on your topics"),
        handler=issues.today,
    ),
    Command(
        name="digest",
        code="di",
        aliases=("晨报", "晨報"),
        arguments=N_("[all]"),
        summary=N_("The newest issue again"),
        handler=issues.digest,
    ),
    Command(
        name="topics",
        code="tp",
        aliases=("主题", "主題"),
        arguments=N_("[WORD]"),
        summary=N_("Topics known by name"),
        handler=subscriptions.list_topics,
        looks_up=True,
        personal=True,
    ),
    Command(
        name="settings",
        code="sg",
        aliases=("设置", "設定", "設置"),
        arguments=N_("[NAME VALUE]"),
        summary=N_("Language, time zone, hour, how much"),
        handler=chats.settings,
    ),
    Command(
        name="why",
        code="wy",
        aliases=("为什么", "為什麼"),
        arguments=N_("ID"),
        summary=N_("Why a paper came, or did not"),
        handler=subscriptions.why,
    ),
    Command(
        name="pause",
        code="ps",
        aliases=("暂停", "暫停"),
        arguments="",
        summary=N_("No pushes for now"),
        handler=chats.pause,
        right=Right.CHAT,
    ),
    Command(
        name="resume",
        code="rs",
        aliases=("恢复", "继续", "恢復", "繼續"),
        arguments="",
        summary=N_("Push again"),
        handler=chats.resume,
        right=Right.CHAT,
    ),
    Command(
        name="export",
        code="ex",
        aliases=("导出", "匯出", "導出"),
        arguments="",
        summary=N_("Everything kept of this chat"),
        handler=chats.export,
        personal=True,
    ),
    Command(
        name="deleteme",
        code="de",
        aliases=("删除我", "注销", "刪除我", "註銷"),
        arguments="",
        summary=N_("Forget this chat and all its data"),
        handler=chats.delete_me,
        right=Right.CHAT,
    ),
    Command(
        name="followhere",
        code="fh",
        aliases=(),
        arguments=N_("TOPIC"),
        summary=N_("Follow a topic in this group"),
        handler=subscriptions.subscribe,
        right=Right.TOPICS,
        hidden=True,
    ),
    Command(
        name="followme",
        code="fm",
        aliases=(),
        arguments=N_("TOPIC"),
        summary=N_("Follow a topic in private"),
        handler=places.follow_in_private,
        personal=True,
        hidden=True,
    ),
    Command(
        name="status",
        code="ss",
        aliases=("状态", "狀態"),
        arguments="",
        summary=N_("How the bot stands"),
        handler=owner.status,
        right=Right.BOT,
        personal=True,
        hidden=True,
    ),
)
