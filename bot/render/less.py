"""Less like this, in words: what is asked, what was chosen, and what is left out by now."""

from collections.abc import Sequence

from bot.briefing.less import Meant
from bot.render import items
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.html import clean
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, escape
from storage.narrowing import Excluded, Exclusion
from storage.outlets import Outlet

_NAME_LENGTH = 40
_LETTERS = {Excluded.TOPIC: "t", Excluded.OUTLET: "o"}
KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_SHOWN = 30

#: Something that is left out, and the outlet's record where it is one.
Named = tuple[Exclusion, Outlet | None]


def name_of(catalogue: Catalogue, named: Named) -> str:
    """Name a topic or an outlet."""
    exclusion, outlet = named
    if exclusion.kind is Excluded.TOPIC:
        return items.topic_name(catalogue, exclusion.value)
    return clean(outlet.name, limit=_NAME_LENGTH) if outlet else exclusion.value


def question(catalogue: Catalogue, meant: Meant) -> Message:
    """Ask what is meant: a topic, an outlet or a pair; nothing has changed yet."""
    words = catalogue.text
    topics = [
        Button(
            words("less.button.topic", name=items.topic_name(catalogue, topic)),
            data=encode("less", "t", topic),
        )
        for topic in meant.topics
    ]
    outlets = [
        Button(
            words("less.button.outlet", name=clean(outlet.name, limit=_NAME_LENGTH)),
            data=encode("less", "o", outlet.id),
        )
        for outlet in meant.outlets
    ]
    pairs = [
        Button(
            words("less.button.pair", name=items.scope_name(catalogue, scope)),
            data=encode("unf", scope),
        )
        for scope in meant.scopes
    ]
    keep = Button(words("less.button.keep"), data=encode("less", "keep"))
    rows = (*rows_of(topics), *rows_of(outlets), *rows_of(pairs), (keep,))
    return Message(catalogue.html("less.question"), rows)


def excluded(catalogue: Catalogue, named: Named) -> Message:
    """Say what is left out from now on, with the way back."""
    exclusion, _ = named
    undo = Button(
        catalogue.text("less.button.undo"),
        data=encode("less", "undo", _LETTERS[exclusion.kind], exclusion.value),
    )
    key = f"less.excluded.{exclusion.kind}"
    return Message(catalogue.html(key, name=name_of(catalogue, named)), ((undo,),))


def included(catalogue: Catalogue, named: Named) -> Message:
    """Say that it is told again."""
    return Message(catalogue.html("less.included", name=name_of(catalogue, named)))


def listing(catalogue: Catalogue, left_out: Sequence[Named]) -> Message:
    """List what is left out, with a button each to have it told again."""
    if not left_out:
        return Message(catalogue.html("less.none"))
    lines = [catalogue.html("less.heading", count=len(left_out))]
    lines += [escape(name_of(catalogue, named)) for named in left_out[:_SHOWN]]
    buttons = [
        Button(
            catalogue.text("less.button.again", name=name_of(catalogue, named)),
            data=encode("less", "undo", _LETTERS[named[0].kind], named[0].value),
        )
        for named in left_out[:_SHOWN]
    ]
    return Message(Html("\n".join(lines)), rows_of(buttons))
