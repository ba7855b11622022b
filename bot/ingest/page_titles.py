"""The headline of a page, out of the several that it states."""

import re
from collections.abc import Iterable, Sequence

from bot.ingest import addresses
from bot.ingest.document import TITLE_LENGTH
from bot.ingest.markup import Tree, text_of
from bot.ingest.title import comparable

_BEFORE_SITE = re.compile(r"\s+[|–—\-·•»«/]+\s+|\s*\|\s*")
_BEHIND_SITE = re.compile(_BEFORE_SITE.pattern + r"|(?<=\w):\s+")
# Parts of domains that name no outlet.
_COMMON = frozenset(
    {"news", "www", "edition", "english", "world", "com", "org", "net", "gov", "edu", "amp"}
)
_SHORTEST = 4
# A machine's headline ends so where its own limit cut it.
_CUT = re.compile(r"\s*(?:…|\.\.\.)$")


def choose(
    tree: Tree, *, linked: str, meta: Sequence[str], sites: Iterable[str], url: str | None
) -> str:
    """Return the headline: JSON-LD's, unless two others agree on another; then meta's, then h1.

    `meta` holds og:title and the like, best first; `sites` the names that the outlet goes by.
    """
    names = _site_names(sites, url)
    head = text_of(tree.xpath("(//head/title | //title)[1]")[0]) if tree.xpath("//title") else ""
    stated = [_without_site(text, names) for text in (linked, *meta) if text]
    stated = [text for text in stated if _is_title(text, names)]
    shown = _heading(tree, [*stated, head], names)
    if stated and shown and _is_agreed(shown, stated):
        return shown[:TITLE_LENGTH]
    if stated:
        return _whole(stated[0], [shown, *stated[1:]])[:TITLE_LENGTH]
    bare = _without_site(head, names)
    if shown and (len(shown) > 20 or comparable(shown) in comparable(head)):
        return shown[:TITLE_LENGTH]
    return (bare or shown)[:TITLE_LENGTH]


def _is_title(text: str, names: set[str]) -> bool:
    return len(text) >= _SHORTEST and comparable(text) not in names


def _is_agreed(shown: str, stated: list[str]) -> bool:
    """Whether the page's heading and its meta say one thing and JSON-LD another."""
    key = comparable(shown)
    return comparable(stated[0]) != key and any(comparable(one) == key for one in stated[1:])


def _whole(title: str, others: list[str]) -> str:
    """Return a title that was cut at a machine's limit as another one has it whole."""
    start = comparable(_CUT.sub("", title))
    if not _CUT.search(title) and len(title) < 100:
        return title
    longer = (one for one in others if one and comparable(one).startswith(start))
    return next((one for one in longer if len(one) > len(title)), title)


def _heading(tree: Tree, stated: list[str], names: set[str]) -> str:
    """Return the h1 that is the article's: the one nearest to what else is stated."""
    texts = [text_of(one) for one in tree.xpath("//h1")[:12]]
    texts = [text for text in texts if 8 <= len(text) <= TITLE_LENGTH and _is_title(text, names)]
    if not texts:
        return ""
    words = {word for text in stated for word in text.casefold().split()}
    if not words:
        return texts[0]
    return max(texts, key=lambda text: len(words & set(text.casefold().split())))


def _site_names(sites: Iterable[str], url: str | None) -> set[str]:
    """Return the outlet's names as they are compared, and those that its domain spells."""
    names = {comparable(site) for site in sites if site}
    domain = addresses.domain(url) if url else None
    if domain:
        labels = {comparable(label) for label in domain.split(".")[:-1] if len(label) > 2}
        names |= {comparable(domain), *(labels - _COMMON)}
    return names - {""}


def _without_site(title: str, names: set[str]) -> str:
    """Take the outlet's name from either end, and what it goes by there ("X News" of "X")."""
    for _ in range(3):
        seams = list(_BEFORE_SITE.finditer(title))
        first = _BEHIND_SITE.search(title)
        if seams and seams[-1].start() >= _SHORTEST and _is_site(title[seams[-1].end() :], names):
            title = title[: seams[-1].start()]
        elif first and comparable(title[: first.start()]) in names:
            title = title[first.end() :]
        else:
            break
    return title.strip(" |")


def _is_site(text: str, names: set[str]) -> bool:
    key = comparable(text).removeprefix("the")
    if not key or len(text) > 60 or len(text.split()) > 4:
        return False
    bare = {name.removeprefix("the") for name in names}
    # "BBC News" of "BBC"; but "Iran" is not the name of "Iran International".
    return key in bare or any(
        (key.startswith(name) and len(name) >= 3)
        or (name.startswith(key) and len(key) >= max(3, 0.6 * len(name)))
        for name in bare
    )
