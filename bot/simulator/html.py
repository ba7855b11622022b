"""Reads parse_mode=HTML as Telegram does: its tags, its four entities, its error messages."""

import re
from dataclasses import dataclass

from bot.simulator.entities import in_order
from bot.simulator.errors import BadRequest
from bot.simulator.formatted import Entity, Formatted, Span, length_utf16
from bot.simulator.html_entities import decoded, read_character
from bot.simulator.html_tags import TAGS, Attributes, add_span

_PLAIN = re.compile(r"[^<&]+")
# A NUL ends the text for the reader of tags, whatever follows it.
_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\v\0>=]*")
_BLANKS = re.compile(r"[ \t\r\n\v]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SURROGATES = re.compile("[\ud800-\udfff]")


def parse_html(raw: str) -> Formatted:
    """Return the text and entities of a marked-up text, not yet cleaned or trimmed.

    Raises BadRequest in Telegram's words; places in them are UTF-8 bytes.
    """
    reader = _Reader(raw)
    reader.read()
    text = "".join(reader.pieces)
    if _SURROGATES.search(text):
        raise _Broken(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return Formatted(text, tuple(_entity(span) for span in in_order(reader.found)))


def _entity(span: Span) -> Entity:
    # A language without a `pre` around it is forgotten.
    return (Span("code", span.offset, span.end) if span.kind == "code" else span).entity


class _Broken(BadRequest):
    def __init__(self, reason: str) -> None:
        super().__init__(f"can't parse entities: {reason}")


@dataclass(frozen=True, slots=True)
class _OpenTag:
    name: str
    attributes: Attributes
    offset: int
    first_piece: int


class _Reader:
    """Goes through the text once; every step either moves on or raises."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.at = 0
        self.offset = 0  # UTF-16 units of text so far
        self.pieces: list[str] = []
        self.found: list[Span] = []
        self.open: list[_OpenTag] = []

    def read(self) -> None:
        while self.at < len(self.raw):
            plain = _PLAIN.match(self.raw, self.at)
            if plain is not None:
                self._add(plain[0], plain.end())
            elif self.raw[self.at] == "&":
                self._add(*read_character(self.raw, self.at))
            elif self.raw.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            name = self.open[-1].name
            raise _Broken(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _add(self, piece: str, next_at: int) -> None:
        self.pieces.append(piece)
        self.offset += length_utf16(piece)
        self.at = next_at

    def _byte(self, at: int) -> int:
        return len(self.raw[:at].encode("utf-8", "surrogatepass"))

    def _next(self) -> str:
        """Return the next character, a NUL at the end of the text."""
        return self.raw[self.at] if self.at < len(self.raw) else "\0"

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.raw, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = _in_small_letters(self._take(_NAME))
        if self._next() == "\0":
            raise self._broken_at(begin, "Unclosed start tag")
        if name not in TAGS:
            raise self._broken_at(begin, f'Unsupported start tag "{name}"')
        attributes: Attributes = {}
        while True:
            self._take(_BLANKS)
            if self._next() == ">":
                break
            self._attribute(name, begin, attributes)
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._broken_at(begin, 'Tag "span" must have class "tg-spoiler"')
        self.open.append(_OpenTag(name, attributes, self.offset, len(self.pieces)))

    def _attribute(self, tag: str, begin: int, attributes: Attributes) -> None:
        name = self._take(_ATTRIBUTE)
        if not name:
            raise self._broken_at(begin, f'Empty attribute name in the tag "{tag}"')
        self._take(_BLANKS)
        value = ""
        if self._next() == "=":
            self.at += 1
            self._take(_BLANKS)
            if self._next() == "\0":
                raise self._broken_at(begin, f'Unclosed start tag "{tag}"')
            value = self._attribute_value(begin)
        elif self._next() == "\0":
            raise self._broken_at(begin, f'Unclosed start tag "{tag}"')
        attributes[name] = value

    def _attribute_value(self, begin: int) -> str:
        quote = self._next()
        if quote not in "'\"":
            token_begin = self.at
            token = self._take(_TOKEN)
            if self._next() not in " \t\r\n\v\0>":
                raise self._broken_at(token_begin, "Unexpected end of name token")
            value, closed = token.lower(), self._next() != "\0"
        else:
            end = self.raw.find(quote, self.at + 1)
            value = decoded(self.raw[self.at + 1 : end])
            closed = end >= 0 and "\0" not in value
            self.at = end + 1
        if not closed or self.at >= len(self.raw):
            raise self._broken_at(begin, "Unclosed start tag")
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._broken_at(begin, "Unexpected end tag")
        self.at += 2
        name = _in_small_letters(self._take(_NAME))
        self._take(_BLANKS)
        if self._next() != ">":
            raise self._broken_at(begin, "Unclosed end tag")
        self.at += 1
        tag = self.open.pop()
        if name not in ("", tag.name):
            raise self._broken_at(
                begin, "Unmatched end tag", f', expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        bare_link = tag.name == "a" and not tag.attributes.get("href")
        content = "".join(self.pieces[tag.first_piece :]) if bare_link else ""
        place = (tag.offset, self.offset)
        try:
            add_span(self.found, tag.name, tag.attributes, place, content)
        except ValueError as error:
            raise _Broken(str(error)) from None

    def _broken_at(self, at: int, what: str, more: str = "") -> _Broken:
        return _Broken(f"{what} at byte offset {self._byte(at)}{more}")


def _in_small_letters(name: str) -> str:
    """Lower the English letters only, as Telegram does."""
    return re.sub("[A-Z]+", lambda match: match[0].lower(), name)
