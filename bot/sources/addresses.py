"""Where a request may go: to public addresses, unless somebody allowed others."""

import ipaddress
import socket

from bot.errors import SourceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: IPv6 addresses that stand for an IPv4 address, with where its four bytes begin: mapped,
#: compatible, NAT64 (RFC 6052), 6to4. What gateway there is would pass us on to that one.
_EMBEDDING = (
    (ipaddress.IPv6Network("::ffff:0:0/96"), 12),
    (ipaddress.IPv6Network("::/96"), 12),
    (ipaddress.IPv6Network("64:ff9b::/96"), 12),
    (ipaddress.IPv6Network("2002::/16"), 2),
)
#: Never public, whatever their bits say.
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal")


def check_public(host: str, port: int) -> str:
    """An address of this host, if all of its addresses are public.

    Raises:
        SourceError: there is no such host, or it is in a private network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise SourceError(f"there is no host {host}: {said}") from error
    addresses = [str(one[4][0]) for one in found]
    if not all(is_public(ipaddress.ip_address(one.partition("%")[0])) for one in addresses):
        raise _refuse(host)
    return addresses[0]


def check_name(host: str) -> None:
    """What can be told without asking anybody, where a proxy will resolve the name.

    Raises:
        SourceError: it is a private address, or a name for one.
    """
    name = host.rstrip(".").lower()
    if name == _LOCAL_NAMES[0] or name.endswith(_LOCAL_NAMES[1:]):
        raise _refuse(host)
    try:
        address = ipaddress.ip_address(name.strip("[]").partition("%")[0])
    except ValueError:
        return
    if not is_public(address):
        raise _refuse(host)


def is_public(address: Address) -> bool:
    """Whether everybody can reach it, and it is one machine."""
    if isinstance(address, ipaddress.IPv6Address):
        for network, start in _EMBEDDING:
            if address in network:
                return is_public(ipaddress.IPv4Address(address.packed[start : start + 4]))
        if address in _SITE_LOCAL:
            return False
    return address.is_global and not address.is_multicast


def _refuse(host: str) -> SourceError:
    return SourceError(
        f"{host} is a private address; to fetch from there set allow_private_addresses",
        permanent=True,
    )
