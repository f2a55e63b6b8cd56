"""What users do: talk, use commands, press buttons. Each as far as Discord's client lets them."""

import secrets
from typing import Any

from tests.servers.discord import posting, shapes
from tests.servers.discord.events import tell_interaction
from tests.servers.discord.hub import Hub
from tests.servers.discord.model import (
    Channel,
    Interaction,
    InteractionKind,
    Json,
    Message,
    User,
)
from tests.servers.discord.permissions import Permission, in_channel
from tests.servers.discord.rules.commands import GROUP, MESSAGE_MENU, SLASH, SUBCOMMAND
from tests.servers.discord.rules.messages import Draft

USER_OPTION, CHANNEL_OPTION = 6, 7
GUILD_CONTEXT, DIRECT_CONTEXT = 0, 1
GUILD_INSTALL, USER_INSTALL = 0, 1


class CannotDo(Exception):  # noqa: N818 - it is what the client shows, not an error of ours
    """Discord's client would not let the user do this."""


class People(Hub):
    """The hands of the users."""

    def say(self, user: User, channel: Channel, text: str) -> Message:
        """Write a message."""
        draft = Draft(content=text)
        posting.check_may_post(self, channel, user, draft)
        return posting.post(self, channel, user, draft)

    def slash(self, user: User, channel: Channel, name: str, /, **options: Any) -> Interaction:
        """Use a slash command; `name` may go on to a subcommand ("settings language")."""
        command, given, chain = self._command(user, channel, name)
        filled = _fill(given, options)
        data = self._command_data(command, _nest(chain, filled))
        data |= _resolve(options, user)
        return self._interact(InteractionKind.COMMAND, user, channel, data, command)

    def autocomplete(
        self, user: User, channel: Channel, name: str, option: str, typed: str, /, **options: Any
    ) -> Interaction:
        """Type into an option that completes itself; the answer is in `choices`."""
        command, given, chain = self._command(user, channel, name)
        found = [each for each in given if each["name"] == option]
        if not found or not found[0].get("autocomplete"):
            raise CannotDo(f"/{name} completes no option {option}")
        filled = _fill(given, {**options, option: typed}, whole=False)
        for each in filled:
            if each["name"] == option:
                each["focused"] = True
        data = self._command_data(command, _nest(chain, filled)) | _resolve(options, user)
        return self._interact(InteractionKind.AUTOCOMPLETE, user, channel, data, command)

    def message_command(self, user: User, message: Message, name: str) -> Interaction:
        """Use a command of a message's menu."""
        command = self._find_command(user, message.channel, name, MESSAGE_MENU)
        shown = shapes.message(message, self.world.application_id)
        data = self._command_data(command, []) | {
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): shown}},
        }
        return self._interact(InteractionKind.COMMAND, user, message.channel, data, command)

    def press(self, user: User, message: Message, button: str | int) -> Interaction:
        """Press a button: by its label, its custom_id, or its place from 0."""
        buttons = [each for each in message.controls if each["type"] == 2]
        found = _pick(buttons, button)
        if found.get("disabled") or "custom_id" not in found:
            raise CannotDo(f"{found.get('label')} cannot be pressed")
        data = {"custom_id": found["custom_id"], "component_type": 2}
        return self._touch(user, message, data)

    def choose(self, user: User, message: Message, *values: str, select: int = 0) -> Interaction:
        """Choose in the select at place `select`: by values or labels of its options."""
        selects = [each for each in message.controls if each["type"] != 2]
        found = _pick(selects, select)
        by_label = {each["label"]: each["value"] for each in found["options"]}
        picked = [by_label.get(value, value) for value in values]
        unknown = set(picked) - set(by_label.values())
        most = found.get("max_values", 1)
        if unknown or found.get("disabled") or len(picked) > most:
            raise CannotDo(f"cannot choose {values} of {sorted(by_label)}, {most} at most")
        kind = found["type"]
        data = {"custom_id": found["custom_id"], "component_type": kind, "values": picked}
        return self._touch(user, message, data)

    def submit(self, user: User, shown: Interaction, **values: str) -> Interaction:
        """Fill in the modal that answered an interaction, by the custom_ids of its inputs."""
        if shown.modal is None:
            raise CannotDo("no modal was shown")
        rows = [
            {
                "type": 1,
                "id": number,
                "components": [{"type": 4, "custom_id": key, "value": value}],
            }
            for number, (key, value) in enumerate(values.items(), start=1)
        ]
        data: Json = {"custom_id": shown.modal["custom_id"], "components": rows}
        return self._interact(
            InteractionKind.MODAL, user, shown.channel, data, message=shown.message
        )

    def _touch(self, user: User, message: Message, data: Json) -> Interaction:
        """Use a component of a message."""
        sees = in_channel(message.channel, user) & Permission.VIEW_CHANNEL
        answers = message.interaction
        mine = not message.ephemeral or (answers is not None and answers.user is user)
        if not sees or not mine or message.deleted:
            raise CannotDo(f"{user.name} does not see the message")
        return self._interact(
            InteractionKind.COMPONENT, user, message.channel, data, message=message
        )

    def _interact(
        self,
        kind: InteractionKind,
        user: User,
        channel: Channel,
        data: Json,
        command: Json | None = None,
        *,
        message: Message | None = None,
    ) -> Interaction:
        interaction = Interaction(
            id=self.world.ids.next(),
            token=secrets.token_urlsafe(48),
            kind=kind,
            user=user,
            channel=channel,
            created_at=self.clock(),
            data=data,
            user_only=self._is_user_only(channel, command, message),
            message=message,
        )
        self.world.interactions[interaction.token] = interaction
        tell_interaction(self, interaction)
        return interaction

    def _is_user_only(
        self, channel: Channel, command: Json | None, message: Message | None
    ) -> bool:
        if message is not None and message.interaction is not None:
            return message.interaction.user_only
        guild = channel.guild
        return command is not None and guild is not None and self.world.bot.id not in guild.members

    def _command(
        self, user: User, channel: Channel, name: str
    ) -> tuple[Json, list[Json], list[Json]]:
        """A slash command, the options to fill in, and the subcommands on the way to them."""
        first, *rest = name.split()
        command = self._find_command(user, channel, first, SLASH)
        options, chain = command["options"], []
        for step in rest:
            found = [each for each in options if each["name"] == step]
            if not found:
                raise CannotDo(f"there is no /{name}")
            chain.append(found[0])
            options = found[0].get("options") or []
        if any(each["type"] in (SUBCOMMAND, GROUP) for each in options):
            raise CannotDo(f"/{name} needs a subcommand")
        return command, options, chain

    def _find_command(self, user: User, channel: Channel, name: str, kind: int) -> Json:
        """A registered command that the client shows to `user` in `channel`."""
        scopes = [None] if channel.guild is None else [channel.guild.id, None]
        for scope in scopes:
            for command in self.world.commands.get(scope, []):
                if (command["type"], command["name"]) == (kind, name):
                    self._check_may_use(user, channel, command)
                    return command
        raise CannotDo(f"there is no command {name}")

    def _check_may_use(self, user: User, channel: Channel, command: Json) -> None:
        contexts = command.get("contexts")
        context = DIRECT_CONTEXT if channel.guild is None else GUILD_CONTEXT
        if contexts and context not in contexts:
            raise CannotDo(f"{command['name']} is not for this place")
        if channel.guild is None:
            return
        granted = in_channel(channel, user)
        needed = Permission.USE_APPLICATION_COMMANDS | Permission.VIEW_CHANNEL
        if needed & ~granted:
            raise CannotDo(f"{user.name} may not use commands here")
        wanted = command["default_member_permissions"]
        if wanted is not None and (int(wanted) & ~granted or wanted == "0"):
            raise CannotDo(f"{user.name} does not see {command['name']}")
        installs = command.get("integration_types", [GUILD_INSTALL])
        by_guild = GUILD_INSTALL in installs and self.world.bot.id in channel.guild.members
        if not by_guild and not (USER_INSTALL in installs and user.installed):
            raise CannotDo("the app is not installed here")

    def _command_data(self, command: Json, options: list[Json]) -> Json:
        data = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return {**data, "options": options} if options else data


