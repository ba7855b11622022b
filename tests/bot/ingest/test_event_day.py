"""The day of the event, reasoned from the text."""

from datetime import UTC, date, datetime

import pytest

from bot.ingest import event_day
from bot.ingest.document import Document, Precision
from bot.ingest.event_day import Basis

PUBLISHED = datetime(2020, 2, 26, 12, tzinfo=UTC)  # a Wednesday
TODAY = date(2020, 3, 2)


def find(body: str, *, published: datetime | None = PUBLISHED) -> event_day.EventDay:
    document = Document("Title", body, published=published, precision=Precision.DAY)
    return event_day.find(document, today=TODAY)


@pytest.mark.parametrize(
    ("body", "day", "basis", "quote"),
    [
        ("They met in Baku on Wednesday.", "2020-02-26", Basis.WEEKDAY, "Wednesday"),
        ("They met in Baku on Tuesday.", "2020-02-25", Basis.WEEKDAY, "Tuesday"),
        ("They met on Feb. 24 in Baku.", "2020-02-24", Basis.DATE, "Feb. 24"),
        ("They met yesterday in Baku.", "2020-02-25", Basis.RELATIVE, "yesterday"),
        ("Они встретились в среду в Баку.", "2020-02-26", Basis.WEEKDAY, "среду"),
        ("Nazirlər fevralın 25-də görüşüb.", "2020-02-25", Basis.DATE, "fevralın 25-də"),
        ("Bakanlar 24 Şubat'ta görüştü.", "2020-02-24", Basis.DATE, "24 Şubat'ta"),
        ("وزیران روز سه شنبه دیدار کردند.", "2020-02-25", Basis.WEEKDAY, "سه شنبه"),
        ("التقى الوزيران يوم الثلاثاء في باكو.", "2020-02-25", Basis.WEEKDAY, "الثلاثاء"),
        ("They will meet on Friday, he said on Monday.", "2020-02-24", Basis.WEEKDAY, "Monday"),
        ("It is expected to take place on Thursday.", "2020-02-26", Basis.PUBLISHED, ""),
        ("The season opens on Saturday.", "2020-02-26", Basis.PUBLISHED, ""),
        ("After the attack of 24 February it closed.", "2020-02-26", Basis.PUBLISHED, ""),
        ("On the morning of 24 February they met.", "2020-02-24", Basis.DATE, "24 February"),
        ("They met on the 20th of February.", "2020-02-20", Basis.DATE, "20th of February"),
        ("Nazirlər cümə günü görüşəcək.", "2020-02-26", Basis.PUBLISHED, ""),
        ("وزیران روز پنجشنبه دیدار خواهند کرد.", "2020-02-26", Basis.PUBLISHED, ""),
        ("Переговоры пройдут в четверг.", "2020-02-26", Basis.PUBLISHED, ""),
        ("التقى الوزيران أمس في باكو.", "2020-02-25", Basis.RELATIVE, "أمس"),
        ("They met on 24-25 February.", "2020-02-24", Basis.DATE, "24-25 February"),
        ("They met. In October 2019 they had not.", "2020-02-26", Basis.PUBLISHED, ""),
        ("The treaty of 5 May 2015 stands.", "2020-02-26", Basis.PUBLISHED, ""),
    ],
)
def test_the_lead_tells_the_day(body: str, day: str, basis: Basis, quote: str):
    found = find(body)

    assert (str(found.day), found.basis, found.quote) == (day, basis, quote)


def test_background_behind_the_lead_does_not_count():
    lead = "\n\n".join(["They met in Baku, the ministry said."] * 3)

    assert find(f"{lead}\n\nOn Monday they had spoken by phone.").day == date(2020, 2, 26)


def test_without_a_publication_day_a_written_day_counts_from_today():
    found = find("Officials met in Astara on 20 February.", published=None)

    assert (found.day, found.basis) == (date(2020, 2, 20), Basis.DATE)


def test_nothing_found_is_said_so():
    assert find("Officials met.", published=None).basis is Basis.NONE
