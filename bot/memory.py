"""How much memory the process keeps that it does not use.

The lexicon and matching free tens of megabytes again, and the C library would keep them: in pieces
between what is in use, and in one heap for each thread (Linux with glibc; elsewhere nothing is done).
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


@contextmanager
def doing_without(*packages: str) -> Iterator[None]:
    """What is imported in here finds these packages missing, unless they are loaded already.

    For what libraries load where it is there, and we do not use: it would stay for good.
    """
    missing = [name for name in packages if name not in sys.modules]
    loaded: dict[str, Any] = sys.modules
    # https://docs.python.org/3/reference/import.html#the-module-cache
    loaded.update(dict.fromkeys(missing))
    try:
        yield
    finally:
        for name in missing:
            del loaded[name]


def _call(name: str, *values: int) -> None:
    function: Any
    with suppress(OSError, AttributeError):
        function = getattr(ctypes.CDLL(_LIBRARY), name)
        function(*values)
