"""Contributors propose, editors review one at a time, and the audit has it all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.app import Dragoman
from storage import drafts, editors
from storage.drafts import DraftState, NewDraft
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
        await editors.grant(tx, 2003, Role.CONTRIBUTOR, by=2001, at=NOW)
        for waiting in await drafts.queued(tx, after=0, limit=9):  # what the archive brought
            await drafts.save(
                tx,
                replace(waiting, state=DraftState.DISCARDED),
                expected_revision=waiting.revision,
            )
    return reader.as_person(2001, name="editor")


@pytest.fixture
def contributor(reader: Talk) -> Talk:
    return reader.as_person(2003, name="contributor")


async def test_a_contributors_paste_waits_with_thanks(editor: Talk, contributor: Talk) -> None:
    thanks = await contributor.send(PASTE)
    assert thanks.has("Thank you.*review")
    assert thanks.labels == []
    shown = await editor.send("/queue")
    assert shown.has("Queue · 1 waits.*joint search drill")
    assert shown.labels == ["Edit", "Skip", "Reject"]


async def test_a_contributor_searches_like_anybody(editor: Talk, contributor: Talk) -> None:
    assert (await contributor.send("iran azerbaijan")).has("newest of 5")
    assert (await contributor.send("/queue")).has("don’t know that command")
    assert (await contributor.send("/help")).has("For contributors.*editor’s review")


@pytest.mark.parametrize("link", ["http://169.254.169.254/latest/", "http://localhost:8080/x"])
async def test_a_contributors_link_that_leads_inside_is_refused(
    editor: Talk, contributor: Talk, link: str
) -> None:
    assert (await contributor.send(link)).has("only fetch public web addresses")
    assert (await editor.send("/queue")).has("Nothing waits")


async def test_edit_opens_the_card_as_the_editors_own(editor: Talk, contributor: Talk) -> None:
    await contributor.send(PASTE)
    await editor.send("/queue")
    await editor.tap("Edit")
    await editor.tap("Source")
    await editor.send("Tehran Times")
    assert (await editor.tap("Publish")).has("Published")
    assert (await editor.send("/queue")).has("Nothing waits")


async def test_items_are_approved_and_rejected_in_one_message(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    await _queue(dragoman, "Iran and Azerbaijan sign one", "Iran and Azerbaijan sign two")
    assert (await editor.send("/queue")).has("2 wait.*sign one")
    assert (await editor.tap("Skip")).has("sign two")
    approved = await editor.tap("Approve")
    assert approved.new_messages == []
    assert approved.has("sign one")
    assert "Undo the last one" in approved.labels
    assert (await editor.tap("Reject")).has("Nothing waits")
    found = await reader.send("/latest iran azerbaijan")
    assert found.has("sign two")
    assert not found.has("sign one")


async def test_an_approved_item_is_undone_within_its_minute(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    await _queue(dragoman, "Iran and Azerbaijan sign one")
    await editor.send("/queue")
    await editor.tap("Approve")
    assert (await editor.tap("Undo")).has("not published.*sign one")
    assert not (await reader.send("/latest iran azerbaijan")).has("sign one")


async def test_a_second_press_approves_nothing_more(editor: Talk, dragoman: Dragoman) -> None:
    [one] = await _queue(dragoman, "Iran and Azerbaijan sign one")
    await editor.send("/queue")
    await editor.tap("Approve")
    assert (await editor.press(f"v1:q:approve:{one}")).has("Already published")


async def test_what_is_under_embargo_is_not_approved(editor: Talk, dragoman: Dragoman) -> None:
    embargo = {"embargo_line": "Embargo: 3 March", "embargo_until": "2020-03-03T09:00:00+00:00"}
    [one] = await _queue(dragoman, "Iran and Azerbaijan sign one", **embargo)
    assert (await editor.send("/queue")).labels == ["Edit", "Skip", "Reject"]
    assert (await editor.press(f"v1:q:approve:{one}")).has("under embargo")
    await editor.until(NOW + timedelta(days=2))
    await editor.send("/queue")
    assert (await editor.tap("Approve")).has("Published")


async def test_the_audit_tells_who_did_what(editor: Talk, dragoman: Dragoman) -> None:
    [one] = await _queue(dragoman, "Iran and Azerbaijan sign one")
    await editor.send("/queue")
    await editor.tap("Approve")
    assert (await editor.send("/audit")).has(
        f"2001 · publish · article:.*2001 · take · draft:{one}"
    )
    of_one = await editor.send(f"/audit {one}")
    assert of_one.has("take")
    assert not of_one.has("publish")


@pytest.mark.parametrize("what", ["approve", "edit", "skip", "reject"])
async def test_the_queues_buttons_are_dead_for_others(
    editor: Talk, contributor: Talk, dragoman: Dragoman, what: str
) -> None:
    [one] = await _queue(dragoman, "Iran and Azerbaijan sign one")
    await contributor.send("/start")
    turn = await contributor.press(f"v1:q:{what}:{one}")
    assert not turn.has("sign|Published|Rejected|wait")
    async with dragoman.services.database.reader() as reader:
        assert await drafts.count_queued(reader) == 1


async def _queue(dragoman: Dragoman, *titles: str, **more: str) -> list[int]:
    kept = []
    async with dragoman.services.database.transaction() as tx:
        for title in titles:
            document = {
                "title": title,
                "summary": f"{title}.",
                "body": f"{title}.",
                "outlet_name": "Caspian Wire",
                "event_day": "2020-03-01",
                "countries": [{"code": "IR"}, {"code": "AZ"}],
                **more,
            }
            new = NewDraft(
                author_id=2003,
                chat_id=2003,
                document=document,
                created_at=NOW,
                state=DraftState.QUEUED,
            )
            kept.append((await drafts.add(tx, new)).id)
    return kept
