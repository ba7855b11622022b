"""The words by which a reader narrows one pair: read from a short reply, bounded, kept as typed."""

import re

from bot.countries.folding import name_key
from bot.errors import BadInput
from bot.render.html import clean
from config.limits import WORD_LETTERS, WORDS_OF_A_SUBSCRIPTION
from storage import subscriptions
from storage.database import Database
from storage.dyad import Scope
from storage.narrowing import Words

# Commas of the scripts that we read; where there is none, blanks part the words.
_COMMAS = re.compile("[,;،؛、，\n]")
_SHOWN = 60
_MOST_READ = 2_000


def read_words(text: str) -> tuple[str, ...]:
    """Read `gas, oil price` or `gas oil`; of equal ones the first is kept. BadInput says why not.

    Pieces without any letter are left out; none at all is for the caller to judge.
    """
    if len(text) > _MOST_READ:
        raise BadInput("words.too_many", most=WORDS_OF_A_SUBSCRIPTION)
    pieces = _COMMAS.split(text) if _COMMAS.search(text.strip()) else text.split()
    found: dict[str, str] = {}
    for piece in pieces:
        word = clean(piece, limit=_MOST_READ)
        if len(word) > WORD_LETTERS:
            shown = clean(word, limit=_SHOWN)
            raise BadInput("words.too_long", word=shown, most=WORD_LETTERS)
        if key := name_key(word):
            found.setdefault(key, word)
    if len(found) > WORDS_OF_A_SUBSCRIPTION:
        raise BadInput("words.too_many", most=WORDS_OF_A_SUBSCRIPTION)
    return tuple(found.values())


async def set_words(
    database: Database,
    chat_id: int,
    scope: Scope,
    *,
    only: tuple[str, ...] | None = None,
    without: tuple[str, ...] | None = None,
    thread_id: int | None = None,
) -> Words | None:
    """Set the words of a subscription, None for what stays; None where it is not followed."""
    async with database.transaction() as tx:
        listed = await subscriptions.of_chat(tx, chat_id)
        before = [each for each in listed if (each.scope, each.thread_id) == (scope, thread_id)]
        if not before:
            return None
        kept = before[0].words
        words = Words(
            kept.only if only is None else only, kept.without if without is None else without
        )
        await subscriptions.set_words(tx, chat_id, scope, words, thread_id=thread_id)
        return words
