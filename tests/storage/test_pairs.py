"""The place of an event in the pair index, decided without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.dyad import Dyad, Scope
from storage.pairs import ReportFacts, day_of, event_day, read_pairs, scopes, sort_key, write_pairs

ADDED = datetime(2020, 3, 5, 9, 0, tzinfo=UTC)
PUBLISHED = datetime(2020, 2, 26, 15, 36, 9, tzinfo=UTC)


def _facts(*parties, **changes):
    values = {
        "event_day": date(2020, 2, 25),
        "published_at": PUBLISHED,
        "zone": None,
        "added_at": ADDED,
        "parties": parties or ("IR", "AZ"),
        "topics": (),
    }
    return ReportFacts(**values | changes)


@pytest.mark.parametrize(
    ("reports", "key"),
    [
        pytest.param([_facts()], "20200225.20200226153609.0000000012", id="event day"),
        pytest.param(
            [_facts(event_day=None)], "20200226.20200226153609.0000000012", id="publication day"
        ),
        pytest.param(
            [
                _facts(
                    event_day=None,
                    published_at=datetime(2020, 2, 26, 22, 0, tzinfo=UTC),
                    zone="Asia/Baku",
                )
            ],
            "20200227.20200226220000.0000000012",
            id="publication day on the outlet's clock",
        ),
        pytest.param(
            [_facts(event_day=None, published_at=None)],
            "20200305.00000000000000.0000000012",
            id="day added",
        ),
        pytest.param(
            [_facts(), _facts(published_at=PUBLISHED - timedelta(hours=1))],
            "20200225.20200226143609.0000000012",
            id="first publication of two",
        ),
        pytest.param(
            [_facts(event_day=None), _facts(event_day=date(2020, 2, 24))],
            "20200224.20200226153609.0000000012",
            id="the day that one report knows",
        ),
    ],
)
def test_sort_key(reports, key):
    assert sort_key(reports, 12) == key


def test_text_order_of_sort_keys_is_time_order():
    days = [date(999, 12, 31), date(2019, 12, 31), date(2020, 1, 1), date(2020, 10, 1)]
    keys = [sort_key([_facts(event_day=day)], 1) for day in days]
    assert keys == sorted(keys)
    assert [day_of(key) for key in keys] == days


def test_a_button_has_room_for_a_sort_key():
    assert len(sort_key([_facts()], 9_999_999_999)) <= 40


def test_event_day_is_the_earliest_that_a_report_knows():
    reports = [_facts(event_day=None), _facts(event_day=date(2020, 2, 26)), _facts()]
    assert event_day(reports) == date(2020, 2, 25)
    assert event_day([_facts(event_day=None)]) is None


def test_three_parties_make_three_dyads_and_three_countries():
    assert {str(scope) for scope in scopes([_facts("IR", "AZ", "TR")])} == {
        "IR",
        "AZ",
        "TR",
        "AZ-IR",
        "IR-TR",
        "AZ-TR",
    }


def test_two_reports_do_not_make_pairs_across():
    found = scopes([_facts("IR", "AZ"), _facts("TR", "GR")])
    assert Scope.of("IR", "TR") not in found
    assert Scope.of("GR", "TR") in found


def test_seven_parties_make_no_dyad_unless_chosen():
    summit = ("IR", "AZ", "TR", "RU", "AM", "GE", "KZ")
    assert all(scope.is_country for scope in scopes([_facts(*summit)]))
    chosen = scopes([_facts(*summit, chosen_pairs=(Dyad.of("IR", "AZ"),))])
    assert Scope.of("IR", "AZ") in chosen
    assert len(chosen) == 8


def test_six_parties_make_all_their_dyads():
    assert len(scopes([_facts("IR", "AZ", "TR", "RU", "AM", "GE")])) == 6 + 15


@pytest.mark.parametrize("pairs", [None, (), (Dyad.of("IR", "AZ"), Dyad.of("TR", "AM"))])
def test_chosen_pairs_are_read_as_written(pairs):
    read = read_pairs(write_pairs(pairs))
    assert read == (None if pairs is None else tuple(sorted(pairs)))
