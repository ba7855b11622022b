"""Owners let people in by one-use links and out by their numbers; an owner always remains."""

import re
from datetime import timedelta

import pytest

from handlers.app import Dragoman
from storage import articles, audit, drafts, editors
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk, Turn


@pytest.fixture
async def owner(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 3001, Role.OWNER, by=None, at=NOW)
        await editors.grant(tx, 2001, Role.EDITOR, by=3001, at=NOW)
    return reader.as_person(3001, name="owner")


def link_in(turn: Turn) -> str:
    """Return the payload of the link that was made."""
    found = re.search(r"start=(\S+)", turn.text)
    assert found
    return found[1]


async def test_an_invitation_lets_one_person_in(owner: Talk, reader: Talk) -> None:
    await owner.send("/invite")
    payload = link_in(await owner.tap("Editor"))
    assert len(payload) <= 64
    assert (await reader.send(f"/start {payload}")).has("You are an editor now")
    assert (await reader.send("/drafts")).has("no open drafts")
    late = reader.as_person(9001, name="stranger")
    assert not (await late.send(f"/start {payload}")).has("editor|role|invit")
    assert (await late.send("/drafts")).has("don’t know that command")


async def test_a_link_ends_after_two_days(owner: Talk, reader: Talk) -> None:
    payload = link_in(await owner.send("/invite contributor"))
    owner.clock.move_by(timedelta(days=2, seconds=1))
    assert not (await reader.send(f"/start {payload}")).has("contributor")


async def test_a_link_takes_no_rights_from_who_has_more(owner: Talk, dragoman: Dragoman) -> None:
    payload = link_in(await owner.send("/invite contributor"))
    await owner.send(f"/start {payload}")
    async with dragoman.services.database.reader() as reader:
        assert await editors.role_of(reader, 3001) is Role.OWNER


async def test_rights_go_only_to_who_opens_a_link(owner: Talk) -> None:
    assert (await owner.send("/grant @someone_unknown")).has("must open one")
    assert (await owner.send(f"/revoke {'9' * 30}")).has("no role here")
    assert (await owner.send("/grant @someone_unknown editor")).has("join_.*has to open this link")


async def test_an_owner_revokes_a_role_and_its_cards_die(owner: Talk, reader: Talk) -> None:
    editor = reader.as_person(2001, name="editor")
    listed = await owner.send("/editors")
    assert listed.has("3001 · Owner")
    assert listed.has("2001 · Editor")
    assert (await owner.tap("Revoke 2001")).has("Take the role of 2001")
    assert (await owner.tap("Yes")).has("2001 has no role here any more")
    assert (await editor.send("/drafts")).has("don’t know that command")
    assert (await owner.send("/audit")).has("3001 · revoke · person:2001")


async def test_the_last_owner_stays(owner: Talk, dragoman: Dragoman) -> None:
    assert (await owner.send("/revoke 3001")).has("last owner")
    async with dragoman.services.database.reader() as reader:
        assert await editors.role_of(reader, 3001) is Role.OWNER


@pytest.mark.parametrize("command", ["/invite editor", "/editors", "/revoke 3001"])
async def test_editors_who_are_no_owners_are_refused(
    owner: Talk, reader: Talk, command: str
) -> None:
    editor = reader.as_person(2001, name="editor")
    assert (await editor.send(command)).has("Only an owner")
    stranger = await reader.send(command)
    assert stranger.has("don’t know that command")
    assert not stranger.has("owner|editor|role")


async def test_a_strangers_press_is_answered_like_one_of_a_button_that_never_was(
    owner: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    await owner.send("Officials of Iran and Azerbaijan met in Astara to compare rail timetables.")
    await owner.send("/withdraw A05 the outlet withdrew it")
    await reader.send("/start")
    never = (await reader.press("v1:zz:1")).text
    async with dragoman.services.database.reader() as reader_:
        before = (await drafts.get(reader_, 1), await audit.recent(reader_, limit=99))
    for data in (
        "v1:e:publish:1",
        "v1:e:discard:1",
        "v1:e:join:1",
        "v1:e:countries:1:IR",
        "v1:e:join:1:F09'--",
        "v1:ed:draft:1",
        "v1:q:next:0",
        "v1:audit:99",
        "v1:role:yes:2001",
        "v1:wd:yes:2",
        "v1:copies:A05",
        "v1:fix:A05",
    ):
        assert (await reader.press(data)).text == never, data
    async with dragoman.services.database.reader() as reader_:
        after = (await drafts.get(reader_, 1), await audit.recent(reader_, limit=99))
        article = await articles.get(reader_, "A05")
    assert after == before
    assert article is not None
    assert article.status is articles.Status.PUBLISHED


@pytest.mark.parametrize(
    "command",
    ["/queue", "/correct F01", "/retract F01", "/stats", "/audit F01", "/grant 9001 owner"],
)
async def test_a_stranger_who_looks_like_the_editor_learns_nothing(
    owner: Talk, reader: Talk, command: str
) -> None:
    stranger = reader.as_person(9001, name="Admin", username="editor_official")
    unknown = (await stranger.send("/zzz")).text
    assert (await stranger.send(command)).text.startswith(unknown.split(".")[0])
    assert not (await stranger.forward(owner.person, command)).has("publish|withdraw|editor|role")
    assert stranger.turns[0].has("don’t know that command")


async def test_the_newsroom_does_not_speak_in_groups(owner: Talk) -> None:
    group = owner.simulator.group(-1005000)
    turn = await owner.in_chat(group).send(f"/audit@{owner.dragoman.username}")
    assert turn.has("private")
    assert not turn.has("3001|invite|publish")


@pytest.mark.parametrize("data", ["v1:role:yes:3001", "v1:role:invite:owner", "v1:role:list:0"])
async def test_their_buttons_are_dead_for_others(
    owner: Talk, reader: Talk, dragoman: Dragoman, data: str
) -> None:
    await reader.send("/start")
    turn = await reader.press(data)
    assert not turn.has("owner|role|start=")
    async with dragoman.services.database.reader() as reader_:
        assert len(await editors.everyone(reader_)) == 2
