"""The conversation on Telegram: `python -m tests.transcripts.telegram` writes it down anew."""

from bot.ports import Store
from bot.views.texts import get_texts
from tests.acceptance.on_telegram import OnTelegram, on_telegram
from tests.transcripts.files import DIFFUSION, MEDICAL, PAPER, SPLATTING, write_files
from tests.transcripts.scribe_telegram import Scribe

_CODES = {"zh": "zh-hans", "en": "en"}
_TITLES = {
    "zh": "论文晨报在 Telegram 上。alice 是群“读书会”和频道“今日论文”的管理员，bob 和 carol 是普通成员。",
    "en": "chenbao on Telegram. alice manages the group and the channel, bob and carol are members.",
}
_GROUP = {"zh": "读书会", "en": "Reading Club"}
_CHANNEL = {"zh": "今日论文", "en": "Papers Today"}
_SUBSCRIBE = {"zh": "订阅 扩散模型", "en": "/subscribe Diffusion  Model"}
#: As the bot hears commands in groups.
_AT = "@chenbao_bot"


async def write(store: Store, language: str) -> str:
    """The conversation in a language."""
    async with on_telegram(store, language=language) as telegram:
        for person in (telegram.alice, telegram.bob):
            person.user.language_code = _CODES[language]
        telegram.group.title = _GROUP[language]
        async with telegram.running():
            scribe = Scribe(telegram, _TITLES[language])
            await _alone(telegram, scribe, language)
            await _papers(telegram, scribe, language)
            await _together(telegram, scribe, language)
            await _elsewhere(telegram, scribe, language)
            await _the_end(telegram, scribe, language)
            assert telegram.server.violations == []
            return str(scribe.transcript)


async def _alone(telegram: OnTelegram, scribe: Scribe, language: str) -> None:
    """The first minutes in private: topics, and what can be chosen."""
    t, alice = get_texts(language).t, telegram.alice
    await scribe.read("cn-chat-arxiv", "arxiv")
    hello = await scribe.say(alice, "/start")
    await scribe.press(alice, hello, MEDICAL[language])
    await scribe.say(alice, f"/subscribe{MEDICAL[language]}")
    await scribe.say(alice, _SUBSCRIBE[language])
    await scribe.say(alice, "/subscribe medical imaging")
    await scribe.say(alice, "/subscriptions 2 more")
    panel = await scribe.say(alice, "/settings")
    await scribe.press(alice, panel, t("Mute"))
    await scribe.say(alice, "/settings time 10:00")
    await scribe.say(alice, "/settings max 4")


async def _papers(telegram: OnTelegram, scribe: Scribe, language: str) -> None:
    """The first issue, paged through, and a paper from every side."""
    t, alice = get_texts(language).t, telegram.alice
    await scribe.read("talk2paper", "dailay_paper_info")
    issue = (await scribe.sleep((alice, 0)))[-1]
    second = await scribe.press(alice, issue, t("More ›"))
    await scribe.press(alice, second, t("‹ Back"))
    await scribe.press(alice, issue, "2")
    card = await scribe.say(alice, f"https://arxiv.org/abs/{PAPER}")
    for aspect in ("Takeaways", "Notes", "BibTeX"):
        card = await scribe.press(alice, card, t(aspect))
    await scribe.say(alice, "/paper 2403.99999")
    await scribe.say(alice, f"/search {MEDICAL[language]}")
    await scribe.say(alice, f"/why {PAPER}")
    await scribe.say(alice, "/today")


async def _together(telegram: OnTelegram, scribe: Scribe, language: str) -> None:
    """A group: for it or for oneself, links, and who may."""
    t = get_texts(language).t
    alice, bob, group = telegram.alice, telegram.bob, telegram.group
    carol = telegram.server.user(9, first_name="Carol", language_code=_CODES[language])
    await scribe.say(bob, f"/subscribe{_AT} {DIFFUSION[language]}", group)
    asked = await scribe.say(alice, f"/subscribe{_AT} {MEDICAL[language]}", group)
    await scribe.press(bob, asked, t("For this group"))
    await scribe.press(carol, asked, t("For me, in private"))
    link = telegram.server.world.queries[max(telegram.server.world.queries)].answer
    assert link is not None
    await scribe.say(carol, f"/start {link['url'].partition('?start=')[2]}")
    await scribe.press(alice, asked, t("For this group"))
    await scribe.say(bob, f"/pause{_AT}", group)
    panel = await scribe.say(alice, f"/settings{_AT}", group)
    await scribe.press(alice, panel, t("Link cards"))
    telegram.alice.set_bot(group, "administrator")
    await scribe.say(bob, f"https://arxiv.org/abs/{PAPER}v1", group)
    await scribe.say(bob, f"arXiv:{PAPER}", group)


async def _elsewhere(telegram: OnTelegram, scribe: Scribe, language: str) -> None:
    """A topic of a forum, a channel from afar, and any chat."""
    t, server = get_texts(language).t, telegram.server
    alice, bob = telegram.alice, telegram.bob
    forum = server.chat("supergroup", title="Lab", admins=[alice], members=[bob], topics=[42])
    forum.topics[42].name = "3D"
    asked = await scribe.say(alice, f"/subscribe{_AT} {SPLATTING[language]}", forum, thread_id=42)
    await scribe.press(alice, asked, t("For this group"))
    channel = server.chat(
        "channel", title=_CHANNEL[language], username="papers_today", admins=[alice]
    )
    await scribe.say(alice, f"/subscribe @papers_today {SPLATTING[language]}")
    await scribe.say(bob, "/subscriptions @papers_today")
    await scribe.sleep((forum, 42), (channel, 0), (telegram.group, 0))
    await scribe.type_inline(bob, MEDICAL[language])
    await scribe.say(bob, f"/start p_{PAPER.replace('.', '-')}")


async def _the_end(telegram: OnTelegram, scribe: Scribe, language: str) -> None:
    """A pause, what is kept, and the end."""
    t, alice = get_texts(language).t, telegram.alice
    paused = await scribe.say(alice, "/pause")
    await scribe.press(alice, paused, t("Resume"))
    await scribe.say(alice, "/export")
    listed = await scribe.say(alice, "/unsubscribe")
    await scribe.press(alice, listed, MEDICAL[language])
    await scribe.say(alice, "/deleteme")
    await scribe.say(alice, "/help")


if __name__ == "__main__":
    write_files("telegram", write)
