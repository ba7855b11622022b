"""`/start` with and without a deep link, `/help`, and the answers to what we can't read."""

import logging

from bot.errors import Gone
from bot.render.html import clean
from bot.render.message import Button, Html, Message, escape
from bot.render.start import follow_rows, start_message
from handlers.context import Asked, Audience, Command
from handlers.corrections import open_item
from handlers.editor.roles import PAYLOAD, open_invitation
from handlers.latest import brief, scope_of
from handlers.routing import find, nearest, visible
from handlers.words import PAYLOADS, show_card
from storage import chats, events
from storage.chats import Chat
from storage.editors import Role

log = logging.getLogger(__name__)

OFFERED_PAIRS = 2
_NAME_LENGTH = 32


async def on_start(asked: Asked) -> None:
    """Greet, or open what the deep link names."""
    if asked.acting_for is not None:
        await _start_channel(asked, asked.acting_for)
        return
    if asked.words:
        await _open_link(asked, asked.words.split()[0])
        return
    await greet(asked)


async def _start_channel(asked: Asked, channel: Chat) -> None:
    if channel.state is chats.ChatState.ACTIVE:
        await asked.say("start.is_on")
    else:
        await _offer_resume(asked)


async def greet(asked: Asked, *, note: str | None = None) -> None:
    """Say what this is, with the liveliest pairs as buttons; remember the person's language."""
    database = asked.services.database
    async with database.transaction() as tx:
        chat = await chats.ensure(
            tx,
            asked.chat_id,
            kind=asked.kind,
            language=asked.language,
            today=asked.now.date(),
        )
    if chat.state is not chats.ChatState.ACTIVE:
        await _offer_resume(asked)
        return
    async with database.reader() as reader:
        archive = await events.archive(reader)
        pairs = await events.liveliest(reader, limit=OFFERED_PAIRS)
    message = start_message(asked.catalogue, archive, pairs)
    if note:
        message = Message(Html(f"{asked.html(note)}\n\n{message.html}"), message.buttons)
    await asked.reply(message)


async def _offer_resume(asked: Asked) -> None:
    words = asked.catalogue.text
    await asked.say(
        "start.welcome_back",
        (
            Button(words("start.resume"), data="v1:resume:yes", style="primary"),
            Button(words("start.keep_off"), data="v1:resume:no"),
        ),
    )


async def _open_link(asked: Asked, payload: str) -> None:
    """Open `pair_IR_AZ`, `country_IR` or `item_k7m2q9x`; a crooked link leads to the greeting."""
    if payload.startswith(PAYLOAD) and await open_invitation(asked, payload):
        return
    kind, _, rest = payload.partition("_")
    if kind == "item" and await open_item(asked, rest):
        return
    try:
        scope, order = scope_of(rest.upper().replace("_", "-"))
    except Gone:
        kind = "broken"
    if kind in ("pair", "country"):
        await brief(asked, scope, order=order)
    elif kind in PAYLOADS:
        await show_card(asked, scope)
    else:
        await greet(asked, note=None if payload == "start" else "start.link_broken")


async def on_help(asked: Asked) -> None:
    """List what works for this person."""
    editor = await asked.is_editor()
    lines = [asked.html("help.heading")]
    listed = visible(asked.commands, editor=editor)
    lines += [_help_line(asked, row) for row in listed if _for_readers(row)]
    lines += [Html(""), asked.html("help.footer")]
    if editors := [row for row in listed if row.audience is Audience.EDITORS]:
        lines += [Html(""), asked.html("help.editor_heading")]
        lines += [_help_line(asked, row) for row in editors]
    if await asked.role() is Role.CONTRIBUTOR and asked.is_private:
        lines += [Html(""), asked.html("help.contributor")]
    await asked.reply(Message(Html("\n".join(lines))))


def _for_readers(row: Command) -> bool:
    return row.audience in (Audience.EVERYBODY, Audience.PRIVATE)


def _help_line(asked: Asked, row: Command) -> Html:
    about = asked.catalogue.text(f"command.{row.name}")
    return asked.html("help.line", command=f"/{row.name}", about=about)


async def on_unknown_command(asked: Asked, name: str) -> None:
    """Offer the nearest command with its words kept; the same for strangers to a hidden command."""
    editor = await asked.is_editor()
    if find(asked.commands, name):
        log.info("a hidden command was tried", extra={"action": "hidden_command"})
    near = nearest(visible(asked.commands, editor=editor), name[:_NAME_LENGTH])
    lines = [asked.html("unknown.command")]
    if near:
        typed = clean(f"{near} {asked.words}", limit=100)
        lines.append(asked.html("unknown.nearest", command=Html(f"<code>/{escape(typed)}</code>")))
    lines.append(asked.html("unknown.help"))
    await asked.reply(Message(Html(" ".join(lines))))


async def on_start_button(asked: Asked, what: str) -> None:
    """Answer the greeting's buttons that lead to typing."""
    key = {"pick": "start.pick_text", "digest": "start.digest_text"}.get(what)
    if key is None:
        raise Gone("error.button_old")
    await asked.acknowledge()
    asked.pressed = None
    rows: tuple[tuple[Button, ...], ...] = ()
    if what == "digest":
        async with asked.services.database.reader() as reader:
            pairs = await events.liveliest(reader, limit=4)
        rows = follow_rows(asked.catalogue, pairs)
    await asked.say(key, *rows)


async def on_private_only(asked: Asked) -> None:
    """Point from a group to the private chat: what a person follows is their own affair."""
    link = f"https://t.me/{asked.bot.username}?start=start"
    button = Button(asked.catalogue.text("error.open_private"), url=link)
    await asked.say("error.private_only", (button,))
