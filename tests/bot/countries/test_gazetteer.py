"""The names in memory, and an owner's own."""

from pathlib import Path

import pytest

from bot.countries.gazetteer import Kind, gazetteer, parse_own, use_own_file
from bot.countries.query import iso_codes

SPELLINGS = {
    "capitals": ("IRAN", "IR"),
    "dotted I": ("İRAN", "IR"),
    "dotless i": ("ıran", "IR"),
    "schwa": ("Azərbaycan", "AZ"),
    "without it": ("azerbaycan", "AZ"),
    "Arabic yeh": ("آذربيجان", "AZ"),
    "Persian yeh": ("آذربایجان", "AZ"),
    "apostrophe": ("N’Djamena", "TD"),
    "accents": ("Côte d'Ivoire", "CI"),
    "traditional": ("烏克蘭", "UA"),
    "ampersand": ("Trinidad & Tobago", "TT"),
}


@pytest.mark.parametrize(("name", "code"), SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_are_one_name(name, code):
    entry = gazetteer().find(name)
    assert entry is not None
    assert entry.codes == (code,)


def test_an_owners_file_adds_and_replaces_names(tmp_path):
    own = tmp_path / "countries.tsv"
    own.write_text("# ours\nThe Land of Fire\tname\taz\nholland\task\tNL US\n", encoding="utf-8")
    use_own_file(own)
    try:
        assert iso_codes("the land of fire iran") == ["AZ", "IR"]
        assert iso_codes("holland") == []
    finally:
        use_own_file(None)
    assert iso_codes("holland") == ["NL"]


@pytest.mark.parametrize(
    "line",
    ["Iran IR", "x\tname", "x\tplanet\tIR", "x\tname\tIR\tmore", "x\tname\tQQ", "x\tnone\tIR"],
)
def test_an_owners_crooked_line_is_refused_with_its_number(line):
    with pytest.raises(ValueError, match="line 2"):
        parse_own(["# comment", line])


def test_the_documented_lines_are_read():
    documented = (Path(__file__).parents[3] / "docs" / "countries.md").read_text(encoding="utf-8")
    lines = documented.split("```")[1].strip().splitlines()
    assert {name: entry.codes for name, entry in parse_own(lines).items()} == {
        "land of fire": ("AZ",),
        "the two koreas": ("KP", "KR"),
        "guiana": ("GF", "GY", "SR"),
        "indian ocean": (),
    }


def test_a_place_inside_a_country_is_no_country_of_its_name():
    entry = gazetteer().find("East Azerbaijan")
    assert entry is not None
    assert (entry.codes, entry.kind) == (("IR",), Kind.REGION)
