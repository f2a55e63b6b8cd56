"""How to begin, what there is, and how a command is used."""

from collections.abc import Sequence

from bot.domain.message import Action, Message
from bot.views.texts import Texts


def welcome(texts: Texts, actions: Sequence[Action]) -> Message:
    """The answer to /start."""
    lines = [
        texts.t(
            "I read arXiv and the digests that others make of it, and every morning bring you the "
            "new papers on your topics: each one once, with a line on what it is about."
        ),
        texts.t("Start with a topic, in Chinese or English:"),
        texts.written("/subscribe 医学图像"),
        "/subscribe diffusion model",
        texts.t("Or look up a single paper: /paper 2403.15603"),
    ]
    return Message(
        heading=texts.t("chenbao · the morning paper"),
        text="\n".join(lines),
        footer=texts.t("/settings: hour, time zone, language · /help: everything else"),
        actions=tuple(actions),
    )


def help_message(texts: Texts, commands: Sequence[tuple[str, str, str, str]]) -> Message:
    """The answer to /help.

    Args:
        commands: (name, arguments, summary in English, Chinese alias or nothing).
    """
    return Message(
        heading=texts.t("What I can do"),
        text="\n".join(_help_line(texts, *command) for command in commands),
        footer=texts.t(
            'Topics: words (all of them), "a phrase", -word, OR, cat:eess.IV, author:"Kaiming He". '
            "In a private chat the Chinese names work without a slash: 订阅 医学图像."
        ),
    )


def _help_line(texts: Texts, name: str, arguments: str, summary: str, alias: str) -> str:
    written = f"/{name} {texts.t(arguments)}" if arguments else f"/{name}"
    if texts.language == "zh" and alias:
        return f"{written} · {texts.t(alias)}：{texts.t(summary)}"
    return texts.t("{command}: {summary}", command=written, summary=texts.t(summary))


def usage(texts: Texts, name: str, arguments: str, examples: Sequence[Action]) -> Message:
    """How a command is written, with examples to press."""
    written = f"/{name} {texts.t(arguments)}" if arguments else f"/{name}"
    lines = [texts.t("Usage: {command}", command=written)]
    if examples:
        lines.append(texts.t("For example:"))
        lines += [f"/{one.command} {one.argument}".rstrip() for one in examples]
    return Message(text="\n".join(lines), actions=tuple(examples))
