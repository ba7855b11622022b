"""A reader asks for a pair or a country, however it is typed."""

import pytest

from tests.chats.talk import Talk


async def test_latest_tells_the_newest_events_of_a_pair_with_dates_and_sources(
    reader: Talk,
) -> None:
    turn = await reader.send("/latest iran azerbaijan")
    assert len(turn.new_messages) == 1
    assert turn.has(r"Iran – Azerbaijan.*3 newest of 5.*26 February.*broaden military.*Astara")
    assert turn.has(r"Tehran Times \(Iran, state-linked\) \+ 1 report from Azerbaijan")
    assert turn.has("both sides report it")
    assert "https://www.tehrantimes.com/news/445596/" in turn.raw
    assert not turn.has("Customs agreement|Gas transit|broaden military.*broaden military")


@pytest.mark.parametrize(
    "words",
    [
        "iran azerbaijan",
        "IR AZ",
        "azerbaijan and iran",
        "Иран Азербайджан",
        "ایران آذربایجان",
        "🇮🇷🇦🇿",
    ],
)
async def test_free_text_is_understood_without_a_command(reader: Talk, words: str) -> None:
    turn = await reader.send(words)
    assert turn.has("broaden military")


async def test_pages_turn_in_the_same_message(reader: Talk) -> None:
    await reader.send("/latest iran azerbaijan")
    older = await reader.tap("more")
    assert older.new_messages == []
    assert older.has("summit in Baku")
    assert not older.has("broaden military")
    newest = await reader.tap("Newest")
    assert newest.new_messages == []
    assert newest.has("broaden military")


async def test_one_country_is_grouped_by_partner(reader: Talk) -> None:
    turn = await reader.send("/latest azerbaijan")
    assert turn.has(r"Armenia · 1 March.*T(ü|u)rki.*Iran")
    assert turn.has(r"\[with Armenia\]")


async def test_an_empty_pair_names_what_is_near(reader: Talk) -> None:
    turn = await reader.send("/latest georgia turkmenistan")
    assert turn.has("nothing in the archive.*Nearest things")
    assert turn.has(r"\[Tell me if one comes\]")


async def test_an_ambiguous_name_is_asked_and_its_partner_kept(reader: Talk) -> None:
    turn = await reader.send("/latest korea japan")
    assert turn.has(r"\[South Korea – Japan\]")
    assert turn.has(r"\[North Korea – Japan\]")
    answer = await reader.tap("South Korea")
    assert answer.has("South Korea – Japan")


async def test_an_unknown_name_is_said_back_as_text(reader: Talk) -> None:
    turn = await reader.send("/latest <b>blorptown</b>")
    assert turn.has("blorptown")
    assert "<b>blorptown" not in turn.raw


async def test_the_same_country_twice_offers_its_partners(reader: Talk) -> None:
    turn = await reader.send("/latest iran IR")
    assert turn.has("two different")
    assert turn.has(r"\[[^\]]*Iran")


async def test_a_topic_in_the_readers_word_narrows_the_answer(reader: Talk) -> None:
    turn = await reader.send("/latest iran azerbaijan оборона")
    assert turn.has("broaden military")
    assert not turn.has("Astara")


async def test_a_span_of_one_day_is_named_by_that_day(reader: Talk) -> None:
    turn = await reader.send("/latest iran azerbaijan today")
    assert turn.has("none that fits 2 March 2020")
    assert not turn.has("2020 to 2")


async def test_withdrawn_and_scheduled_articles_never_show(reader: Talk) -> None:
    turn = await reader.send("/latest russia turkey")
    assert not turn.has("Visa rule")


async def test_poisoned_titles_stay_text(reader: Talk) -> None:
    turn = await reader.send("/latest azerbaijan turkmenistan")
    assert turn.has(r"<b>Oil</b> & \"gas\"")
    assert "<script" not in turn.raw
    other = await reader.send("/latest kazakhstan uzbekistan")
    assert other.has("Consular")
    assert not set("\u202e\u202c") & set(other.raw)
    kinds = {entity["type"] for entity in other.replies[0].call.result["entities"]}
    assert not kinds & {"bot_command", "mention"}
