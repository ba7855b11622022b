"""Embargoes that a text names: kept out of the text, and read as a moment to come."""

from datetime import UTC, datetime

import pytest

from bot.ingest.reader import read

NOW = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)
TEXT = """{line}

Iran and Azerbaijan to sign a customs agreement

The customs services of Iran and Azerbaijan will sign a joint text in Baku on Monday. It covers
transit papers and the hours of the posts at Astara."""


@pytest.mark.parametrize(
    ("line", "until"),
    [
        ("EMBARGOED UNTIL 09:00 GMT, 2 MARCH 2020", datetime(2020, 3, 2, 9, tzinfo=UTC)),
        ("Embargo: 3 March 2020, 10:30 CET", datetime(2020, 3, 3, 9, 30, tzinfo=UTC)),
        (
            "*** Under embargo until 2 March, 13:00 Baku time ***",
            datetime(2020, 3, 2, 9, tzinfo=UTC),
        ),
        ("Strictly embargoed till 06:00 UTC", datetime(2020, 3, 2, 6, tzinfo=UTC)),
        ("Strictly embargoed till 03:00 UTC", datetime(2020, 3, 3, 3, tzinfo=UTC)),
        ("Not for publication before 2 March 2020 12:00 MSK", datetime(2020, 3, 2, 9, tzinfo=UTC)),
        ("Эмбарго до 12:00 мск 2 марта 2020", datetime(2020, 3, 2, 9, tzinfo=UTC)),
        ("Ambargolu: 2 Mart 2020 12:00 TSİ", datetime(2020, 3, 2, 9, tzinfo=UTC)),
        ("EMBARGOED", None),
    ],
)
def test_the_line_is_read_and_left_out_of_the_text(line, until):
    document = read([TEXT.format(line=line)], received_at=NOW)
    assert (document.embargo_line, document.embargo_until) == (line, until)
    assert document.title == "Iran and Azerbaijan to sign a customs agreement"
    assert "mbargo" not in document.body
    assert (line, "embargo") in document.dropped


def test_it_may_stand_at_the_foot():
    text = TEXT.format(line="").strip() + "\n\nEmbargo: 2 March 2020, 09:00 GMT"
    document = read([text], received_at=NOW)
    assert document.embargo_until == datetime(2020, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "Embargo on arms sales ends on 18 October 2020",
        "EU extends arms embargo against Iran",
        "Embargo lifted, ministers say",
        "The embargo of 1996 was lifted on 2 March 2020 at 09:00 GMT",
    ],
)
def test_news_of_an_embargo_asks_nobody_to_wait(line):
    assert read([TEXT.format(line=line)], received_at=NOW).embargo_line is None
