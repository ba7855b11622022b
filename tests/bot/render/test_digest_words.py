"""The digest's rarer words: silence broken, pauses, weeks compared, further parts, quiet days."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.briefing.change import Change, Period, Span
from bot.briefing.digest import arrange
from bot.render.digest import AIM, PARTS, message, parts, quiet_message
from bot.render.edition import Covers, Edition
from bot.render.i18n import catalogue
from bot.render.visible import fits, length, words
from storage.dyad import Scope
from storage.narrowing import Excluded, Exclusion, Narrowing
from storage.schedules import Cadence
from tests.bot.render.test_alerts import HOSTILE, hostile
from tests.bot.render.test_digest import (
    ARMENIA,
    DUE,
    IRAN,
    TEHRAN,
    WINDOW,
    beside,
    event,
    seen,
    written,
)

EN = catalogue("en")
WEEKLY = Edition(DUE, time(8), "Asia/Tehran", days=1, cadence=Cadence.WEEKLY)
WEEK = Change(
    period=Period.WEEK,
    span=Span(date(2020, 2, 24), date(2020, 3, 1)),
    shown=13,
    events=1,
    reports=2,
    before=1,
    usual=0,
    new_topics=("military",),
    absent_leader="transport",
    total=4,
)


def labels(digest) -> list[str]:
    return [button.label for row in digest.buttons for button in row]


def test_a_long_silence_that_ends_is_said():
    last = {ARMENIA: event(9, event_day=date(2020, 2, 20))}
    text = seen([ARMENIA], {ARMENIA: [event(1)]}, last=last)
    assert "Armenia – Azerbaijan · first item in 9 days\n" in text
    text = seen([ARMENIA], {ARMENIA: [event(1), event(2)]}, last=last)
    assert "Armenia – Azerbaijan · first items in 9 days\n" in text


@pytest.mark.parametrize("day", [date(2020, 2, 27), date(2020, 3, 1)])
def test_a_short_silence_is_no_news(day):
    text = seen([ARMENIA], {ARMENIA: [event(1)]}, last={ARMENIA: event(9, event_day=day)})
    assert "in 2 days" not in text
    assert "Armenia – Azerbaijan\n" in text


def test_several_quiet_pairs_are_one_line_with_their_last_days():
    georgia = Scope.parse("GE")
    last = {IRAN: event(3, event_day=date(2020, 2, 26))}
    text = seen([ARMENIA, IRAN, georgia], {ARMENIA: [event(1)]}, last=last)
    assert "Iran – Azerbaijan (last: 26 February), Georgia · nothing new\n" in text


@pytest.mark.parametrize(
    ("covers", "said"),
    [
        (Covers.LATE, "This comes late: it was due at 08:00 Tehran time"),
        (Covers.MISSED, "this one covers them, 8 days in short"),
        (Covers.PAUSE, "covers 8 days, your pause among them"),
        (Covers.LONG, "This covers 8 days, in short"),
    ],
)
def test_it_says_what_time_it_covers_where_that_is_unusual(covers, said):
    window = replace(WINDOW, after=WINDOW.until - timedelta(days=8))
    edition = replace(TEHRAN, covers=covers)
    text = seen([ARMENIA], {ARMENIA: [event(1)]}, window=window, edition=edition)
    assert said in text
    # Short means without summaries.
    assert ("road is shut" in text) is (covers is Covers.LATE)


def test_what_is_left_out_by_choice_is_counted_and_never_silent():
    narrowing = Narrowing(exclusions=(Exclusion(Excluded.TOPIC, "energy"),))
    added = {ARMENIA: [event(1), event(2, topics=("energy",))]}
    text = seen([ARMENIA], added, narrowing=narrowing)
    assert "1 new since yesterday" in text
    assert "1 left out by your own choice: /settings" in text


def test_a_week_is_set_against_the_weeks_before_in_words_that_claim_no_more():
    digest = written([ARMENIA], {ARMENIA: [event(1)]}, edition=WEEKLY, changes={ARMENIA: WEEK})
    text = words(digest.html)
    assert text.startswith("Your weekly digest · Monday 2 March")
    assert "Armenia – Azerbaijan · week of 24 February – 1 March 2020\n" in text
    assert "1 event, 2 reports. Last week: 1 event. Usual week (13-week median): 0.\n" in text
    assert (
        "What changed: first defence item in the 13 weeks counted; "
        "transport, the usual leader, had none.\n" in text
    )
    assert "count articles chosen by our editors, duplicates merged" in text
    assert "4 events in all, so small changes mean little." in text
    assert ("Stop this digest", "v1:stop:weekly") in [
        (button.label, button.data) for row in digest.buttons for button in row
    ]


def test_a_young_archive_compares_nothing():
    young = replace(
        WEEK, shown=1, before=None, usual=None, new_topics=(), absent_leader=None, total=1
    )
    text = seen([ARMENIA], {ARMENIA: [event(1)]}, edition=WEEKLY, changes={ARMENIA: young})
    assert "1 event, 2 reports.\n" in text
    assert "What changed" not in text
    assert "Usual" not in text


def test_a_month_is_called_one():
    month = replace(WEEK, period=Period.MONTH, span=Span(date(2020, 2, 1), date(2020, 2, 29)))
    edition = replace(WEEKLY, cadence=Cadence.MONTHLY)
    text = seen([ARMENIA], {ARMENIA: [event(1)]}, edition=edition, changes={ARMENIA: month})
    assert "month of 1 February – 29 February 2020" in text
    assert "Usual month (13-month median)" in text


def test_seven_wordy_items_are_told_in_fewer_words_each():
    long = "Officials compared timetables for the missing link of the corridor at length. " * 5
    added = {ARMENIA: [wordy(n, long) for n in range(1, 8)]}
    digest = written([ARMENIA], added)
    assert length(digest.html) <= AIM
    assert digest.html.count("<a href") == 7
    assert "All of it" not in labels(digest)


def test_a_digest_is_a_minute_before_its_fold():
    added = {ARMENIA: [wordy(n, "They met and compared notes. " * 10) for n in range(1, 30)]}
    digest = written([ARMENIA], added)
    before, _ = digest.html.split("<blockquote expandable>")
    assert len(words(before).split()) <= 220
    assert "· 1 minute" in words(digest.html)


def test_all_of_it_is_every_item_that_stood_under_the_fold_once():
    events = [wordy(n, "They met and compared notes. " * 12) for n in range(1, 31)]
    digest = arrange([ARMENIA], {ARMENIA: events}, window=WINDOW)
    first = message(EN, digest, TEHRAN)
    assert "All of it" in labels(first)
    rest = parts(EN, digest, TEHRAN)
    assert len(rest) > 1
    assert all(fits(part.html) for part in rest)
    assert words(rest[0].html).startswith(
        f"Your morning digest · Monday 2 March · part 2 of {len(rest) + 1}"
    )
    assert all(words(part.html).count("Armenia – Azerbaijan\n") == 1 for part in rest)
    above = first.html.split("<blockquote expandable>")[0]
    told = [above.count(f'/f{each.id}"') for each in events]
    told_later = [sum(part.html.count(f'/f{each.id}"') for part in rest) for each in events]
    assert [a + b for a, b in zip(told, told_later, strict=True)] == [1] * 30
    assert {name for part in rest for name, _ in part.carries} == {
        f"F{each.id}" for each, count in zip(events, told, strict=True) if not count
    }


def test_all_of_it_ends_too_and_says_how_much_is_left():
    events = [wordy(n, "They met and compared notes. " * 12) for n in range(1, 200)]
    digest = arrange([ARMENIA], {ARMENIA: events}, window=WINDOW)
    rest = parts(EN, digest, TEHRAN)
    assert len(rest) == PARTS
    assert "more: /latest" in words(rest[-1].html)


def test_where_nothing_is_held_back_there_are_no_parts():
    digest = arrange([ARMENIA], {ARMENIA: [event(1)]}, window=WINDOW)
    assert parts(EN, digest, TEHRAN) == []


def test_a_quiet_day_is_one_silent_line_with_the_last_items_day():
    digest = arrange([ARMENIA, IRAN], {}, window=WINDOW, even_quiet=True)
    last = {
        ARMENIA: event(3, event_day=date(2020, 2, 20)),
        IRAN: event(4, event_day=date(2020, 2, 26)),
    }
    edition = replace(TEHRAN, tells_quiet=True)
    line = quiet_message(EN, digest, edition, beside=beside(last))
    assert line.is_silent
    assert words(line.html) == (
        "Nothing new on your 2 pairs since yesterday 08:00. "
        "The last item is of 26 February, on Iran – Azerbaijan.\n"
        "You get this daily at 08:00 Tehran time. Quiet days: one line, without a sound."
    )
    assert labels(line) == ["Mute 7 days", "Change time", "Stop this digest"]


def test_a_right_to_left_title_turns_nothing_around_it():
    added = {
        ARMENIA: [event(n, "گفت‌وگوی تهران و بغداد \u202e\u2066 درباره مرز") for n in range(1, 9)]
    }
    html = written([ARMENIA], added).html
    assert html.count("\u2068گفت") == 8
    assert html.count("\u2068") == html.count("\u2069") == 8
    assert not any(sign in html for sign in "\u202e\u2066")


def wordy(number: int, summary: str):
    made = event(number)
    return replace(made, reports=(replace(made.reports[0], summary=summary),))


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_break_neither_a_digest_nor_its_parts(title: str):
    digest = arrange([ARMENIA], {ARMENIA: [hostile(n, title) for n in range(1, 61)]}, window=WINDOW)
    written = [message(EN, digest, TEHRAN), *parts(EN, digest, TEHRAN)]
    assert all(fits(each.html) for each in written)
    for each in written:
        assert each.html.count("<blockquote") == each.html.count("</blockquote>") <= 1
        assert each.html.count("\u2068") == each.html.count("\u2069")
        assert not any(sign in each.html for sign in ("<script", "\u202e", "\u2066"))
