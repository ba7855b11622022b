"""The head of a paste: headline, date lines, byline and what stands around them."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.ingest import addresses, outlets, zones
from bot.ingest.byline import (
    Byline,
    is_bare_name,
    read_byline,
    read_in_city,
    read_with_date,
)
from bot.ingest.date_scan import Stamp, scan
from bot.ingest.dateline import Dateline, read_dateline, shown_place
from bot.ingest.dates import DateLine, read_line, read_time_line, resolve
from bot.ingest.document import SHORTEST_BODY, TITLE_LENGTH, Dropped, Hint
from bot.ingest.furniture import LEADING_EMOJI, is_hashtags, why_in_head
from bot.ingest.title import comparable
from bot.ingest.wrapping import Line

LONGEST_TITLE = 160
_LONGEST_DECK, _LONGEST_FRAGMENT, _MOST_DECKS = 320, 160, 3
# The longest head of the trials had 14 lines; behind this all is body.
_LONGEST_HEAD = 60
# How far below the headline a date line or byline may stand for what is between to be a deck.
_LOOK_AHEAD = 8
# What may be left of a date line behind its dateline: a weekday, a time.
_LONGEST_REST = 25
ENDS_SENTENCE = re.compile(r"[.!?…؟।][\"'”’»)]*$")
_PIECES = re.compile(r"\s*[|•·¦]\s*|\s+/\s+|\s+[—–-]\s+(?=\d)|(?<=\d)\s+[—–-]\s+")
_BREADCRUMB = re.compile(r"[^<>»›/\\→]{1,40}(?:\s*(?:>+|»|›|→)\s*|\s+[/\\]\s+)[^.<]{1,80}")
_LABELLED = re.compile(
    r"(?:source|editor|edited by|author|category|section|rubric|topic|from|источник|редактор"
    r"|рубрика|kaynak|mənbə|editör|redaktor|منبع|سرویس|گروه|دسته(?:.?بندی)?|خبرگزاری|المصدر|المحرر|تحرير)"
    r"\s*[:：]\s*(?P<what>[^|\d]{1,60})",
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
        """Return the head of the lines; a line that is all there is can't be a rubric."""
        for index, line in enumerate(self._lines):
            self.head.body = index
            if index == _LONGEST_HEAD:
                return self.head
            if len(self._lines) > 1 and self._takes(index, line.text):
                continue
            if not self._takes_as_headline(index, line.text):
                return self.head
        self.head.body = len(self._lines)
        return self.head

    def _takes(self, index: int, text: str) -> bool:
        """Take a line that is neither headline nor body; False if it is one of these."""
        return (
            self._takes_address(text)
            or self._takes_piece(text)
            or self._takes_pieces(text)
            or self._takes_dateline(text)
            or self._takes_kicker(index, text)
        )

    def _takes_address(self, text: str) -> bool:
        url = addresses.alone_on(text)
        if url is None:
            return False
        if addresses.names_a_page(url):
            self.head.source_url = self.head.source_url or addresses.canonical(url)
        return self._drop(text, "address")

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
        if not 2 <= len(pieces) <= 8 or len(text) > LONGEST_TITLE:
            return False
        if not any(self._date_line(piece) or read_byline(piece) for piece in pieces):
            return False
        known = [piece for piece in pieces if self._is_of_head(piece)]
        unknown = [piece for piece in pieces if piece not in known]
        if any(len(piece) > 25 or len(piece.split()) > 3 for piece in unknown):
            return False
        for piece in known:
            self._takes_piece(piece)
        for piece in unknown:
            self._takes_bare_name(piece)
        return True

    def _is_of_head(self, piece: str) -> bool:
        return bool(
            self._date_line(piece)
            or read_byline(piece)
            or why_in_head(piece)
            or outlets.known(name=piece)
        )

    def _takes_furniture(self, text: str) -> bool:
        why = why_in_head(text) or ("hashtags" if is_hashtags(text) else None)
        if labelled := _LABELLED.fullmatch(text):
            self._keep_outlet(outlets.known(name=labelled["what"]))
            why = why or (None if ENDS_SENTENCE.search(text) else "label")
        if why and outlets.known(name=text):
            self.head.agency = self.head.agency or text  # "AFP" alone below a headline
        return self._drop(text, why) if why else False

    def _takes_date(self, text: str) -> bool:
        found = self._date_line(text)
        dateline = read_dateline(text) if found else None
        if dateline and dateline.agency:
            if 0 < len(text) - dateline.end <= _LONGEST_REST:  # "ANKARA (AA) - 26.02.2020 19:06"
                self.head.dateline = self.head.dateline or dateline
            else:
                found = None
        if found:
            self.head.dates.append(found)
            beside = _PIECES.split(found.beside) if found.beside else []
            named = (outlets.known(name=piece.strip(" .,-–—")) for piece in [found.beside, *beside])
            self._keep_outlet(next(filter(None, named), None))
            return self._drop(text, "date")
        return self._takes_time(text) or self._takes_byline_with_date(text)

    def _takes_time(self, text: str) -> bool:
        """Take a line with a time only, which completes the date line before it."""
        last = self.head.dates[-1] if self.head.dates else None
        completed = read_time_line(text, last) if last else None
        if completed is None:
            return False
        self.head.dates[-1] = completed
        return self._drop(text, "date")

    def _takes_byline_with_date(self, text: str) -> bool:
        byline = read_with_date(text)
        stamp = scan(text).published if byline else None
        moment = self._resolved(stamp) if stamp else None
        if byline is None or moment is None:
            return False
        self._keep_byline(byline)
        self.head.dates.append(moment)
        return self._drop(text, "byline and date")

    def _resolved(self, stamp: Stamp) -> DateLine | None:
        moment = resolve(stamp, self._received_at, day_first=self._hint.day_first)
        return DateLine(moment, None) if moment else None

    def _date_line(self, text: str) -> DateLine | None:
        return read_line(text, received_at=self._received_at, day_first=self._hint.day_first)

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
        byline = read_byline(text) or (read_in_city(text) if self.head.title else None)
        if byline is None:
            return False
        self._keep_byline(byline)
        return self._drop(text, "byline")

    def _takes_bare_name(self, text: str) -> None:
        if is_bare_name(text):
            self._keep_byline(Byline(text))

    def _keep_byline(self, byline: Byline) -> None:
        self.head.byline = self.head.byline or byline.name
        self.head.agency = self.head.agency or byline.agency

    def _takes_dateline(self, text: str) -> bool:
        """Take a dateline that has a line for itself; `Tehran, 26 February 2020` is one too."""
        found = read_dateline(text) or self._place_alone(text)
        if found is None or text[found.end :].strip():
            return False
        if self.head.title is None and not (found.agency or found.stamp):
            return False
        self.head.dateline = self.head.dateline or found
        return self._drop(text, "dateline")

    def _place_alone(self, text: str) -> Dateline | None:
        """Read a city in capitals between headline and body, as Anadolu has it."""
        is_place = self.head.title and text.isupper() and len(text) < 30 and zones.of_place(text)
        return Dateline(shown_place(text), None, None, len(text)) if is_place else None

    def _takes_kicker(self, index: int, text: str) -> bool:
        """Take a rubric above the headline, and the outlet's name below a byline above it."""
        if self.head.title is not None:
            return False
        bare = LEADING_EMOJI.sub("", text)
        is_rubric = (
            (_BREADCRUMB.fullmatch(bare) is not None and len(bare) <= 80)
            or (bare.isupper() and " " not in bare.strip() and len(bare) < 25)
            or self._stands_above_headline(index, bare)
        )
        return self._drop(text, "section") if is_rubric else False

    def _stands_above_headline(self, index: int, text: str) -> bool:
        """Whether a line of few words, or of capitals, stands above one that reads as headline."""
        after_byline = bool(self.head.dropped) and self.head.dropped[-1].why == "byline"
        most_words = 5 if after_byline or (text.isupper() and len(text) < 40) else 2
        if len(text) > 40 or len(text.split()) > most_words:
            return False
        if not any(sign.isalpha() for sign in text):
            return True
        if after_byline and self._lines[index].after_blank:
            return False
        following = [line.text for line in self._lines[index + 1 : index + 3]]
        is_above = len(following) == 2 and self._reads_as_headline(following[0])
        if is_above and after_byline:
            self.head.outlet_name = self.head.outlet_name or text
        return is_above

    def _reads_as_headline(self, text: str) -> bool:
        return (
            len(text) <= LONGEST_TITLE
            and len(text.split()) >= 4
            and not text.isupper()
            and not ENDS_SENTENCE.search(text)
            and read_dateline(text) is None
            and self._date_line(text) is None
        )

    def _takes_as_headline(self, index: int, text: str) -> bool:
        """Take a line as headline or deck; False if the body begins with it."""
        if self.head.title is None:
            if self._is_too_long(index, text) or self._begins_body(text):
                return False
            self.head.title = text
            return True
        why = self._why_below_headline(index, text)
        if why == "byline":
            self.head.byline = self.head.byline or text
        if why == "deck":
            self.head.deck.append(text)
            return True
        return self._drop(text, why) if why else False

    def _is_too_long(self, index: int, text: str) -> bool:
        """A long first line is a paragraph, unless it is no sentence and a date stands below."""
        if len(text) <= LONGEST_TITLE:
            return False
        below = [line.text for line in self._lines[index + 1 : index + 2]]
        is_above_date = any(self._date_line(line) or read_byline(line) for line in below)
        return len(text) > TITLE_LENGTH or bool(ENDS_SENTENCE.search(text)) or not is_above_date

    def _begins_body(self, text: str) -> bool:
        """Whether a first line is the body's: a dateline with a sentence behind it."""
        found = read_dateline(text)
        if found is None:
            return False
        rest = text[found.end :]
        return bool(found.agency or found.stamp or ENDS_SENTENCE.search(rest) or len(rest) > 110)

    def _why_below_headline(self, index: int, text: str) -> str | None:
        """Return what a line between headline and body is, None if it is the body's."""
        if comparable(text) == comparable(self.head.title or ""):
            return "headline again"
        if self._is_bare_byline(index, text) or comparable(text) == comparable(
            self.head.byline or ""
        ):
            return "byline"
        if text.isupper() and len(text.split()) <= 3 and len(text) < 30:
            return "section"
        if not self._is_deck(index, text):
            return None
        return "caption" if self.head.dates and not ENDS_SENTENCE.search(text) else "deck"

    def _is_bare_byline(self, index: int, text: str) -> bool:
        """Whether a name beside a date line is who wrote it."""
        if self.head.byline or not is_bare_name(text):
            return False
        below = [line.text for line in self._lines[index + 1 : index + 2]]
        return bool(self.head.dates) or any(self._date_line(line) for line in below)

    def _is_deck(self, index: int, text: str) -> bool:
        """Whether a line below the headline is no body yet, though enough for a body follows."""
        ahead = [line.text for line in self._lines[index + 1 :]]
        is_short = len(text) <= _LONGEST_DECK and len(self.head.deck) < _MOST_DECKS
        if not (is_short and _is_enough(ahead, text)) or read_dateline(text) is not None:
            return False
        # A deck or a caption is no sentence, the paragraph behind it is one.
        is_fragment = not ENDS_SENTENCE.search(text) and len(text) < _LONGEST_FRAGMENT
        if is_fragment and text[-1] not in ":,;" and ENDS_SENTENCE.search(ahead[0]):
            return True
        return self._head_goes_on(ahead)

    def _head_goes_on(self, ahead: list[str]) -> bool:
        """Whether a date line, byline or dateline still comes before the body."""
        paragraphs = 0
        for number, line in enumerate(ahead[:_LOOK_AHEAD]):
            if why_in_head(line):
                continue
            if self._is_line_of_head(line):
                return _is_enough(ahead[number:], line)
            paragraphs += 1
            if paragraphs + len(self.head.deck) >= _MOST_DECKS or len(line) > _LONGEST_DECK:
                return False
        return False

    def _is_line_of_head(self, line: str) -> bool:
        return bool(
            self._is_of_head(line)
            or read_with_date(line)
            or read_dateline(line)
            or any(self._date_line(piece) for piece in _PIECES.split(line[:LONGEST_TITLE]))
        )

    def _drop(self, text: str, why: str) -> bool:
        self.head.dropped.append(Dropped(text, why))
        return True


def _is_enough(lines: list[str], before: str) -> bool:
    """Whether lines can be a body behind what stands before them."""
    return sum(map(len, lines)) > max(SHORTEST_BODY, len(before))


def head_day(stamp: Stamp | None, received_at: datetime) -> date | None:
    """Return the day of a dateline's stamp."""
    moment = resolve(stamp, received_at) if stamp else None
    return moment.wall.date() if moment else None
