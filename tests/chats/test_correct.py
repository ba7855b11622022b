"""What was published is refiled, corrected or withdrawn, and nothing of it is silently deleted."""

from datetime import timedelta

import pytest

from handlers.app import Dragoman
from storage import articles, editors, revisions
from storage.articles import Article
from storage.editors import Role
from storage.revisions import Repaired, Revision
from tests.chats.conftest import NOW
from tests.chats.talk import Talk


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.OWNER, by=None, at=NOW)
    return reader.as_person(2001, name="editor")


async def kept(dragoman: Dragoman, article_id: str) -> tuple[Article, list[Revision]]:
    async with dragoman.services.database.reader() as reader:
        article = await articles.get(reader, article_id)
        assert article is not None
        return article, await revisions.of_article(reader, article_id)


async def test_a_refile_changes_the_words_and_tells_nobody(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    card = await editor.send("/correct A02")
    assert card.has("Repair of A02.*Rail working group")
    assert {"Refile", "Correction"} <= set(card.labels)
    assert "Publish" not in card.labels
    assert (await editor.tap("Refile")).has("Nothing on this card differs")
    await editor.tap("Text")
    await editor.send("Railway working group meets in Astara")
    assert (await editor.tap("Refile")).has("Refiled")
    found = await reader.send("/latest iran azerbaijan")
    assert found.has("Railway working group")
    assert not found.has("Rail working group")
    assert (await reader.send("/corrections")).has("Nothing has been corrected")
    article, [revision] = await kept(dragoman, "A02")
    assert article.revision == 2
    assert (revision.kind, revision.revision) == (Repaired.REFILE, 1)
    assert revision.before["title"] == "Rail working group meets in Astara"


async def test_a_correction_says_what_was_wrong(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    await editor.send("/correct A02")
    await editor.tap("Dates")
    await editor.send("21 February 2020")
    await editor.tap("Correction")
    assert (await editor.send("It met on the 21st, not on the 20th.")).has("Corrected")
    assert (await reader.send("/latest iran azerbaijan")).has("21 February.*Rail working group")
    told = await reader.send("/corrections")
    assert told.has("corrected · Rail working group.*It met on the 21st, not on the 20th")
    _, [revision] = await kept(dragoman, "A02")
    assert revision.before["event_day"] == "2020-02-20"
    assert (await editor.send("/audit A02")).has("2001 · correction")


async def test_a_withdrawal_is_confirmed_and_told(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    asked = await editor.send("/retract A05 the outlet withdrew it")
    assert asked.has("Withdraw this.*Gas transit talks.*readers will see it: the outlet withdrew")
    assert (await reader.send("azerbaijan turkey")).has("Gas transit talks")
    assert (await editor.tap("Withdraw")).has("Withdrawn")
    assert not (await reader.send("azerbaijan turkey")).has("Gas transit talks")
    assert not (await reader.inline("azerbaijan turkey")).has("Gas transit talks")
    assert (await reader.send("/corrections")).has("withdrawn · Gas transit.*outlet withdrew it")
    article, [revision] = await kept(dragoman, "A05")
    assert article.withdrawn_reason == "the outlet withdrew it"
    assert (await editor.send("/withdraw A05 once more")).has("withdrawn already")
    assert revision.kind is Repaired.WITHDRAWAL


async def test_a_withdrawal_can_be_left(editor: Talk, reader: Talk) -> None:
    await editor.send("/withdraw A05 the outlet withdrew it")
    assert (await editor.tap("Keep")).has("stays as it was")
    assert (await reader.send("azerbaijan turkey")).has("Gas transit talks")


async def test_a_second_press_withdraws_nothing_more(editor: Talk) -> None:
    await editor.send("/withdraw A05 the outlet withdrew it")
    shown = editor.newest_with_buttons()
    data = shown.buttons[0][0]["callback_data"]
    await editor.press(data, shown)
    assert (await editor.press(data, shown)).has("withdrawn already")


async def test_a_mended_draft_can_not_be_published_as_a_new_article(editor: Talk) -> None:
    await editor.send("/correct A02")
    shown = editor.newest_with_buttons()
    number = shown.buttons[0][0]["callback_data"].rsplit(":", 1)[1]
    assert (await editor.press(f"v1:e:publish:{number}", shown)).has("out of date")
    assert (await editor.send(f"/schedule {number} tomorrow 09:00 UTC")).has("out of date")


@pytest.mark.parametrize("command", ["/correct A01", "/withdraw A01 wrong", "/retract A01 wrong"])
async def test_strangers_learn_nothing(editor: Talk, reader: Talk, command: str) -> None:
    turn = await reader.send(command)
    assert turn.has("don’t know that command")
    assert not turn.has("military|withdraw|editor")


async def test_an_unknown_id_is_said_to_be_none(editor: Talk) -> None:
    assert (await editor.send("/correct nothing1")).has("no published article")
    assert (await editor.send("/withdraw nothing1 wrong")).has("no published article")


async def test_without_an_id_the_newest_are_listed_to_pick_from(editor: Talk, reader: Talk) -> None:
    listed = await editor.send("/correct")
    assert listed.has("Which one\\?.*1\\. ")
    assert (await editor.tap("^1$")).has("Repair of")
    data = listed.replies[0].buttons[0]["callback_data"]
    await reader.send("/start")
    assert not (await reader.press(data)).has("Repair|Which")


async def test_all_corrections_can_be_paged_through(editor: Talk, reader: Talk) -> None:
    for number in range(11):
        editor.clock.move_by(timedelta(seconds=11))  # nobody is that quick
        await editor.send("/correct A02")
        await editor.tap("Text")
        await editor.send(f"Rail working group meets, version {number}")
        await editor.tap("Correction")
        await editor.send(f"Reason number {number}.")
    first = await reader.send("/corrections")
    assert first.has("Reason number 10.*Reason number 1\\.")
    assert not first.has("Reason number 0")
    assert (await reader.tap("Older")).has("Reason number 0")
