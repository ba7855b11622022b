"""What a message says after a repair: only what was wrong changes, and copies show that it did."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.render.message import Message
from bot.render.rewrite import Archive, new_words
from bot.render.struck import struck
from bot.render.visible import fits, words
from storage.articles import Status
from storage.events import Event
from storage.histories import History
from storage.revisions import Repaired, Revision
from tests.bot.render.test_digest import ARMENIA, IRAN, event, written

AT = datetime(2020, 3, 2, 11, 0, tzinfo=UTC)


def history(seen: Event, *repairs: Revision, **changes: object) -> History:
    report = seen.reports[0]
    values: dict[str, Any] = {
        "article_id": report.article_id,
        "event_id": seen.id,
        "status": Status.PUBLISHED,
        "title": report.title,
        "url": report.url,
        "event_day": report.event_day,
        "published_at": report.published_at,
        "added_at": report.added_at,
        "parties": seen.parties,
        "outlet": report.outlet,
        "repairs": repairs,
    }
    return History(**values | changes)


def repair(seen: Event, kind: Repaired = Repaired.CORRECTION, **before: object) -> Revision:
    report = seen.reports[0]
    said = {
        "title": report.title,
        "summary": report.summary,
        "event_day": report.event_day.isoformat() if report.event_day else None,
        "parties": list(seen.parties),
    }
    return Revision(
        id=1,
        article_id=report.article_id,
        revision=report.revision,
        before=said | before,
        kind=kind,
        reason="We misread it.",
        by=2001,
        at=AT,
        title=report.title,
    )


def changed(seen: Event, **report: object) -> Event:
    """Return the event with other words in its first report."""
    first = replace(seen.reports[0], revision=2, **report)
    return replace(seen, reports=(first, *seen.reports[1:]))


def after(message: Message, *pairs: tuple[Event, History]):
    histories = {each.article_id: each for _, each in pairs}
    events = {seen.id: seen for seen, each in pairs if each.is_standing}
    found = new_words(message.as_json(), Archive(histories, events))
    assert found
    return found


def test_a_copy_shows_what_was_wrong_and_others_only_what_is_right():
    one, other = event(1, "Talks on 21 February"), event(2)
    message = written([ARMENIA], {ARMENIA: [one, other]})
    now = changed(one, title="Talks on 20 February", summary="The road is open again now.")
    found = after(message, (now, history(now, repair(one))))
    edited = found.edited["html"]
    assert "CORRECTED</b> · <tg-time" in edited
    assert "Talks on <s>21</s> 20 February" in edited
    assert found.edited["buttons"] == message.as_json()["buttons"]
    for text in (found.message["html"], edited):
        assert words(text).count("Border road closure reported") == 1
        assert "The road is open again now." in words(text)
    assert "21" not in words(found.message["html"]).replace(" 21 ", "")
    assert "CORRECTED" not in found.message["html"]


def test_it_can_be_written_anew_again_and_again():
    one = event(1, "Talks on 21 February")
    message = written([ARMENIA], {ARMENIA: [one]})
    now = changed(one, title="Talks on 20 February")
    known = Archive({"F1": history(now, repair(one))}, {1: now})
    first = new_words(message.as_json(), known)
    assert first
    second = new_words(first.message, known)
    assert second == first


@pytest.mark.parametrize("kind", [Repaired.REFILE, Repaired.UPDATE])
def test_what_changed_no_meaning_is_not_marked(kind):
    one = event(1, "Talks in Yerevvan")
    now = changed(one, title="Talks in Yerevan")
    found = after(written([ARMENIA], {ARMENIA: [one]}), (now, history(now, repair(one, kind))))
    assert found.edited["html"] == found.message["html"]
    assert "Talks in Yerevan<" in found.edited["html"]


def test_another_day_and_other_countries_are_struck_through():
    one = event(1)
    now = replace(changed(one), event_day=date(2020, 2, 28), parties=("AM", "GE"))
    seen = history(now, repair(one), event_day=date(2020, 2, 28), parties=("AM", "GE"))
    text = after(written([ARMENIA], {ARMENIA: [one]}), (now, seen)).edited["html"]
    assert "<s>29 February</s> 28 February" in text
    assert "Countries: <s>Azerbaijan</s> Armenia, Georgia" in text


def test_of_a_withdrawn_event_only_the_struck_headline_and_the_reason_stay():
    one, other = event(1, "Talks on 21 February"), event(2)
    gone = history(one, repair(one, Repaired.WITHDRAWAL), status=Status.WITHDRAWN)
    found = after(written([ARMENIA], {ARMENIA: [one, other]}), (one, gone))
    text = words(found.edited["html"])
    assert "<s>Talks on 21 February</s>\nWe misread it." in found.edited["html"]
    assert "An Armenian outlet says the road is shut." in text
    assert "Talks on 21" not in found.message["html"]
    assert "was withdrawn before this was sent" in found.message["html"]
    # The other event, of which nothing was read, stands.
    assert not found.is_withdrawn
    assert after(written([ARMENIA], {ARMENIA: [one]}), (one, gone)).is_withdrawn


def test_an_event_that_others_still_report_loses_one_report():
    one = event(1, "Talks on 21 February")
    other = replace(one.reports[0], article_id="F9", title="Envoys met", revision=1)
    both = replace(one, reports=(one.reports[0], other))
    gone = history(one, repair(one, Repaired.WITHDRAWAL), status=Status.WITHDRAWN)
    left = replace(one, reports=(other,))
    known = Archive({"F1": gone, "F9": history(left)}, {1: left})
    found = new_words(written([ARMENIA], {ARMENIA: [both]}).as_json(), known)
    assert found
    assert not found.is_withdrawn
    text = words(found.edited["html"])
    assert "CORRECTED" in text
    assert "Envoys met" in text
    assert "Withdrawn: Talks on 21 February (Ijevan Post). We misread it." in text


def test_lines_under_the_fold_and_last_items_are_mended_too():
    many = [event(number, f"Title {number}") for number in range(1, 10)]
    last = event(77, "An older one")
    message = written([ARMENIA, IRAN], {ARMENIA: many}, last={IRAN: last})
    low, old = changed(many[0], title="Name 1"), changed(last, title="An elder one")
    found = after(message, (low, history(low, repair(many[0]))), (old, history(old, repair(last))))
    assert "<b>CORRECTED</b> 29 February: <a" in found.edited["html"]
    assert "<s>Title</s> Name 1" in found.edited["html"]
    assert "An <s>older</s> elder one" in found.edited["html"]
    assert "elder one" in found.message["html"]


def test_a_full_digest_stays_one_message():
    many = [event(number, f"{number} " + "long title " * 18) for number in range(1, 8)]
    message = written([ARMENIA], {ARMENIA: many})
    pairs = []
    for one in many:
        now = changed(one, title="New " + one.reports[0].title, summary="Words. " * 60)
        pairs.append((now, history(now, repair(one))))
    assert fits(after(message, *pairs).edited["html"])


def test_a_message_of_before_is_left_alone():
    assert new_words({"html": "old", "buttons": [], "preview": False}, Archive({}, {})) is None


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("met on 21 February", "met on 20 February", "met on <s>21</s> 20 February"),
        ("one two", "two", "<s>one</s> two"),
        ("two", "one two", "one two"),
        ("a " * 30, "quite other words", "quite other words"),
        ("<b> & 1", "<b> & 2", "&lt;b&gt; &amp; <s>1</s> 2"),
        ("", "new", "new"),
    ],
)
def test_only_short_old_words_are_struck_through(old, new, shown):
    assert struck(old, new, limit=200) == shown
