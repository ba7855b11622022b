"""Addresses: which ones lead to the same page."""

import pytest

from bot.ingest.addresses import canonical, key

PAGE = "https://www.example.org/news/445596/Some-Title"


@pytest.mark.parametrize(
    "same",
    [
        "http://example.org/news/445596/Some-Title",
        "https://example.org/news/445596/Some-Title/?utm_source=tg#top",
        "https://m.example.org/news/445596/another-title",
        "https://www.example.org/news/445596/x?fbclid=1",
    ],
)
def test_the_same_page_has_one_key(same: str) -> None:
    assert key(same) == key(PAGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/20200226/one", "https://example.org/20200226/two"),
        ("https://example.org/2020/02/26/one", "https://example.org/2020/02/26/two"),
        ("https://example.org/a?id=5", "https://example.org/a?id=6"),
        ("https://example.org/news/445596/a", "https://example.org/news/445597/a"),
        ("https://example.org/news/445596/a/b", "https://example.org/news/445596/a/c"),
    ],
)
def test_other_pages_have_other_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_the_shown_address_keeps_its_words() -> None:
    assert canonical(PAGE + "?utm_source=tg") == PAGE
