"""Mistakes are repaired where they were made: in the messages that readers have already."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.newsroom.correct import apply, begin_repair, withdraw
from bot.newsroom.drafting import change, content_of
from handlers.app import Dragoman
from storage import chats, deliveries, editors
from storage.editors import Role
from storage.revisions import Repaired
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


async def test_the_editor_sees_how_far_it_is_and_who_blocked_us_is_counted(
    editor: Talk, reader: Talk
) -> None:
    others = [reader.as_person(number, name="other") for number in range(4001, 4006)]
    for one in (reader, *others):
        await follow(one)
    article_id = await publish(reader, MORNING)
    await reader.until(NEXT_DIGEST)
    for one in others:
        one.simulator.set_member(one.person, "kicked")
    done = await correct(editor, article_id, MENDED, "A slip in the name.")
    assert done.has(r"Messages that tell of it: 6\..*\[How far it is\]")
    assert (await editor.tap("How far")).has("Edited: under 5 · waiting: 0 · can’t be edited: 5")
    assert (await editor.send(f"/stats {article_id}")).has(r"Messages that tell of it: 6\.")
    assert (await editor.send("/stats '--")).has("no published article")
    data = editor.newest_with_buttons().buttons[0][0]["callback_data"]
    assert not (await reader.press(data, editor.newest_with_buttons())).has("Edited|Messages")


async def test_a_digest_that_waits_goes_out_with_the_right_words(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    await follow(reader)
    article_id = await publish(reader, MORNING)
    dragoman.services.pacer.halt((NEXT_DIGEST - MORNING + MINUTE).total_seconds())
    reader.clock.move_to(NEXT_DIGEST)
    await dragoman.services.scheduler.tick()
    async with dragoman.services.database.reader() as reader_:
        assert await deliveries.is_owed(reader_, now=NEXT_DIGEST, by=NEXT_DIGEST)
    await apply_title(dragoman, article_id, MENDED)
    async with dragoman.services.database.reader() as reader_:
        assert not await deliveries.is_owed(reader_, now=NEXT_DIGEST, by=NEXT_DIGEST)
    turn = await reader.until(NEXT_DIGEST + 2 * MINUTE)
    assert turn.has("Tbilisi")
    assert not turn.has("Tbilisy|CORRECTED")
    assert [reply.method for reply in turn.replies] == ["sendMessage"]


async def test_who_said_stop_has_the_mistake_mended_and_hears_nothing(
    editor: Talk, reader: Talk
) -> None:
    await follow(reader, alerts=True)
    article_id = await publish(reader, MORNING)
    await reader.until(MORNING + MINUTE)
    await reader.send("/stop")
    turn = await correct(editor, article_id, MENDED, "A slip in the name.")
    assert len(edits_of(turn, reader)) == 1
    assert [reply.chat_id for reply in turn.new_messages] == [2001]


async def test_a_notice_waits_for_the_end_of_the_night(editor: Talk, reader: Talk) -> None:
    await follow(reader, alerts=True)
    article_id = await publish(reader, MORNING)
    await reader.until(MORNING + MINUTE)
    await reader.until(datetime(2020, 3, 2, 21, 0, tzinfo=UTC))  # 01:00 in Baku
    turn = await correct(editor, article_id, MENDED, "A slip in the name.")
    assert len(edits_of(turn, reader)) == 1
    assert [reply.chat_id for reply in turn.new_messages] == [2001]
    morning = await reader.until(datetime(2020, 3, 3, 3, 0, tzinfo=UTC))
    assert morning.new_messages[0].has_text("^Correction · Armenia – Azerbaijan")


async def test_everybody_can_read_what_changed(editor: Talk, reader: Talk) -> None:
    await follow(reader, alerts=True)
    article_id = await publish(reader, MORNING)
    await reader.until(MORNING + MINUTE)
    await correct(editor, article_id, MENDED, "A slip in the name.")
    told = await reader.tap("See what changed")
    assert told.has("What changed in .*corrected: A slip in the name.\nHeadline: .*Tbilisy Tbilisi")
    assert (await reader.send(f"/start item_{article_id}")).has("CORRECTED\n2 March.*Tbilisi")
    await editor.send(f"/withdraw {article_id} It did not happen.")
    await editor.tap("Withdraw")
    link = await reader.send(f"/start item_{article_id}")
    assert link.has("^WITHDRAWN\nArmenia, Azerbaijan begin.*\nIt did not happen.")
    assert (await reader.send("/start item_nothing1")).has("link")


async def test_a_second_editor_confirms_where_the_owner_wants_it(
    editor: Talk, reader: Talk, dragoman: Dragoman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dragoman.services.settings.__dict__, "withdraw_needs_two", True)
    await editor.send("/withdraw A05 the outlet withdrew it")
    assert (await editor.tap("Withdraw")).has("none whom I can reach")
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2002, Role.EDITOR, by=2001, at=NOW)
    second = reader.as_person(2002, name="editor-two")
    await second.send("/start")
    await editor.send("/withdraw A05 the outlet withdrew it")
    asked = await editor.tap("Withdraw")
    assert asked.has("1 other editor is asked")
    assert (await reader.send("azerbaijan turkey")).has("Gas transit talks")
    assert asked.has("Reason, as readers will see it: the outlet withdrew it\nEditor 2001 asks")
    assert (await second.tap("Withdraw")).has("Withdrawn")
    assert not (await reader.send("azerbaijan turkey")).has("Gas transit talks")
    assert (await editor.send("/audit A05")).has("2002 · withdraw.*2001 · ask to withdraw")


async def apply_title(dragoman: Dragoman, article_id: str, title: str) -> None:
    """Correct an article without the ticking that every message to the bot brings."""
    database = dragoman.services.database
    draft = await begin_repair(database, article_id, editor_id=2001, chat_id=2001, now=NOW)
    content = content_of(draft).model_copy(update={"title": title})
    draft = await change(database, draft, content, NOW)
    await apply(database, draft.id, Repaired.CORRECTION, "A slip.", editor_id=2001, now=NEXT_DIGEST)


async def test_the_others_find_it_in_their_next_digest(editor: Talk, reader: Talk) -> None:
    await follow(reader)
    alerted = reader.as_person(4001, name="alerted")
    await follow(alerted, alerts=True)
    article_id = await publish(reader, MORNING)
    await reader.until(MORNING + MINUTE)
    await reader.until(NEXT_DIGEST)
    await correct(editor, article_id, MENDED, "It is spelt Tbilisi.")
    turn = await reader.until(NEXT_DIGEST + timedelta(days=1))
    [digest] = turn.new_messages
    assert digest.chat_id == 1003
    assert digest.has_text(r"Nothing new since yesterday 08:00\. 1 correction\.")
    assert digest.has_text("Corrected\n2 March, Armenia, Azerbaijan .*: It is spelt Tbilisi.")
    assert (await reader.until(NEXT_DIGEST + timedelta(days=2))).replies == []
    await editor.send(f"/withdraw {article_id} It did not happen.")
    await editor.tap("Withdraw")
    await reader.until(NEXT_DIGEST + timedelta(days=2) + 2 * MINUTE)
    now = await reader.send("/digest")
    assert now.has("Corrected\n2 March, Armenia, .*, withdrawn: It did not happen.")


async def test_what_comes_in_and_is_corrected_on_one_day_is_told_once(
    editor: Talk, reader: Talk
) -> None:
    await follow(reader)
    await reader.until(NEXT_DIGEST)
    article_id = await publish(reader, NEXT_DIGEST + timedelta(hours=1))
    await correct(editor, article_id, MENDED, "It is spelt Tbilisi.")
    turn = await reader.until(NEXT_DIGEST + timedelta(days=1))
    assert turn.has("Tbilisi")
    assert not turn.has("correct|Tbilisy")


async def test_a_channels_post_is_edited_as_well(editor: Talk, reader: Talk) -> None:
    channel = reader.simulator.channel(-1006000, "Desk channel", username="desk_channel")
    reader.simulator.set_member(channel, "administrator", person=reader.person)
    await reader.send("/subscribe @desk_channel armenia azerbaijan")
    await reader.tap("Baku")
    article_id = await publish(reader, MORNING)
    (post,) = (await reader.until(NEXT_DIGEST)).new_messages
    turn = await correct(editor, article_id, MENDED, "A slip in the name.")
    [edit] = [reply for reply in turn.replies if reply.chat_id == channel.id]
    assert edit.call.parameters["message_id"] == post.call.result["message_id"]
    assert "CORRECTED" in edit.text
    assert edit.buttons == post.buttons


async def test_a_second_correction_before_the_first_is_out_makes_one_edit(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    await follow(reader)
    article_id = await publish(reader, MORNING)
    await reader.until(NEXT_DIGEST)
    dragoman.services.pacer.halt(60)
    for title in (MENDED, MENDED.replace("begin", "end")):
        await apply_title(dragoman, article_id, title)
        await dragoman.services.scheduler.tick()
    turn = await reader.until(NEXT_DIGEST + 2 * MINUTE)
    [edit] = edits_of(turn, reader)
    assert "<s>begin</s> end border talks in <s>Tbilisy</s> Tbilisi" in edit.html


async def test_an_alert_that_is_withdrawn_before_it_is_out_is_not_sent(
    editor: Talk, reader: Talk, dragoman: Dragoman
) -> None:
    await follow(reader, alerts=True)
    article_id = await publish(reader, MORNING)
    dragoman.services.pacer.halt(600)
    reader.clock.move_to(MORNING + MINUTE)
    await dragoman.services.scheduler.tick()
    await withdraw(dragoman.services.database, article_id, "No.", editor_id=2001, now=MORNING)
    await dragoman.services.scheduler.tick()
    async with dragoman.services.database.reader() as reader_:
        chat = await chats.get(reader_, 1003)
        assert chat
        [row] = await deliveries.of_chat(reader_, chat.id)
    assert (row.state, row.reason) == (deliveries.State.SKIPPED, "withdrawn")
    assert (await reader.until(MORNING + 20 * MINUTE)).replies == []
