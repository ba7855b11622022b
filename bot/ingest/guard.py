"""Which addresses may be fetched: web addresses of the public internet and nothing within."""

import ipaddress
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from bot.ingest.addresses import LONGEST_ADDRESS

PORTS = frozenset({80, 443, 8080, 8443})
_DEFAULT_PORT = {"http": 80, "https": 443}

# The parts are taken by our own strict grammar, since parsers disagree about odd addresses.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^\[\]/?#@%:]+)(?::(?P<port>[1-9]\d{0,4}))?"
    r"(?P<rest>[/?#].*)?",
    re.IGNORECASE,
)
# Blanks and controls are dropped by some parsers, and browsers read a backslash as a slash.
_ODD = re.compile("[\x00-\x20\x7f-\xa0\\\\\u2028\u2029\u3000\ud800-\udfff]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# getaddrinfo takes 127.1, 0x7f000001, 2130706433 and 0177.0.0.1 for addresses.
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
# Names of inner networks (RFC 6761, 6762, 8375 and the names that companies use), and those
# public names that answer with an inner address by design.
_INNER = re.compile(
    r"(?:.+\.)?(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|svc|consul"
    r"|docker|test|invalid|example|onion|arpa|metadata\.goog|nip\.io|sslip\.io|xip\.io"
    r"|localtest\.me|lvh\.me|vcap\.me)"
)

# IANA's special-purpose registries; `ipaddress.is_global` of Python 3.11 and 3.12 lets through a
# good part of them (192.88.99.0/24, 192.0.0.192, multicast). The last is Azure's inner host.
_NO_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (  # noqa: SIM905  (twenty lines otherwise)
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 "
        "192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        "168.63.129.16/32"
    ).split()
)
# Only this block is handed out for the public internet; the rest maps, tunnels or stays inside.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NO_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"]
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where an address leads: a host in ASCII and a port; `is_listed` if FETCH_ALLOW names it."""

    host: str
    port: int
    is_listed: bool = False


def address_allowed(url: str) -> bool:
    """Whether an address may be fetched, as far as its letters tell; no name is looked up.

    A name may still lead inside: `ip_allowed` decides that where the socket is opened.
    """
    return target(url) is not None


def target(url: str, *, allow: Collection[str] = ()) -> Target | None:
    """Return where an address leads; None if it may not be fetched.

    `allow` lists `host:port` that are let through although they lie inside.
    """
    if len(url) > LONGEST_ADDRESS or _ODD.search(url):
        return None
    parts = _ADDRESS.fullmatch(url)
    if parts is None or "@" in url.partition("//")[2].partition("/")[0]:
        return None
    port = int(parts["port"] or _DEFAULT_PORT[parts["scheme"].lower()])
    written = parts["host"].lower()
    if f"{written}:{port}" in allow:
        return Target(written.strip("[]"), port, is_listed=True)
    host = _public_host(written)
    return Target(host, port) if host and port in PORTS else None


def _public_host(written: str) -> str | None:
    if written.startswith("["):
        return written[1:-1] if ip_allowed(written[1:-1]) else None
    name = _ascii_name(written)
    if name is None:
        return None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return name if name == written and ip_allowed(name) else None
    if len(labels) < 2 or len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        return None
    return None if _INNER.fullmatch(name) else name


def _ascii_name(written: str) -> str | None:
    """Return the host as it is looked up; None for letters that only look like others."""
    if written.isascii():
        # One closing dot is a plain way to end a name, but not to end a number.
        name = written.removesuffix(".")
        return written if _NUMBER.fullmatch(name.rpartition(".")[2]) else name
    has_hidden = any(unicodedata.category(sign) == "Cf" for sign in written)
    plain = unicodedata.normalize("NFC", written)
    if has_hidden or unicodedata.normalize("NFKC", written) != plain:
        return None
    import idna  # noqa: PLC0415  # a large table: loaded when the first such name comes

    try:
        return idna.encode(written.removesuffix("."), uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return None


def ip_allowed(address: str) -> bool:
    """Whether a connection to that IP address is allowed; False for what is none."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        if ip.ipv4_mapped is None:
            return ip in _PUBLIC_V6 and not any(ip in network for network in _NO_V6)
        ip = ip.ipv4_mapped
    return not any(ip in network for network in _NO_V4)
