"""A small bot of discord.py, for the tests of the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from tests.servers.discord.client import connect
from tests.servers.discord.model import Interaction
from tests.servers.discord.raw import Scene

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class More(discord.ui.View):
    """A view that outlives a restart: its custom_id is always the same."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="more", custom_id="more")
    async def more(
        self, interaction: discord.Interaction, button: discord.ui.Button["More"]
    ) -> None:
        """Turn the page."""
        await interaction.response.edit_message(content="page 2", view=None)


class Ask(discord.ui.Modal, title="Topic"):
    """A modal with one input."""

    topic: discord.ui.TextInput["Ask"] = discord.ui.TextInput(label="Topic", custom_id="topic")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Answer with what was typed."""
        await interaction.response.send_message(f"got {self.topic.value}", ephemeral=True)


def commands(tree: app_commands.CommandTree[Any]) -> None:
    """The commands of a small bot."""

    @tree.command(description="Follow a topic")
    @app_commands.allowed_installs(guilds=True, users=True)
    async def subscribe(interaction: discord.Interaction, topic: str) -> None:
        text = f"{topic} {interaction.locale} {interaction.guild_locale}"
        await interaction.response.send_message(text, ephemeral=True)

    @subscribe.autocomplete("topic")
    async def complete(
        interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}图像", value=f"{typed}图像")]

    @tree.command(description="Slow")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="result", view=More())
        await interaction.followup.send("and more")

    @tree.command(description="Ask")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Ask())

    @tree.context_menu(name="Why this paper")
    async def why(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"because {message.content}")


@asynccontextmanager
async def running(s: Scene, kind: Any = discord.Client, **how: Any) -> AsyncIterator[Any]:
    """The bot, connected to the scene's server, its commands synced; it is in `client.tree`."""
    client = kind(intents=INTENTS, **how)
    client.tree = app_commands.CommandTree(client)
    commands(client.tree)
    client.add_view(More())
    async with connect(client, s.server):
        await client.tree.sync()
        yield client


async def answer(s: Scene, asked: Interaction) -> str:
    """What the user sees in the end."""
    await s.server.wait_for(lambda: asked.answered)
    return asked.text
