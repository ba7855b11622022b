"""An editor pastes, looks, publishes, takes back; strangers learn nothing of it."""

from datetime import timedelta

import pytest

from bot.simulator.simulator import Simulator
from handlers.app import Dragoman
from storage import articles, drafts, editors
from storage.drafts import DraftState
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk

HEAD = "Iran, Azerbaijan plan a joint search drill\n\nMarch 1, 2020 - 19:6\n\n"
BODY = (
    "TEHRAN - Iran's deputy navy commander met the Azerbaijani coast guard chief in Tehran on "
    "Sunday to plan a joint search and rescue drill of both armed forces.\n\n"
    "The two officials agreed that Baku and Tehran will exchange military observers before it.\n\n"
    "Leave a Comment"
)
PASTE = HEAD + BODY


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 3001, Role.OWNER, by=None, at=NOW)
        await editors.grant(tx, 2001, Role.EDITOR, by=3001, at=NOW)
    return reader.as_person(2001, name="editor")


async def test_pasted_text_becomes_a_card_that_asks_for_its_source(editor: Talk) -> None:
    turn = await editor.send(PASTE)
    assert len(turn.new_messages) == 1
    assert turn.has("not published.*joint search drill")
    assert turn.has(r"Countries: (Iran, Azerbaijan|Azerbaijan, Iran)")
    assert turn.has("Topic: defence")
    assert "Source" in turn.labels
    assert "Publish" not in turn.labels
    assert not turn.has("Leave a Comment.*Source:")


async def test_a_named_source_opens_publishing_and_readers_find_it(
    editor: Talk, reader: Talk
) -> None:
    await editor.send(PASTE)
    asked = await editor.tap("Source")
    assert asked.has("Who published it")
    card = await editor.send(
        "Tehran Times https://www.tehrantimes.com/news/445700/Drill?utm_source=tg"
    )
    assert card.has(r"Tehran Times \(Iran, state-linked\)")
    assert "utm_source" not in card.raw
    published = await editor.tap("Publish")
    assert published.has("Published")
    assert "Undo" in published.labels
    found = await reader.send("/latest iran azerbaijan")
    assert found.has("joint search drill.*Tehran Times")


async def test_an_outlets_name_alone_is_a_source(editor: Talk) -> None:
    await editor.send(PASTE)
    await editor.tap("Source")
    card = await editor.send("Caspian Herald (Azerbaijan)")
    assert card.has(r"Caspian Herald \(Azerbaijan\)")
    assert "Publish" in card.labels


async def test_a_link_to_an_unknown_site_asks_for_the_outlets_name(editor: Talk) -> None:
    await editor.send(PASTE)
    await editor.tap("Source")
    asked = await editor.send("https://example.org/drill")
    assert asked.has("link is kept.*name")
    card = await editor.send("Caspian Herald (Azerbaijan)")
    assert card.has("example.org.*Caspian Herald")
    assert "Publish" in card.labels


async def test_undo_within_a_minute_makes_it_a_draft_again(editor: Talk, reader: Talk) -> None:
    await _published(editor)
    undone = await editor.tap("Undo")
    assert undone.has("Undone.*not published")
    found = await reader.send("/latest iran azerbaijan")
    assert not found.has("joint search drill")


async def test_undo_after_a_minute_is_too_late(editor: Talk, reader: Talk) -> None:
    await _published(editor)
    editor.clock.move_by(timedelta(seconds=61))
    late = await editor.tap("Undo")
    assert late.has("stays published")
    found = await reader.send("/latest iran azerbaijan")
    assert found.has("joint search drill")


async def test_two_presses_publish_once(editor: Talk, dragoman: Dragoman, reader: Talk) -> None:
    await editor.send(PASTE)
    await editor.tap("Source")
    await editor.send("Tehran Times")
    card = editor.newest_with_buttons()
    data = next(b["callback_data"] for row in card.buttons for b in row if b["text"] == "Publish")
    await editor.press(data, card)
    again = await editor.press(data, card)
    assert again.has("Already published")
    found = await reader.send("/latest iran azerbaijan")
    assert not found.has("joint search drill.*joint search drill")


async def test_a_discarded_draft_is_gone_from_the_list(editor: Talk) -> None:
    await editor.send(PASTE)
    assert (await editor.send("/drafts")).has("joint search drill")
    await editor.send(PASTE)
    assert (await editor.tap("Discard")).has("Discarded")


async def test_countries_are_fixed_by_one_short_reply(editor: Talk) -> None:
    await editor.send(PASTE)
    await editor.tap("Countries")
    card = await editor.send("iran armenia")
    assert card.has("Countries: Iran, Armenia")


