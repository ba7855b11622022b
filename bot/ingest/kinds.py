"""What an answer or a file is, by its first bytes."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

FOREIGN_TYPES: Final = re.compile(r"(?:image|audio|video|font|model)/", re.IGNORECASE)
_FEED: Final = re.compile(rb"<(?:[a-z0-9]+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_PAGE: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|p|div|meta|title)[\s>/]", re.IGNORECASE
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_HEAD: Final = 2_000


class Kind(StrEnum):
    """What the first bytes say an answer is."""

    PAGE = "page"
    FEED = "feed"
    PDF = "pdf"
    DOCX = "docx"  # or another ZIP: looked at when it is read
    TEXT = "text"
    EMPTY = "empty"
    OTHER = "other"  # pictures, archives, programs: nothing to read


def kind_of(data: bytes, headers: Mapping[str, str]) -> Kind:
    """Tell what an answer is by its first bytes; its declared type only rules out."""
    if FOREIGN_TYPES.match(headers.get("content-type", "")):
        return Kind.OTHER
    head = data[: _HEAD * 2]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")[2:]
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        return Kind.EMPTY
    for signature, kind in ((b"%PDF-", Kind.PDF), (b"PK\x03\x04", Kind.DOCX)):
        if head.startswith(signature):
            return kind
    return _markup_kind(head[:_HEAD])


def _markup_kind(head: bytes) -> Kind:
    page, feed = _PAGE.search(head), _FEED.search(head)
    if feed and (page is None or feed.start() < page.start()):
        return Kind.FEED
    if page or head.startswith(b"<"):
        return Kind.PAGE
    return Kind.OTHER if _CONTROL.search(head) else Kind.TEXT
