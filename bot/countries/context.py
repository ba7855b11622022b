"""Settle from the words around it what a found name means: a person, a state of the US, a bird."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.countries.lexicon import Lexicon, Means, Sense
from bot.countries.mentions import Mention, Words

_PLACES = frozenset({Means.NAME, Means.CITY, Means.REGION, Means.STATE})
_STATES = frozenset({Means.STATE, Means.STATE_AFTER})
# What farms and kitchens say of the bird; each is enough when nothing else speaks of Turkey.
_BIRD = frozenset(
    [
        "thanksgiving",
        "poultry",
        "turkeys",
        "stuffing",
        "gravy",
        "flock",
        "flocks",
        "hatchery",
        "broiler",
        "broilers",
        "christmas",
        "roasted",
        "cranberry",
        "oven",
        "farmers",
        "poults",
    ]
)
_GEORGIA_US = frozenset({Means.GEORGIA_US, Means.STATE})
_NEIGHBOURS_OF_GEORGIA = frozenset({"RU", "AM", "AZ", "TR", "UA", "IR", "MD", "KZ"})
_ETHNIC_BEFORE = frozenset({"ethnic", "этнические", "этнических"})
_ETHNIC_AFTER = frozenset(
    [
        "minority",
        "descent",
        "origin",
        "diaspora",
        "heritage",
        "ancestry",
        "immigrant",
        "immigrants",
        "born",
        "language",
        "speakers",
        "ethnic",
    ]
)
# What follows a country that is named only for its money or its market.
_MONEY_AFTER = frozenset(
    [
        "dollar",
        "dollars",
        "dlr",
        "dlrs",
        "yen",
        "pound",
        "pounds",
        "sterling",
        "franc",
        "francs",
        "mark",
        "marks",
        "lira",
        "lire",
        "peso",
        "pesos",
        "crown",
        "crowns",
        "guilder",
        "guilders",
        "currency",
        "cts",
        "cents",
        "rupee",
        "rupees",
        "ruble",
        "rubles",
        "rouble",
        "roubles",
        "real",
        "reais",
        "rial",
        "rials",
        "manat",
        "dirham",
        "dirhams",
        "dinar",
        "dinars",
        "yuan",
        "won",
    ]
)


@dataclass(frozen=True, slots=True)
class Text:
    """One part of an article, the title or the body, with its words and names."""

    words: Words
    mentions: list[Mention]


def settle(parts: Sequence[Text], lexicon: Lexicon) -> list[list[Mention]]:
    """Return the mentions that stand, part by part."""
    kept = [_without_persons(part, lexicon) for part in parts]
    kept = [_towns_of_states(part.words, found) for part, found in zip(parts, kept, strict=True)]
    every = [mention for found in kept for mention in found]
    rules = [rule for rule in (_georgia(every), _turkey(parts, every), _asked(every)) if rule]
    for rule in rules:
        kept = [[new for old in found for new in rule(old)] for found in kept]
    return [[one for one in found if one.sense.codes] for found in kept]


Rule = Callable[[Mention], list[Mention]]


def _without_persons(part: Text, lexicon: Lexicon) -> list[Mention]:
    """Leave out Michael Jordan and Paris Hilton."""
    if part.words.shouting:
        return part.mentions
    words = part.words.written
    kept: list[Mention] = []
    for mention in part.mentions:
        at, after = mention.at, mention.at + mention.words
        if mention.sense.means in _PLACES:
            before = words[at - 1] if at else ""
            if before in lexicon.first_names and before != "":
                continue
            following = words[after] if after < len(words) else ""
            if following in lexicon.family_names and mention.word in lexicon.given_names:
                continue
        kept.append(mention)
    return kept


def _towns_of_states(words: Words, mentions: list[Mention]) -> list[Mention]:
    """Read "Lebanon, Pennsylvania" and "Athens, Georgia" as towns of the US."""
    kept: list[Mention] = []
    for mention in mentions:
        comma = mention.at > 0 and words.written[mention.at - 1] == ","
        before = kept[-1] if comma and kept and _ends_at(kept[-1], mention.at - 1) else None
        if mention.sense.means is Means.STATE_AFTER and not comma:
            continue
        state = _state(mention, before)
        if state is not None and before is not None and before.sense.codes != state.codes:
            kept.pop()
        kept.append(mention if state is None else replace(mention, sense=state))
    return kept


def _ends_at(mention: Mention, at: int) -> bool:
    return mention.at + mention.words == at


def _state(mention: Mention, before: Mention | None) -> Sense | None:
    """Return the sense of a state's name; Georgia is one behind a town that is not its own."""
    sense = mention.sense
    if sense.means in _STATES:
        return replace(sense, means=Means.STATE)
    if sense.codes != ("GE",) or before is None or before.sense.codes == ("GE",):
        return None
    if before.sense.means not in {Means.CITY, Means.STATE}:
        return None
    return replace(sense, codes=("US",), means=Means.STATE, why="a US state")


