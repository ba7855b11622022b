"""A second report of one event is offered to be joined to it, and readers see one event."""

import pytest

from handlers.app import Dragoman
from storage import editors
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk

SECOND = (
    "Azerbaijan, Iran broaden military cooperation\n\n26 February 2020\n\n"
    "BAKU - The deputy defence minister of Azerbaijan met Iran's generals in Tehran on Wednesday, "
    "the ministry said, and spoke of joint exercises of both armies and of visits."
)


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.OWNER, by=None, at=NOW)
    editor = reader.as_person(2001, name="editor")
    await editor.send(SECOND)
    await editor.tap("Source")
    await editor.send("Baku Ledger (Azerbaijan)")
    return editor


async def test_a_look_alike_is_named_and_joined_in_one_tap(editor: Talk, reader: Talk) -> None:
    card = editor.turns[-1]
    assert card.has("Looks like one you have.*broaden military.*26 February 2020.*alike")
    assert {"Publish", "Join that event"} <= set(card.labels)
    assert (await editor.tap("Join")).has("one more report of its event")
    found = await reader.send("/latest iran azerbaijan")
    assert found.has(r"\+ 1 report from Iran \+ 1 report from Azerbaijan|\+ 2 reports from Azerb")
    assert not found.has("broaden military.*broaden military")


async def test_undoing_a_join_leaves_the_event_as_it_was(editor: Talk, reader: Talk) -> None:
    await editor.tap("Join")
    await editor.tap("Undo")
    found = await reader.send("/latest iran azerbaijan")
    assert found.has(r"\+ 1 report from Azerbaijan")


async def test_publishing_a_look_alike_alone_stays_possible(editor: Talk, reader: Talk) -> None:
    await editor.tap("Publish")
    found = await reader.send("/latest iran azerbaijan")
    assert found.has("broaden military.*broaden military")
