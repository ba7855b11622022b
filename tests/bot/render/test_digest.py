from datetime import UTC, date, datetime, time, timedelta

from bot.briefing.digest import Beside, Window, arrange
from bot.render.digest import message
from bot.render.edition import Edition
from bot.render.i18n import catalogue
from bot.render.visible import fits, words
from storage.counts import Newest
from storage.dyad import Scope
from storage.events import Event, Report
from storage.outlets import Outlet

DUE = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WINDOW = Window(DUE - timedelta(days=1) - MINUTE, DUE - MINUTE, is_first=False)
TEHRAN = Edition(DUE, time(8), "Asia/Tehran")
ARMENIA, IRAN = Scope.parse("AM-AZ"), Scope.parse("AZ-IR")
OUTLET = Outlet(id=1, name="Ijevan Post", domain=None, country="AM", label=None, language="en")


def event(number: int, title: str = "Border road closure reported", **changes) -> Event:
    report = Report(
        article_id=f"F{number}",
        title=title,
        summary="An Armenian outlet says the road is shut.",
        url=f"https://example.org/f{number}",
        language="en",
        event_day=date(2020, 2, 29),
        published_at=DUE,
        published_precision="day",
        zone=None,
        dateline_place=None,
        dateline_agency=None,
        added_at=DUE,
        revision=1,
        outlet=OUTLET,
    )
    values = {
        "id": number,
        "sort_key": f"{number:04}",
        "event_day": date(2020, 2, 29),
        "parties": ("AM", "AZ"),
        "topics": ("transport",),
        "reports": (report,),
    }
    return Event(**values | changes)


def beside(last=None, changes=None) -> Beside:
    """Make what stands beside: the newest event of scopes before the window."""
    last = last or {}
    newest = {scope: Newest(event.id, event.event_day) for scope, event in last.items()}
    return Beside(newest, {event.id: event for event in last.values()}, changes or {})


def written(scopes, added, *, window=WINDOW, edition=TEHRAN, last=None, changes=None, **how):
    digest = arrange(scopes, added, window=window, **how)
    return message(catalogue("en"), digest, edition, beside=beside(last, changes))


def seen(*arguments, **options) -> str:
    return words(written(*arguments, **options).html)


def test_it_opens_with_the_readers_own_day_and_how_much_is_new():
    text = seen([ARMENIA, IRAN], {ARMENIA: [event(1), event(2)]})
    first, second = text.splitlines()[:2]
    assert first == "Your morning digest · Monday 2 March · 1 minute"
    assert second == "2 new in 1 of your 2 pairs since yesterday 08:00."


def test_the_first_digest_says_how_far_it_looks_back():
    window = Window(DUE - timedelta(days=7), DUE, is_first=True)
    text = seen([ARMENIA], {ARMENIA: [event(1)]}, window=window)
    assert "1 new in the last 7 days." in text


def test_after_some_days_it_names_the_day():
    window = Window(DUE - timedelta(days=3) - MINUTE, DUE - MINUTE, is_first=False)
    assert "since 28 February, 08:00" in seen([ARMENIA], {ARMENIA: [event(1)]}, window=window)


def test_each_item_says_when_what_and_who_says_so():
    text = seen([ARMENIA], {ARMENIA: [event(1)]})
    assert "29 February · transport" in text
    assert "Border road closure reported" in text
    assert "Ijevan Post (Armenia)" in text
    assert "one side only" in text


def test_a_quiet_pair_is_one_line_with_its_last_item():
    last = {IRAN: event(3, "Defence talks in Tehran", event_day=date(2020, 2, 26))}
    text = seen([ARMENIA, IRAN], {ARMENIA: [event(1)]}, last=last)
    assert (
        "Iran – Azerbaijan · nothing new\nLast item: 26 February, Defence talks in Tehran" in text
    )


def test_several_quiet_pairs_share_a_line():
    scopes = [ARMENIA, IRAN, Scope.parse("GE")]
    assert "Iran – Azerbaijan, Georgia · nothing new\n" in seen(scopes, {ARMENIA: [event(1)]})


def test_a_long_list_of_quiet_pairs_is_cut_short():
    quiet = [Scope.of(f"{a}{b}") for a in "BC" for b in "ABCDEF"]
    assert "and 4 more · nothing new" in seen([ARMENIA, *quiet], {ARMENIA: [event(1)]})


def test_an_event_of_two_pairs_names_the_other():
    text = seen([ARMENIA, IRAN], {ARMENIA: [event(1)], IRAN: [event(1)]})
    assert text.count("Border road") == 1
    assert "Also in" in text


def test_it_says_why_it_came_and_can_be_moved_or_stopped():
    digest = written([ARMENIA], {ARMENIA: [event(1)]})
    assert words(digest.html).endswith(
        "You get this daily at 08:00 Tehran time. Quiet days: no message."
    )
    assert [(button.label, button.data) for row in digest.buttons for button in row] == [
        ("Less like this", "v1:less:1583036940:1583123340"),
        ("Mute 7 days", "v1:mute:7"),
        ("Change time", "v1:set:time"),
        ("Stop this digest", "v1:stop:daily"),
    ]


def test_seven_items_stand_before_the_fold_and_the_rest_under_it():
    html = written([ARMENIA], {ARMENIA: [event(n) for n in range(1, 11)]}).html
    before, under = html.split("<blockquote expandable>")
    assert before.count("<a href") == 7
    assert under.count("<a href") == 3


def test_a_flood_of_long_items_still_fits_one_message():
    scopes = [Scope.of("AZ", f"{a}{b}") for a in "BC" for b in "ABCDEF"]
    added = {
        scope: [event(100 * place + n, "A long title " * 30) for n in range(40)]
        for place, scope in enumerate(scopes)
    }
    digest = written(scopes, added)
    assert fits(digest.html)
    assert "/latest" in words(digest.html)


def test_hostile_words_stay_words():
    html = written([ARMENIA], {ARMENIA: [event(1, "<b>bold</b> & <script>")]}).html
    assert "<script>" not in html
    assert "&lt;b&gt;bold" in html


def test_the_title_follows_the_hour():
    edition = Edition(DUE, time(19, 30), "Asia/Tehran")
    assert seen([ARMENIA], {ARMENIA: [event(1)]}, edition=edition).startswith("Your evening digest")
