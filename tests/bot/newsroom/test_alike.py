"""Which event a draft looks like: the day decides before the title does."""

from dataclasses import replace
from datetime import date

import pytest

from bot.newsroom.alike import most_alike
from bot.newsroom.draft_article import DraftArticle
from storage.events import Event, Report
from storage.outlets import Outlet
from tests.factories import NOW

DAY = date(2020, 2, 26)


def an_event(event_id: int, title: str, day: date) -> Event:
    report = Report(
        article_id=f"a{event_id}",
        title=title,
        summary="",
        url=None,
        language="en",
        event_day=day,
        published_at=None,
        published_precision=None,
        zone=None,
        dateline_place=None,
        dateline_agency=None,
        added_at=NOW,
        revision=1,
        outlet=Outlet(id=1, name="Caspian Wire"),
    )
    return Event(
        id=event_id, sort_key="", event_day=day, parties=("IR", "AZ"), topics=(), reports=(report,)
    )


@pytest.mark.parametrize(
    ("title", "day", "is_alike"),
    [
        ("Defence officials of Azerbaijan and Iran hold Tehran talks", DAY, True),
        ("Iran, Azerbaijan to broaden military cooperation", date(2020, 2, 27), True),
        ("Defence officials of Azerbaijan and Iran hold Tehran talks", date(2020, 2, 27), False),
        ("Iran, Azerbaijan to broaden military cooperation", date(2019, 2, 26), False),
        ("Wine export checks eased", DAY, False),
    ],
)
def test_a_draft_looks_like_an_event(title: str, day: date, is_alike: bool) -> None:
    draft = DraftArticle(title="Iran, Azerbaijan to broaden military cooperation", event_day=DAY)
    assert (most_alike(draft, [an_event(1, title, day)]) is not None) == is_alike


@pytest.mark.parametrize(
    ("topics", "is_alike"),
    [((), True), (("military",), True), (("transport", "military"), True), (("transport",), False)],
)
def test_another_topic_makes_another_event_of_a_loosely_similar_title(
    topics: tuple[str, ...], is_alike: bool
) -> None:
    draft = DraftArticle(
        title="Iran, Azerbaijan to broaden military cooperation",
        event_day=DAY,
        topics=("military",),
    )
    title = "Defence officials of Azerbaijan and Iran hold Tehran talks"
    event = replace(an_event(1, title, DAY), topics=topics)
    assert (most_alike(draft, [event]) is not None) == is_alike


def test_the_nearest_of_several_is_named() -> None:
    draft = DraftArticle(title="Rail working group meets in Astara", event_day=DAY)
    listed = [an_event(1, "Rail group meets", DAY), an_event(2, draft.title, DAY)]
    found = most_alike(draft, listed)
    assert found is not None
    assert (found.event_id, found.score) == (2, 1.0)


def test_a_draft_without_a_day_looks_like_nothing() -> None:
    draft = DraftArticle(title="Rail working group meets in Astara")
    assert most_alike(draft, [an_event(1, draft.title, DAY)]) is None
