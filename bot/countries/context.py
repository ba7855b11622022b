"""Settle from the words around it what a found name means: a person, a state of the US, a bird."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.countries.lexicon import Lexicon, Means, Sense
from bot.countries.mentions import Mention
from bot.countries.prose import Prose, cues

_CITIES = frozenset({Means.CITY, Means.CAPITAL})
_STATES = frozenset({Means.STATE, Means.STATE_AFTER})
_CUES = frozenset({Means.GEORGIA_US, Means.GEORGIA_GE})
_ACTS_FOR = {"BE": "EU"}  # Brussels fines a firm: the Union does
_NEIGHBOURS_OF_GEORGIA = frozenset({"RU", "AM", "AZ", "TR", "UA", "IR", "MD", "KZ"})


class Part(NamedTuple):
    """One part of an article, the title or the body, with its names."""

    prose: Prose
    mentions: list[Mention]


_IN_LENGTH = len(" in ")

Rule = Callable[[Mention], Mention | None]


def settle(parts: Sequence[Part], lexicon: Lexicon) -> list[Part]:
    """Return the parts, of which the first is the title, with the mentions that stand."""
    title, *others = parts
    settled = [
        Part(part.prose, _towns_of_states(part.prose, _without_persons(part, lexicon)))
        for part in (Part(title.prose, _acting(title)), *others)
    ]
    if all(one.sense.simple for part in settled for one in part.mentions):
        return settled
    rules = _rules(settled)
    return [Part(part.prose, list(_kept(part.mentions, rules))) for part in settled]


def _kept(mentions: list[Mention], rules: list[Rule]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        changed: Mention | None = mention
        for rule in rules:
            changed = rule(changed) if changed is not None else None
        if changed is not None and changed.sense.codes:
            kept.append(changed)
    return kept


def _without_persons(part: Part, lexicon: Lexicon) -> list[Mention]:
    """Leave out Michael Jordan and Paris Hilton."""
    if part.prose.shouting:
        return part.mentions
    prose = part.prose
    return [
        one for one in part.mentions if not (one.sense.place and _is_person(one, prose, lexicon))
    ]


def _is_person(mention: Mention, prose: Prose, lexicon: Lexicon) -> bool:
    if prose.word_before(mention.start) in lexicon.first_names:
        return True
    if prose.written[mention.start : mention.end] not in lexicon.given_names:
        return False
    return prose.word_after(mention.end) in lexicon.family_names


def _acting(part: Part) -> list[Mention]:
    """Read a venue that begins the title as the one who acts: "Vienna expels a spy"."""
    if not part.mentions:
        return part.mentions
    first, *others = part.mentions
    following = part.prose.word_after(first.end).lower()
    if (
        not first.sense.venue
        or first.start > 1
        or not following
        or following in cues("venue-after")
    ):
        return part.mentions
    codes = tuple(_ACTS_FOR.get(code, code) for code in first.sense.codes)
    acting = replace(first.sense, codes=codes, means=Means.CAPITAL, venue=False, why="")
    return [first._replace(sense=acting), *others]


def _towns_of_states(prose: Prose, mentions: list[Mention]) -> list[Mention]:
    """Read "Lebanon, Pennsylvania" and "Athens, Georgia" as towns of the US."""
    kept: list[Mention] = []
    for mention in mentions:
        sense = mention.sense
        if sense.simple or (sense.means not in _STATES and sense.codes != ("GE",)):
            kept.append(mention)
            continue
        comma = prose.after_comma(mention.start)
        if sense.means is Means.STATE_AFTER and not (comma and _is_short_for_state(mention, prose)):
            continue
        before = kept[-1] if comma and kept and kept[-1].end == mention.start - 2 else None
        state = _state(sense, before)
        if state is not None and before is not None and before.sense.codes != state.codes:
            kept.pop()
        kept.append(mention if state is None else mention._replace(sense=state))
    return kept


def _is_short_for_state(mention: Mention, prose: Prose) -> bool:
    """Tell Pa. and TX from the words that begin so."""
    written = prose.written
    return written[mention.end] == "." or written[mention.start : mention.end].isupper()


def _state(sense: Sense, before: Mention | None) -> Sense | None:
    """Return the sense of a state's name; Georgia is one behind a town that is not its own."""
    if sense.means in _STATES:
        return sense if sense.means is Means.STATE else replace(sense, means=Means.STATE)
    if before is None or before.sense.codes == ("GE",):
        return None
    if before.sense.means is not Means.STATE and before.sense.means not in _CITIES:
        return None
    return replace(sense, codes=("US",), means=Means.STATE, why="a US state")


