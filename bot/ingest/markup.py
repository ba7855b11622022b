"""The letters and the tree of a page: decoded however it was saved, refused where it is a trap."""

import codecs
import re
from typing import Any

from bot.errors import BadInput
from bot.ingest.clean import clean

# 439 real pages had at most 2.2 MB and 55 attributes in a tag; with 100,000 attributes in one
# every parser hangs for a minute, with 50,000 paragraphs for seconds.
LONGEST_PAGE = 5_000_000
_MOST_ELEMENTS, _MOST_ATTRIBUTES = 45_000, 500
_ELEMENT = re.compile(r"<[A-Za-z]")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{2500,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BLANKS = re.compile(r"[ \t\r\n\x0b\x0c\xa0]{1000,}")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,30})|encoding=[\"']([\w.:-]{2,30})")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What browsers read under these names (WHATWG, Encoding, section 4.2).
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "iso8859-9": "cp1254", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-11": "cp874",
}  # fmt: skip
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
# Characters that no tree takes (XML 1.0, section 2.2).
_NO_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# lxml has no types of its own.
Tree = Any


def decode(data: bytes, *, charset: str | None = None) -> str:
    """Return the letters of a page: by its mark, as UTF-8, as declared, else as they look.

    `charset` is the server's declaration, which goes before the page's own.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark if name == "utf-8" else b"").decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        stated = _known(charset or "") or _declared(data)
        return data.decode(stated or _likely(data), "replace")


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return _known((match[1] or match[2]).decode("ascii", "replace")) if match else None


def _known(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset).name
        "".encode(name)
    except (LookupError, UnicodeError):  # no such set, or a codec that gives no text
        return None
    return None if name.startswith("utf-16") else _AS_BROWSERS_DO.get(name, name)


def _likely(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # slow to load, seldom needed

    best = from_bytes(data[:30_000]).best()
    return best.encoding if best else "cp1252"


def refuse_trap(page: str) -> None:
    """Raise BadInput for a page that would take every parser seconds, or minutes."""
    if len(page) > LONGEST_PAGE:
        raise BadInput("fetch.too_big", megabytes=LONGEST_PAGE // 1_000_000)
    if len(_ELEMENT.findall(page)) > _MOST_ELEMENTS:
        raise BadInput("fetch.too_hard")
    refuse_flooded_tag(page)


def refuse_flooded_tag(source: str) -> None:
    """Raise BadInput for a page or a feed that has a tag with more attributes than any real one."""
    for tag in _LONG_TAG.finditer(source):
        if len(_QUOTED.sub("=", tag[0]).split()) > _MOST_ATTRIBUTES:
            raise BadInput("fetch.too_hard")


def tidy(page: str) -> str:
    """Return a page without what trees don't take and without deserts of blanks."""
    return _BLANKS.sub(" ", _NO_XML.sub("", _XML_HEAD.sub("", page, count=1)))


def parse(page: str) -> Tree:
    """Return the tree of a tidied page; None for one without any element."""
    from lxml import html  # noqa: PLC0415  # loaded when the first page comes

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = page.encode()
    return html.document_fromstring(data, parser=parser) if data.strip() else None


def one_line(text: str | None) -> str:
    """Return clean text as one line."""
    return " ".join(clean((text or "")[:5_000]).split())


def text_of(element: Tree) -> str:
    """Return the words of an element as one line, without those of its scripts."""
    pieces = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return one_line(" ".join("".join(pieces).split()))
