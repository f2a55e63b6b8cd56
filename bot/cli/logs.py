"""Logs on standard error, as text or as JSON lines."""

import logging
import sys

import structlog


def set_up_logging(form: str, verbose: int) -> None:
    """Send every log record through structlog.

    Args:
        form: `text` or `json`.
        verbose: 0 warnings, 1 information, 2 everything.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # httpx writes every URL at INFO, and a Telegram URL holds the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
