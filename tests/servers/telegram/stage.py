"""Who there is, and what they do: the hand of a test in the world."""

from collections.abc import Iterable
from typing import Any

from tests.servers.telegram import events
from tests.servers.telegram.actors import Person, post
from tests.servers.telegram.methods.profile import menu_for
from tests.servers.telegram.people import Chat, ChatType, Member, Message, Status, Topic, User
from tests.servers.telegram.updates import Update
from tests.servers.telegram.world import World


class Stage:
    """Acts upon a world."""

    world: World

    def user(self, id: int, *, language_code: str | None = None, **facts: Any) -> Person:
        """The person with this id, made at the first mention (English; facts: see `User`)."""
        known = self.world.users.get(id)
        if known is None:
            known = self.world.add_user(User(id, language_code=language_code or "en", **facts))
        elif language_code is not None:
            known.language_code = language_code
        return Person(self.world, known)

    def chat(
        self,
        type: ChatType,
        *,
        id: int | None = None,
        title: str = "",
        username: str = "",
        bot: Status | None = None,
        bot_denied: Iterable[str] = (),
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        topics: Iterable[int] = (),
        is_forum: bool = False,
        linked_to: Chat | None = None,
    ) -> Chat:
        """A group, supergroup or channel.

        Args:
            bot: what our bot is there (a member; of a channel, an administrator).
            bot_denied: the rights it lacks.
            topics: their thread ids; they make a forum of it.
            linked_to: the discussion group of a channel.
        """
        status = bot or ("administrator" if type == "channel" else "member")
        chat = self.world.add_chat(
            type,
            id=id,
            title=title,
            username=username,
            bot=Member(self.world.bot, status, frozenset(bot_denied)),
            members=[Member(person.user) for person in members]
            + [Member(person.user, "administrator") for person in admins],
            topics=topics,
            is_forum=is_forum,
        )
        if linked_to is not None:
            chat.linked_chat_id, linked_to.linked_chat_id = linked_to.id, chat.id
        return chat

    def post(self, channel: Chat, text: str) -> Message:
        """A channel post; the linked group gets its automatic forward."""
        return post(self.world, channel, text)

    def migrate(self, group: Chat, *, announce: bool = True) -> Chat:
        """Make a supergroup of a group; returns it."""
        return events.migrate(self.world, group, announce=announce)

    def open_topic(self, forum: Chat, name: str, by: Person) -> Topic:
        return events.open_topic(self.world, forum, name, by.user)

    def close_topic(self, forum: Chat, topic_id: int, by: Person) -> None:
        events.close_topic(self.world, forum, topic_id, by.user)

    def delete_topic(self, forum: Chat, topic_id: int) -> None:
        events.delete_topic(forum, topic_id)

    def update(self, kind: str, value: dict[str, Any]) -> Update | None:
        """Queue an update made by hand; None where the bot did not ask for this kind."""
        return self.world.updates.add(kind, value)

    def update_raw(self, body: dict[str, Any]) -> Update:
        """Queue whatever `body` is, with an update_id where it has none."""
        return self.world.updates.add_raw(body)

    def repeat(self, update: Update) -> None:
        """Deliver an update once more, under the id it had."""
        self.world.updates.put(update)

    def menu_for(self, person: Person, chat: Chat) -> list[dict[str, str]]:
        """The commands that this person is offered in this chat."""
        return menu_for(self.world, person.user, chat)