def _rules(parts: Sequence[Part]) -> list[Rule]:
    """Return the rules that this article needs; most need none."""
    every = [mention for part in parts for mention in part.mentions]
    rules: list[Rule] = []
    if any(one.sense.means in _CUES or one.sense.codes == ("GE",) for one in every):
        rules.append(_georgia(parts, every))
    if any(one.sense.codes == ("TR",) for one in every) and _is_bird(parts):
        rules.append(_no_turkey)
    if any(one.sense.unsure for one in every):
        rules.append(_asked(every))
    return rules


def _georgia(parts: Sequence[Part], mentions: list[Mention]) -> Rule:
    """Say which Georgia is meant: by what else the text names."""
    country = [one for one in mentions if one.sense.codes == ("GE",)]
    names = [one for one in country if _is_georgia(one)]
    for_country = len(country) - len(names)
    for_country += sum(bool(_NEIGHBOURS_OF_GEORGIA.intersection(m.sense.codes)) for m in mentions)
    american = [one for one in mentions if one.sense.codes == ("US",)]
    for_state = sum(
        one.sense.means in {Means.GEORGIA_US, Means.STATE, *_CITIES} for one in american
    )
    for_state += any(_behind_a_town(part) for part in parts)
    for_state += any(not cues("georgia-us").isdisjoint(p.prose.folded.split()) for p in parts)

    def rule(mention: Mention) -> Mention | None:
        if mention.sense.means in _CUES:
            return mention if names else None
        if for_state <= for_country or not _is_georgia(mention):
            return mention
        state = replace(mention.sense, codes=("US",), means=Means.STATE, why="a US state")
        return mention._replace(sense=state)

    return rule


def _is_georgia(mention: Mention) -> bool:
    return mention.sense.means is Means.NAME and mention.sense.codes == ("GE",)


def _behind_a_town(part: Part) -> bool:
    """Tell whether Georgia stands in commas behind a town: "Stone Mountain, Georgia, keeps"."""
    prose, ends = part.prose, {one.end for one in part.mentions}
    return any(
        one.sense.codes == ("GE",)
        and prose.after_comma(one.start)
        and prose.written[one.end] in ",.)"
        and one.start - 2 not in ends
        and prose.last_word(one.start - 2).istitle()
        for one in part.mentions
    )


def _is_bird(parts: Sequence[Part]) -> bool:
    """Tell whether turkey is the bird: farm and kitchen words, nothing else of the country."""
    before_dish = False
    for part in parts:
        for one in part.mentions:
            if one.sense.codes != ("TR",):
                continue
            if part.prose.folded[one.start : one.end] not in {"turkey", "turkeys"}:
                return False
            following = part.prose.word_after(one.end).lower()
            before_dish = before_dish or following in cues("bird-after")
    return before_dish or any(not cues("bird").isdisjoint(p.prose.folded.split()) for p in parts)


def _no_turkey(mention: Mention) -> Mention | None:
    return None if mention.sense.codes == ("TR",) else mention


def _asked(mentions: list[Mention]) -> Rule:
    """Give Congo, Korea and Guinea to the state that the rest of the text names."""
    sure = Counter(code for one in mentions if not one.sense.unsure for code in one.sense.codes)

    def rule(mention: Mention) -> Mention | None:
        if not mention.sense.unsure:
            return mention
        codes = mention.sense.codes
        meant = max(codes, key=lambda code: (sure[code], -codes.index(code)))
        if "GN" in codes and sure[meant] < 2:
            meant = "GN"  # Equatorial Guinea beside it does not make Guinea the same
        return mention._replace(sense=replace(mention.sense, codes=(meant,)))

    return rule


def _is_listed(mention: Mention, prose: Prose) -> bool:
    """Tell whether a market of the country lists a paper: "listed in Luxembourg"."""
    if not prose.folded.endswith((" in ", " on "), 0, mention.start):
        return False
    return prose.last_word(mention.start - _IN_LENGTH) in cues("listed")


def is_passing(mention: Mention, prose: Prose) -> bool:
    """Tell whether the country is named only for its money, or a people apart from its state."""
    following = prose.word_after(mention.end).lower()
    if following in cues("money") or _is_listed(mention, prose):
        return True
    if mention.sense.means is not Means.DEMONYM:
        return False
    if following in cues("ethnic-after"):
        return True
    return prose.word_before(mention.start).lower() in cues("ethnic-before")
