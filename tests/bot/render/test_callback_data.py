"""What buttons carry, and what comes back instead."""

import pytest

from bot.errors import Gone
from bot.render.callback_data import Pressed, decode, encode


def test_what_is_written_is_read_again() -> None:
    assert decode(encode("pg", "AZ-IR", 12, "")) == Pressed("pg", ("AZ-IR", "12", ""))


def test_the_longest_page_button_fits() -> None:
    data = encode("pg", "AZ-IR", 9_999_999, "human-rights", "20200101", "20201231")
    assert len(data.encode()) <= 64


@pytest.mark.parametrize("parts", [("x" * 41,), ("a b",), ("<b>",), ("a:b",), ("é",)])
def test_what_would_not_survive_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="not fit"):
        encode("pg", *parts)


@pytest.mark.parametrize(
    "data",
    [None, "", "v1", "v1:", "v0:pair:AZ-IR", "pair:AZ-IR", "v1:e:pub:77'--", "v1:a:" + "x" * 60],
)
def test_old_and_foreign_data_is_gone(data: str | None) -> None:
    with pytest.raises(Gone):
        decode(data)
