"""Gather what an article says of each country: how often, where, and by what kind of name."""

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.countries import weights
from bot.countries.context import Part, is_passing
from bot.countries.lexicon import Case, Means
from bot.countries.mentions import Mention
from bot.countries.prose import cues

# "TEHRAN, Feb. 26 (MNA) -", "BAKU, Azerbaijan (AP) —", "Тегеран, 26 февраля, ИРНА -".
_DATELINE = re.compile(r"\s*([^\n]{2,90}?)\s?(?:[-–—]{1,2}|:)\s")
_CAPITALS_OR_DAY = re.compile(r"[^\W\d_a-zа-я]{3}|\d|\(|^\S+$")
_ACTORS = frozenset({Means.SEAT, Means.LEADER, Means.GROUP})
_OF_ITSELF = frozenset({Means.NAME, Means.DEMONYM}) | _ACTORS
_CITIES = frozenset({Means.CITY, Means.CAPITAL})
_COMMA = 2  # and the space behind it
_LONGEST_JOINT = 8


@dataclass(slots=True)
class Evidence:
    """All that speaks for one country."""

    code: str
    title: float = 0.0  # the strongest name in the title
    capital_in_title: bool = False
    lead: float = 0.0
    dateline: bool = False
    body: bool = False
    plain_in_body: bool = False  # more than a city of it is named
    plain: int = 0  # names and demonyms of the country itself
    actors: int = 0  # seats, leaders and groups
    places: int = 0
    venues: int = 0
    passing: int = 0
    first: int | None = None
    blocks: set[int] = field(default_factory=set)
    mentions: list[tuple[Part, Mention]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many names there are of it."""
        return len(self.mentions)

    @property
    def only_venue(self) -> bool:
        """Tell whether nothing but the place where others meet is named."""
        return self.venues == self.count

    def words(self) -> Counter[str]:
        """Return how often each name stands, as the card shows it."""
        return Counter(_shown(part.prose.written, one) for part, one in self.mentions)


def _shown(written: str, mention: Mention) -> str:
    """Return the name as written: Tehran, also for TEHRAN in a dateline; U.S. with both dots."""
    name = " ".join(written[mention.start : mention.end].split())
    if "." in name and written[mention.end] == ".":
        return f"{name}."
    return name.title() if name.isupper() and mention.sense.case is not Case.UPPER else name


def dateline_end(body: str) -> int:
    """Return where the dateline of the body ends; 0 if it has none."""
    found = _DATELINE.match(body[:120])
    if found is None or not _CAPITALS_OR_DAY.search(found[1]) or len(found[1].split()) > 12:
        return 0
    return found.end()


def gather(title: Part, body: Part, dateline: int) -> dict[str, Evidence]:
    """Return the evidence of each country that is named; the dateline ends at that place."""
    found: dict[str, Evidence] = {}
    for mention in title.mentions:
        weight = weights.OF_MEANS[mention.sense.means]
        weight *= weights.PASSING if is_passing(mention, title.prose) else 1.0
        for evidence in _count(found, title, mention):
            evidence.title = max(evidence.title, weight)
            evidence.capital_in_title |= mention.sense.means is Means.CAPITAL
    listed = _in_lists(body)
    before: Mention | None = None
    for number, mention in enumerate(body.mentions):
        counted = _count(found, body, mention, address=_is_address(before, mention, body))
        before = mention
        for evidence in counted:
            if mention.start <= dateline:
                evidence.dateline = True
            else:
                _place(evidence, mention, mention.start - dateline, listed=number in listed)
    return found


def _is_address(before: Mention | None, mention: Mention, part: Part) -> bool:
    """Tell whether the country only says where its city is: "in Kazan, Russia"."""
    return (
        before is not None
        and before.end == mention.start - _COMMA
        and before.sense.codes == mention.sense.codes
        and before.sense.means in _CITIES
        and part.prose.after_comma(mention.start)
    )


def _count(
    found: dict[str, Evidence], part: Part, mention: Mention, *, address: bool = False
) -> list[Evidence]:
    """Count the mention for its countries."""
    passing = is_passing(mention, part.prose)
    counted: list[Evidence] = []
    for code in mention.sense.codes:
        evidence = found.get(code)
        if evidence is None:
            evidence = found[code] = Evidence(code)
        evidence.mentions.append((part, mention))
        evidence.passing += passing
        means = mention.sense.means
        if address:
            evidence.places += 1
        elif means is Means.NAME or means is Means.DEMONYM:
            evidence.plain += not passing
        elif mention.sense.venue:
            evidence.venues += 1
        elif means in _ACTORS:
            evidence.actors += 1
        else:
            evidence.places += 1
        counted.append(evidence)
    return counted


def _place(evidence: Evidence, mention: Mention, at: int, *, listed: bool) -> None:
    """Note where in the body the country is named."""
    evidence.body = True
    evidence.plain_in_body |= mention.sense.means in _OF_ITSELF
    if evidence.first is None:
        evidence.first = at
    evidence.blocks.add(at // weights.BLOCK)
    if at < weights.LEAD and not listed:
        evidence.lead = max(evidence.lead, weights.OF_MEANS[mention.sense.means])


def _in_lists(body: Part) -> set[int]:
    """Return the numbers of the mentions that stand in a list of four countries or more."""
    mentions, folded = body.mentions, body.prose.folded
    listed: set[int] = set()
    start = 0
    for number in range(1, len(mentions) + 1):
        if number < len(mentions):
            end, begin = mentions[number - 1].end, mentions[number].start
            between = folded[end:begin].strip() if begin - end <= _LONGEST_JOINT else "?"
            if not between or between in cues("joint"):
                continue
        if number - start >= weights.LIST_LENGTH:
            listed.update(range(start, number))
        start = number
    return listed
