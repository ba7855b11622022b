"""Words that narrow a pair: asked for on its card, replied in short, seen wherever it is listed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator.messages import StoredMessage
from tests.chats.talk import Talk, Turn
from tests.factories import keep_article

FIRST = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)  # 08:00 in Baku
MORNING = datetime(2020, 3, 2, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_a_pair_is_narrowed_by_a_short_reply_and_shown_so(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/subscriptions")
    card = await reader.tap("^Words$")
    assert card.has(r"Iran – Azerbaijan.*Only with words: none.*\[Only with words\].*\[Without wor")
    await reader.tap("Only with words")
    done = await _reply(reader, "Rail, ASTARA")
    assert done.has("Only with words: Rail, ASTARA.*Without words: none")
    assert (await reader.send("/subscriptions")).has("Iran – Azerbaijan · only with: Rail, ASTARA")
    assert (await reader.send("/settings")).has("Narrowed by words: 1 pair")
    digest = await reader.send("/digest")
    assert digest.has("Nothing new")
    assert (await reader.send("/latest iran azerbaijan")).has("broaden military")


async def test_words_left_out_reach_digest_and_alert(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/subscriptions")
    await reader.tap("Alerts off")
    await _narrow(reader, "Without words", "wärm")
    await _publish(reader, MORNING, "A warm welcome")
    assert not (await reader.until(MORNING + MINUTE)).has("warm welcome")
    await _publish(reader, MORNING + 5 * MINUTE, "A cold welcome")
    assert (await reader.until(MORNING + 6 * MINUTE)).has("Alert ·.*cold welcome")
    digest = await reader.until(FIRST)
    assert digest.has("broaden military.*1 left out by your own choice")
    assert not digest.has("warm welcome")


async def test_words_are_cleared_by_a_dash_or_a_tap(reader: Talk) -> None:
    await _following(reader)
    await _narrow(reader, "Only with words", "rail")
    await reader.tap("Only with words")
    assert (await _reply(reader, "-")).has("Only with words: none")
    await _narrow(reader, "Without words", "rail")
    assert (await reader.tap("No words any more")).has("Without words: none")


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("***", "There is no word in this"),
        (",".join(f"w{n}" for n in range(11)), "At most 10 words"),
        ("x" * 41, "longer than 40 letters"),
        ("<b>x</b>, [a-z]+, .*", "Only with words: <b>x</b>, \\[a-z\\]\\+"),
    ],
)
async def test_what_is_no_word_is_refused_and_changes_nothing(
    reader: Talk, reply: str, answer: str
) -> None:
    await _following(reader)
    await reader.send("/subscriptions")
    await reader.tap("^Words$")
    await reader.tap("Only with words")
    turn = await _reply(reader, reply)
    assert turn.has(answer)
    assert "<b>x" not in turn.raw


async def test_a_reply_to_anything_else_is_a_question_as_ever(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/subscriptions")
    message = reader.newest_with_buttons()
    assert (await reader.send("iran azerbaijan", reply_to=message)).has("broaden military")


async def test_old_and_crooked_buttons_say_so(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/subscriptions")
    for data in ("v1:words:AM-GE", "v1:words:AZ-IR:nothing", "v1:words:XX"):
        assert (await reader.press(data)).has("don’t follow|old|no longer|again"), data
    assert (await reader.send("/start words-only_AZ_IR")).has("Only with words: none")


async def _following(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap("Baku")


async def _narrow(reader: Talk, button: str, words: str) -> Turn:
    await reader.send("/subscriptions")
    await reader.tap("^Words$")
    await reader.tap(button)
    return await _reply(reader, words)


async def _reply(reader: Talk, text: str) -> Turn:
    """Reply to the bot's newest message, as its forced reply makes a client do."""
    return await reader.send(text, reply_to=_newest(reader))


def _newest(reader: Talk) -> StoredMessage:
    return reader.simulator.messages(reader.person.id)[-1]


async def _publish(reader: Talk, at: datetime, title: str) -> None:
    await reader.until(at)
    async with reader.dragoman.services.database.transaction() as tx:
        await keep_article(
            tx, title=title, summary="", added_at=at, published_at=at, event_day=at.date(), url=None
        )
