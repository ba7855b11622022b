"""Catalogues: whole, compiled as committed, escaped, plural by rule."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.countries.topics import TOPICS
from bot.render.build_catalogues import LOCALES, compiled
from bot.render.i18n import LANGUAGES, catalogue
from bot.render.message import Html

ROOT = LOCALES.parents[2]
_KEYS = re.compile(r"""(?:html|text|say|words)\(\s*(?:asked,\s*)?"([a-z]+\.[a-z_.-]+)\"""")
# python-format places such as {scope}; the same ones must stand in every language.
_PLACES = re.compile(r"\{(\w+)\}")


def messages(language: str) -> dict[str, str]:
    with (LOCALES / language / "LC_MESSAGES/dragoman.po").open("rb") as stream:
        return {
            str(message.id[0] if isinstance(message.id, tuple) else message.id): (
                " ".join(message.string)
                if isinstance(message.string, tuple)
                else str(message.string)
            )
            for message in read_po(stream)
            if message.id
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_committed_one(language: str) -> None:
    source = LOCALES / language / "LC_MESSAGES/dragoman.po"
    assert source.with_suffix(".mo").read_bytes() == compiled(source)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_offered_language_is_whole(language: str) -> None:
    english, other = messages("en"), messages(language)
    assert set(other) == set(english)
    for key, words in english.items():
        assert other[key], key
        assert set(_PLACES.findall(other[key])) == set(_PLACES.findall(words)), key


def test_every_key_that_the_program_names_is_there() -> None:
    known = set(messages("en"))
    named: set[str] = set()
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]:
        named |= set(_KEYS.findall(path.read_text(encoding="utf-8")))
    assert len(named) > 80
    assert named - known == set()


def test_every_topic_has_a_name() -> None:
    assert {f"topic.{topic}" for topic in TOPICS} <= set(messages("en"))


def test_arguments_are_escaped_unless_they_are_html() -> None:
    words = catalogue("en")
    assert words.html("item.unlinked", title="<x>") == "<b>&lt;x&gt;</b>"
    assert words.html("item.unlinked", title=Html("<i>x</i>")) == "<b><i>x</i></b>"


def test_a_place_in_an_argument_is_not_filled_in() -> None:
    assert catalogue("en").text("latest.with", country="{country.__class__}") == (
        "with {country.__class__}"
    )


@pytest.mark.parametrize(("count", "words"), [(1, "1 pair"), (0, "0 pairs"), (12, "12 pairs")])
def test_plurals_follow_the_language(count: int, words: str) -> None:
    assert catalogue("en").text("start.pairs", count=count) == words


@pytest.mark.parametrize("language", [None, "", "en-GB", "xx", "tlh-Latn"])
def test_a_language_that_is_not_offered_gets_english(language: str | None) -> None:
    assert catalogue(language).language == "en"


def test_an_unknown_key_is_our_error() -> None:
    with pytest.raises(KeyError):
        catalogue("en").html("no.such.key")


def test_no_catalogue_lies_beside_the_offered_ones() -> None:
    assert {path.name for path in Path(LOCALES).iterdir() if path.is_dir()} == set(LANGUAGES)
