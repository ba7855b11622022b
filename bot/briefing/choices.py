"""Whether a reader's own choices let an event through: words, topics and outlets left out.

Words are plain words: no patterns, whatever signs they hold. One and another spelling, case and
accent are the same; of a word of four letters and more an ending counts too (`tanker` is found in
`tankers`), since most languages have endings. Scripts without blanks between words are searched
for the letters.
"""

import re
from functools import lru_cache

from bot.countries.folding import name_key
from storage.dyad import Scope
from storage.events import Event
from storage.narrowing import Excluded, Narrowing, Words

ENDING = 3
_LONG_ENOUGH_FOR_ENDINGS = 4
# Thai and Lao, Burmese, Khmer, Japanese, Chinese.
_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_ARABIC = re.compile("[\u0621-\u064a]")
# The article and what is written together with it: "the oil", "and the oil", "with the oil".
_ARABIC_HEAD = "(?:[وبفك]?ال|لل)?"


def is_told(event: Event, scope: Scope, narrowing: Narrowing) -> bool:
    """Tell whether a reader who leaves these out is told of an event of the scope."""
    if not narrowing:
        return True
    if _is_excluded(event, narrowing):
        return False
    words = next((words for each, words in narrowing.words if each == scope), None)
    return words is None or _passes(event, words)


def _is_excluded(event: Event, narrowing: Narrowing) -> bool:
    """Tell whether its topic is left out, the one that it is shown under, or all who report it."""
    topic = event.topics[0] if event.topics else None
    outlets = {str(report.outlet.id) for report in event.reports}
    left_out: dict[Excluded, set[str]] = {Excluded.TOPIC: set(), Excluded.OUTLET: set()}
    for exclusion in narrowing.exclusions:
        left_out[exclusion.kind].add(exclusion.value)
    return topic in left_out[Excluded.TOPIC] or (
        bool(outlets) and outlets <= left_out[Excluded.OUTLET]
    )


def _passes(event: Event, words: Words) -> bool:
    text = _text_of(event)
    if words.only and not any(_is_in(word, text) for word in words.only):
        return False
    return not any(_is_in(word, text) for word in words.without)


@lru_cache(maxsize=256)
def _text_of(event: Event) -> str:
    """Fold what readers see of an event, with a blank at each end."""
    parts = [part for report in event.reports for part in (report.title, report.summary)]
    # A sign that no word has keeps a phrase from reaching over two texts.
    return f" {' | '.join(name_key(part) for part in parts)} "


def _is_in(word: str, text: str) -> bool:
    pattern = _pattern(word)
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str] | None:
    """Make what finds a word in a folded text; None for a word without a letter."""
    key = name_key(word)
    if not key:
        return None
    if _WITHOUT_BLANKS.search(key):
        return re.compile(re.escape(key))
    last = key.rpartition(" ")[2]
    head = _ARABIC_HEAD if _ARABIC.match(key) else ""
    ending = f"[^ ]{{0,{ENDING}}}" if len(last) >= _LONG_ENOUGH_FOR_ENDINGS else ""
    return re.compile(f"(?<= ){head}{re.escape(key)}{ending}(?= )")
