"""Which links the platform keeps."""

import re
from urllib.parse import urlsplit

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
#: What nearly every link looks like; it stays as it is.
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[\x21-\x7e]*")
_OWN_SCHEMES = ("tg", "ton", "tonsite")


def checked_url(url: str) -> str | None:
    """`url` as the platform would keep it, None where it drops the link in silence."""
    if _PLAIN.fullmatch(url):
        return url
    url = url.strip()
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[1].lower() in _OWN_SCHEMES:
        return url
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2].partition(":")[0]
    if parts.scheme.lower() not in ("http", "https") or re.search(r"\s", url) or "." not in host:
        return None
    return parts._replace(path=parts.path or "/").geturl()
