"""`/invite`, `/editors` and `/revoke` for owners, and the link by which somebody comes in."""

from bot.errors import BadInput, Gone, NotAllowed
from bot.newsroom import roles
from bot.render.callback_data import encode, number
from bot.render.html import cut
from bot.render.message import Button, Html, Message
from handlers.context import Asked
from storage import editors
from storage.editors import Role

PAYLOAD = "join_"
SHOWN = 20
BUTTONS_SHOWN = 6
LABEL_LENGTH = 24


async def on_invite(asked: Asked) -> None:
    """Make a one-use link for the role that is named, or ask for which."""
    await _require_owner(asked)
    words = set(asked.words.lower().split())
    named = {role.value for role in Role} & words
    if asked.words and not named:
        raise BadInput("roles.invite_usage")
    if named:
        await _make(asked, Role(named.pop()), is_for_somebody=len(words) > 1)
        return
    shown = asked.catalogue.text
    buttons = tuple(
        Button(shown(f"roles.{role.value}"), data=encode("role", "invite", role.value))
        for role in (Role.EDITOR, Role.CONTRIBUTOR, Role.OWNER)
    )
    await asked.say("roles.invite_which", buttons)


async def on_editors(asked: Asked) -> None:
    """List who has a role, each to be revoked."""
    await _require_owner(asked)
    await asked.reply(await _list(asked))


async def on_revoke(asked: Asked) -> None:
    """Take the role of the person whose numeric id is named."""
    await _require_owner(asked)
    named = asked.words.strip()
    if not (named.isascii() and named.isdecimal()):
        raise BadInput("roles.revoke_usage")
    await _revoke(asked, number(named, otherwise="roles.no_role"))
    await asked.say("roles.revoked", person=named)


async def on_role_button(asked: Asked, what: str, value: str) -> None:
    """Do what a button of these messages says; rights are checked at the press."""
    await _require_owner(asked)
    if what == "invite" and value in set(Role):
        await asked.acknowledge()
        asked.pressed = None
        await _make(asked, Role(value))
    elif what == "revoke":
        words = asked.catalogue.text
        yes = Button(
            words("roles.button.yes"), data=encode("role", "yes", number(value)), style="danger"
        )
        no = Button(words("roles.button.no"), data=encode("role", "list", 0))
        await asked.show(Message(asked.html("roles.confirm", person=value), ((yes, no),)))
    elif what == "yes":
        await _revoke(asked, number(value))
        await asked.show(Message(asked.html("roles.revoked", person=value)))
    elif what == "list":
        await asked.show(await _list(asked))
    else:
        raise Gone("error.button_old")


async def open_invitation(asked: Asked, payload: str) -> bool:
    """Let somebody in by a link; False for one that is void, which then says nothing."""
    if not asked.is_private:
        return False
    code = payload.removeprefix(PAYLOAD)
    role = await roles.accept(
        asked.services.database, code, person_id=asked.person_id, now=asked.now
    )
    if role is None:
        return False
    await asked.say(f"roles.welcome_{role.value}")
    return True


async def _require_owner(asked: Asked) -> None:
    await asked.require_editor()
    if await asked.role() is not Role.OWNER:
        raise NotAllowed("roles.owner_only")
    if not asked.is_private:
        raise BadInput("error.private_only")


async def _make(asked: Asked, role: Role, *, is_for_somebody: bool = False) -> None:
    code = await roles.invite(
        asked.services.database, role, owner_id=asked.person_id, now=asked.now
    )
    link = f"https://t.me/{asked.bot.username}?start={PAYLOAD}{code}"
    shown = asked.catalogue.text(f"roles.{role.value}")
    lines = [asked.html("roles.link", role=shown, link=link, days=roles.VALID_FOR.days)]
    if is_for_somebody:
        lines.append(asked.html("roles.link_named"))
    await asked.reply(Message(Html("\n".join(lines))))


async def _revoke(asked: Asked, person_id: int) -> None:
    await roles.revoke(asked.services.database, person_id, owner_id=asked.person_id, now=asked.now)


async def _list(asked: Asked) -> Message:
    async with asked.services.database.reader() as reader:
        found = await editors.everyone(reader)
    words = asked.catalogue.text
    lines = [asked.html("roles.heading")]
    for person in found[:SHOWN]:
        role = words(f"roles.{person.role.value}")
        lines.append(asked.html("roles.line", person=str(person.telegram_id), role=role))
    others = [person for person in found if person.telegram_id != asked.person_id]
    buttons = [
        Button(
            cut(words("roles.button.revoke", person=str(person.telegram_id)), LABEL_LENGTH),
            data=encode("role", "revoke", person.telegram_id),
        )
        for person in others[:BUTTONS_SHOWN]
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Message(Html("\n".join(lines)), rows)
