"""Empty fields of a record count as fields that are not there."""

import json

import pytest

from bot.export.records import RecordError, read_record

KEPT = {"title": "Ferries", "outlet": "Quay Notes", "countries": ["IR"], "event_day": "2020-02-28"}
OTHERS = (
    "id", "url", "outlet_country", "outlet_label", "topics", "published_at", "added_at", "summary",
    "body", "language", "status", "publish_at", "withdrawn_reason", "same_event_as",
)  # fmt: skip


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_field_is_one_that_is_not_there(empty):
    full = KEPT | dict.fromkeys(OTHERS, empty)
    assert read_record(json.dumps(full)) == read_record(json.dumps(KEPT))


def test_an_empty_title_is_still_refused():
    with pytest.raises(RecordError, match="title"):
        read_record(json.dumps(KEPT | {"title": ""}))
