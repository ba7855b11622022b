"""What a page tells machines of its article in JSON-LD (schema.org)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from bot.ingest.markup import Tree, one_line

_ARTICLE = re.compile(
    r"(?:https?://schema\.org/)?(?:\w*Article|\w*BlogPosting|Report|ReportageNewsArticle)"
)
_OTHER_PAGE = re.compile(r"(?:https?://schema\.org/)?(?:VideoObject|WebPage|ItemPage|NewsItem)")
_LONGEST, _MOST_SCRIPTS, _MOST_ITEMS = 1_000_000, 30, 200
# What editors' systems leave around and in the JSON.
_AROUND = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$")
_CLOSING_COMMA = re.compile(r",\s*([}\]])")
_TAG = re.compile(r"<[^<>]{1,200}>")


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The article that a page describes; the moments as written."""

    headline: str = ""
    published: str = ""
    updated: str = ""
    description: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    is_article: bool = True


def read(tree: Tree, *, url: str | None = None) -> LinkedArticle:
    """Return what the page's JSON-LD says of the article; empty fields where it says nothing."""
    items = [item for script in _scripts(tree) for item in _items(script)]
    articles = [item for item in items if _is_a(item, _ARTICLE)]
    others = [item for item in items if _is_a(item, _OTHER_PAGE)]
    if not articles and not others:
        return LinkedArticle()
    chosen = max(articles or others, key=lambda item: _worth(item, url))
    return LinkedArticle(
        headline=_text(chosen.get("headline") or chosen.get("name")),
        published=_text(chosen.get("datePublished") or chosen.get("uploadDate")),
        updated=_text(chosen.get("dateModified")),
        description=_text(chosen.get("description")),
        publisher=_name(chosen.get("publisher")),
        authors=tuple(filter(None, map(_name, _listed(chosen.get("author"))[:5]))),
        is_article=bool(articles),
    )


def _scripts(tree: Tree) -> Iterator[Any]:
    found = tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")
    for script in found[:_MOST_SCRIPTS]:
        text = (script.text_content() or "")[:_LONGEST]
        for attempt in (text, _repaired(text), unescape(text)):
            try:
                yield json.loads(attempt, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _repaired(text: str) -> str:
    bare = _AROUND.sub("", _AROUND.sub("", text)).strip().rstrip(";")
    return _CLOSING_COMMA.sub(r"\1", bare)


def _items(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401  (JSON)
    """Return the items that stand at the top, in a graph, or as what a page is mainly about."""
    found: list[dict[str, Any]] = []
    waiting = _listed(value)
    while waiting and len(found) < _MOST_ITEMS:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = item[:_MOST_ITEMS] + waiting
        elif isinstance(item, dict):
            found.append(item)
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                inner = item.get(key)
                waiting += [one for one in _listed(inner) if isinstance(one, dict | list)]
    return found


def _listed(value: Any) -> list[Any]:  # noqa: ANN401  (JSON)
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _is_a(item: dict[str, Any], kind: re.Pattern[str]) -> bool:
    return any(isinstance(one, str) and kind.fullmatch(one) for one in _listed(item.get("@type")))


def _worth(item: dict[str, Any], url: str | None) -> tuple[bool, bool, bool]:
    """Prefer the item of this very page, then the one that says most; the first one on a tie."""
    named = [item.get("url"), item.get("@id"), item.get("mainEntityOfPage")]
    addresses = [one.get("@id") if isinstance(one, dict) else one for one in named]
    is_this = bool(url) and any(isinstance(one, str) and _same(one, str(url)) for one in addresses)
    return is_this, bool(item.get("headline")), bool(item.get("datePublished"))


def _same(one: str, other: str) -> bool:
    ends = [re.sub(r"^https?://(?:www\.)?|[#?].*$|/+$", "", text) for text in (one, other)]
    return ends[0] == ends[1]


def _name(value: Any) -> str:  # noqa: ANN401  (JSON)
    if isinstance(value, dict):
        value = value.get("name")
    return _text(_listed(value)[0] if _listed(value) else "")


def _text(value: Any) -> str:  # noqa: ANN401  (JSON)
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value", "")
    return one_line(_TAG.sub("", unescape(value[:5_000]))) if isinstance(value, str) else ""
