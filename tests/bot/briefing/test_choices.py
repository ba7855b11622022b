"""What a reader's own words and exclusions let through."""

from datetime import UTC, datetime

import pytest

from bot.briefing.choices import is_told
from storage.dyad import Scope
from storage.events import Event, Report
from storage.narrowing import NOT_NARROWED, Excluded, Exclusion, Narrowing, Words
from storage.outlets import Outlet

PAIR, OTHER = Scope.parse("AZ-IR"), Scope.parse("AM-AZ")


def report(title: str, *, summary: str = "", outlet: int = 1) -> Report:
    return Report(
        article_id="F",
        title=title,
        summary=summary,
        url=None,
        language=None,
        event_day=None,
        published_at=None,
        published_precision=None,
        zone=None,
        dateline_place=None,
        dateline_agency=None,
        added_at=datetime(2020, 3, 2, tzinfo=UTC),
        revision=1,
        outlet=Outlet(id=outlet, name="Wire", domain=None, country="AZ", label=None, language=None),
    )


def event(*reports: Report, topics: tuple[str, ...] = ("transport", "energy")) -> Event:
    return Event(
        id=1, sort_key="1", event_day=None, parties=("AZ", "IR"), topics=topics, reports=reports
    )


def finds(word: str, title: str, *, summary: str = "") -> bool:
    narrowing = Narrowing(words=((PAIR, Words(only=(word,))),))
    return is_told(event(report(title, summary=summary)), PAIR, narrowing)


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("rail", "Rail working group meets in Astara"),
        ("RAIL", "New rails for the north"),
        ("working group", "Rail working-group meets"),
        ("Ağdam", "Road to agdam opens"),
        ("istanbul", "İstanbul talks begin"),
        ("газ", "Транзит: газ и нефть"),
        ("переговоры", "ПЕРЕГОВОРЫ в Баку"),
        ("Баку", "Встреча под Баку"),
        ("مرز", "گفت‌وگو درباره مرز"),
        ("نفت", "قیمت نفت"),
        ("نفط", "وزير النفط في باكو"),
        ("كتاب", "کتاب تازه"),
        ("石油", "伊朗石油出口"),
        ("café", "A cafe in Baku"),
        ("c++", "The c road"),
    ],
)
def test_a_word_is_found_in_any_case_spelling_and_script(word: str, title: str):
    assert finds(word, title)


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("gas", "Gasoline is dear"),
        ("war", "A warm welcome"),
        ("rail", "Trailers are sold"),
        ("oil price", "The oil has a price"),
        (".*", "Anything at all"),
        ("a|b", "the b road"),
        ("[a-z]+", "Letters"),
        ("***", "Signs"),
        ("نفت", "تفنگ"),
    ],
)
def test_a_word_is_no_pattern_and_no_part_of_another(word: str, title: str):
    assert not finds(word, title)


def test_the_summary_counts_and_no_phrase_reaches_over_its_edge():
    assert finds("timetables", "Rail group", summary="They compared timetables.")
    assert not finds("group they", "Rail group", summary="They compared timetables.")


def test_one_of_the_words_is_enough_and_one_left_out_ends_it():
    told = event(report("Rail and gas talks"))
    assert is_told(told, PAIR, Narrowing(((PAIR, Words(only=("water", "gas"))),)))
    assert not is_told(told, PAIR, Narrowing(((PAIR, Words(only=("gas",), without=("rail",))),)))


def test_words_of_one_pair_do_not_touch_another():
    narrowing = Narrowing(((PAIR, Words(without=("rail",))),))
    assert is_told(event(report("Rail talks")), OTHER, narrowing)


def test_a_topic_left_out_is_the_one_that_an_event_is_shown_under():
    transport = Narrowing(exclusions=(Exclusion(Excluded.TOPIC, "transport"),))
    energy = Narrowing(exclusions=(Exclusion(Excluded.TOPIC, "energy"),))
    assert not is_told(event(report("Rail talks")), PAIR, transport)
    assert is_told(event(report("Rail talks")), PAIR, energy)
    assert is_told(event(report("Rail talks"), topics=()), PAIR, transport)


def test_an_event_goes_only_where_all_who_report_it_are_left_out():
    narrowing = Narrowing(exclusions=(Exclusion(Excluded.OUTLET, "1"),))
    assert not is_told(event(report("Rail talks", outlet=1)), PAIR, narrowing)
    assert is_told(event(report("Rail", outlet=1), report("Rail", outlet=2)), PAIR, narrowing)


def test_who_leaves_nothing_out_is_told_everything():
    assert is_told(event(report("Rail talks")), PAIR, NOT_NARROWED)
