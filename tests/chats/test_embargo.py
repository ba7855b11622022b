"""A text under embargo is published at its moment, and nobody sees it before."""

from datetime import UTC, datetime

import pytest

from handlers.app import Dragoman
from storage import editors
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk, Turn

LIFTED = datetime(2020, 3, 2, 9, 0, 30, tzinfo=UTC)
TEXT = """EMBARGOED UNTIL 09:00 GMT, 2 MARCH 2020

Iran and Azerbaijan to sign a customs agreement

The customs services of Iran and Azerbaijan will sign a joint text in Baku on Monday. It covers
transit papers and the hours of the posts at Astara."""


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.EDITOR, by=None, at=NOW)
    return reader.as_person(2001, name="editor")


async def _card(editor: Talk) -> Turn:
    await editor.send(TEXT)
    await editor.tap("Source")
    return await editor.send("Caspian Wire, Azerbaijan")


async def test_it_goes_out_when_the_embargo_ends_with_one_tap(editor: Talk, reader: Talk) -> None:
    card = await _card(editor)
    assert card.has(r"Under embargo until 2 Mar.*09:00.*\[Publish then\]")
    assert "Publish" not in card.labels
    assert (await editor.tap("Publish then")).has("09:00 UTC")
    for question in ("/latest iran azerbaijan", "/latest azerbaijan customs"):
        assert not (await reader.send(question)).has("customs agreement")
    assert not (await reader.inline("iran azerbaijan")).has("customs agreement")
    await reader.until(LIFTED)
    assert (await reader.send("/latest iran azerbaijan")).has("customs agreement")


async def test_no_other_way_publishes_it_earlier_but_to_say_that_there_is_none(
    editor: Talk,
) -> None:
    card = await _card(editor)
    buttons = card.replies[-1].buttons
    number = next(each["callback_data"] for each in buttons if each["text"] == "Source")[-1]
    shown = editor.newest_with_buttons()
    assert (await editor.press(f"v1:e:publish:{number}", shown)).has("under embargo")
    early = await editor.send(f"/schedule {number} 2020-03-02 08:00 UTC")
    assert early.has("before its embargo ends")
    assert (await editor.press(f"v1:e:noembargo:{number}", shown)).has(r"\[Publish\]")
    assert (await editor.tap("^Publish$")).has("Published")
