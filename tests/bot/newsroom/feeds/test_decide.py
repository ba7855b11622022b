"""What an answer means for a feed, and what of an entry an editor is to review; nothing asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BadInput
from bot.ingest.document import Document, Precision
from bot.ingest.fetch import Answer, Kind
from bot.ingest.polling import Outcome
from bot.ingest.sources import Poll
from bot.newsroom.feeds.decide import Tell, after_answer, after_failure
from bot.newsroom.feeds.filter import FeedFilter
from bot.newsroom.feeds.news import merged, outlet_in
from storage.feeds import Feed, FeedState

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FEED = Feed(
    id=1, url="https://wire.example.org/rss", url_key="wire.example.org/rss", title="Wire",
    added_by=2001, added_at=NOW - 30 * DAY, interval=timedelta(hours=6), filter={},
    next_poll_at=NOW, claim=1, last_read_at=NOW - DAY,
)  # fmt: skip


def answered(status: int = 200, moved_to: str | None = None, **headers: str) -> Poll:
    outcome = {200: Outcome.READ, 304: Outcome.UNCHANGED, 410: Outcome.PAUSED}.get(
        status, Outcome.FAILED
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Answer(FEED.url, status, named, b"", Kind.FEED, moved_to)
    return Poll(outcome, answer, {"minutes": None, "title": "Wire", "entries": []})


def read(feed: Feed, poll: Poll, **more: object) -> Feed:
    return after_answer(feed, poll, moments=[], now=NOW, jitter=0, **more).feed


def test_an_answer_ends_all_trouble_and_is_told_if_that_was() -> None:
    failing = replace(FEED, failures=9, failing_since=NOW - 8 * DAY, told_at=NOW - DAY)
    decided = after_answer(failing, answered(), moments=[], now=NOW, jitter=0)
    assert decided.tell is Tell.WORKS
    assert (decided.feed.failures, decided.feed.told_at, decided.feed.failing_since) == (
        0, None, None,
    )  # fmt: skip


def test_what_was_read_in_part_is_asked_for_again_soon_and_whole() -> None:
    feed = read(FEED, answered(etag='"1"'), is_whole=False)
    assert feed.etag is None
    assert feed.next_poll_at == NOW + timedelta(minutes=15)
    assert read(FEED, answered(etag='"1"')).etag == '"1"'


def test_only_answers_in_a_row_move_a_feed() -> None:
    new = "https://wire.example.net/rss"
    feed = FEED
    for target in (new, new, None, new, new):
        feed = read(feed, answered(moved_to=target))
    assert feed.url == FEED.url
    feed = read(feed, answered(304, moved_to=new))
    assert (feed.url, feed.url_key, feed.moves) == (new, "wire.example.net/rss", ())


def test_a_week_without_an_answer_is_told_once() -> None:
    silent = replace(FEED, last_read_at=NOW - 7 * DAY)
    first = after_failure(silent, BadInput("fetch.slow"), now=NOW, jitter=0)
    assert first.tell is Tell.BROKEN
    again = after_failure(first.feed, answered(503), now=NOW + DAY, jitter=0)
    assert again.tell is None
    assert again.feed.failing_since == NOW
    assert again.feed.state is FeedState.ACTIVE


@pytest.mark.parametrize(
    ("failure", "key"),
    [
        (BadInput("fetch.too_big", megabytes=5), "feed.why.too_big"),
        (BadInput("feed.not_a_feed"), "feed.why.not_a_feed"),
        (BadInput("fetch.something_new"), "feed.why.unread"),
        (answered(503), "feed.why.status"),
        (answered(410), "feed.why.gone"),
    ],
)
def test_each_failure_has_its_reason(failure: Poll | BadInput, key: str) -> None:
    feed = after_failure(FEED, failure, now=NOW, jitter=0).feed
    assert feed.last_error is not None
    assert feed.last_error["key"] == key


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (FeedFilter(), True),
        (FeedFilter(only_pairs=True), True),
        (FeedFilter(countries=("AZ", "GE")), True),
        (FeedFilter(countries=("GE",)), False),
        (FeedFilter(topics=("energy", "border")), True),
        (FeedFilter(topics=("energy",)), False),
        (FeedFilter(countries=("AZ",), topics=("energy",)), False),
    ],
)
def test_a_filter_lets_through_what_fits_all_of_it(wanted: FeedFilter, passes: bool) -> None:
    assert wanted.passes(("IR", "AZ"), ("border",)) is passes


def test_an_entry_of_one_country_is_no_pair() -> None:
    assert not FeedFilter(only_pairs=True).passes(("IR",), ())


def document(**fields: object) -> Document:
    return Document(**{"title": "T", "body": "Body."} | fields)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({}, NOW),
        ({"published": NOW - DAY, "precision": Precision.MINUTE, "zone": "UTC"}, NOW - DAY),
        ({"published": NOW + DAY, "precision": Precision.MINUTE, "zone": "UTC"}, NOW),
        # Noon stands for a day: of the same day the feed knows better.
        ({"published": NOW - timedelta(hours=1), "precision": Precision.DAY}, NOW),
        ({"published": NOW - DAY, "precision": Precision.DAY}, NOW - DAY),
        # A wall time without its zone may be hours off.
        ({"published": NOW - timedelta(hours=3), "precision": Precision.MINUTE}, NOW),
    ],
)
def test_the_earlier_date_counts(page: dict[str, object], expected: datetime) -> None:
    entry = document(published=NOW, precision=Precision.MINUTE, zone="UTC")
    assert merged(entry, document(**page), now=NOW).published == expected


def test_no_page_is_published_tomorrow() -> None:
    page = document(published=NOW + DAY, precision=Precision.MINUTE, zone="UTC")
    assert merged(document(), page, now=NOW).published == NOW + timedelta(hours=1)


def test_the_title_is_the_feeds_and_the_text_the_pages() -> None:
    entry = document(title="Feed", body="A teaser of some words.", source_url="https://a.example/1")
    whole = merged(entry, document(title="Page", body="The whole."), now=NOW)
    assert (whole.title, whole.body, whole.deck) == (
        "Feed",
        "The whole.",
        "A teaser of some words.",
    )
    assert whole.source_url == "https://a.example/1"


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Caspian Wire - World", "Caspian Wire"),
        ("Latest news | Khazar Post", "Khazar Post"),
        ("Caspian Wire", "Caspian Wire"),
        ("Tehran Times: Politics", "Tehran Times"),
        ("RSS", "RSS"),
        ("Khazar Post - The view from Baku", "Khazar Post - The view from Baku"),
    ],
)
def test_a_feeds_title_names_its_outlet_beside_the_section(title: str, outlet: str) -> None:
    assert outlet_in(title) == outlet
