"""Addresses as Telegram takes them in links and buttons: completed, tidied or refused."""

import re

_OWN_SCHEME = re.compile(r"(?i)(tg|ton|tonsite):(?://)?(.*)", re.DOTALL)
_OWN_HOST = re.compile(r"[A-Za-z0-9_-]+")
# Possessive, since what is checked may be long and hostile.
_HOST = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=\x80-\U0010ffff]++|%[0-9A-Fa-f]{2})+")
_USER = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:\x80-\U0010ffff]++|%[0-9A-Fa-f]{2})*")
_BLANK = re.compile(r"[\x00-\x20]")
_LARGEST_USER_ID = (1 << 40) - 1


class BadLink(ValueError):
    """Not an address that Telegram would open; the message is Telegram's reason."""


def checked_link(address: str) -> str:
    """Return an address in the form in which Telegram keeps it.

    Without a scheme it is an http one; only http, https and Telegram's own tg, ton and tonsite
    are taken, and a host needs a dot.
    """
    if not address:
        raise BadLink("URL must be non-empty")
    own = _OWN_SCHEME.fullmatch(address)
    if own is not None:
        return _own_link(own[1].lower(), own[2])
    scheme, rest = _scheme_and_rest(address)
    head = _head(rest)
    user, host, port = _parts(head)
    return f"{scheme}://{user}{host}{port}{_path(rest[len(head) :])}"


def user_id_of(address: str) -> int | None:
    """Return whom a tg://user?id= link means, None for any other link."""
    match = re.fullmatch(r"(?i)tg:(?://)?user\?(?:[^#]*&)?id=0*([0-9]{1,13})(?:[&#].*)?", address)
    if match is None:
        return None
    number = int(match[1])
    return number if 0 < number <= _LARGEST_USER_ID else None


def _own_link(scheme: str, rest: str) -> str:
    head = _head(rest)
    if not _OWN_HOST.fullmatch(head) and not (scheme == "tonsite" and _HOST.fullmatch(head)):
        raise BadLink("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
    path = rest[len(head) :]
    return f"{scheme}://{head}{_BLANK.sub(_escaped, path)}"


def _scheme_and_rest(address: str) -> tuple[str, str]:
    before, mark, rest = address.partition("://")
    if not mark or ":" in before:
        return "http", address
    scheme = before.lower()
    if scheme not in ("http", "https"):
        raise BadLink("Unsupported URL protocol")
    return scheme, rest


def _head(rest: str) -> str:
    """Return what stands before the path; plain searches, for what comes may be long."""
    ends = (rest.find(sign) for sign in "/?#")
    return rest[: min((end for end in ends if end >= 0), default=len(rest))]


def _parts(head: str) -> tuple[str, str, str]:
    """Split `user@host:port`; each part keeps its sign, the host is in small letters."""
    port = ""
    colon = head.rfind(":")
    if colon > max(head.rfind("@"), head.rfind("]")):
        port = _port(head[colon + 1 :].lstrip("0"))
        head = head[:colon]
    user, at, host = head.rpartition("@")
    _check_host(host)
    if not _USER.fullmatch(user):
        raise BadLink("Disallowed character in URL user info")
    return user + at, host.lower(), port


def _port(number: str) -> str:
    if not re.fullmatch(r"[0-9]{1,5}", number) or int(number) > 65535:
        raise BadLink("Wrong port number specified in the URL")
    return f":{number}"


def _check_host(host: str) -> None:
    if not host:
        raise BadLink("URL host is empty")
    if host.startswith("[") and host.endswith("]"):
        if not re.fullmatch(r"\[[0-9A-Fa-f:.]+\]", host):
            raise BadLink("Wrong IPv6 address specified in the URL")
    elif "." not in host:
        raise BadLink("Wrong HTTP URL")
    elif not _HOST.fullmatch(host):
        raise BadLink("Disallowed character in URL host")


def _path(rest: str) -> str:
    path = rest if rest.startswith("/") else f"/{rest}"
    return _BLANK.sub(_escaped, path)


def _escaped(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
