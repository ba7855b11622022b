"""Whatever is sent is answered, with bounded work."""

from datetime import date

import pytest

from bot.countries.codes import codes_in
from bot.countries.lattice import cheapest
from bot.countries.lexer import LONGEST, MOST_WORDS, words_of
from bot.countries.query import MOST_CHOICES, iso_codes, understand
from bot.countries.readings import Reader

TODAY = date(2020, 3, 2)

HOSTILE = {
    "one long word": "x" * 4096,
    "ten thousand names": "iran " * 10_000,
    "ten thousand unknown words": "abcdefghij " * 10_000,
    "misspelt long names": "unted kigndom of graet britain and nothern irland " * 80,
    "combining marks": "a" + "\u0301" * 4000,
    "marks alone": "\u0301" * 4096,
    "nul": "\0" * 4096,
    "surrogates": "\ud800iran\udfff" * 500,
    "controls": "\u202eiran\u202c\u2066azerbaijan\u2069",
    "brackets": "(" * 4096,
    "commas": "congo, republic, " * 200,
    "questions": "congo korea guinea virgin islands " * 30,
    "half a flag": "🇮🇷🇦",
    "figures": "1398 2020-02..2019 " * 100,
    "no spaces": "伊朗" * 1000,
    "thai": "อิหร่าน" * 500,
    "markup": "<b>iran</b> & <script>alert(1)</script>",
    "superscripts": "²³¹ ①②",
    "dots": "a." * 2000,
    "apostrophes": "'" * 4096 + "iran'" * 50,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_text_is_answered(text):
    understood = understand(text, today=TODAY)
    assert len(understood.codes) <= MOST_WORDS
    if understood.question:
        assert len(understood.question.choices) <= MOST_CHOICES
    assert isinstance(iso_codes(text), list)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_work_is_bounded_in_steps(text):
    words = words_of(text)
    assert len(words) <= MOST_WORDS
    assert sum(len(word.text) for word in words) <= LONGEST
    reader = Reader(words, codes_in(words), frozenset())
    edges = []

    def edges_from(start):
        found = reader.edges_from(start)
        edges.extend(found)
        return found

    cheapest(words, edges_from)
    assert reader.searches <= 18
    assert len(edges) <= MOST_WORDS * 40


def test_controls_do_not_hide_a_name():
    assert understand(HOSTILE["controls"], today=TODAY).codes == ("IR", "AZ")
    assert understand("iran\0azerbaijan", today=TODAY).codes == ("IR", "AZ")
