"""Read the dateline at the head of an agency text: `BAKU, February 26, AZERTAC -`."""

import re
from dataclasses import dataclass

from bot.ingest import outlets, zones
from bot.ingest.date_scan import Stamp, scan
from bot.ingest.date_words import MONTHS, SOLAR_MONTHS, WEEKDAYS, fold

# No dateline of the trials was longer; what is behind it is not looked at.
_LONGEST = 140
_SHORTEST_TEXT = 60
_WORD = r"[^\W\d_][^\W\d_'’\u200c]*"
_PLACE = re.compile(rf"(?:(?:ST|St)\. )?{_WORD}(?:[ /\-]{_WORD}|, D\.?C\.?){{0,3}}")
_DASH = re.compile(r"\s*(?:--+|—|–|-(?=\s|$|[^\W\d_])|−)\s*")
_SPACED_DASH = re.compile(r"\.?(?:\s+(?:--+|[—–−-])\s*|\s*(?:--+|[—–−])\s*|\s*-\s+)")
_BRACKET = re.compile(r"\s*[.,]?\s*\(([^()\n]{2,40})\)")
_SLASH = re.compile(r"\s*[.,]?\s*/\s?([^/\n]{2,30}?)\s?/")
_DATE = re.compile(
    r"[\s,.–—/-]*((?:[^\W\d_]+\.?,? )?"
    r"(?:[^\W\d_]+[ ,.]{1,3}[0-3]?\d(?:st|nd|rd|th)?(?:-?[^\W\d_]{1,2})?"
    r"|[0-3]?\d[ -][^\W\d_]+)(?:\.?,? (?:19|20|13|14)\d\d(?: года| г\.)?)?"
    r"|\d{1,2}\.\d{1,2}\.\d{4})(?![^\W_])"
)
_REGION = re.compile(rf"\s*,\s*({_WORD}\.?(?: {_WORD}\.?){{0,3}})(?=\s*(?:[,(/–—-]|\.\s|$))")
_AGENCY = r"([^\W\d_][^,.:;()/–—\n]{1,39}?)(?=\s*(?:--|[–—:,]|\s-\s|-\s|\.\s|\.?$))"
_BARE, _BEHIND_DASH = re.compile(r"\s*[,.]+\s*" + _AGENCY), re.compile(_AGENCY)
# "INTERFAX.RU -", "REPORT.AZ/": an agency under the name of its site.
_DOTTED = re.compile(
    r"\s*[,.]+\s*([^\W\d_][\w-]{1,20}\.[A-Za-z]{2,3})(?=\s*(?:[:/–—]|-\s|\s-|\.?$))"
)
_BEHIND_BRACKET_DASH = re.compile(r"\s*[–—-]\s*\(([^()\n]{2,30})\)")
_AGENCY_FIRST = re.compile(
    rf"(?:خبرگزاری )?({_WORD}(?: {_WORD})?)\s*[-–—،,]\s*({_WORD}(?: {_WORD})?)\s*(?::|\s[-–—])\s*"
)
_STOP = re.compile(r"\s*[.,]?\s*[:.]?\s*$|\s*[.:]\s+")
# What stands in capitals before a dash or colon and is no place.
_KICKERS = re.compile(
    "(?:breaking|exclusive|updated?|watch|videos?|photos?|analysis|opinion|urgent|live|alert|note"
    "|explainer|factbox|interview|editorial|comment|report|feature|background|correction|nato|opec"
    "|brics|unesco|unicef|срочно|видео|фото|молния|мнение|son dakika|foto|təcili)(?![^ ])"
)
_AGENCY_LIKE = re.compile(
    r"[A-ZА-ЯƏİĞÜŞÖÇ]{3,12}(?:-[A-ZА-ЯƏİĞÜŞÖÇ]{2,12})?|[A-Z]{2,}[a-z]+[A-Za-z]*|[A-Z][a-z]+[A-Z]\w*"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The dateline and where the text behind it begins; `stamp` is its date, if it has one."""

    place: str | None
    agency: str | None
    stamp: Stamp | None
    end: int


def read_dateline(text: str) -> Dateline | None:
    """Return the dateline that a paragraph begins with, None if it begins with its text."""
    head = text[:_LONGEST]
    bare = _leading_agency(head)
    if bare:
        return bare
    match = _PLACE.match(head)
    while match:
        found = _continue(head, match.group(), match.end())
        if found:
            return found
        # "Yerevan/Mediamax/." and "ANKARA-AA": the last word was no part of the place.
        shorter = re.match(r"(.+)[ /\-]", match.group())
        match = re.compile(re.escape(shorter[1])).match(head) if shorter else None
    return None


def _leading_agency(head: str) -> Dateline | None:
    match = re.match(
        r"(?P<day>[^\W\d_]{3,10}\.? \d{1,2} )?\(([^()]{2,30})\)\s*(?:--+|[-–—])\s*", head
    )
    if match and outlets.known(name=match[2]):
        # "Feb 26 (Reuters) -" stands where the reporter's place does not matter.
        stamp = scan(match["day"]).published if match["day"] else None
        return Dateline(None, match[2], stamp if stamp and stamp.day else None, match.end())
    # "خبرگزاری فارس - تهران:" has the agency first.
    match = _AGENCY_FIRST.match(head)
    if match and outlets.known(name=match[1]) and zones.of_place(match[2]):
        return Dateline(shown_place(match[2]), match[1], None, match.end())
    return None


@dataclass(slots=True)
class _Found:
    end: int
    agency: str | None = None
    stamp: Stamp | None = None
    has_region: bool = False


def _continue(head: str, place: str, end: int) -> Dateline | None:
    found = _Found(end)
    while _step(head, found):
        pass
    behind = _terminator(head, place, found)
    if behind is None or not _convinces(head, place, found, behind):
        return None
    return Dateline(shown_place(place), found.agency, found.stamp, behind)


def _step(head: str, found: _Found) -> bool:
    """Take one more part of the dateline: an agency, a date or a region."""
    if found.agency is None:
        for pattern in (_BRACKET, _SLASH, _BEHIND_BRACKET_DASH):
            match = pattern.match(head, found.end)
            is_sure = pattern is not _BEHIND_BRACKET_DASH
            if match and (_may_be_agency(match[1]) if is_sure else outlets.known(name=match[1])):
                found.agency, found.end = match[1].strip(), match.end()
                return True
    if found.stamp is None and (match := _DATE.match(head, found.end)):
        stamp = scan(match[1]).published
        if stamp.day is not None:
            found.stamp, found.end = stamp, match.end()
            return True
    return _step_bare(head, found)


def _step_bare(head: str, found: _Found) -> bool:
    match = _DOTTED.match(head, found.end) or _BARE.match(head, found.end)
    if match and found.agency is None and (match.re is _DOTTED or _is_agency(match[1])):
        found.agency, found.end = match[1], match.end()
        return True
    match = _REGION.match(head, found.end)
    if match and _may_be_region(match[1], found):
        found.has_region, found.end = True, match.end()
        return True
    dash = _DASH.match(head, found.end)
    if dash and found.agency is None:
        match = _BEHIND_DASH.match(head, dash.end())
        if match and outlets.known(name=match[1]):
            found.agency, found.end = match[1], match.end()
            return True
    return False


def _may_be_region(text: str, found: _Found) -> bool:
    """A region follows the place at once: `BAKU, Azerbaijan`."""
    is_first = not (found.has_region or found.stamp or found.agency)
    return (
        is_first and text[0].isupper() and fold(text).split(maxsplit=1)[0].strip(".") not in MONTHS
    )


def _may_be_agency(text: str) -> bool:
    """In brackets anything short with a capital may be one, but no date or number."""
    words = text.split()
    return (
        len(words) <= 4
        and not any(sign.isdigit() for sign in text)
        and bool(outlets.known(name=text) or text[0].isupper() or text[0] == "@")
    )


def _is_agency(text: str) -> bool:
    if outlets.known(name=text):
        return True
    word = fold(text)
    is_date_word = word in MONTHS or word in WEEKDAYS or word in SOLAR_MONTHS
    return bool(_AGENCY_LIKE.fullmatch(text)) and not is_date_word and not _KICKERS.match(word)


def _terminator(head: str, place: str, found: _Found) -> int | None:
    """Return where the text begins, None if nothing closes the dateline."""
    if match := _SPACED_DASH.match(head, found.end):
        return match.end()
    rest = head[found.end :]
    if match := _STOP.match(head, found.end):
        at_end = match.end() == len(head)
        has_proof = found.agency or found.stamp
        if at_end and (has_proof or found.has_region):
            return match.end()
        if has_proof or (":" in match.group() and place.isupper() and zones.of_place(place)):
            return match.end()
    is_known = found.agency and outlets.known(name=found.agency)
    if is_known and (place.isupper() or found.stamp) and rest[:1] == " ":
        return found.end + 1
    if found.agency and "." in found.agency and (slash := re.match(r"\s*/\s*", rest)):
        return found.end + slash.end()
    return None


def _convinces(head: str, place: str, found: _Found, behind: int) -> bool:
    if _KICKERS.match(fold(place)):
        return False
    is_caps = place.isupper()
    if found.agency or found.stamp:
        # "Jane Doe Feb 26, 2020" has nothing between name and date.
        parted = found.agency is not None or is_caps or not head[len(place) :].startswith(" ")
        if not (found.stamp or is_caps or outlets.known(name=found.agency or "")):
            parted = zones.of_place(place) is not None  # "Gould Inc (GLD) - ..."
        return (place[0].isupper() or not _has_case(place)) and parted
    rest = head[behind:]
    if rest and not (rest[0].isupper() or not rest[0].isalpha() or not _has_case(rest[0])):
        return False
    if is_caps and (found.has_region or len(place) > 5):
        return True
    # "Tehran – The minister ..." with enough text for a paragraph, of a city that is known.
    is_plain = not is_caps and _has_case(place)
    return (not is_plain or len(rest) >= _SHORTEST_TEXT) and zones.of_place(place) is not None


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()


def shown_place(place: str) -> str:
    """Return the place as a sentence writes it: `Tehran` for `TEHRAN`."""
    if not place.isupper() or len(place) < 3:
        return place
    return re.sub(_WORD, lambda word: _capitalised(word.group()), place)


def _capitalised(word: str) -> str:
    """Return BAKI as Bakı: where the dotted capital is a letter of its own, I is the dotless."""
    if "İ" in word or word == "BAKI":
        return word[0] + word[1:].replace("İ", "i").replace("I", "ı").lower()
    return word.capitalize()
