"""Finds web addresses and e-mail addresses in plain text, as Telegram does.

Every dot in a run of letters may make a domain: the run, what stands before it (`user@`,
`https://`) and what follows (`:80`, `/path`) are taken together, then judged.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_SPACES = "\\s\u2000-\u200b\u200e\u200f\u2016-\u206f"
# Letters, digits, dots and "-_~", and beyond Latin-1's signs whatever is no space: one class, so
# that a run is found in one go.
_DOMAIN = re.compile(f"[^\x00-\x2c/\x3a-\x40\x5b-\x5e`\x7b-\x7d\x7f-\xbf{_SPACES}]+")
_USER = re.compile(f"[^{_SPACES}/\\[\\]{{}}()'`<>\"@\u00ab\u00bb]+\\Z")
_PROTOCOL = re.compile(r"(?i)(?<![A-Za-z0-9+\-])(https?|ftp)://\Z")
_TAIL = re.compile(f"(?::[0-9]+)?(?:[/?#][^{_SPACES}<>\u00ab\u00bb]*)?")
_OWN = re.compile(
    f"(?i)(?<!\\w)(?:tg|ton|tonsite)://[a-z0-9_-]{{1,253}}(?:[/?#][^{_SPACES}<>\u00ab\u00bb]*)?"
)
_EMAIL = re.compile(
    r"(?:[a-z0-9_-]{0,26}[.+:]){0,10}[a-z0-9_-]{1,35}"
    r"@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9]\.){1,6}[a-z]{2,6}",
    re.IGNORECASE,
)
_ENDS = ".:;,('?!`"  # no address ends so: it is the sentence that does
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_LONGEST_USER = 300  # longer than any e-mail address that is taken


def find_addresses(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind, beginning and end of each address, in code points."""
    for match in _OWN.finditer(text):
        found = match[0].rstrip(_ENDS)
        yield "url", match.start(), match.start() + len(found)
    behind = 0
    for match in _DOMAIN.finditer(text):
        if match.start() < behind or "." not in match[0]:
            continue
        end = _end(text, match)
        address = _judged(text, behind, match.start(), end)
        # Without a path, what is no domain may still be the name before an `@`.
        behind = end if address is not None or end > match.end() else behind
        if address is not None:
            yield address


def _end(text: str, domain: re.Match[str]) -> int:
    tail = _TAIL.match(text, domain.end())
    if tail is not None and tail[0]:
        return tail.end()
    return domain.start() + len(domain[0].rstrip("."))


def _judged(text: str, behind: int, begin: int, end: int) -> tuple[str, int, int] | None:
    """Return the address around a domain, None if it is none."""
    if text[begin - 1 : begin] == "@" and begin > behind:
        begin = _user_begin(text, max(behind, begin - _LONGEST_USER), begin - 1)
    protocol = _PROTOCOL.search(text, max(behind, begin - 8), begin)
    if protocol is not None:
        return _url(text, protocol.start(), begin, end, has_protocol=True)
    if begin and re.match(r"[\w/#@]", text[begin - 1]):
        return None
    start = begin + len("mailto:") * text.startswith("mailto:", begin)
    if _EMAIL.fullmatch(text, start, end):
        return "email", start, end
    return _url(text, begin, begin, end, has_protocol=False)


def _user_begin(text: str, earliest: int, at: int) -> int:
    """Return where the name before an `@` begins, the place behind the `@` if there is none."""
    match = _USER.search(text, earliest, at)
    return at + 1 if match is None else match.start()


def _url(
    text: str, start: int, begin: int, end: int, *, has_protocol: bool
) -> tuple[str, int, int] | None:
    rest = text[begin:end]
    head = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = head.rpartition("@")[2].partition(":")[0]
    path = _path(rest[len(head) :])
    if not _is_host(host, has_protocol=has_protocol):
        return None
    return "url", start, begin + len(head) + len(path)


def _path(path: str) -> str:
    """Return a path up to the first bracket that closes too much, without the sentence's end."""
    waiting = dict.fromkeys(_BRACKETS.values(), 0)
    for at, letter in enumerate(path):
        if letter in _BRACKETS:
            waiting[_BRACKETS[letter]] += 1
        elif letter in waiting:
            waiting[letter] -= 1
            if waiting[letter] < 0:
                path = path[:at]
                break
    path = path.rstrip(_ENDS)
    return "" if path in ("?", "#") else path


def _is_host(host: str, *, has_protocol: bool) -> bool:
    parts = host.split(".")
    if len(parts) < 2 or not all(0 < len(part) <= 63 and part[-1] != "-" for part in parts):
        return False
    if all(part.isascii() and part.isdigit() for part in parts):
        return len(parts) == 4 and all(len(part) < 4 and int(part) < 256 for part in parts)
    top = parts[-1]
    if len(top) < 2 or "_" in parts[-2] or "_" in top:
        return False
    if top.lower().startswith("xn--"):
        return len(top) > 5 and top[4:].isalnum()
    if has_protocol:
        return not re.search(r"[0-9\-~]", top)
    return _is_common(top)


def _is_common(top: str) -> bool:
    small = top.lower()
    # "Tehran.It was" begins a sentence; nobody writes a domain so.
    begins_sentence = top != small and top[1:] == small[1:]
    return not begins_sentence and small in _top_level_domains()


@cache
def _top_level_domains() -> frozenset[str]:
    path = Path(__file__).with_name("tlds.txt")
    return frozenset(path.read_text(encoding="utf-8").split())
