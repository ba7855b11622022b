"""Rank the topics of an article by the words that tell them, in the six languages."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.countries.folding import name_key
from bot.countries.topics import TOPICS, topic_words

# The headline counts three times, the first two paragraphs twice (PLOVER sentences: 78 % of the
# coded topics within the first three, untuned); one word counts twice at most.
_TITLE, _LEAD, _REST = 3, 2, 1
_LEAD_PARAGRAPHS = 2
_MOST_OF_ONE_WORD = 2
_SHARE_OF_BEST = 0.35
_MOST_TOPICS = 4
_LONGEST = 6_000
# A topic word of the query's list that the weighted list does not have.
_PLAIN_WEIGHT = 1.0
# In nearly every article of ours: they part no topic from another.
_TOO_COMMON = frozenset(
    ["minister", "ministers", "government", "president", "presidents", "party", "parties"]
)
# "Trade" and "exchange" that trade nothing.
_NO_TOPIC = re.compile(
    r"\b(?:trad(?:e|es|ed|ing) (?:blame|fire|accusations|barbs|insults|threats|shots|words)"
    r"|road ?map|training course|general assembly|part(?:y|ies) to the|in general"
    r"|power of attorney)\b"
)
# Written together with the word in Arabic: and, the, for, in.
_ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ب")


@dataclass(frozen=True, slots=True)
class _Keyword:
    topic: str
    weight: float
    words: tuple[str, ...]  # the words behind the first one; a closing * means any ending
    text: str


@dataclass(frozen=True, slots=True)
class _Index:
    exact: dict[str, list[_Keyword]]
    stems: dict[str, list[_Keyword]]
    stem_lengths: tuple[int, ...]

    def of(self, word: str) -> Iterator[_Keyword]:
        yield from self.exact.get(word, ())
        for length in self.stem_lengths:
            if length > len(word):
                return
            yield from self.stems.get(word[:length], ())


def rank(title: str, text: str) -> tuple[str, ...]:
    """Return the topics of an article, the strongest first, at most four; empty if none shows."""
    paragraphs = text[:_LONGEST].split("\n\n")
    lead, rest = paragraphs[:_LEAD_PARAGRAPHS], paragraphs[_LEAD_PARAGRAPHS:]
    scores: dict[str, float] = defaultdict(float)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for passage, factor in ((title, _TITLE), ("\n".join(lead), _LEAD), ("\n".join(rest), _REST)):
        for keyword in _hits(_NO_TOPIC.sub(" ", name_key(passage)).split()):
            counts[keyword.topic, keyword.text] += 1
            if counts[keyword.topic, keyword.text] <= _MOST_OF_ONE_WORD:
                scores[keyword.topic] += keyword.weight * factor
    if not scores:
        return ()
    least = max(scores.values()) * _SHARE_OF_BEST
    ranked = sorted(scores, key=lambda topic: (-scores[topic], TOPICS.index(topic)))
    return tuple(topic for topic in ranked if scores[topic] >= least)[:_MOST_TOPICS]


def _hits(words: list[str]) -> Iterator[_Keyword]:
    index = _index()
    for position, word in enumerate(words):
        seen: dict[str, _Keyword] = {}
        for form in _forms(word):
            for keyword in index.of(form):
                best = seen.get(keyword.topic)
                is_better = best is None or keyword.weight > best.weight
                if is_better and _goes_on(keyword.words, words[position + 1 : position + 5]):
                    seen[keyword.topic] = keyword
        yield from seen.values()


def _forms(word: str) -> Iterator[str]:
    yield word
    if "\u0600" <= word[0] <= "\u06ff":
        for prefix in _ARABIC_PREFIXES:
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                yield word[len(prefix) :]


def _goes_on(wanted: tuple[str, ...], words: list[str]) -> bool:
    if len(wanted) > len(words):
        return False
    return all(
        any(
            form.startswith(want[:-1]) if want.endswith("*") else form == want
            for form in _forms(word)
        )
        for want, word in zip(wanted, words, strict=False)
    )


@cache
def _index() -> _Index:
    exact: dict[str, list[_Keyword]] = defaultdict(list)
    stems: dict[str, list[_Keyword]] = defaultdict(list)
    for topic, weight, spelling in _keywords():
        words = [name_key(word) + ("*" if word.endswith("*") else "") for word in spelling.split()]
        first, rest = words[0], tuple(words[1:])
        keyword = _Keyword(topic, weight, rest, spelling)
        (stems if first.endswith("*") else exact)[first.rstrip("*")].append(keyword)
    return _Index(dict(exact), dict(stems), tuple(sorted({len(stem) for stem in stems})))


def _keywords() -> Iterator[tuple[str, float, str]]:
    text = files("bot.ingest").joinpath("data/topic_keywords.tsv").read_text(encoding="utf-8")
    seen = set(_TOO_COMMON)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            topic, weight, _language, spellings = line.split("\t")
            for spelling in spellings.split("|"):
                seen.add(name_key(spelling))
                yield topic, float(weight), spelling
    for word, topic in topic_words().items():
        if word not in seen:
            yield topic, _PLAIN_WEIGHT, word
