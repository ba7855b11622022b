"""The head of a paste: headline, date lines, byline and what stands around them."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.ingest import addresses, outlets
from bot.ingest.date_scan import Stamp, scan
from bot.ingest.dateline import Dateline, read_dateline
from bot.ingest.dates import DateLine, read_line, resolve
from bot.ingest.document import SHORTEST_BODY, Dropped, Hint
from bot.ingest.furniture import LEADING_EMOJI, is_hashtags, why_furniture
from bot.ingest.wrapping import Line

LONGEST_TITLE = 160
_LONGEST_DECK, _LONGEST_FRAGMENT, _MOST_DECKS = 320, 160, 3
# How far below the headline a date line or byline may stand for what is between to be a deck.
_LOOK_AHEAD = 8
_ENDS_SENTENCE = re.compile(r"[.!?…؟।][\"'”’»)]*$")
_NAME = r"(?:[^\W\d_][\w.'’\-]*)"
_BYLINE = re.compile(
    r"(?:by|автор(?:ы|ы:)?|текст|подготовил[аи]?|yazan|yazar|haber|müəllif|mənbə müəllif|hazırladı"
    r"|نویسنده|نویسندگان|گزارش از|خبرنگار|بقلم|كتب|كتبت|الكاتب|par|von|text|words|author|written by"
    r"|story by|reported by)(?:\s*[:：]\s*|\s+)(?P<who>\S.{1,90})",
    re.IGNORECASE,
)
_IN_CITY = re.compile(rf"(?P<who>{_NAME}(?: {_NAME}){{1,2}}) in (?:{_NAME})(?: {_NAME})?")
_PIECES = re.compile(r"\s*[|•·¦]\s*|\s+/\s+|\s+[—–-]\s+(?=\d)|(?<=\d)\s+[—–-]\s+")
_BREADCRUMB = re.compile(r"[^>»›/\\→]{1,40}(?:\s*(?:>+|»|›|→)\s*|\s+[/\\]\s+)[^.]{1,80}")
_LABELLED = re.compile(
    r"(?:source|editor|edited by|author|category|section|rubric|topic|from|источник|редактор"
    r"|рубрика|kaynak|mənbə|editör|redaktor|منبع|سرویس|گروه|دسته|خبرگزاری|المصدر|المحرر|تحرير)"
    r"\s*[:：]\s*(?P<what>[^|\d]{1,60})",
    re.IGNORECASE,
)
_SIREN = re.compile(
    r"(?:breaking(?: news)?|urgent|exclusive|just in|alert|flash|update \d|срочно|молния|эксклюзив"
    r"|son dakika|təcili|son dəqiqə|acil|فوری|عاجل|خاص|اختصاصی"
    r"|headline|title|заголовок|başlıq|başlık)"
    r"\s*[|:!\-–—]+\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Head:
    """What the head gave; `body` is the index of the first line of the body."""

    title: str | None = None
    deck: list[str] = field(default_factory=list)
    byline: str | None = None
    agency: str | None = None
    outlet_name: str | None = None
    source_url: str | None = None
    dates: list[DateLine] = field(default_factory=list)
    dateline: Dateline | None = None
    dropped: list[Dropped] = field(default_factory=list)
    body: int = 0


class HeadReader:
    """Reads line by line until the first paragraph of the body."""

    def __init__(self, lines: list[Line], *, received_at: datetime, hint: Hint) -> None:
        self._lines = lines
        self._received_at = received_at
        self._hint = hint
        self.head = Head()

    def read(self) -> Head:
        """Return the head of the lines."""
        for index, line in enumerate(self._lines):
            self.head.body = index
            if self._takes(index, line.text):
                continue
            if not self._takes_as_headline(index, line.text):
                return self.head
        self.head.body = len(self._lines)
        return self.head

    def _takes(self, index: int, text: str) -> bool:
        """Take a line that is neither headline nor body; False if it is one of these."""
        url = addresses.alone_on(text)
        if url:
            if addresses.names_a_page(url):
                self.head.source_url = self.head.source_url or addresses.canonical(url)
            return self._drop(text, "address")
        return (
            self._takes_piece(text)
            or self._takes_pieces(text)
            or self._takes_dateline(text)
            or self._takes_kicker(index, text)
        )

    def _takes_piece(self, text: str) -> bool:
        return (
            self._takes_date(text)
            or self._takes_furniture(text)
            or self._takes_outlet(text)
            or self._takes_byline(text)
        )

    def _takes_pieces(self, text: str) -> bool:
        """Take `By X | 26.02.2020 | Baku` if each part is something of a head."""
        pieces = [piece for piece in _PIECES.split(text) if piece.strip(" -–—")]
        if len(pieces) < 2 or len(text) > LONGEST_TITLE:
            return False
        if not any(self._is_sure(piece) for piece in pieces):
            return False
        unknown = [piece for piece in pieces if not self._is_piece(piece)]
        if any(len(piece) > 25 or len(piece.split()) > 3 for piece in unknown):
            return False
        for piece in pieces:
            if piece not in unknown:
                self._takes_piece(piece)
        return True

    def _is_sure(self, piece: str) -> bool:
        return self._date_line(piece) is not None or _byline(piece) is not None

    def _is_piece(self, piece: str) -> bool:
        return (
            self._is_sure(piece)
            or _why_dropped(piece) is not None
            or outlets.known(name=piece) is not None
        )

    def _takes_furniture(self, text: str) -> bool:
        why = _why_dropped(text)
        if why is None and is_hashtags(text):
            why = "hashtags"
        if why is None and (labelled := _LABELLED.fullmatch(text)):
            self._keep_outlet(outlets.known(name=labelled["what"]))
            why = "label" if not _ENDS_SENTENCE.search(text) else None
        return self._drop(text, why) if why else False

    def _takes_date(self, text: str) -> bool:
        found = self._date_line(text)
        if found:
            self.head.dates.append(found)
            self._keep_outlet(outlets.known(name=found.beside) if found.beside else None)
            return self._drop(text, "date")
        return self._takes_byline_with_date(text)

    def _date_line(self, text: str) -> DateLine | None:
        return read_line(text, received_at=self._received_at, day_first=self._hint.day_first)

    def _takes_byline_with_date(self, text: str) -> bool:
        """Take `By Jane Doe, March 3, 2024`."""
        if len(text) > 100 or not _BYLINE.match(text):
            return False
        found = scan(text)
        start = next(
            (i for i, (a, b) in enumerate(zip(text, found.rest, strict=False)) if a != " " == b), 0
        )
        who = _byline(text[:start].strip(" ,-–—|")) if start else None
        moment = resolve(found.published, self._received_at, day_first=self._hint.day_first)
        if who is None or moment is None:
            return False
        self._keep_byline(who)
        self.head.dates.append(DateLine(moment, None))
        return self._drop(text, "byline and date")

    def _takes_outlet(self, text: str) -> bool:
        # "BBC News, Baku" names the outlet and where its reporter sits.
        name = text.partition(",")[0]
        outlet = outlets.known(name=name) if len(text) <= 40 and len(text.split()) <= 5 else None
        if outlet is None:
            return False
        self._keep_outlet(outlet)
        return self._drop(text, "outlet")

    def _keep_outlet(self, outlet: outlets.KnownOutlet | None) -> None:
        if outlet:
            self.head.outlet_name = self.head.outlet_name or outlet.name

    def _takes_byline(self, text: str) -> bool:
        who = _byline(text)
        if who is None and self.head.title and (match := _IN_CITY.fullmatch(text)):
            who = match["who"] if len(text) < 60 and text[0].isupper() else None
        if who is None:
            return False
        self._keep_byline(who)
        return self._drop(text, "byline")

    def _keep_byline(self, who: str) -> None:
        """Part `Elnur Baghishov - Trend:` into a name and an agency."""
        name, _, behind = re.sub(r"\s*[:：]$", "", who).partition(" - ")
        if behind and outlets.known(name=behind):
            self.head.agency = behind
        elif behind:
            name = who
        if outlets.known(name=name):
            self.head.agency = self.head.agency or name
        elif self.head.byline is None:
            self.head.byline = name.strip(" ,|")

    def _takes_dateline(self, text: str) -> bool:
        """Take a dateline that has a line for itself; `Tehran, 26 February 2020` is one too."""
        found = read_dateline(text)
        if found is None or text[found.end :].strip():
            return False
        if self.head.title is None and not (found.agency or found.stamp):
            return False
        self.head.dateline = self.head.dateline or found
        return self._drop(text, "dateline")

    def _takes_kicker(self, index: int, text: str) -> bool:
        """Take a rubric above the headline, and the outlet's name below a byline above it."""
        if self.head.title is not None:
            return False
        bare = LEADING_EMOJI.sub("", text)
        is_rubric = (
            (_BREADCRUMB.fullmatch(bare) is not None and len(bare) <= 80)
            or (bare.isupper() and " " not in bare.strip() and len(bare) < 25)
            or self._is_short_above_headline(index, bare)
        )
        return self._drop(text, "section") if is_rubric else False

    def _is_short_above_headline(self, index: int, text: str) -> bool:
        """Whether a line of few words stands above one that reads as the headline."""
        after_byline = bool(self.head.dropped) and self.head.dropped[-1].why == "byline"
        if len(text) > 40 or len(text.split()) > (5 if after_byline else 2):
            return False
        if not any(sign.isalpha() for sign in text):
            return True
        following = [line.text for line in self._lines[index + 1 : index + 3]]
        if len(following) < 2 or (after_byline and self._lines[index].after_blank):
            return False
        candidate = following[0]
        is_headline = (
            len(candidate) <= LONGEST_TITLE
            and len(candidate.split()) >= 4
            and not _ENDS_SENTENCE.search(candidate)
            and read_dateline(candidate) is None
            and self._date_line(candidate) is None
        )
        if is_headline and after_byline:
            self.head.outlet_name = self.head.outlet_name or text
        return is_headline

    def _takes_as_headline(self, index: int, text: str) -> bool:
        """Take a line as headline or deck; False if the body begins with it."""
        if self.head.title is None:
            if len(text) > LONGEST_TITLE or self._begins_body(text):
                return False
            self.head.title = text
            return True
        why = self._why_below_headline(index, text)
        if why == "byline":
            self.head.byline = text
        if why == "deck":
            self.head.deck.append(text)
            return True
        return self._drop(text, why) if why else False

    def _why_below_headline(self, index: int, text: str) -> str | None:
        """Return what a line between headline and body is, None if it is the body's."""
        if comparable(text) == comparable(self.head.title or ""):
            return "headline again"
        if self._is_bare_name(index, text):
            return "byline"
        if not self._is_deck(index, text):
            return None
        return "caption" if self.head.dates and not _ENDS_SENTENCE.search(text) else "deck"

    def _begins_body(self, text: str) -> bool:
        """Whether a first line is the body's: a dateline with a sentence behind it."""
        found = read_dateline(text)
        if found is None:
            return False
        rest = text[found.end :]
        return bool(found.agency or found.stamp or _ENDS_SENTENCE.search(rest) or len(rest) > 110)

    def _is_bare_name(self, index: int, text: str) -> bool:
        """Whether two to four capitalised words beside a date line are who wrote it."""
        words = text.split()
        if self.head.byline or not 2 <= len(words) <= 4 or len(text) > 40:
            return False
        if not all(word[0].isupper() for word in words) or not text[-1].isalpha():
            return False
        following = [line.text for line in self._lines[index + 1 : index + 2]]
        return bool(self.head.dates) or any(self._date_line(line) for line in following)

    def _is_deck(self, index: int, text: str) -> bool:
        """Whether a line below the headline is no body yet, though enough for a body follows."""
        ahead = [line.text for line in self._lines[index + 1 :]]
        is_short = len(text) <= _LONGEST_DECK and len(self.head.deck) < _MOST_DECKS
        if not (is_short and _is_enough(ahead, text)) or read_dateline(text) is not None:
            return False
        # A deck or a caption is no sentence, the paragraph behind it is one.
        is_fragment = not _ENDS_SENTENCE.search(text) and len(text) < _LONGEST_FRAGMENT
        if is_fragment and text[-1] not in ":,;" and _ENDS_SENTENCE.search(ahead[0]):
            return True
        return self._head_goes_on(ahead)

    def _head_goes_on(self, ahead: list[str]) -> bool:
        """Whether a date line, byline or dateline still comes before the body."""
        paragraphs = 0
        for number, line in enumerate(ahead[:_LOOK_AHEAD]):
            if _why_dropped(line):
                continue
            if self._date_line(line) or _byline(line) or read_dateline(line):
                return _is_enough(ahead[number:], line)
            paragraphs += 1
            if paragraphs + len(self.head.deck) >= _MOST_DECKS or len(line) > _LONGEST_DECK:
                return False
        return False

    def _drop(self, text: str, why: str) -> bool:
        self.head.dropped.append(Dropped(text, why))
        return True


