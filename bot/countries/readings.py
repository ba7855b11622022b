"""Every way of reading the words from one place on: names, codes, topics, slips."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.countries import words
from bot.countries.gazetteer import Entry, Kind
from bot.countries.guesses import is_known, near
from bot.countries.homes import has_home
from bot.countries.index import index, no_slips
from bot.countries.inflection import SHORTEST, base_forms, base_spans, stem_forms, stems_of_span
from bot.countries.joined import cut
from bot.countries.lattice import LONGEST_NAME, SKIP, Edge, How, Meaning, cost_of
from bot.countries.lexer import Word
from bot.countries.ranks import is_rank
from bot.countries.slips import LONGEST
from bot.countries.spellings import entry_of, is_two_names, name_of_beginnings, spellings
from bot.countries.topics import topic_words

# Acronyms that are words or other things in small letters.
_IN_CAPITALS_ONLY = frozenset(
    ("us", "car", "roc", "rok", "abs", "bae", "rca", "svg", "png", "ab", "bea", "rsa", "gb", "vae")
)
_BEFORE_US = frozenset(
    ("tell", "give", "show", "for", "to", "of", "about", "let", "with", "from", "send", "between")
)
# A query of two long names has some fourteen words; what is longer is hardly a misspelt query.
_LONG_QUERY = 16
_LONGEST_IN_A_LONG_ONE = 6
_MOST_SLIP_SEARCHES, _MOST_IN_A_LONG_ONE = 18, 8
_LONGEST_SLIP = 9
_MOST_INFLECTED = 4
_RANK_BESIDE_NAME_COST = 1.5
_SMALL_COST, _RANK_COST, _TOPIC_COST, _BRACKET_COST = 0.05, 0.7, 0.6, 0.9
_DERIVED_COST, _RESPACED_COST, _SLIP_COST = 0.3, 0.6, 1.0
# A topic's word that is a name too is the name in a query: Mali is written as "financial" is.
_TOPIC_BESIDE_NAME_COST = 2.0
_COUNTRY_KINDS = frozenset(Kind) - {Kind.NONE, Kind.CITY, Kind.SEAT}


@dataclass(slots=True)
class Reader:
    """The readings of one text.

    `dated` are the places that a date has used up; with `doubts_ranks` slips are looked for in
    words that are all known, too: united arab emirats.
    """

    text: Sequence[Word]
    codes: Mapping[int, str]
    dated: frozenset[int]
    doubts_ranks: bool = False
    searches: int = field(default=0)

    def edges_from(self, start: int) -> list[Edge]:
        """Return every reading that begins at a place."""
        if start in self.dated:
            return [Edge(start, start + 1, 0.0)]
        edges = [*self._small(start), *self._brackets(start)]
        names = [*self._codes(start), *self._names(start), *self._shared(start)]
        edges += names
        if not any(edge.end == start + 1 for edge in edges) and not self.text[start].is_number:
            edges += self._derived(start)
        return edges + self._slips(start)

    def _small(self, start: int) -> Iterator[Edge]:
        key = self.text[start].key
        if start in self.codes:
            return
        if words.is_small(key) or (key == "us" and self._is_pronoun(start)):
            yield Edge(start, start + 1, _SMALL_COST)
        elif is_rank(key):
            cost = _RANK_COST if len(self.text) > 1 else SKIP
            if self._is_name_too(start):
                cost = _RANK_BESIDE_NAME_COST
            yield Edge(start, start + 1, cost, rank=key)
        for end in range(start + 1, min(start + 4, len(self.text)) + 1):
            phrase = " ".join(word.key for word in self.text[start:end])
            if topic := topic_words().get(phrase):
                entry = index().find(phrase)
                named = entry is not None and entry.reach != "r"
                cost = _TOPIC_BESIDE_NAME_COST if named else _TOPIC_COST
                yield Edge(start, end, cost, topic=topic)

    def _is_name_too(self, start: int) -> bool:
        """Tell German's Island, a country, from an island that a name stands before."""
        before = self.text[start - 1] if start else None
        apart = before is None or bool(self.text[start].gap.strip()) or words.is_small(before.key)
        entry = index().find(self.text[start].key)
        return apart and entry is not None and entry.kind is Kind.NAME and entry.reach != "r"

    def _codes(self, start: int) -> Iterator[Edge]:
        if code := self.codes.get(start):
            word = self.text[start]
            how = How.FLAG if word.flag else How.CODE
            yield Edge(start, start + 1, 0.9, (Meaning(word.text, (code,), Kind.NAME, how),))

    def _names(self, start: int) -> Iterator[Edge]:
        """Yield the names that stand there as they are, shortened, or turned round a comma."""
        longest = LONGEST_NAME if len(self.text) <= _LONG_QUERY else _LONGEST_IN_A_LONG_ONE
        for end in range(start + 1, min(start + longest, len(self.text)) + 1):
            if end - 1 in self.dated:
                return
            span = self.text[start:end]
            for key, how, extra in spellings(span):
                entry = entry_of(span, key, how)
                if entry is None or (how is How.EXACT and is_two_names(span)):
                    continue
                if self._counts(entry, start, end):
                    cost = cost_of(entry) + extra + self._respaced(span, key, how)
                    yield Edge(start, end, cost, (_meaning(key, entry, how),))
                    break
            else:
                yield from self._inflected(start, end)
                yield from self._cut_short(start, end)

    def _inflected(self, start: int, end: int) -> Iterator[Edge]:
        """Read several words as a name with endings: Саудовской Аравии, South Korea's."""
        span = self.text[start:end]
        if not 1 < len(span) <= _MOST_INFLECTED or len(self.text) > _LONG_QUERY:
            return
        if not self._is_smooth(span):
            return
        keys = [word.key for word in span]
        if "\u0400" <= keys[0][0] <= "\u052f":
            stems = index().stems
            forms = (stems[stem] for stem in stems_of_span(keys) if stem in stems)
        else:
            forms = (form for form in base_spans(span) if form in index().spaced)
        if entry := self._first_known(forms):
            cost = cost_of(entry) + _DERIVED_COST
            yield Edge(start, end, cost, (_meaning("".join(keys), entry, How.INFLECTED),))

    def _cut_short(self, start: int, end: int) -> Iterator[Edge]:
        """Read words that are cut short: Antigua and Barb., Trinidad & Tob."""
        keys = [word.key for word in self.text[start:end]]
        if len(keys) == 1 or len(self.text) > _LONG_QUERY or all(map(is_known, keys)):
            return
        if (name := name_of_beginnings(keys)) and (entry := index().find(name)):
            cost = cost_of(entry) + _DERIVED_COST
            yield Edge(start, end, cost, (_meaning(name, entry, How.INFLECTED),))

    def _is_smooth(self, span: Sequence[Word]) -> bool:
        """Tell whether the words may be one phrase: plain spaces between them, no figures."""
        gaps = all(not word.gap.strip(" -’'") for word in span[1:])
        return gaps and not any(word.is_number or word.flag for word in span)

    def _counts(self, entry: Entry, start: int, end: int) -> bool:
        """Tell an acronym from the small word of the same letters."""
        word = self.text[start]
        if end > start + 1 or entry.kind is not Kind.ACRONYM or word.in_capitals:
            return True
        if word.key != "us":
            return word.key not in _IN_CAPITALS_ONLY
        return len(self.text) > 1 and not self._is_pronoun(start)

    def _is_pronoun(self, start: int) -> bool:
        """Tell `tell us` from `us iran`."""
        in_small = not self.text[start].in_capitals
        return in_small and start > 0 and self.text[start - 1].key in _BEFORE_US

    def _respaced(self, span: Sequence[Word], key: str, how: How) -> float:
        if len(span) == 1 or how is not How.EXACT:
            return 0.0
        spaced = " ".join(word.key for word in span)
        if spaced.replace(" ", "") != key:
            return 0.0
        return 0.0 if index().spaced.get(key) == spaced else _RESPACED_COST

    def _shared(self, start: int) -> Iterator[Edge]:
        """Read `north and south korea`: two names that share their last words."""
        text = self.text
        if start + 3 >= len(text) or not words.plays(text[start + 1].key, "and"):
            return
        for end in range(start + 4, min(start + 5, len(text)) + 1):
            tail = "".join(word.key for word in text[start + 3 : end])
            pair = [index().find(text[at].key + tail) for at in (start, start + 2)]
            known = [entry for entry in pair if entry and entry.kind in _COUNTRY_KINDS]
            if len(known) == 2 and known[0].codes != known[1].codes:
                yield Edge(start, end, 1.0, tuple(_meaning(tail, e, How.SHARED) for e in known))

    def _brackets(self, start: int) -> Iterator[Edge]:
        """Pass over words in brackets behind a name: they only say more of it."""
        if start and words.plays(self.text[start].key, "without"):
            yield Edge(start, len(self.text), _BRACKET_COST)
        if start == 0 or not self.text[start].gap.endswith(("(", "[")):
            return
        closing = range(start + 1, len(self.text))
        end = next((at for at in closing if set(self.text[at].gap) & set(")]")), len(self.text))
        yield Edge(start, end, _BRACKET_COST)

    def _derived(self, start: int) -> Iterator[Edge]:
        """Read one unknown word as an inflected name, as names without spaces, or as a stem."""
        word = self.text[start]
        if word.key in no_slips() or has_home(word.key):
            return
        if topic := _topic_inflected(word):
            yield Edge(start, start + 1, _TOPIC_COST + _DERIVED_COST, topic=topic)
        for forms in (base_forms(word), stem_forms(word.key)):
            if entry := self._first_known(forms):
                cost = cost_of(entry) + _DERIVED_COST
                yield Edge(start, start + 1, cost, (_meaning(word.key, entry, How.INFLECTED),))
                return
        if found := cut(word.key):
            yield Edge(start, start + 1, found[0] + _DERIVED_COST, found[1])

    def _first_known(self, forms: Iterator[str]) -> Entry | None:
        for form in forms:
            entry = index().find(form)
            if entry and entry.kind in _COUNTRY_KINDS and len(form) >= 3 and _is_big(form, entry):
                return entry
        return None

    def _slips(self, start: int) -> list[Edge]:
        """Read the words as a misspelt name; only where one of them is not known as it stands."""
        edges: list[Edge] = []
        most = _MOST_SLIP_SEARCHES if len(self.text) <= _LONG_QUERY else _MOST_IN_A_LONG_ONE
        for end in range(start + 1, min(start + _LONGEST_SLIP, len(self.text)) + 1):
            span = self.text[start:end]
            key = "".join(word.key for word in span)
            if end - 1 in self.dated or len(key) > LONGEST or self.searches >= most:
                break
            if self._may_slip(span, key):
                self.searches += 1
                if found := near(key, [word.key for word in span]):
                    cost = _SLIP_COST + found.slips + 0.1
                    edges.append(Edge(start, end, cost, (found,)))
        return edges

    def _may_slip(self, span: Sequence[Word], key: str) -> bool:
        if any(word.is_number or word.flag for word in span) or index().find(key):
            return False
        if self.doubts_ranks and len(span) > 1:
            return True
        return not all(is_known(word.key) for word in span)


def _topic_inflected(word: Word) -> str | None:
    """Return the topic of a word with an ending: войне, savunma'nın."""
    if word.key.isascii() and not word.head:
        return None
    forms = (topic_words().get(form) for form in base_forms(word) if len(form) > SHORTEST - 1)
    return next(filter(None, forms), None)


def _meaning(name: str, entry: Entry, how: How) -> Meaning:
    return Meaning(name, entry.codes, entry.kind, how)


def _is_big(name: str, entry: Entry) -> bool:
    """Tell whether a name may carry an ending: not the Latin names of small languages."""
    if entry.kind is Kind.DEMONYM:
        return len(name) > SHORTEST
    return entry.reach != "r" or not name.isascii()
