"""Which addresses a model server may have.

Loopback and private networks are where model servers live. Link-local addresses, and the few others by which clouds
hand out the keys of a machine, are nobody's model server. A name is only as good as what it resolves to, which may
change: that is looked at once the connection is made and before anything is sent through it, whoever asks.
"""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpx2

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm.errors import AddressRefused

MOST_CHARS = 500
FORBIDDEN = [
    ip_network(text)
    for text in (
        "169.254.0.0/16", "fe80::/10", "224.0.0.0/4", "ff00::/8", "255.255.255.255/32",
        "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::254/128",
    )
]  # fmt: skip
FORBIDDEN_NAMES = (
    "metadata",
    "metadata.google.internal",
    "metadata.goog",
    "instance-data",
    "instance-data.ec2.internal",
)


def check(base_url: str) -> None:
    """Raises AddressRefused. Read as the HTTP client will read it: what it makes of a text is where it goes."""
    try:
        url = httpx2.URL(base_url)
    except (httpx2.InvalidURL, TypeError, ValueError):
        raise AddressRefused("form") from None
    host = url.host.rstrip(".").lower()
    plain = (
        url.scheme in ("http", "https")
        and host
        and not url.query
        and not url.fragment
        and (url.port is None or 0 < url.port < 65_536)
    )
    if not plain or len(base_url) > MOST_CHARS or not base_url.isprintable() or " " in base_url:
        raise AddressRefused("form")
    if url.userinfo:
        raise AddressRefused("user")
    if host in FORBIDDEN_NAMES or is_forbidden(host):
        raise AddressRefused("forbidden")


def origin_of(base_url: str) -> tuple[str, str, int | None]:
    """What a key was given for: another origin is another server."""
    url = httpx2.URL(base_url)
    return url.scheme, url.host, url.port


def is_forbidden(host: str) -> bool:
    """Whether an address, however it is wrapped, is one. A name is none."""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return any(each in network for each in _meant(found) for network in FORBIDDEN)


async def check_peer(request: httpx2.Request) -> None:
    """A request hook of the HTTP client, which then tells of each step of a connection it makes."""
    request.extensions["trace"] = _at_each_step


async def _at_each_step(step: str, info: Mapping[str, Any]) -> None:
    if step != "connection.connect_tcp.complete":
        return
    stream = info["return_value"]
    host, port, *_ = stream.get_extra_info("server_addr") or ("", 0)
    if is_forbidden(str(host)):
        await stream.aclose()
        raise ProviderFault(FaultKind.FORBIDDEN, f"{host}:{port}")


def _meant(found: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """With the IPv4 address that an IPv6 one stands for."""
    if isinstance(found, IPv4Address):
        return [found]
    within = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in ip_network("64:ff9b::/96"):
        within.append(IPv4Address(int(found) & 0xFFFFFFFF))
    return [found, *(each for each in within if each)]
