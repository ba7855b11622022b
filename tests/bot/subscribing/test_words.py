"""Words as readers type them."""

import pytest

from bot.errors import BadInput
from bot.subscribing.words import read_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gas, oil price", ("gas", "oil price")),
        ("gas oil", ("gas", "oil")),
        ("  rail ", ("rail",)),
        ("نفت، گاز", ("نفت", "گاز")),
        ("石油、天然气", ("石油", "天然气")),
        ("gas\noil;rail", ("gas", "oil", "rail")),
        ("Gas, GAS, gás", ("Gas",)),
        ("gas,, ,***, 🙂", ("gas",)),
        ("***", ()),
        ("", ()),
        ("<b>gas</b>", ("<b>gas</b>",)),
    ],
)
def test_words_are_parted_at_commas_or_else_at_blanks(text: str, words: tuple[str, ...]):
    assert read_words(text) == words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a,b,c,d,e,f,g,h,i,j,k", "words.too_many"),
        ("x" * 41, "words.too_long"),
        (", ".join(["word"] * 1000), "words.too_many"),
    ],
)
def test_too_much_is_refused_with_its_bound(text: str, key: str):
    with pytest.raises(BadInput) as refused:
        read_words(text)
    assert refused.value.key == key


def test_ten_words_of_forty_letters_are_taken():
    assert len(read_words(",".join(f"{number}" * 40 for number in range(10)))) == 10
