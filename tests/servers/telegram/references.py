"""The character references of Telegram's HTML: four names, and numbers."""

import re

_NAMES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")


def referred(match: re.Match[str]) -> str | None:
    """The character of a match of `REFERENCE`; None where it stands for nothing but itself."""
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMES.get(name)
    digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
    if len(match[0].rstrip(";")) >= 10 or not digits:
        return None
    code = int(digits, base)
    return chr(code) if 0 < code < 0x10FFFF else None
