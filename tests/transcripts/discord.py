"""The conversation on Discord: `python -m tests.transcripts.discord` writes it down anew."""

from bot.ports import Store
from bot.views.texts import get_texts
from tests.acceptance.on_discord import OnDiscord, on_discord
from tests.servers.discord.sessions import Intent
from tests.transcripts.files import DIFFUSION, MEDICAL, PAPER, SPLATTING, write_files
from tests.transcripts.scribe_discord import Scribe

_LOCALES = {"zh": "zh-CN", "en": "en-US"}
_TITLES = {
    "zh": "论文晨报在 Discord 上。alice 管理服务器，bob 是普通成员。",
    "en": "chenbao on Discord. alice manages the server, bob is a member of it.",
}
_LOOK_UP = {"zh": "查论文", "en": "Look up papers"}


async def write(store: Store, language: str) -> str:
    """The conversation in a language."""
    async with on_discord(store, language=language) as discord:
        discord.server.gateway.privileged = Intent.MESSAGE_CONTENT
        discord.alice.locale = discord.bob.locale = _LOCALES[language]
        async with discord.running(reads_messages=True):
            scribe = Scribe(discord, _TITLES[language])
            await _first_day(discord, scribe, language)
            await _papers(discord, scribe, language)
            await _second_day(discord, scribe, language)
            return str(scribe.transcript)


async def _first_day(discord: OnDiscord, scribe: Scribe, language: str) -> None:
    """Subscribing, for the server and for oneself; what the server chooses."""
    t = get_texts(language).t
    alice, bob, channel = discord.alice, discord.bob, discord.channel
    await scribe.read("cn-chat-arxiv", "arxiv")
    await scribe.slash(alice, discord.server.direct(alice), "start")
    await scribe.complete(alice, channel, "subscribe", "topic", MEDICAL[language][:4])
    asked = await scribe.slash(alice, channel, "subscribe", topic=MEDICAL[language])
    await scribe.press(alice, asked, t("For this channel"))
    asked = await scribe.slash(bob, channel, "subscribe", topic=DIFFUSION[language])
    await scribe.press(bob, asked, t("For me, in private"))
    await scribe.slash(bob, channel, "settings", name="time", value="08:00")
    await scribe.slash(alice, channel, "settings", name="max", value="5")
    asked = await scribe.slash(alice, channel, "settings")
    asked = await scribe.press(alice, asked, t("Mute"))
    await scribe.slash(alice, channel, "settings", name="cards", value="on")
    await scribe.complete(alice, channel, "settings", "value", "new york", name="zone")


async def _papers(discord: OnDiscord, scribe: Scribe, language: str) -> None:
    """The first issue, and a paper from every side."""
    t = get_texts(language).t
    alice, bob, channel = discord.alice, discord.bob, discord.channel
    await scribe.read("talk2paper", "dailay_paper_info")
    await scribe.sleep(channel, discord.server.direct(bob))
    issue = discord.said_in(channel)[-1]
    await scribe.press(bob, issue, t("More ›"))
    await scribe.press(bob, issue, 0)
    paper = await scribe.slash(bob, channel, "paper", paper=PAPER)
    for aspect in ("Takeaways", "Notes", "BibTeX", "Abstract"):
        paper = await scribe.press(bob, paper, t(aspect))
    await scribe.press(alice, paper, t("Save"))
    said = await scribe.say(bob, channel, f"https://arxiv.org/abs/{PAPER}", 1)
    await scribe.look_up(bob, said, _LOOK_UP[language])
    await scribe.slash(bob, channel, "search", words=DIFFUSION[language])
    await scribe.slash(bob, channel, "why", paper=PAPER)


async def _second_day(discord: OnDiscord, scribe: Scribe, language: str) -> None:
    """A pause, a thread, a forum, another morning, and the end."""
    t = get_texts(language).t
    alice, bob, channel = discord.alice, discord.bob, discord.channel
    await scribe.slash(bob, channel, "pause")
    asked = await scribe.slash(alice, channel, "pause")
    await scribe.press(alice, asked, t("Resume"))
    thread = discord.server.add_thread(channel, "3D", alice)
    asked = await scribe.slash(alice, thread, "subscribe", topic=SPLATTING[language])
    await scribe.press(alice, asked, t("For this channel"))
    forum = discord.server.add_forum(discord.guild, "daily", tags=("arXiv",), requires_tag=True)
    await scribe.slash(alice, channel, "subscribe", topic=SPLATTING[language], channel=forum)
    await scribe.sleep(thread, forum)
    await scribe.slash(alice, channel, "today", papers="all")
    await scribe.slash(alice, channel, "subscriptions")
    await scribe.slash(alice, channel, "export")
    await scribe.slash(alice, channel, "unsubscribe", topic="all")
    await scribe.slash(alice, channel, "deleteme")
    await scribe.slash(bob, discord.server.direct(bob), "help")


if __name__ == "__main__":
    write_files("discord", write)
