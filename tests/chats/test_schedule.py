"""An article waits for its moment, and until then no reader learns of it."""

import re
from datetime import UTC, datetime

import pytest

from handlers.app import Dragoman
from storage import chats, editors
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk

PASTE = (
    "Iran, Azerbaijan plan a joint search drill\n\nMarch 1, 2020 - 19:6\n\n"
    "TEHRAN - Iran's deputy navy commander met the Azerbaijani coast guard chief in Tehran on "
    "Sunday to plan a joint search and rescue drill of both armed forces."
)


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.OWNER, by=None, at=NOW)
        await chats.ensure(tx, 2001, kind="private", language="en", today=NOW.date())
        chat = await chats.get(tx, 2001)
        assert chat is not None
        await chats.set_zone(tx, chat.id, "Europe/Berlin")
    editor = reader.as_person(2001, name="editor")
    await editor.send(PASTE)
    await editor.tap("Source")
    await editor.send("Tehran Times https://www.tehrantimes.com/news/445700/Drill")
    return editor


def number(editor: Talk) -> str:
    """Return the number that the draft's card shows."""
    found = re.search(r"Draft (\d+)", "\n".join(turn.text for turn in editor.turns))
    assert found
    return found[1]


async def test_the_moment_and_its_zone_are_said_back(editor: Talk) -> None:
    await editor.tap("Schedule")
    turn = await editor.send("tomorrow 09:00")
    assert turn.new_messages == []
    assert turn.has("Scheduled for 3 Mar 2020, 09:00 Berlin")
    assert turn.labels == ["Change", "Cancel"]


async def test_the_command_schedules_a_draft_by_its_number(editor: Talk) -> None:
    turn = await editor.send(f"/schedule {number(editor)} 2020-03-03 09:00")
    assert turn.has("3 Mar 2020, 09:00 Berlin")
    listed = await editor.send("/schedule")
    assert listed.has("09:00 UTC · Customs.*loaded from a file.*3 Mar 2020, 09:00 Berlin.*joint")
    assert listed.labels == [f"Cancel {number(editor)}"]


async def test_readers_find_it_only_from_its_moment_on(editor: Talk, reader: Talk) -> None:
    await editor.send(f"/schedule {number(editor)} tomorrow 09:00")
    for ask in ("/latest iran azerbaijan", "iran", "/start"):
        assert not (await reader.send(ask)).has("joint search drill")
    assert not (await reader.inline("iran azerbaijan")).has("joint search drill")
    await editor.until(datetime(2020, 3, 3, 8, 0, 1, tzinfo=UTC))
    assert (await reader.send("/latest iran azerbaijan")).has("joint search drill")


async def test_a_cancelled_one_is_a_draft_again(editor: Talk, reader: Talk) -> None:
    await editor.send(f"/schedule {number(editor)} tomorrow 09:00")
    assert (await editor.tap("Cancel")).has("not published.*joint search drill")
    await editor.until(datetime(2020, 3, 3, 8, 0, 1, tzinfo=UTC))
    assert not (await reader.send("/latest iran azerbaijan")).has("joint search drill")


async def test_a_changed_one_asks_for_another_moment(editor: Talk) -> None:
    await editor.send(f"/schedule {number(editor)} tomorrow 09:00")
    assert (await editor.tap("Change")).has("When?")
    assert (await editor.send("tomorrow 10:00 Baku")).has("3 Mar 2020, 10:00 Baku")


async def test_a_number_that_no_draft_can_have_is_none(editor: Talk) -> None:
    assert (await editor.send(f"/schedule {'9' * 30} tomorrow 09:00")).has("no longer exists")


async def test_the_past_is_refused(editor: Talk) -> None:
    turn = await editor.send(f"/schedule {number(editor)} 1 March 2020 09:00")
    assert turn.has("moment is past")
    assert not (await editor.send("/schedule")).has("joint search drill")


async def test_after_its_moment_it_can_no_longer_be_cancelled(editor: Talk) -> None:
    await editor.send(f"/schedule {number(editor)} tomorrow 09:00")
    await editor.until(datetime(2020, 3, 3, 8, 0, 1, tzinfo=UTC))
    assert (await editor.tap("Cancel")).has("published already")


async def test_strangers_do_not_know_the_command(editor: Talk, reader: Talk) -> None:
    turn = await reader.send(f"/schedule {number(editor)} tomorrow 09:00")
    assert turn.has("don’t know that command")
    assert not turn.has("editor|draft|schedule")
