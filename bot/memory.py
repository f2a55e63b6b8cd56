"""How much memory the process keeps that it does not use (Linux with glibc; elsewhere nothing).

The lexicon and matching free tens of megabytes again, and the C library would keep them: in pieces
between what is in use, and in one heap for each thread.
"""

import ctypes
from contextlib import suppress
from typing import Any

_LIBRARY = "libc.so.6"
#: From malloc.h: how many heaps there may be.
_ARENA_MAX = -8


def share_heap() -> None:
    """Let threads that begin from now on use one heap: what one frees, another can use."""
    _call("mallopt", _ARENA_MAX, 1)


def give_back() -> None:
    """Return to the system what was freed."""
    _call("malloc_trim", 0)


def _call(name: str, *values: int) -> None:
    function: Any
    with suppress(OSError, AttributeError):
        function = getattr(ctypes.CDLL(_LIBRARY), name)
        function(*values)