def _fill(given: list[Json], options: dict[str, Any], *, whole: bool = True) -> list[Json]:
    """The options as the client sends them; `whole` asks for all that are required."""
    known = {each["name"]: each for each in given}
    if unknown := options.keys() - known.keys():
        raise CannotDo(f"no such options: {sorted(unknown)}")
    if whole and (
        missing := [n for n, o in known.items() if o.get("required") and n not in options]
    ):
        raise CannotDo(f"missing: {missing}")
    for name, value in options.items():
        choices = [each["value"] for each in known[name].get("choices") or []]
        if choices and value not in choices:
            raise CannotDo(f"{value} is not among {choices}")
    return [
        {"name": name, "type": known[name]["type"], "value": _value(value)}
        for name, value in options.items()
    ]


def _value(value: Any) -> Any:
    return str(value.id) if isinstance(value, User | Channel) else value


def _nest(chain: list[Json], options: list[Json]) -> list[Json]:
    """Put the options under the subcommands they belong to."""
    for step in reversed(chain):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    return options


def _resolve(options: dict[str, Any], user: User) -> Json:
    """The users and channels that were named, in full; channels with what `user` may do there."""
    resolved: Json = {}
    for value in options.values():
        if isinstance(value, User):
            resolved.setdefault("users", {})[str(value.id)] = shapes.user(value)
        elif isinstance(value, Channel):
            shape = shapes.channel(value) | {"permissions": str(in_channel(value, user))}
            resolved.setdefault("channels", {})[str(value.id)] = shape
    return {"resolved": resolved} if resolved else {}


def _pick(controls: list[Json], wanted: str | int) -> Json:
    for place, control in enumerate(controls):
        if wanted in (place, control.get("label"), control.get("custom_id")):
            return control
    raise CannotDo(f"{wanted} is not among {[each.get('label') for each in controls]}")
