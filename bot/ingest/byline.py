"""Who wrote it: which line is a byline, and whom it names."""

import re
from dataclasses import dataclass

from bot.ingest import outlets, zones
from bot.ingest.date_scan import scan

LONGEST = 100
_NAME = r"(?:[^\W\d_][\w.'’\-]*)"
_BYLINE = re.compile(
    r"(?:by|автор(?:ы|ы:)?|текст|подготовил[аи]?|yazan|yazar|haber|müəllif|hazırladı|نویسنده"
    r"|نویسندگان|گزارش از|خبرنگار|بقلم|كتب|كتبت|الكاتب|par|von|text|words|author|written by"
    r"|story by|reported by)(?:\s*[:：]\s*|\s+)(?P<who>\S.{1,90})",
    re.IGNORECASE,
)
_IN_CITY = re.compile(rf"(?P<who>{_NAME}(?: {_NAME}){{1,2}}) in (?:{_NAME})(?: {_NAME})?")
_ROLE = re.compile(
    r"correspondent|editor|reporter|writer|analyst|bureau|columnist|staff", re.IGNORECASE
)
_BEHIND_NAME = re.compile(r" (?:in|from) [A-Z].*$")
_SMALL = frozenset(
    ["and", "in", "of", "for", "the", "bin", "al", "de", "von", "van", "и", "və", "ve", "в", "et"]
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Whom a byline names: a person, an agency, or both."""

    name: str | None
    agency: str | None = None


def read_byline(text: str) -> Byline | None:
    """Return whom a line like `By Jane Doe` names, None if it is no byline."""
    match = _BYLINE.fullmatch(text) if len(text) < LONGEST else None
    if match is None or re.search(r"(?<!\b[A-Z])[.!?]$", text) or not _is_names(match["who"]):
        return None
    return _parted(match["who"])


def read_in_city(text: str) -> Byline | None:
    """Return whom `Patrick Roe in Istanbul` names; below a headline only, where it is no other."""
    match = _IN_CITY.fullmatch(text) if len(text) < 60 and text[0].isupper() else None
    return Byline(match["who"]) if match else None


def read_with_date(text: str) -> Byline | None:
    """Return whom `By Jane Doe, March 3, 2024` or `Jane Doe Mar 3, 2024` names."""
    if len(text) >= LONGEST or re.search(r"[|•·]", text):
        return None
    found = scan(text)
    if found.published.day is None or found.published.day.year is None:
        return None
    start = next((at for at, sign in enumerate(text) if found.rest[at : at + 1] != sign.lower()), 0)
    before = text[:start].strip(" ,-–—")
    byline = read_byline(before) or (read_in_city(before) if before else None)
    return byline or (Byline(before) if is_bare_name(before) else None)


def is_bare_name(text: str) -> bool:
    """Whether two to four capitalised words may be a person: no city begins them."""
    words = text.split()
    if not 2 <= len(words) <= 4 or len(text) > 40 or not text[-1].isalpha():
        return False
    if not all(word[0].isupper() for word in words) or outlets.known(name=text):
        return False
    return zones.of_place(words[0]) is None


def _is_names(who: str) -> bool:
    words = re.sub(r"[,&|/:：]|\s+[-–—]\s+", " ", who).split()
    if not 1 <= len(words) <= 10 or any(sign.isdigit() for sign in who):
        return False
    return all(word[0].isupper() or word in _SMALL or not _has_case(word) for word in words)


def _parted(who: str) -> Byline:
    """Part `Elnur Baghishov - Trend:` or `Jane Doe, Reuters` into a name and an agency."""
    whole = re.sub(r"\s*[:：]$", "", who).strip(" ,|")
    if outlets.known(name=whole):
        return Byline(None, whole)
    name, *others = re.split(r"\s+[-–—]\s+|\s*[,/]\s*", whole)
    agency = next((other for other in others if outlets.known(name=other)), None)
    if outlets.known(name=name):
        return Byline(None, name)
    is_role = others and _ROLE.search(others[-1])
    named = name if agency or is_role else whole
    return Byline(_BEHIND_NAME.sub("", named).strip(" ,|"), agency)


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()
