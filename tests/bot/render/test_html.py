"""Outside text: cleaned, bounded, escaped, nothing live in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.html import clean, cut, length_utf16, outside, safe, whole_sentences


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("<b>Oil</b> & gas", "&lt;b&gt;Oil&lt;/b&gt; &amp; gas"),
        ("Consular \u202eyad\u202c hours", "Consular yad hours"),
        ("a\x00b\tc\r\nd", "a b c d"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("zero\u200bwidth\u00adhyphen", "zerowidthhyphen"),
        ("می\u200cشود", "می\u200cشود"),
        ("/stop @admin a/b x@y.z", "/\u200dstop @\u200dadmin a/b x@y.z"),
        ("e\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301"),
        ("   many   blanks   ", "many blanks"),
    ],
)
def test_a_line_from_outside_is_made_harmless(given_text: str, shown: str) -> None:
    assert outside(given_text) == shown


def test_lines_are_kept_where_asked() -> None:
    assert clean("one\n\n\n\ntwo\nthree", limit=100, lines=True) == "one\n\ntwo\nthree"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 10, "short"),
        ("a sentence that is cut", 12, "a sentence…"),
        ("x" * 20, 10, "x" * 9 + "…"),
        ("😀" * 10, 9, "😀" * 4 + "…"),
        ("🇮🇷" * 10, 12, "🇮🇷🇮🇷…"),
        ("a🇮🇷🇦🇿🇹🇷", 9, "a🇮🇷…"),
        ("👩\u200d👩\u200d👧\u200d👦👩\u200d👩\u200d👧\u200d👦", 18, "👩\u200d👩\u200d👧\u200d👦…"),
        ("xe\u0301e\u0301e\u0301", 5, "xe\u0301…"),
    ],
)
def test_long_text_is_cut_at_a_blank_and_never_inside_a_character(
    text: str, limit: int, shown: str
) -> None:
    assert cut(text, limit) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One two. Three four.", "One two. Three four."),
        ("One two three. " + "x" * 40, "One two three."),
        ("“Is it so?” " + "he asked " * 9, "“Is it so?”"),
        ("x" * 50, "x" * 29 + "…"),
    ],
)
def test_a_summary_ends_with_a_sentence_where_one_fits(text: str, shown: str) -> None:
    assert whole_sentences(text, 30) == shown


@given(st.text(max_size=300), st.integers(min_value=2, max_value=60))
def test_cleaned_text_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert length_utf16(clean(text, limit=limit)) <= limit


@given(st.text(max_size=200))
def test_a_safe_message_holds_no_tags(text: str) -> None:
    assert "<" not in safe(text)


def test_hostile_length_is_cut_before_it_is_looked_at() -> None:
    assert length_utf16(safe("\u0301" * 2_000_000)) <= 4096


@pytest.mark.parametrize("flood", ["\n", " ", "\u200b", "\u202e\n", "\x00"])
def test_words_behind_a_flood_of_nothing_are_shown(flood: str) -> None:
    assert safe("Talks" + flood * 50_000 + "end").split() == ["Talks", "end"]
    assert safe(flood * 50_000 + "end") == "end"


def test_words_behind_a_flood_of_marks_are_shown() -> None:
    assert safe("\u0301" * 50_000 + "end").endswith("end")
