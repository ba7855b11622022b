"""What the clipboard's text is cleaned of, and that nothing makes the reader slow or raise."""

import random
import time
from datetime import UTC, datetime

import pytest

from bot.ingest import paste
from bot.ingest.clean import clean
from bot.ingest.dates import read_line
from bot.ingest.pipeline import understand

RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour", id="line ends"),
        pytest.param("a\u00a0b\tc\u2009d", "a b c d", id="spaces"),
        pytest.param("Ba\u00adku\u200b \u202eIran\u2069", "Baku Iran", id="invisible signs"),
        pytest.param("Iran\x00\x07 \ud83d", "Iran", id="controls and half a pair"),
        pytest.param("می\u200cشود", "می\u200cشود", id="the Persian non-joiner stays"),
        pytest.param("Ir\u200can", "Iran", id="elsewhere it goes"),
        pytest.param("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469", id="emoji joiner"),
        pytest.param(
            "AT&amp;T &lt;b&gt; &#8212; &bogus;", "AT&T <b> — &bogus;", id="entities once"
        ),
        pytest.param("&amp;lt;", "&lt;", id="entities not twice"),
        pytest.param("?a=1&copy=2", "?a=1&copy=2", id="no entity without its semicolon"),
        pytest.param("A" + "\u0301" * 9, "Á" + "\u0301" * 2, id="marks on one letter"),
    ],
)
def test_text_is_cleaned(text: str, cleaned: str):
    assert clean(text) == cleaned


def scribble(first: int, last: int, seed: int) -> str:
    chosen = random.Random(seed)
    return "".join(chr(chosen.randint(first, last)) for _ in range(200_000))


HOSTILE = {
    "nothing": "",
    "one letter": "x",
    "NUL": "\x00" * 1_000,
    "half pairs": "\ud83d" * 200_000,
    "marks": "a" + "\u0301\u0323" * 100_000,
    "lines": "\n" * 200_000,
    "one word": "a" * 200_000,
    "digits": "1" * 200_000,
    "short sentences": "a. " * 66_000,
    "dates": "26.02.2020 " * 18_000,
    "date lines": "26.02.2020\n" * 18_000,
    "datelines": "TEHRAN - " * 22_000,
    "brackets": "(" * 200_000,
    "bylines": "By John Doe\n" * 16_000,
    "boxes": "Most read\n" * 20_000,
    "breadcrumbs": "a > b > c\n" * 20_000,
    "quoted lines": "> a\n" * 50_000,
    "wrapped lines": ("word " * 14 + "\n") * 2_800,
    "hashtags": "#abc " * 40_000,
    "flags": "\U0001f1ee\U0001f1f7" * 100_000,
    "joiners": "\u200d" * 200_000,
    "scribble": scribble(1, 0x3000, 1),
    "scribbled lines": scribble(32, 0x700, 2).replace("a", "\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_bounds(name: str):
    text = HOSTILE[name]
    before = time.process_time()

    document = paste.read([text], received_at=RECEIVED)
    understood = understand(document, today=RECEIVED.date())

    assert time.process_time() - before < 5  # measured: 0.6 s at most, 1 s with the first imports
    assert len(document.title) <= 300
    assert len(document.body) <= 200_000
    assert "\x00" not in document.title + document.body + understood.summary
    read_line(text[:1_000], received_at=RECEIVED)
