"""The first answer to an interaction, and what follows it under its token.

After Discord's documentation, "Receiving and Responding": three seconds for the first answer,
fifteen minutes for the rest, both by the server's clock.
"""

from collections.abc import Callable

from tests.servers.discord import posting
from tests.servers.discord.errors import Problems, refused
from tests.servers.discord.model import (
    Interaction,
    InteractionKind,
    Json,
    Message,
    MessageFlag,
)
from tests.servers.discord.rest.call import NO_CONTENT, Answer, Call
from tests.servers.discord.rest.messages import show
from tests.servers.discord.rules.components import check_modal
from tests.servers.discord.rules.messages import SETTABLE_ON_ANSWER, Draft

PONG, MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9

FIRST_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0
CHOICES_MAX = 25
#: Follow-ups where the app is there by the user's installation alone.
USER_ONLY_FOLLOWUPS = 5

_ANSWERS_COMMAND = (MESSAGE, DEFER, MODAL)
#: What may answer what.
ALLOWED: dict[InteractionKind, tuple[int, ...]] = {
    InteractionKind.COMMAND: _ANSWERS_COMMAND,
    InteractionKind.COMPONENT: (*_ANSWERS_COMMAND, DEFER_UPDATE, UPDATE),
    InteractionKind.AUTOCOMPLETE: (CHOICES,),
    InteractionKind.MODAL: (MESSAGE, DEFER, DEFER_UPDATE, UPDATE),
}


def respond(call: Call) -> Answer:
    """The first answer. Too late or with a wrong token: 10062; a second one: 40060."""
    interaction = call.hub.world.interactions.get(call.request.params["webhook_token"])
    if interaction is None or str(interaction.id) != call.request.params["webhook_id"]:
        raise refused(10062)
    if interaction.callback is not None:
        raise refused(40060)
    if call.hub.clock() - interaction.created_at > FIRST_SECONDS:
        raise refused(10062)
    kind = int((call.payload or {}).get("type") or 0)
    allowed = ALLOWED[interaction.kind]
    if kind not in allowed:
        problems = Problems()
        problems.not_one_of("type", allowed)
        problems.raise_if_any()
    _STEPS[kind](call, interaction, (call.payload or {}).get("data") or {})
    interaction.callback = kind
    call.hub.changed()
    if call.request.query.get("with_response") not in ("true", "True", "1"):
        return NO_CONTENT
    return Answer(200, _callback_response(call, interaction, kind))


def _answer(call: Call, interaction: Interaction, data: Json) -> None:
    draft = call.draft(data, settable=SETTABLE_ON_ANSWER)
    interaction.original = _post(call, interaction, draft)


def _defer(call: Call, interaction: Interaction, data: Json) -> None:
    flags = (data.get("flags") or 0) & MessageFlag.EPHEMERAL | MessageFlag.LOADING
    interaction.original = _post(call, interaction, Draft(flags=flags))


def _defer_update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.message


def _update(call: Call, interaction: Interaction, data: Json) -> None:
    assert interaction.message is not None
    draft = call.draft(data, settable=SETTABLE_ON_ANSWER)
    interaction.original = posting.edit(call.hub, interaction.message, draft, frozenset(data))
    call.made(interaction.message, repeated=True)


def _choose(call: Call, interaction: Interaction, data: Json) -> None:
    choices = data.get("choices") or []
    problems = Problems()
    problems.check_length("data.choices", choices, CHOICES_MAX)
    for position, choice in enumerate(choices):
        problems.is_text(f"data.choices.{position}.name", choice.get("name"), 100)
        problems.check_length(f"data.choices.{position}.value", str(choice.get("value")), 100)
    problems.raise_if_any()
    interaction.choices = choices


def _show_modal(call: Call, interaction: Interaction, data: Json) -> None:
    problems = Problems()
    check_modal(data, problems)
    problems.raise_if_any()
    interaction.modal = data


_STEPS: dict[int, Callable[[Call, Interaction, Json], None]] = {
    MESSAGE: _answer,
    DEFER: _defer,
    DEFER_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choose,
    MODAL: _show_modal,
}


def _post(call: Call, interaction: Interaction, draft: Draft) -> Message:
    message = posting.post(call.hub, interaction.channel, call.bot, draft, interaction=interaction)
    call.made(message)
    return message


def _callback_response(call: Call, interaction: Interaction, kind: int) -> Json:
    told: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    shape: Json = {"interaction": told, "resource": {"type": kind}}
    message = interaction.original
    if message is not None:
        told["response_message_id"] = str(message.id)
        told["response_message_loading"] = bool(message.flags & MessageFlag.LOADING)
        told["response_message_ephemeral"] = message.ephemeral
        if kind in (MESSAGE, UPDATE):
            shape["resource"]["message"] = show(call, message)
    return shape


def _find(call: Call) -> Interaction:
    """The interaction of a webhook's token.

    Raises:
        ApiError: 50027 once the token is too old; 10015 where there is no such token, or where
            nothing has answered the interaction yet.
    """
    interaction = call.hub.world.interactions.get(call.request.params["webhook_token"])
    if call.number("webhook_id") != call.hub.world.application_id or interaction is None:
        raise refused(10015)
    if call.hub.clock() - interaction.created_at > TOKEN_SECONDS:
        raise refused(50027)
    if interaction.callback is None:
        raise refused(10015)
    return interaction


def follow_up(call: Call) -> Answer:
    """A further message. The first after a defer fills the loading one, and stays as visible."""
    interaction = _find(call)
    draft = call.draft(settable=SETTABLE_ON_ANSWER)
    original = interaction.original
    if original is not None and original.flags & MessageFlag.LOADING and not original.deleted:
        call.made(original, repeated=True)
        return Answer(200, show(call, _fill(call, original, draft)))
    if interaction.user_only and len(interaction.followups) >= USER_ONLY_FOLLOWUPS:
        raise refused(40094)
    message = _post(call, interaction, draft)
    interaction.followups.append(message)
    call.hub.changed()
    return Answer(200, show(call, message))


def _fill(call: Call, loading: Message, draft: Draft) -> Message:
    given = frozenset(call.payload) | {"content"}
    return posting.edit(call.hub, loading, draft, given)


def read(call: Call) -> Answer:
    """A message under the token: "@original" or an id."""
    return Answer(200, show(call, _message(call, _find(call))))


def edit(call: Call) -> Answer:
    """Change a message under the token; a loading one becomes the answer."""
    interaction = _find(call)
    message = _message(call, interaction)
    draft = call.draft(settable=SETTABLE_ON_ANSWER)
    call.made(message, repeated=True)
    posting.edit(call.hub, message, draft, frozenset(call.payload))
    return Answer(200, show(call, message))


def delete(call: Call) -> Answer:
    """Take a message under the token away."""
    posting.delete(call.hub, _message(call, _find(call)))
    return NO_CONTENT


def _message(call: Call, interaction: Interaction) -> Message:
    wanted = call.request.params["message_id"]
    for message in interaction.messages:
        is_original = wanted == "@original" and message is interaction.original
        if (is_original or wanted == str(message.id)) and not message.deleted:
            return message
    raise refused(10008)
