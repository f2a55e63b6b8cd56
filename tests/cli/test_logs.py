"""What the log shows, in a process of its own: logging is one for all."""

import json
import subprocess
import sys

SPEAK = """
import logging
from bot.cli.logs import set_up_logging

set_up_logging("json", 2, ["s3cret"])
logging.getLogger("discord.http").debug("POST /interactions/1/token")
logging.getLogger("discord.shard").error("Attempting a reconnect", exc_info=OSError("s3cret is gone"))
try:
    raise ValueError("ours")
except ValueError:
    logging.getLogger("bot").exception("failed")
"""


def test_libraries_are_brief_and_our_own_errors_tell_all():
    done = subprocess.run(
        [sys.executable, "-c", SPEAK], check=True, capture_output=True, text=True
    )
    library, ours = [json.loads(line) for line in done.stderr.splitlines()]
    assert library["event"] == "Attempting a reconnect (OSError('[hidden] is gone'))"
    assert "exception" not in library
    assert "Traceback" in ours["exception"]
