"""The tagger's reviewed files: well-formed, with codes and kinds that the program knows."""

from collections import Counter

import pytest

from bot.countries.lexicon import KINDS, first_day, lexicon
from bot.countries.names import is_country
from bot.countries.words import rows

NAME_FILES = (
    "armed_groups.tsv",
    "article_names.tsv",
    "capitals_abroad.tsv",
    "cities_of_datelines.tsv",
    "not_countries.tsv",
    "us_places.tsv",
    "venues.tsv",
)


@pytest.mark.parametrize("file", NAME_FILES)
def test_each_line_has_a_name_a_kind_a_country_and_a_reason(file):
    for row in rows(file):
        name, _, code, reason = row
        assert name == name.strip() != "", row
        assert code == "-" or all(map(is_country, code.split())), row
        assert reason, row


@pytest.mark.parametrize("file", sorted({*NAME_FILES} - {"not_countries.tsv"}))
def test_each_kind_is_known(file):
    assert {kind for _, kind, *_ in rows(file)} <= KINDS.keys()


@pytest.mark.parametrize("file", NAME_FILES)
def test_no_name_stands_twice_in_one_way(file):
    names = Counter((row[0], row[1] == "state_after") for row in rows(file))
    assert [name for name, count in names.items() if count > 1] == []


def test_leaders_have_a_country_an_office_and_a_time():
    for names, code, since, until, office in rows("leaders.tsv"):
        assert all(name == name.strip() != "" for name in names.split("|")), names
        assert is_country(code), names
        assert office, names
        assert until == "" or first_day(since) <= first_day(until), names


def test_the_lexicon_is_built_once():
    assert lexicon() is lexicon()
