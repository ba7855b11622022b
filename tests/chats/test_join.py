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


PRINTED = (
    "Azerbaijan and Iran have signed a protocol on the construction of a railway bridge over the "
    "Astarachay river, the transport ministry said on Wednesday.\n\n"
    "The bridge will be 88 meters long and will link the two sections of the corridor, it added, "
    "and freight traffic between the two countries has grown by a third since the year began."
)


async def _publish(editor: Talk, title: str, source: str, text: str = PRINTED) -> None:
    await editor.send(f"{title}\n\n26 February 2020\n\n{text}")
    await editor.tap("Source")
    await editor.send(source)
    await editor.tap("Publish")


async def test_the_same_text_is_stopped_and_joined_only_as_another_outlets(editor: Talk) -> None:
    await _publish(editor, "Neighbours sign protocol on bridge", "Baku Ledger")
    again = await editor.send(f"A bridge for Astara\n\n26 February 2020\n\n{PRINTED}")
    assert again.has("You have it already.*protocol on bridge.*26 February 2020.*same text")
    assert "Publish" not in again.labels
    await editor.tap("Source")
    named = await editor.send("Caspian Wire (Iran)")
    assert "Join that event" in named.labels
    assert (await editor.tap("Join")).has("one more report of its event")


async def test_the_same_text_of_the_same_outlet_can_only_be_an_update(editor: Talk) -> None:
    await _publish(editor, "Neighbours sign protocol on bridge", "Baku Ledger")
    await editor.send(f"A bridge for Astara\n\n26 February 2020\n\n{PRINTED}")
    await editor.tap("Source")
    named = await editor.send("Baku Ledger")
    assert {"Publish", "Join that event"}.isdisjoint(named.labels)
    assert "Publish as update" in named.labels


async def test_a_reprint_is_known_by_its_words_whatever_its_headline(editor: Talk) -> None:
    await _publish(editor, "Neighbours sign protocol on bridge", "Baku Ledger")
    longer = PRINTED + "\n\nTraffic will open next year, a deputy minister told reporters in Baku."
    card = await editor.send(f"Freight to flow over Astarachay\n\n27 February 2020\n\n{longer}")
    assert card.has(r"Looks like one you have: .Neighbours sign.*\(Baku Ledger.*(0\.[6-9]|1\.00)")
    other_year = PRINTED.replace("on Wednesday", "on 26 February 2019")
    await editor.send(f"Freight to flow over Astarachay\n\n26 February 2019\n\n{other_year}")
    assert not editor.turns[-1].has("Looks like one you have|have it already")


async def test_two_drafts_of_one_text_are_published_once(editor: Talk, reader: Talk) -> None:
    cards = []
    for name in ("Neighbours sign protocol on bridge", "A bridge for Astara"):
        await editor.send(f"{name}\n\n26 February 2020\n\n{PRINTED}")
        await editor.tap("Source")
        await editor.send("Baku Ledger")
        cards.append(editor.newest_with_buttons())
    await editor.tap("Publish")
    first = cards[0].buttons[0][0]
    pressed = await editor.press(first["callback_data"], cards[0])
    assert (first["text"], pressed.has("archive has it already")) == ("Publish", True)
    await editor.send("/drafts")
    opened = await editor.tap("Open 1")
    assert opened.has("You have it already.*A bridge for Astara")
    assert "Publish" not in opened.labels
    assert not (await reader.send("/latest iran azerbaijan")).has("protocol on bridge")
