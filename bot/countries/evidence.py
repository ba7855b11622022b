"""Gather what an article says of each country: how often, where, and by what kind of name."""

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.countries import weights
from bot.countries.context import Text, is_passing
from bot.countries.lexicon import Means
from bot.countries.mentions import Mention

# "TEHRAN, Feb. 26 (MNA) -", "BAKU, Azerbaijan (AP) —", "Тегеран, 26 февраля, ИРНА -".
_DATELINE = re.compile(r"\s*([^\n]{2,90}?)\s?(?:[-–—]{1,2}|:)\s")
_CAPITALS_OR_DAY = re.compile(r"[A-ZА-ЯƏÖÜÇŞĞİ]{3}|\d|\(|^\S+$")


@dataclass(slots=True)
class Evidence:
    """All that speaks for one country."""

    code: str
    title: float = 0.0  # the strongest name in the title
    title_first: bool = False  # the title's first country
    lead: float = 0.0
    dateline: float = 0.0
    body: float = 0.0  # all names of the body, each by its weight
    plain: int = 0  # names and demonyms of the country itself
    passing: int = 0
    listed: int = 0
    venue: int = 0
    actors: int = 0  # seats, leaders and groups
    places: int = 0
    blocks: set[int] = field(default_factory=set)
    first: int = 1_000_000
    words: Counter[str] = field(default_factory=Counter)
    because: dict[str, str] = field(default_factory=dict)

    @property
    def only_venue(self) -> bool:
        """Tell whether nothing but the place where others meet is named."""
        return self.venue > 0 and not (self.plain or self.actors or self.places)


def dateline_words(body: str, read: int) -> int:
    """Return how many words of the body are its dateline; 0 if it has none."""
    found = _DATELINE.match(body[:120])
    if found is None or not _CAPITALS_OR_DAY.search(found[1]) or len(found[1].split()) > 12:
        return 0
    return min(read, len(re.findall(r"[^\W_]+(?:\.[^\W_]+)*|,", found[1])))


def gather(title: Text, body: Text, dateline: int) -> dict[str, Evidence]:
    """Return the evidence of each country that is named."""
    found: dict[str, Evidence] = {}
    for mention in title.mentions:
        for code in mention.sense.codes:
            _add_title(found.setdefault(code, Evidence(code)), mention, title, first=not found)
    runs = _in_lists(body)
    for number, mention in enumerate(body.mentions):
        for code in mention.sense.codes:
            evidence = found.setdefault(code, Evidence(code))
            if mention.at < dateline:
                evidence.dateline = max(evidence.dateline, 1.0)
                evidence.words[_shown(mention)] += 1
            else:
                _add_body(evidence, mention, body, listed=runs[number], dateline=dateline)
    return found


def _add_title(evidence: Evidence, mention: Mention, title: Text, *, first: bool) -> None:
    weight = weights.OF_MEANS[mention.sense.means]
    if is_passing(mention, title.words):
        weight *= weights.PASSING
        evidence.passing += 1
    evidence.title_first |= len(evidence.words) == 0 and first
    evidence.title = max(evidence.title, weight)
    _count(evidence, mention)


def _add_body(
    evidence: Evidence, mention: Mention, body: Text, *, listed: bool, dateline: int
) -> None:
    weight = weights.OF_MEANS[mention.sense.means]
    if is_passing(mention, body.words):
        weight *= weights.PASSING
        evidence.passing += 1
    if listed:
        weight *= weights.LISTED
        evidence.listed += 1
    at = mention.at - dateline
    evidence.body += weight
    evidence.first = min(evidence.first, at)
    evidence.blocks.add(at // weights.BLOCK_WORDS)
    if at < weights.LEAD_WORDS:
        evidence.lead = max(evidence.lead, weight)
    _count(evidence, mention)


def _count(evidence: Evidence, mention: Mention) -> None:
    means = mention.sense.means
    if mention.sense.venue:
        evidence.venue += 1
    elif means in {Means.NAME, Means.DEMONYM}:
        evidence.plain += 1
    elif means in {Means.SEAT, Means.LEADER, Means.GROUP}:
        evidence.actors += 1
    else:
        evidence.places += 1
    word = _shown(mention)
    evidence.words[word] += 1
    if mention.sense.why:
        evidence.because[word] = mention.sense.why


def _shown(mention: Mention) -> str:
    """Return the name as the card shows it: Tehran, also where the text shouts TEHRAN."""
    word = mention.word
    return word.title() if word.isupper() and len(word) > 4 else word


def _in_lists(body: Text) -> list[bool]:
    """Tell for each mention whether it stands in a list of four countries or more."""
    mentions, words = body.mentions, body.words.written
    listed = [False] * len(mentions)
    start = 0
    for number in range(1, len(mentions) + 1):
        if number < len(mentions):
            before = mentions[number - 1]
            between = words[before.at + before.words : mentions[number].at]
            if between and len(between) <= 3 and all(w in _JOINTS for w in between):
                continue
        if number - start >= weights.LIST_LENGTH:
            listed[start:number] = [True] * (number - start)
        start = number
    return listed


_JOINTS = frozenset({",", "and", "or", "the", "и", "və", "ve", "و", "und", "et", "y", "e"})
