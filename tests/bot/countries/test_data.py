"""The committed data files are what their sources and the reviewed lists give."""

import gzip

import pytest

from bot.countries import build, geonames
from bot.countries.gazetteer import Kind, gazetteer
from bot.countries.names import all_codes


@pytest.mark.timeout(400)  # it reads 100 MB of GeoNames, beside everything else that runs
def test_the_built_files_equal_the_committed_ones():
    cities = geonames.read_cities()
    assert build.packed_names(cities) == (build.DATA / "names.txt").read_text(encoding="utf-8")
    assert build.display_names() == (build.DATA / "display.json").read_text(encoding="utf-8")
    assert geonames.three_letter_codes(build.known_codes()) == (
        build.DATA / "alpha3.txt"
    ).read_text(encoding="utf-8")
    for name, lines in (
        ("cities", geonames.city_lines(cities)),
        ("places", geonames.place_lines(cities)),
    ):
        committed = gzip.decompress((build.DATA / f"{name}.txt.gz").read_bytes()).decode()
        assert lines == committed, name
    assert build.source_versions() == (build.DATA / "SOURCES.txt").read_text(encoding="utf-8")


def test_every_name_leads_to_known_codes():
    known = set(all_codes())
    for name, entry in gazetteer().groups():
        assert set(entry.codes) <= known, name
        assert (entry.codes == ()) == (entry.kind is Kind.NONE), name