def _georgia(mentions: list[Mention]) -> Rule | None:
    """Say which Georgia is meant: by what else the text names."""
    georgias = [m for m in mentions if m.sense.codes == ("GE",)]
    if not georgias:
        return None
    names = [m for m in georgias if m.sense.means is Means.NAME and m.word.startswith("G")]
    for_country = len(georgias) - len(names)
    for_country += sum(bool(_NEIGHBOURS_OF_GEORGIA & {*m.sense.codes}) for m in mentions)
    for_state = sum(m.sense.means in _GEORGIA_US for m in mentions)
    for_state += sum(m.sense.codes == ("US",) and m.sense.means is Means.CITY for m in mentions)
    if for_state <= for_country:
        return None

    def rule(mention: Mention) -> list[Mention]:
        if mention.sense.codes != ("GE",) or mention.sense.means is not Means.NAME:
            return [mention]
        state = replace(mention.sense, codes=("US",), means=Means.STATE, why="a US state")
        return [replace(mention, sense=state)]

    return rule


def _turkey(parts: Sequence[Text], mentions: list[Mention]) -> Rule | None:
    """Leave out the bird: farm and kitchen words, and nothing else of the country."""
    of_turkey = [m for m in mentions if m.sense.codes == ("TR",)]
    if not of_turkey or any(m.word.lower() not in {"turkey", "turkeys"} for m in of_turkey):
        return None
    if not any(_BIRD.intersection(part.words.folded.split(" ")) for part in parts):
        return None

    def rule(mention: Mention) -> list[Mention]:
        return [] if mention.sense.codes == ("TR",) else [mention]

    return rule


def _asked(mentions: list[Mention]) -> Rule | None:
    """Give Congo, Korea and Guinea to the state that the rest of the text names."""
    if not any(m.sense.unsure for m in mentions):
        return None
    sure = [code for m in mentions if not m.sense.unsure for code in m.sense.codes]

    def rule(mention: Mention) -> list[Mention]:
        if not mention.sense.unsure:
            return [mention]
        codes = mention.sense.codes
        meant = max(codes, key=lambda code: (sure.count(code), -codes.index(code)))
        if "GN" in codes and sure.count(meant) < 2:
            meant = "GN"  # Equatorial Guinea beside it does not make Guinea the same
        return [replace(mention, sense=replace(mention.sense, codes=(meant,)))]

    return rule


def is_passing(mention: Mention, words: Words) -> bool:
    """Tell whether the country is named only for its money, or a people apart from its state."""
    folded = words.folded
    end = words.starts[mention.at + mention.words]
    following = folded[end : folded.find(" ", end)]
    if following in _MONEY_AFTER:
        return True
    if mention.sense.means is not Means.DEMONYM:
        return False
    start = words.starts[mention.at] - 1
    before = folded[folded.rfind(" ", 0, start) + 1 : start]
    return before in _ETHNIC_BEFORE or following in _ETHNIC_AFTER
