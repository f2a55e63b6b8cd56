"""What messages look like on Discord (checks 26 to 29), over the wire."""

import pytest

from bot.ports import Store
from tests.acceptance.on_discord import OnDiscord, on_discord
from tests.adapters.discord.reading import read
from tests.papers import entry, medical
from tests.servers.discord.model import Message, MessageFlag

HOSTILE = [
    "<script>alert(1)</script> & co",
    "a<b & c>d *bold* _it_ `code` ~~gone~~ ||hidden||",
    "@everyone @here <@1> <#1> <@&1> <t:1:R>",
    "# Heading > quote - list 1. one",
    "[here](https://evil.example) https://evil.example",
    "\u202eright to left\u2066 \u200fmarks",
    "a long title " * 30,
    "two\nlines",
]


async def follow(discord: OnDiscord, topic: str = "segmentation") -> None:
    asked = await discord.slash(discord.alice, discord.channel, "subscribe", topic=topic)
    await discord.press(discord.alice, asked.original, "为本频道订阅")


def markdown_of(message: Message) -> list[str]:
    texts = [message.content]
    for embed in message.embeds:
        texts += [embed.get("title", ""), embed.get("description", "")]
    return [text for text in texts if text]


@pytest.mark.parametrize("title", HOSTILE)
async def test_a_hostile_title_is_shown_as_it_is_and_calls_nobody(
    sqlite_store: Store, title: str
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await follow(discord)
        await discord.read(entry("2403.00001", title=f"segmentation {title}"))
        await discord.until_push(discord.at(discord.channel))
        asked = await discord.slash(discord.bob, discord.channel, "paper", paper="2403.00001")
        pushed = discord.said_in(discord.channel)[-2]
        for message in (pushed, asked.original):
            assert message.pings == frozenset()
            assert message.allowed_mentions == {"parse": []}
            # Raises where outside text has become markup.
            links = [url for text in markdown_of(message) for _, url in read(text).links]
            assert not any("evil" in url for url in links)
        assert "segmentation" in pushed.text
        assert discord.server.violations == []


async def test_no_request_may_call_anybody(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await follow(discord)
        await discord.read(entry("2403.00001", title="segmentation @everyone"))
        await discord.until_push(discord.at(discord.channel))
        await discord.slash(discord.bob, discord.channel, "search", words="@everyone")
        shown = [
            request.payload.get("data", request.payload)
            for request in discord.server.requests
            if request.made_message
        ]
        assert len(shown) >= 3
        assert all(body["allowed_mentions"] == {"parse": []} for body in shown)


async def test_however_much_there_is_every_message_is_within_the_limits(
    sqlite_store: Store,
) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await discord.slash(discord.alice, discord.channel, "settings", name="max", value="50")
        await follow(discord)
        long = "分割 segmentation 𝒳😀👩‍👩‍👧 " * 25
        await discord.read(
            *(
                entry(f"2403.{n:05}", n, title=f"{n} {long}", abstract=long * 3, zh={"tldr": long})
                for n in range(1, 21)
            )
        )
        await discord.until_push(discord.at(discord.channel))
        await discord.slash(discord.alice, discord.channel, "digest", papers="all")
        await discord.slash(discord.alice, discord.channel, "paper", paper="2403.00001")
        # The server refuses what is over a limit, and notes two embeds that share an address.
        assert discord.server.violations == []
        assert {one.status for one in discord.server.requests} <= {200, 204}
        for message in discord.server.messages:
            assert len(message.embeds) <= 10
            assert sum(map(embed_size, message.embeds)) <= 6000


def embed_size(embed: dict[str, object]) -> int:
    fields = [embed.get("title", ""), embed.get("description", "")]
    fields += [
        dict(embed.get(name, {})).get(key, "")
        for name, key in (("footer", "text"), ("author", "name"))
    ]  # type: ignore[call-overload]
    return sum(len(str(one)) for one in fields)


async def test_a_push_has_no_previews_and_a_paper_one_card(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await follow(discord, "医学图像")
        await discord.read(medical("2403.00001", 1), medical("2403.00002", 2))
        await discord.until_push(discord.at(discord.channel))
        pushed = discord.said_in(discord.channel)[-1]
        assert pushed.previews == []
        asked = await discord.slash(discord.bob, discord.channel, "paper", paper="2403.00001")
        assert asked.original.previews == []
        assert [one["url"] for one in asked.original.embeds if "url" in one] == [
            "https://arxiv.org/abs/2403.00001"
        ]


async def test_a_muted_chat_is_pushed_without_a_sound(sqlite_store: Store) -> None:
    async with on_discord(sqlite_store) as discord, discord.running():
        await follow(discord, "医学图像")
        told = await discord.slash(
            discord.alice, discord.channel, "settings", name="mute", value="on"
        )
        assert "静音" in told.text
        await discord.read(medical("2403.00001"))
        await discord.until_push(discord.at(discord.channel))
        assert discord.said_in(discord.channel)[-1].flags & MessageFlag.SUPPRESS_NOTIFICATIONS
