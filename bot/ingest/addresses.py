"""Addresses of articles: the one to show and the one to compare by."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST_ADDRESS = 2_048
# What senders add to know where a reader came from; it never names the page.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|at_(?:medium|campaign|custom\d)|fbclid|gclid|dclid|gbraid|wbraid|yclid"
    r"|ysclid|msclkid|twclid|ttclid|igshid|igsh|mc_[ce]id|_openstat|spm|cmpid|ocid|ncid|smid|xtor"
    r"|ref_src|ref_url|__twitter_impression|guccounter|guce_\w+|_ga|_gl|share|tg|fromrss|fb_ref",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"(?:source|url|link|источник|منبع|kaynak|mənbə)?\s*:?\s*<?(https?://[^\s<>\"]+?)>?[.,;]?",
    re.IGNORECASE,
)
_OPEN_TOPS = frozenset(["IO", "CO", "TV", "ME", "AI", "FM", "CC", "TO", "LY", "SU", "GG", "EU"])
_PORTS = {"http": 80, "https": 443}


# /news/445596/Any-words: the number finds the page, the words may change. A date is no number.
_NUMBERED = re.compile(r"(/(?!(?:19|20)\d{6}/)\d{5,})/[^/]*$")


def canonical(url: str) -> str:
    """Return the address without tracking, fragment and default port.

    What is no web address comes back as given.
    """
    parts = _split(url)
    if parts is None:
        return url.strip()
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
        if not _TRACKING.fullmatch(name)
    ]
    return urlunsplit((parts.scheme, _host(parts), parts.path or "/", urlencode(query), ""))


def key(url: str) -> str:
    """Return what equal pages share: no scheme, `www.`, closing slash; parameters sorted."""
    parts = _split(canonical(url))
    if parts is None:
        return url.strip()
    host = re.sub(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", "", _host(parts))
    path = re.sub(r"/(?:amp|index\.(?:html?|php))?/*$", "", parts.path)
    path = _NUMBERED.sub(r"\1", path)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host}{path}" + (f"?{query}" if query else "")


def domain(url: str) -> str | None:
    """Return the host without `www.`; None if it is no web address."""
    parts = _split(url)
    if parts is None:
        return None
    return re.sub(r"^www\.", "", (parts.hostname or "").lower()) or None


def alone_on(line: str) -> str | None:
    """Return the address if the line holds nothing else (but a word like `Source:`)."""
    if "://" not in line[:40] or len(line) > LONGEST_ADDRESS:
        return None
    match = _ALONE.fullmatch(line.strip())
    return match[1] if match and domain(match[1]) else None


def names_a_page(url: str) -> bool:
    """Whether an address may be an article's: a channel of Telegram or a bare host is none."""
    parts = _split(url)
    if parts is None:
        return False
    is_telegram = _host(parts) in {"t.me", "telegram.me"}
    return bool(re.search(r"/\d+$", parts.path)) if is_telegram else len(parts.path) > 1


def country_of(domain: str | None) -> str | None:
    """Return the country whose top-level domain it is; None for those that anybody takes."""
    top = (domain or "").rsplit(".", 1)[-1].upper()
    is_country = len(top) == 2 and top.isascii() and top.isalpha() and top not in _OPEN_TOPS
    return {"UK": "GB"}.get(top, top) if is_country else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip()[:LONGEST_ADDRESS])
        is_web = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if is_web else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == _PORTS[parts.scheme] else f"{host}:{port}"
