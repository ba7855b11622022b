"""An editor mends what was guessed, in at most two taps or by one short reply."""

import pytest

from handlers.app import Dragoman
from storage import drafts, editors, repairs
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk

PASTE = (
    "Iran, Azerbaijan plan a joint search drill\n\nMarch 1, 2020 - 19:6\n\n"
    "TEHRAN - Iran's deputy navy commander met the Azerbaijani coast guard chief in Tehran on "
    "Sunday to plan a joint search and rescue drill of both armed forces.\n\n"
    "The two officials agreed that Baku and Tehran will exchange military observers before it."
)


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 3001, Role.OWNER, by=None, at=NOW)
        await editors.grant(tx, 2001, Role.EDITOR, by=3001, at=NOW)
    editor = reader.as_person(2001, name="editor")
    await editor.send(PASTE)
    await editor.tap("Source")
    await editor.send("Tehran Times")
    return editor


async def test_a_card_keeps_to_three_rows_of_short_buttons(editor: Talk) -> None:
    for fix in ("Countries", "Topic", "Text", "Dates"):
        await editor.tap(fix)
        rows = editor.newest_with_buttons().buttons
        assert len(rows) <= 3
        assert max(len(button["text"]) for row in rows for button in row) <= 24
        await editor.tap("Back")
    assert len(editor.newest_with_buttons().buttons) <= 3


async def test_a_topic_is_set_in_two_taps_on_the_card_itself(editor: Talk) -> None:
    opened = await editor.tap("Topic")
    assert opened.has("Which topic")
    set_ = await editor.tap("transport")
    assert set_.new_messages == []
    assert set_.has("Topic: transport")
    assert "Publish" in set_.labels


async def test_topics_are_set_by_a_reply_in_any_of_the_languages(editor: Talk) -> None:
    await editor.tap("Topic")
    card = await editor.send("оборона, border")
    assert card.new_messages == []
    assert card.has("Topic: defence, border")


async def test_a_word_that_is_no_topic_is_said_to_be_none(editor: Talk) -> None:
    await editor.tap("Topic")
    assert (await editor.send("gardening")).has("could not read those as topics")


async def test_a_reply_sets_title_and_summary(editor: Talk) -> None:
    await editor.tap("Text")
    card = await editor.send("Navies plan a drill\nThe two navies want to search together.")
    assert card.has("Navies plan a drill.*The two navies want to search together")
    await editor.tap("Text")
    card = await editor.send("- Only the summary is new.")
    assert card.has("Navies plan a drill.*Only the summary is new")


async def test_a_reply_sets_the_event_day(editor: Talk) -> None:
    await editor.tap("Dates")
    assert (await editor.send("26 February")).has("Event day: 26 February 2020")


async def test_the_event_day_becomes_that_of_publication_in_two_taps(editor: Talk) -> None:
    await editor.tap("Dates")
    await editor.send("26 February")
    await editor.tap("Dates")
    assert (await editor.tap("Day of publication")).has("Event day: 1 March 2020")


async def test_a_reply_sets_the_moment_of_publication(editor: Talk) -> None:
    await editor.tap("Dates")
    card = await editor.send("published 29 Feb 2020 19:06 Tehran")
    assert card.has("published 29 Feb 2020, 19:06 Tehran")


async def test_an_ambiguous_date_is_settled_by_one_of_two_buttons(editor: Talk) -> None:
    await editor.tap("Dates")
    asked = await editor.send("published 01/02/2020")
    assert asked.has("1 February 2020 or 2 January 2020|2 January 2020 or 1 February 2020")
    card = await editor.tap("2 January 2020")
    assert card.has("published 2 January 2020")
    assert not card.has("February")


async def test_a_country_is_removed_in_two_taps_and_one_alone_must_be_marked(
    editor: Talk, reader: Talk
) -> None:
    await editor.tap("Countries")
    removed = await editor.tap("Azerbaijan")
    assert removed.new_messages == []
    assert removed.has("Countries: Iran\n.*names one country")
    await editor.tap("Back")
    assert "Publish" not in editor.turns[-1].labels
    await editor.tap("Countries")
    marked = await editor.tap("Only this country")
    assert marked.has("Countries: Iran alone")
    await editor.tap("Back")
    assert (await editor.tap("Publish")).has("Published")
    assert (await reader.send("/latest iran")).has("joint search drill")


async def test_one_country_in_a_reply_is_added(editor: Talk) -> None:
    await editor.tap("Countries")
    card = await editor.send("russia")
    assert card.has("Countries: (Iran, Azerbaijan|Azerbaijan, Iran), Russia")


async def test_a_wrong_guess_is_kept_as_a_case_until_it_proves_right(
    editor: Talk, dragoman: Dragoman
) -> None:
    async def kept() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        async with dragoman.services.database.reader() as reader:
            return [(one.guessed, one.parties) for one in await repairs.newest(reader, limit=9)]

    assert await kept() == []
    await editor.tap("Countries")
    await editor.tap("Azerbaijan")
    [(guessed, parties)] = await kept()
    assert set(guessed) == {"IR", "AZ"}
    assert parties == ("IR",)
    await editor.tap("Azerbaijan")
    assert await kept() == []


async def test_an_open_fix_survives_in_the_store(editor: Talk, dragoman: Dragoman) -> None:
    await editor.tap("Dates")
    async with dragoman.services.database.reader() as reader:
        [draft] = await drafts.open_of(reader, 2001)
    assert draft.document["asking"] == "dates"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Source: Caspian Desk", r"Caspian Desk \(United Kingdom\)"),
        ("Источник: Tehran Times", r"Tehran Times \(Iran, state-linked\)"),
        ("Source: Wire of the Bay (Kenya)", r"Wire of the Bay \(Kenya\)"),
    ],
)
async def test_a_last_line_names_the_source_of_a_short_text(
    editor: Talk, line: str, source: str
) -> None:
    words = "Iran and Azerbaijan sign a rail deal\n\nIran and Azerbaijan signed it on Monday."
    assert (await editor.send(f"{words}\n\n{line}")).has(f"Source: .*{source}")


async def test_where_a_new_outlet_sits_is_asked_once(editor: Talk) -> None:
    await editor.send(PASTE.replace("joint search", "joint rescue"))
    await editor.tap("Source")
    named = await editor.send("Steppe Register https://steppe.example.org/one")
    assert named.has("A new outlet: where does Steppe Register sit")
    assert not named.has("Sides:")
    assert {"Iran", "Azerbaijan"} <= set((await editor.tap("Source")).labels)
    placed = await editor.send("Kazakhstan")
    assert placed.new_messages == []
    assert placed.has(r"Steppe Register \(Kazakhstan\).*Sides: third-party report until")
    assert not placed.has("A new outlet")
    await editor.send(f"https://steppe.example.org/two\n\n{PASTE.replace('search', 'fishing')}")
    assert editor.turns[-1].has(r"Steppe Register \(Kazakhstan\)")
    assert "Publish" in editor.turns[-1].labels


async def test_an_outlets_country_is_set_by_a_second_tap_and_mended_by_a_reply(
    editor: Talk,
) -> None:
    await editor.send(PASTE.replace("joint search", "joint rescue"))
    await editor.tap("Source")
    await editor.send("Steppe Register")
    await editor.tap("Source")
    assert (await editor.tap("Azerbaijan")).has("Sides: Azerbaijan only until")
    await editor.tap("Source")
    mended = await editor.send("Steppe Register (Iran, party-linked)")
    assert mended.has(r"Steppe Register \(Iran, party-linked\).*Sides: Iran only")