async def test_a_paste_that_telegram_cut_is_one_draft(editor: Talk, dragoman: Dragoman) -> None:
    filler = "The officials of Iran and Azerbaijan spoke of the exercise at some length. " * 60
    first = (PASTE.removesuffix("Leave a Comment") + filler)[:4096]
    await editor.send(first)
    second = await editor.send("The last part names the port of Anzali.")
    assert second.new_messages == []
    async with dragoman.services.database.reader() as reader_:
        opened = await drafts.open_of(reader_, 2001)
    assert len(opened) == 1
    assert "Anzali" in opened[0].document["body"]


async def test_short_text_that_is_no_query_asks_what_is_meant(editor: Talk) -> None:
    turn = await editor.send("Officials met again today")
    assert turn.labels == ["Search", "Make a draft"]
    drafted = await editor.tap("Make a draft")
    assert drafted.has("too short")


async def test_a_clear_query_stays_a_query_for_editors(editor: Talk) -> None:
    assert (await editor.send("iran azerbaijan")).has("newest of 5")


async def test_a_link_is_kept_and_the_pasted_text_fills_it(editor: Talk) -> None:
    link = await editor.send("https://www.tehrantimes.com/news/445700/Drill")
    assert link.has("needs its text")
    card = await editor.send(PASTE)
    assert card.has("joint search drill.*tehrantimes.com.*Tehran Times")
    assert "Publish" in card.labels


async def test_a_known_address_is_stopped(editor: Talk) -> None:
    turn = await editor.send(
        "http://tehrantimes.com/news/445596/"
        "Iran-Azerbaijan-to-broaden-military-cooperation?utm_medium=social#top"
    )
    assert turn.has("have it already")
    assert "Publish" not in turn.labels


async def test_a_forward_keeps_its_origin(editor: Talk, simulator: Simulator) -> None:
    channel = simulator.channel(-100777, "Example Wire", username="examplewire")
    turn = await editor.forward(channel, "Ankara and Baku sign gas transit protocol\n\n" + BODY)
    assert turn.has("examplewire")


async def test_a_text_file_is_read_like_a_paste(editor: Talk) -> None:
    turn = await editor.file(PASTE.encode(), "article.txt")
    assert turn.has("joint search drill")


async def test_other_files_are_refused_with_what_works(editor: Talk) -> None:
    turn = await editor.file(b"MZ\x00", "article.exe")
    assert turn.has(r"\.txt")


@pytest.mark.parametrize("command", ["/post x", "/drafts", "/queue", "/stats", "/grant 1 owner"])
async def test_editors_commands_are_unknown_to_strangers(
    editor: Talk, reader: Talk, command: str
) -> None:
    turn = await reader.send(command)
    assert turn.has("don’t know that command")
    assert not turn.has("editor|owner|role|permission|draft")


@pytest.mark.parametrize("what", ["publish", "undo", "discard", "source", "open"])
async def test_cards_are_dead_for_strangers(
    editor: Talk, reader: Talk, dragoman: Dragoman, what: str
) -> None:
    await editor.send(PASTE)
    async with dragoman.services.database.reader() as reader_:
        draft = (await drafts.open_of(reader_, 2001))[0]
    await reader.send("/start")
    turn = await reader.press(f"v1:e:{what}:{draft.id}")
    assert not turn.has("published|discarded|drill|editor")
    async with dragoman.services.database.reader() as reader_:
        kept = await drafts.get(reader_, draft.id)
    assert kept is not None
    assert kept.state is DraftState.OPEN


async def test_help_names_editors_commands_to_editors_only(editor: Talk, reader: Talk) -> None:
    assert (await editor.send("/help")).has("/post")
    assert not (await reader.send("/help")).has("/post|/drafts|/claim")


async def _published(editor: Talk) -> None:
    await editor.send(PASTE)
    await editor.tap("Source")
    await editor.send("Tehran Times")
    await editor.tap("Publish")


async def test_a_text_for_a_known_address_updates_its_article(
    editor: Talk, dragoman: Dragoman
) -> None:
    await editor.send(PASTE)
    await editor.tap("Source")
    card = await editor.send(
        "Tehran Times https://www.tehrantimes.com/news/445596/"
        "Iran-Azerbaijan-to-broaden-military-cooperation"
    )
    assert card.has("have it already.*26 February 2020")
    assert "Publish" not in card.labels
    done = await editor.tap("Publish as update")
    assert done.has("Published as an update")
    async with dragoman.services.database.reader() as reader_:
        article = await articles.get(reader_, "A01")
    assert article is not None
    assert (article.title, article.revision) == ("Iran, Azerbaijan plan a joint search drill", 2)


@pytest.mark.parametrize(
    "link",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:8080/metrics",
        "http://10.0.0.5/x",
    ],
)
async def test_an_address_that_leads_inside_is_no_source(editor: Talk, link: str) -> None:
    await editor.send(PASTE)
    await editor.tap("Source")
    assert (await editor.send(f"Tehran Times {link}")).has("can’t be used.*public")
