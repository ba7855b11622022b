"""What becomes of an inline keyboard."""

import pytest

from bot.simulator.errors import BadRequest
from bot.simulator.keyboards import inline_keyboard
from bot.simulator.people import Json


def _row(count: int) -> list[Json]:
    return [{"text": str(number), "callback_data": "x"} for number in range(count)]


def test_empty_rows_are_dropped() -> None:
    assert inline_keyboard({"inline_keyboard": [[], _row(1), []]}) == {"inline_keyboard": [_row(1)]}


def test_keyboard_without_buttons_is_none() -> None:
    assert inline_keyboard({"inline_keyboard": [[]]}) is None


def test_row_is_cut_after_twelve_without_a_word() -> None:
    shown = inline_keyboard({"inline_keyboard": [_row(20)]})
    assert shown is not None
    assert len(shown["inline_keyboard"][0]) == 12


def test_more_than_a_hundred_buttons_are_too_long() -> None:
    with pytest.raises(BadRequest, match="reply markup is too long"):
        inline_keyboard({"inline_keyboard": [_row(10)] * 11})


def test_links_are_tidied() -> None:
    shown = inline_keyboard({"inline_keyboard": [[{"text": "Read", "url": "Example.org"}]]})
    assert shown is not None
    assert shown["inline_keyboard"][0][0]["url"] == "http://example.org/"
