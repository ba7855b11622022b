import json
import os
from pathlib import Path

import pytest

from bot.simulator.errors import BadRequest
from bot.simulator.formatting import format_text
from bot.simulator.html import parse_html

OURS = Path(__file__).with_name("html_cases.json")
# The whole collection holds cases of TDLib's own tests too; it is not part of this repository.
FILE = json.loads(Path(os.environ.get("HTML_CASES") or OURS).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["id"])
def test_text_becomes_what_telegram_makes_of_it(case):
    if "error" in case:
        with pytest.raises(BadRequest) as caught:
            format_text(case["input"], case["parse_mode"], limit=4096, what="message")
        assert caught.value.description == case["error"]
        return
    formatted = format_text(case["input"], case["parse_mode"], limit=4096, what="message")
    assert (formatted.text, list(formatted.entities)) == (case["text"], case["entities"])


@pytest.mark.parametrize(
    "case", [case for case in FILE["cases"] if "parsed" in case], ids=lambda case: case["id"]
)
def test_markup_is_read_before_it_is_mended(case):
    formatted = parse_html(case["input"])
    parsed = {"text": formatted.text, "entities": list(formatted.entities)}
    assert parsed == case["parsed"]


@pytest.mark.parametrize(
    "case", FILE["lengths"], ids=lambda case: f"{case['count']} times {case['unit']!a}"
)
def test_length_counts_code_points_after_parsing(case):
    raw = case["unit"] * case["count"]
    if "error" in case:
        with pytest.raises(BadRequest) as caught:
            format_text(raw, case["parse_mode"], limit=4096, what="message")
        assert caught.value.description == case["error"]
        return
    assert len(format_text(raw, case["parse_mode"], limit=4096, what="message").text) <= 4096
