"""A reader that goes away, as in `chenbao demo | head -3`: the program ends quietly, as others do."""

import os
import sys

#: As shells have it: 128 and the number of SIGPIPE.
READER_GONE = 141


def flush_or_leave(code: int) -> int:
    """Print what is still buffered; the exit code, or the one for a reader that is gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter would try once more when it ends, and complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return READER_GONE
    return code
