from datetime import UTC, datetime, timedelta

from bot.briefing.digest import Window, arrange, fold
from storage.dyad import Scope
from storage.events import Event
from storage.narrowing import Excluded, Exclusion, Narrowing

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=1), NOW, is_first=False)
ARMENIA, IRAN, AZERBAIJAN = Scope.parse("AM-AZ"), Scope.parse("AZ-IR"), Scope.parse("AZ")


TRANSPORT = Narrowing(exclusions=(Exclusion(Excluded.TOPIC, "transport"),))


def event(number: int, *topics: str) -> Event:
    """Make an event; a higher number is newer."""
    return Event(
        id=number, sort_key=f"{number:04}", event_day=None, parties=(), topics=topics, reports=()
    )


def told(groups) -> list[tuple[str, list[int]]]:
    return [(str(group.scope), [item.event.id for item in group.items]) for group in groups]


def test_where_nothing_is_new_there_is_no_digest():
    assert arrange([IRAN, ARMENIA], {}, window=WINDOW) is None


def test_events_are_grouped_by_pair_the_newest_first():
    added = {ARMENIA: [event(1), event(5)], IRAN: [event(2), event(7)]}
    digest = arrange([ARMENIA, IRAN], added, window=WINDOW)
    assert told(digest.groups) == [("AZ-IR", [7, 2]), ("AM-AZ", [5, 1])]
    assert digest.events == 4


def test_pairs_with_nothing_new_are_named_as_quiet():
    digest = arrange([IRAN, ARMENIA], {ARMENIA: [event(1)]}, window=WINDOW)
    assert digest.quiet == (IRAN,)


def test_an_event_of_two_pairs_is_told_once_and_names_the_other():
    added = {ARMENIA: [event(1)], IRAN: [event(1)]}
    digest = arrange([IRAN, ARMENIA], added, window=WINDOW)
    assert told(digest.groups) == [("AZ-IR", [1])]
    assert digest.groups[0].items[0].others == (ARMENIA,)
    assert digest.quiet == ()


def test_an_event_is_told_under_its_pair_rather_than_its_country():
    added = {AZERBAIJAN: [event(2), event(1)], IRAN: [event(1)]}
    digest = arrange([AZERBAIJAN, IRAN], added, window=WINDOW)
    assert told(digest.groups) == [("AZ", [2]), ("AZ-IR", [1])]
    assert digest.groups[1].items[0].others == (AZERBAIJAN,)


def test_what_fits_before_the_fold_stays_there():
    digest = arrange([IRAN], {IRAN: [event(n) for n in range(7)]}, window=WINDOW)
    shown, rest = fold(digest, above=7)
    assert (shown, rest) == (digest.groups, ())


def test_a_busy_pair_hides_no_other_behind_the_fold():
    added = {IRAN: [event(n) for n in range(10, 20)], ARMENIA: [event(1), event(2)]}
    digest = arrange([IRAN, ARMENIA], added, window=WINDOW)
    shown, rest = fold(digest, above=4)
    assert told(shown) == [("AZ-IR", [19, 18]), ("AM-AZ", [2, 1])]
    assert told(rest) == [("AZ-IR", list(range(17, 9, -1)))]


def test_with_more_pairs_than_room_the_newest_come_first():
    scopes = [Scope.of("AZ", code) for code in ("AM", "GE", "IR")]
    added = {scope: [event(number)] for number, scope in enumerate(scopes)}
    shown, rest = fold(arrange(scopes, added, window=WINDOW), above=2)
    assert told(shown) == [("AZ-IR", [2]), ("AZ-GE", [1])]
    assert told(rest) == [("AM-AZ", [0])]


def test_pairs_count_as_lively_by_what_is_told_of_them():
    added = {ARMENIA: [event(1)], IRAN: [event(1)], AZERBAIJAN: [event(2)]}
    digest = arrange([ARMENIA, IRAN, AZERBAIJAN], added, window=WINDOW, alerted=[2])
    assert (digest.lively, digest.quiet) == (2, ())


def test_what_the_reader_leaves_out_is_counted_and_its_pair_not_called_quiet():
    added = {ARMENIA: [event(1)], IRAN: [event(2, "transport"), event(3, "transport")]}
    digest = arrange([ARMENIA, IRAN], added, window=WINDOW, narrowing=TRANSPORT)
    assert told(digest.groups) == [("AM-AZ", [1])]
    assert (digest.left_out, digest.quiet, digest.lively) == (2, (), 1)


def test_where_all_is_left_out_there_is_no_digest():
    added = {IRAN: [event(2, "transport")]}
    assert arrange([IRAN], added, window=WINDOW, narrowing=TRANSPORT) is None
