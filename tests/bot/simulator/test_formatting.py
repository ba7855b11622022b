import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.build_tlds import TLDS_FILE, build
from bot.simulator.errors import BadRequest
from bot.simulator.formatting import Entity, Formatted, format_text

RAW_BYTES = 32_768


def of(text: str, parse_mode: str | None = None, entities: list[Entity] | None = None) -> Formatted:
    return format_text(text, parse_mode, entities, limit=4096, what="message")


def refusal(text: str, parse_mode: str | None = None, entities: list[Entity] | None = None) -> str:
    with pytest.raises(BadRequest) as caught:
        of(text, parse_mode, entities)
    return caught.value.description


def test_committed_top_level_domains_are_those_of_the_list():
    assert TLDS_FILE.read_text(encoding="utf-8") == build()


def test_caption_may_be_empty_and_says_what_it_is_when_too_long():
    assert format_text("", None, limit=1024, what="caption") == Formatted("")
    assert format_text(" \n", None, limit=1024, what="caption") == Formatted("")
    with pytest.raises(BadRequest) as caught:
        format_text("x" * 1025, None, limit=1024, what="caption")
    assert caught.value.description == "Bad Request: message caption is too long"


def test_half_a_surrogate_pair_is_no_text():
    assert refusal("a\ud83d") == "Bad Request: strings must be encoded in UTF-8"


@pytest.mark.parametrize("mode", ["html", "HTML", "Html"])
def test_case_of_the_parse_mode_does_not_matter(mode):
    assert of("<b>x</b>", mode).text == "x"


def test_parse_mode_that_is_not_read_here_is_refused():
    assert refusal("*x*", "MarkdownV2").startswith("Bad Request: unsupported parse_mode")
    assert refusal("x", "BBCode") == "Bad Request: unsupported parse_mode"


def test_parse_mode_wins_over_entities():
    bold = {"type": "bold", "offset": 0, "length": 1}
    assert of("<i>x</i>", "HTML", [bold]).entities == (
        {"type": "italic", "offset": 0, "length": 1},
    )


def test_given_entities_are_mended_like_read_ones():
    entities = [
        {"type": "bold", "offset": 2, "length": 50},
        {"type": "url", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 0, "length": 4, "url": "a.example"},
        {"type": "text_link", "offset": 4, "length": 1, "url": "nowhere"},
    ]
    assert of("  abc  ", None, entities) == Formatted(
        "  abc",
        (
            {"type": "text_link", "offset": 0, "length": 4, "url": "http://a.example/"},
            {"type": "bold", "offset": 2, "length": 2},
            {"type": "bold", "offset": 4, "length": 1},
        ),
    )


def test_given_entities_must_be_somewhere():
    entity = {"type": "bold", "offset": -1, "length": 1}
    assert refusal("x", None, [entity]) == "Bad Request: receive an entity with incorrect offset"


def test_places_follow_what_is_removed():
    formatted = of("😀\r\n\u202e<b>b\r\nc</b>", "HTML")
    assert formatted == Formatted("😀\nb\nc", ({"type": "bold", "offset": 3, "length": 3},))


def test_link_to_a_person_carries_the_id():
    mention = {"type": "text_mention", "offset": 0, "length": 1, "user_id": 42}
    assert of('<a href="tg://user?id=42">x</a>', "HTML").entities == (mention,)


def test_server_keeps_a_hundred_entities():
    assert len(of("<b>x</b> " * 150, "HTML").entities) == 100


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("/latest@dragoman_bot iran", "bot_command", "/latest@dragoman_bot"),
        ("/latest, please", "bot_command", "/latest"),
        ("ask @pic or @abc", "mention", "@pic"),
        ("ask @" + "x" * 33, "mention", None),
        ("#x#y #z", "hashtag", "#z"),
        ("$IRR, $ABCDEFGHI", "cashtag", "$IRR"),
        ("(see example.com/a(b).)", "url", "example.com/a(b)"),
        ("“tass.com”", "url", "tass.com"),
        ("over.The next", "url", None),
        ("OVER.COM", "url", "OVER.COM"),
        ("https://user:pw@a.example/x", "url", "https://user:pw@a.example/x"),
        ("sftp://a.com", "url", None),
        ("300.1.1.1", "url", None),
        ("mail me: a.b+c@mail.example.com.", "email", "a.b+c@mail.example.com"),
        ("4111 1111 1111 1112", "bank_card_number", None),
    ],
)
def test_what_telegram_finds_by_itself(text, kind, found):
    formatted = of(text)
    spans = [
        text[entity["offset"] : entity["offset"] + entity["length"]]
        for entity in formatted.entities
        if entity["type"] == kind
    ]
    assert spans == ([found] if found else [])


HOSTILE = {
    "less-than signs": "<" * RAW_BYTES,
    "ampersands": "&" * RAW_BYTES,
    "endless number": "&#" + "1" * RAW_BYTES,
    "nested tags": "<b>x" * 4096 + "</b>" * 4096,
    "nested links": "<a>" * 2300 + "a." * 8000 + "</a>" * 2300,
    "styles in styles": "<b><u><s>" + "<i>x</i>y" * 3600 + "</s></u></b>",
    "attributes": "<b " + "a=b " * 8000 + ">x</b>",
    "one word": "a" * RAW_BYTES,
    "digits": "1" * RAW_BYTES,
    "dots": "a." * RAW_BYTES,
    "signs before at": "a:b." * RAW_BYTES,
    "hashes": "#" + "a" * 300 + "#",
    "emoji": "😀" * RAW_BYTES,
    "brackets": "a.com/(" * RAW_BYTES,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_no_longer_than_its_length_asks(raw):
    raw = raw.encode()[:RAW_BYTES].decode("utf-8", "ignore")
    began = time.perf_counter()
    try:
        format_text(raw, "HTML", limit=RAW_BYTES, what="message")
    except BadRequest:
        assert "<" in raw
    # Anything quadratic takes half a minute here; linear, a third of a second at most.
    assert time.perf_counter() - began < 5


SIGNS = "<>/&;\"'= ab.@#$:\n\r😀\u202e\u200f\x00"
TAGS = "<b> </b> <i> </i> </> <code> <pre> <a> <a/href='a.example'> <blockquote> </blockquote>"
WORDS = "&lt; &#128512; a.com https://a.example/x x@a.com @durov /latest #iran $USD"
PIECES = st.sampled_from(
    [*SIGNS, *WORDS.split(), *(tag.replace("a/h", "a h") for tag in TAGS.split())]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["HTML", None]))
def test_any_text_is_refused_or_has_entities_that_nest(raw, parse_mode):
    try:
        formatted = format_text(raw, parse_mode, limit=4096, what="message")
    except BadRequest:
        return
    units = len(formatted.text.encode("utf-16-le")) // 2
    places = [(e["offset"], e["offset"] + e["length"]) for e in formatted.entities]
    assert all(0 <= begin < end <= units for begin, end in places)
    assert places == sorted(places, key=lambda place: (place[0], -place[1]))
    for begin, end in places:
        assert not any(begin < other < end < last for other, last in places)