def _is_enough(lines: list[str], before: str) -> bool:
    """Whether lines can be a body behind what stands before them."""
    return sum(map(len, lines)) > max(SHORTEST_BODY, len(before))


def _byline(text: str) -> str | None:
    """Return who a byline names, None if the line is none."""
    match = _BYLINE.fullmatch(text) if len(text) < 100 else None
    if match is None or re.search(r"(?<!\b[A-Z])[.!?]$", text):
        return None
    who = match["who"]
    plain = re.sub(r"[:：]$|\s+[-–—]\s+", " ", who)
    words = re.sub(r"[,&|/]", " ", plain).split()
    small = {"and", "in", "of", "for", "the", "bin", "al", "de", "von", "van", "и", "və", "ve", "в"}
    is_names = 1 <= len(words) <= 10 and not any(sign.isdigit() for sign in who)
    return (
        who
        if is_names and all(w[0].isupper() or w in small or not _cased(w) for w in words)
        else None
    )


def _cased(word: str) -> bool:
    return word.lower() != word.upper()


def _why_dropped(text: str) -> str | None:
    for kind in ("section", "line", "caption"):
        why = why_furniture(text, kind)
        if why:
            return why
    return None


def shown_title(text: str) -> str:
    """Return the headline without sirens, flags, markup and a known outlet's name behind it."""
    text = LEADING_EMOJI.sub("", text)
    text = re.sub(r"^(?:\*\*|__|#{1,3} )\s*(.+?)\s*(?:\*\*|__)?$", r"\1", text)
    text = LEADING_EMOJI.sub("", _SIREN.sub("", text, count=1) or text)
    head, sign, site = _last_part(text)
    if sign and outlets.known(name=site):
        text = head
    return text.strip()


def _last_part(text: str) -> tuple[str, str, str]:
    match = re.match(r"(.{15,}?)(\s+[|–—-]\s+)([^|–—]{2,40})$", text)
    return (match[1], match[2], match[3]) if match else (text, "", "")


def comparable(text: str) -> str:
    """Return the letters and digits of a line, to tell whether two say the same."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def head_day(stamp: Stamp | None, received_at: datetime) -> date | None:
    """Return the day of a dateline's stamp."""
    moment = resolve(stamp, received_at) if stamp else None
    return moment.wall.date() if moment else None
