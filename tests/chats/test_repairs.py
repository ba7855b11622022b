"""Mistakes are repaired where they were made: in the messages that readers have already."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.app import Dragoman
from storage import editors
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Reply, Talk, Turn
from tests.factories import keep_article, keep_outlet

MINUTE = timedelta(minutes=1)
MORNING = datetime(2020, 3, 2, 10, 0, tzinfo=UTC)  # 14:00 in Baku
NEXT_DIGEST = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)  # 08:00 in Baku
TITLE = "Armenia, Azerbaijan begin border talks in Tbilisy"
MENDED = TITLE.replace("Tbilisy", "Tbilisi")
JOINED = (
    "Armenia and Azerbaijan begin border talks\n\n2 March 2020\n\n"
    "YEREVAN - Officials of Armenia and Azerbaijan began talks on their border on Monday, the "
    "ministry in Yerevan said, and will meet again on Tuesday to speak of the crossings."
)


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.OWNER, by=None, at=NOW)
    return reader.as_person(2001, name="editor")


async def publish(talk: Talk, at: datetime, title: str = TITLE, **changes: object) -> str:
    """Publish an article on Armenia and Azerbaijan at that moment."""
    await talk.until(at)
    values = {"published_at": at, "event_day": at.date(), "url": None} | changes
    summary = values.pop("summary", "The group met on the 21st.")
    values |= {"title": title, "summary": summary, "added_at": at}
    async with talk.dragoman.services.database.transaction() as tx:
        outlet = await keep_outlet(tx, name="Baku Ledger", domain=None, country="AZ")
        article = await keep_article(tx, "AM", "AZ", outlet_id=outlet.id, **values)
    return article.id


async def follow(talk: Talk, *, alerts: bool = False) -> None:
    await talk.send("/subscribe armenia azerbaijan")
    await talk.tap("Baku")
    if alerts:
        await talk.send("/subscriptions")
        await talk.tap("Alerts off")


async def correct(editor: Talk, article_id: str, title: str, reason: str) -> Turn:
    await editor.send(f"/correct {article_id}")
    await editor.tap("Text")
    await editor.send(title)
    await editor.tap("Correction")
    return await editor.send(reason)


def edits_of(turn: Turn, talk: Talk) -> list[Reply]:
    return [
        reply
        for reply in turn.replies
        if reply.method == "editMessageText" and reply.chat_id == talk.person.id
    ]


async def test_a_digest_that_went_out_is_edited_and_marked(editor: Talk, reader: Talk) -> None:
    await follow(reader)
    article_id = await publish(reader, MORNING)
    digest = await reader.until(NEXT_DIGEST)
    assert digest.has(TITLE)
    turn = await correct(editor, article_id, MENDED, "A slip in the name.")
    [edit] = edits_of(turn, reader)
    assert edit.has_text(r"CORRECTED · 3 Mar 2020, 08:00 Baku\n")
    assert "in <s>Tbilisy</s> Tbilisi" in edit.html
    assert edit.labels == digest.labels
    assert edit.text.startswith("Your morning digest")
    assert [reply.chat_id for reply in turn.new_messages] == [2001]


async def test_who_had_an_alert_sees_it_edited_and_gets_one_reply_below(
    editor: Talk, reader: Talk
) -> None:
    await follow(reader, alerts=True)
    article_id = await publish(reader, MORNING)
    [alert] = (await reader.until(MORNING + MINUTE)).new_messages
    await correct(editor, article_id, MENDED, "A slip in the name.")
    seen = newest_of(reader)
    assert seen["text"].startswith("Correction · Armenia – Azerbaijan\n")
    assert "What was wrong: A slip in the name." in seen["text"]
    assert seen["reply_to_message"]["message_id"] == alert.call.result["message_id"]
    assert "CORRECTED" in seen["reply_to_message"]["text"]
    again = await correct(editor, article_id, MENDED.replace("begin", "end"), "They ended.")
    assert len([reply for reply in again.new_messages if reply.chat_id == 1003]) == 1
    [edit] = edits_of(again, reader)
    assert "Azerbaijan <s>begin</s> end border talks in <s>Tbilisy</s> Tbilisi" in edit.html


async def test_a_refile_is_silent_and_without_a_mark(editor: Talk, reader: Talk) -> None:
    await follow(reader, alerts=True)
    article_id = await publish(reader, MORNING)
    await reader.until(MORNING + MINUTE)
    await editor.send(f"/correct {article_id}")
    await editor.tap("Text")
    await editor.send(MENDED)
    turn = await editor.tap("Refile")
    [edit] = edits_of(turn, reader)
    assert edit.has_text("talks in Tbilisi\n")
    assert not edit.has_text("CORRECTED|Tbilisy")
    assert [reply for reply in turn.new_messages if reply.chat_id == 1003] == []


async def test_a_withdrawal_strikes_the_headline_through_and_says_why(
    editor: Talk, reader: Talk
) -> None:
    await follow(reader, alerts=True)
    article_id = await publish(reader, MORNING)
    await reader.until(MORNING + MINUTE)
    await editor.send(f"/withdraw {article_id} The outlet withdrew it.")
    turn = await editor.tap("Withdraw")
    [edit] = edits_of(turn, reader)
    assert edit.has_text(r"WITHDRAWN · 2 Mar 2020, 14:01 Baku\n")
    assert f"<s>{TITLE}</s>\nThe outlet withdrew it." in edit.html
    assert newest_of(reader)["text"].startswith("Withdrawn · Armenia – Azerbaijan\n")


async def test_a_second_report_edits_the_alert_without_a_second_one(
    editor: Talk, reader: Talk
) -> None:
    await follow(reader, alerts=True)
    await publish(reader, MORNING)
    first = await reader.until(MORNING + MINUTE)
    assert first.has("one side only so far")
    await editor.send(JOINED)
    await editor.tap("Source")
    await editor.send("Yerevan Post (Armenia)")
    await editor.tap("Join")
    assert edits_of(await reader.until(MORNING + MINUTE * 1.5), reader) == []
    turn = await reader.until(MORNING + 3 * MINUTE)
    [edit] = edits_of(turn, reader)
    assert edit.has_text("both sides report it")
    assert edit.has_text(r"Added since: Armenia and Azerbaijan begin.* – Yerevan Post \(Armenia\)")
    assert turn.new_messages == []


def newest_of(talk: Talk) -> dict[str, object]:
    return talk.simulator.messages(talk.person.id)[-1].json
