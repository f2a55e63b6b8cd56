"""The parts of each command's argument, for platforms that ask for them one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.commands.completion import (
    Completer,
    judged_papers,
    own_numbers,
    own_topics,
    papers,
    saved_papers,
    topics,
    values,
)
from bot.views.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One part of an argument.

    Attributes:
        name: in English, `[a-z]{1,32}`; its translation is its name in Chinese.
        summary: one line in English, translated by `bot.views`.
        choices: (what stands in the command, what a menu says of it in English); where there are
            some, nothing else will do.
        completer: says what could be meant while somebody types.
    """

    name: str
    summary: str
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    completer: Completer | None = None


_SHOW_ALL = Option(
    name=N_("papers"),
    summary=N_("How many papers: the best, or all"),
    choices=(("all", N_("all papers")),),
)
_PAPER = Option(
    name=N_("paper"),
    summary=N_("An arXiv id or link, or words of the title"),
    required=True,
    completer=papers,
)

#: By command; one that is not here takes no argument.
OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "subscribe": (
        Option(
            name=N_("topic"),
            summary=N_("In Chinese or English; try 医学图像 or diffusion model"),
            required=True,
            completer=topics,
        ),
    ),
    "unsubscribe": (
        Option(
            name=N_("topic"),
            summary=N_("One of those this chat follows"),
            completer=own_topics,
        ),
    ),
    "subscriptions": (
        Option(
            name=N_("number"),
            summary=N_("Of the topic that is to bring more or fewer papers"),
            completer=own_numbers,
        ),
        Option(
            name=N_("amount"),
            summary=N_("How much it brings"),
            choices=(
                ("fewer", N_("fewer (surest only)")),
                ("normal", N_("normal")),
                ("more", N_("more (looser)")),
            ),
        ),
    ),
    "paper": (
        _PAPER,
        Option(
            name=N_("show"),
            summary=N_("What is shown of it"),
            choices=(
                ("tldr", N_("TL;DR")),
                ("takeaways", N_("Takeaways")),
                ("notes", N_("Notes")),
                ("abstract", N_("Abstract")),
                ("bibtex", N_("BibTeX")),
            ),
        ),
    ),
    "search": (
        Option(
            name=N_("words"),
            summary=N_("All of them stand in the paper"),
            required=True,
            completer=topics,
        ),
    ),
    "save": (_PAPER,),
    "unsave": (replace(_PAPER, completer=saved_papers),),
    "like": (_PAPER,),
    "dislike": (_PAPER,),
    "forget": (replace(_PAPER, required=False, completer=judged_papers),),
    "today": (_SHOW_ALL,),
    "digest": (_SHOW_ALL,),
    "topics": (Option(name=N_("word"), summary=N_("What the name holds"), completer=topics),),
    "settings": (
        Option(
            name=N_("name"),
            summary=N_("What is to change"),
            choices=(
                ("language", N_("Language")),
                ("zone", N_("Time zone")),
                ("time", N_("Push time")),
                ("days", N_("Days")),
                ("rhythm", N_("Rhythm")),
                ("quiet", N_("Quiet hours")),
                ("max", N_("At most")),
                ("amount", N_("Amount")),
                ("scope", N_("Announcements")),
                ("empty", N_("Empty days")),
                ("mute", N_("Mute")),
                ("open", N_("Who may change the topics")),
                ("cards", N_("For arXiv links")),
            ),
        ),
        Option(name=N_("value"), summary=N_("What it is to be"), completer=values),
    ),
    "why": (_PAPER,),
}


def to_argument(command: str, given: Mapping[str, str]) -> str:
    """The command's argument, as it would be typed."""
    parts = (given.get(option.name, "") for option in OPTIONS.get(command, ()))
    # One line: what stands on a line of its own could be a command of its own.
    return " ".join(word for part in parts for word in part.split())
