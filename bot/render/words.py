"""The words that narrow one pair, as its card shows them and as they are asked for."""

from bot.render import items
from bot.render.callback_data import encode
from bot.render.html import clean
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows
from config.limits import WORD_LETTERS, WORDS_OF_A_SUBSCRIPTION
from storage.dyad import Scope
from storage.narrowing import Words

#: The two lists of a subscription.
LISTS = ("only", "without")


def words_line(catalogue: Catalogue, words: Words) -> str:
    """Write both lists in short, for a list of pairs; nothing where there are no words."""
    parts = [
        catalogue.text(f"words.in_list.{name}", words=_named(listed))
        for name, listed in zip(LISTS, (words.only, words.without), strict=True)
        if listed
    ]
    return " · ".join(parts)


def card(catalogue: Catalogue, scope: Scope, words: Words) -> Message:
    """Show what one pair is narrowed by, with a button for each list."""
    none = catalogue.text("words.none")
    text = catalogue.html(
        "words.card",
        pair=items.scope_name(catalogue, scope),
        only=_named(words.only) or none,
        without=_named(words.without) or none,
    )
    buttons = tuple(
        Button(catalogue.text(f"words.button.{name}"), data=encode("words", scope, name))
        for name in LISTS
    )
    clear = Button(catalogue.text("words.button.clear"), data=encode("words", scope, "clear"))
    back = Button(catalogue.text("settings.button.pairs_back"), data=encode("set", "pairs"))
    rows: Rows = (buttons, (clear, back) if words else (back,))
    return Message(text, rows)


def question(catalogue: Catalogue, scope: Scope, which: str, *, link: str) -> Html:
    """Ask for the words of one list; the link says in the reply what was asked."""
    return catalogue.html(
        f"words.ask.{which}",
        pair=items.scope_name(catalogue, scope),
        link=link,
        most=WORDS_OF_A_SUBSCRIPTION,
        letters=WORD_LETTERS,
    )


def _named(words: tuple[str, ...]) -> str:
    return ", ".join(clean(word, limit=WORD_LETTERS) for word in words)
