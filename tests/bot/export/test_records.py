"""The record of an article: its page for people is complete, and refusals are sentences."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.countries.topics import MEDIA_TOPICS
from bot.export.records import ArticleRecord, RecordError, read_record

PAGE = (Path(__file__).parents[3] / "docs" / "articles.md").read_text("utf-8")
_ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| `(.+?)` \| (.+) \|$", re.MULTILINE)
ROWS = {name: (kind, example, rules) for name, kind, example, rules in _ROW.findall(PAGE)}
PLAIN = {
    "title": "Ferry timetable agreed",
    "outlet": "Steppe Register",
    "countries": ["AZ", "KZ"],
    "event_day": "2020-02-21",
}


def read(**fields):
    return read_record(json.dumps(PLAIN | fields))


def refusal(**fields):
    with pytest.raises(RecordError) as caught:
        read(**fields)
    return str(caught.value)


def test_the_page_describes_every_field_in_order():
    assert list(ROWS) == list(ArticleRecord.model_fields)


def test_the_page_marks_what_is_required():
    required = [name for name, field in ArticleRecord.model_fields.items() if field.is_required()]
    assert [name for name, (kind, _, _) in ROWS.items() if "required" in kind] == required


@pytest.mark.parametrize("name", ROWS)
def test_every_example_of_the_page_is_taken(name):
    assert getattr(read(**{name: json.loads(ROWS[name][1])}), name)


def test_the_page_names_every_topic_with_its_media_topic():
    found = re.findall(r"^\| `([a-z-]+)`.* \| (\d{8}) [a-z ,]+ \|$", PAGE, re.MULTILINE)
    assert found == list(MEDIA_TOPICS.items())


@pytest.mark.parametrize(
    "words",
    [
        ("#defence", "customs", "consular"),
        ("دفاعی", "گمرک", "کنسولی"),
        ("الدفاع", "الجمارك", "الهجرة"),
        ("оборона", "таможня", "консульский"),
        ("savunma", "gümrük", "göç"),
        ("müdafiə", "gömrük", "#miqrasiya"),
    ],
)
def test_topics_are_taken_by_the_words_of_each_language(words):
    assert read(topics=words).topics == ("military", "trade", "migration")


def test_the_lines_of_the_page_can_be_loaded():
    lines = PAGE.split("```json\n")[1].split("```")[0].splitlines()
    first, second = (read_record(line) for line in lines)
    assert second.same_event_as == first.id


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "title: String should have at least 1 character"),
        ({"titel": "x"}, "titel: no such field"),
        ({"id": "a b"}, "id: takes 1 to 24 of A-Z a-z 0-9 _ -"),
        ({"id": "a" * 25}, "id: takes 1 to 24 of A-Z a-z 0-9 _ -"),
        ({"url": "ftp://h/x"}, "url: takes an address that begins with http:// or https://"),
        (
            {"countries": ["IR", "Iran"]},
            "countries: takes ISO 3166-1 alpha-2 codes (and XK, EU), got 'Iran'",
        ),
        (
            {"outlet_country": "ZZ"},
            "outlet_country: takes ISO 3166-1 alpha-2 codes (and XK, EU), got 'ZZ'",
        ),
        ({"topics": ["gossip"]}, "topics: takes the topics of docs/articles.md, got 'gossip'"),
        ({"countries": []}, "countries: takes at least one code unless status is draft"),
        ({"outlet": None}, "outlet: takes the name of who published it"),
        (
            {"event_day": None},
            "published_at: takes a date, or event_day or added_at instead",
        ),
        (
            {"status": "scheduled"},
            "publish_at: takes the moment at which a scheduled article goes out",
        ),
        (
            {"status": "withdrawn"},
            "withdrawn_reason: takes a sentence where status is withdrawn",
        ),
        ({"added_at": "2020-02-21T08:00:00"}, "added_at: Input should have timezone info"),
        ({"status": "spiked"}, "status: Input should be 'draft', 'queued', 'scheduled',"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_refusal_names_the_field_and_what_it_takes(fields, sentence):
    assert refusal(**fields).startswith(sentence)


@pytest.mark.parametrize("line", ["", "nonsense", "[1]", "null", '{"title": "a"'])
def test_what_is_no_object_of_json_is_refused_in_one_line(line):
    with pytest.raises(RecordError) as caught:
        read_record(line)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("status", ["draft", "queued"])
def test_what_is_not_published_yet_needs_a_title_only(status):
    assert read_record(json.dumps({"title": "Rumour", "status": status})).status == status


def test_topics_may_be_any_word_for_them_and_come_once():
    assert read(topics=["defence", "oil", "military", "defense"]).topics[0] == "military"
    assert read(topics=["defence", "military"]).topics == ("military",)


def test_a_missing_added_at_is_when_it_was_published_else_its_day():
    noon = datetime(2020, 2, 21, 12, tzinfo=UTC)
    assert read().added_moment == noon
    assert read(published_at="2020-02-21").added_moment == noon
    published = read(published_at="2020-02-22T09:30:00+04:00")
    assert published.added_moment == datetime(2020, 2, 22, 5, 30, tzinfo=UTC)
    added = read(published_at="2020-02-22", added_at="2020-02-23T00:00:00Z")
    assert added.added_moment == datetime(2020, 2, 23, tzinfo=UTC)


def test_an_empty_address_is_none():
    assert read(url="").url is None
