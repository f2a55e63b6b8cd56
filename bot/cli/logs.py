"""Logs on standard error, as text or as JSON lines, without any secret."""

import logging
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

from bot.memory import doing_without

# Its colours are its own; Rich would only draw tracebacks, which are written as plain text.
with doing_without("rich"):
    import structlog

#: What looks like the token of a bot: Telegram's (https://core.telegram.org/bots/api#authorizing-your-bot),
#: Discord's (three parts in base64url), and passwords in URLs.
_SECRETS = re.compile(
    r"\d{6,12}:[A-Za-z0-9_-]{30,}"
    r"|[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
_HIDDEN = "[hidden]"
#: These write the addresses of requests at INFO or DEBUG, and some of them hold tokens; or too much.
_LOUD = ("httpx", "httpcore", "h2", "hpack", "apscheduler", "alembic", "discord")
#: These tell of every lost connection with a traceback; what happened is enough.
_LONG_WINDED = ("discord.shard", "discord.client")


def set_up_logging(form: str, verbose: int, secrets: Iterable[str] = ()) -> None:
    """Send every log record through structlog.

    Args:
        form: `text` or `json`.
        verbose: 0 warnings, 1 information, 2 everything.
        secrets: texts that no line may show, beside all that looks like a token.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    hide = make_redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide, last],
        )
    )
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _LONG_WINDED:
        logging.getLogger(name).addFilter(_in_brief)


def _in_brief(record: logging.LogRecord) -> bool:
    """Put the error into the line, and leave out where it was raised."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.msg, record.args = f"{record.getMessage()} ({error!r})", ()
        record.exc_info = record.exc_text = None
    return True


def make_redactor(
    secrets: Iterable[str],
) -> Callable[[Any, str, structlog.typing.EventDict], structlog.typing.EventDict]:
    """A processor that hides these texts, and all that looks like a token, wherever they stand."""
    known = [secret for secret in secrets if secret]

    def hide(value: Any) -> Any:
        if isinstance(value, str):
            for secret in known:
                value = value.replace(secret, _HIDDEN)
            return _SECRETS.sub(_HIDDEN, value)
        if isinstance(value, dict):
            return {key: hide(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [hide(one) for one in value]
        if isinstance(value, int | float | bool | None):
            return value
        return hide(str(value))

    def redact(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {key: hide(value) for key, value in event.items()}

    return redact
