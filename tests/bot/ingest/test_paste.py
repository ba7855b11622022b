"""What comes out of pasted text."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.ingest import paste, pipeline
from bot.ingest.document import Document, Hint, Precision
from bot.ingest.event_day import Basis

RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)
ARTICLE = Path(__file__).with_name("article.txt")


def read(*parts: str, received_at: datetime = RECEIVED, hint: Hint | None = None) -> Document:
    return paste.read(parts, received_at=received_at, hint=hint)


def local(document: Document) -> str | None:
    moment = document.local_published
    return moment.isoformat() if moment else None


def articles() -> list[object]:
    """Our own article, and the real one where a setting names its path."""
    real = os.environ.get("SAMPLE_ARTICLE")
    missing = pytest.mark.skipif(not real, reason="SAMPLE_ARTICLE names no file")
    return [
        pytest.param(ARTICLE, id="ours"),
        pytest.param(Path(real or "."), id="real", marks=missing),
    ]


@pytest.mark.parametrize("path", articles())
def test_an_article_gives_all_that_a_card_shows(path: Path):
    document = read(path.read_text(encoding="utf-8"))
    understood = pipeline.understand(document, today=RECEIVED.date())

    assert document.title == "Iran, Azerbaijan to broaden military cooperation"
    assert document.published == datetime(2020, 2, 26, 15, 36, tzinfo=UTC)
    assert local(document) == "2020-02-26T19:06:00+03:30"
    assert (document.precision, document.zone) == (Precision.MINUTE, "Asia/Tehran")
    assert document.zone_guessed
    assert (document.dateline_place, document.language) == ("Tehran", "en")
    assert "Leave a Comment" not in document.body
    assert sorted(understood.parties) == ["AZ", "IR"]
    assert understood.topics[0] == "military"
    assert understood.event_day.day == date(2020, 2, 26)
    assert (understood.event_day.basis, understood.event_day.quote) == (Basis.WEEKDAY, "Wednesday")
    assert not understood.summary.startswith("TEHRAN")
    assert "on Wednesday with" in understood.summary
    assert understood.summary.count(". ") == 1


@pytest.mark.parametrize(
    "spelled",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends of Windows"),
        pytest.param(
            lambda text: "\ufeff" + text.replace("TEHRAN", "TEHRAN\u200b"), id="invisible"
        ),
        pytest.param(lambda text: text.replace("\n\n", "\n"), id="no blank lines"),
        pytest.param(lambda text: text.replace("\n\n", "\n\u00a0\n"), id="spaces for blank lines"),
    ],
)
def test_spelling_of_the_clipboard_does_not_matter(spelled):
    text = ARTICLE.read_text(encoding="utf-8")

    plain, other = read(text), read(spelled(text))

    assert other.title == plain.title
    assert other.body == plain.body
    assert other.published == plain.published
    assert other.dateline_place == plain.dateline_place


def test_an_address_line_names_the_source_and_its_clock():
    document = read(
        "https://www.tehrantimes.com/news/1/Some-title?utm_source=tg\n\n"
        + ARTICLE.read_text(encoding="utf-8")
    )

    assert document.source_url == "https://www.tehrantimes.com/news/1/Some-title"
    assert document.outlet_name == "Tehran Times"
    assert not document.zone_guessed
    assert "tehrantimes" not in document.body


def test_a_sentence_alone_becomes_a_proposed_headline():
    document = read(
        "Officials of Iran and Azerbaijan met in Astara on 20 February to compare rail timetables."
    )

    assert document.title_derived
    assert document.title.startswith("Officials of Iran and Azerbaijan met")
    assert document.body.endswith("rail timetables.")
    assert not document.is_too_short


def test_a_headline_alone_is_too_short_but_kept():
    document = read("Ankara and Baku sign gas transit protocol")

    assert document.title == "Ankara and Baku sign gas transit protocol"
    assert document.is_too_short


def test_a_document_survives_its_record():
    document = read(ARTICLE.read_text(encoding="utf-8"))

    assert Document.from_record(document.as_record()) == document
