"""`/latest iran azerbaijan`, the same words without the command, its buttons and its pages."""

from datetime import date
from functools import lru_cache

from bot.briefing.latest import EVERYTHING, Filter, latest
from bot.countries.names import is_country
from bot.countries.query import Understanding, understand
from bot.errors import Gone
from bot.render.briefings import briefing, filter_of, filter_parts
from bot.render.callback_data import number
from bot.render.questions import question
from handlers.context import Asked
from storage import events
from storage.dyad import Scope
from storage.events import PairTotal

PARTNERS = 4
QUERY_LENGTH = 500
# Many people ask for the same few pairs; to read what they typed costs as much as to find it.
REMEMBERED_QUERIES = 4096


async def on_latest(asked: Asked) -> None:
    """Answer with the newest events on the pair or country that the words name."""
    if not asked.words:
        await asked.say("question.latest_usage")
        return
    await answer(asked, read_query(asked, asked.words))


def read_query(asked: Asked, text: str) -> Understanding:
    """Understand what a person typed, of a long text the beginning."""
    return _read(text[:QUERY_LENGTH], asked.now.date())


@lru_cache(maxsize=REMEMBERED_QUERIES)
def _read(text: str, today: date) -> Understanding:
    return understand(text, today=today)


async def answer(asked: Asked, understood: Understanding) -> None:
    """Answer an understood query, or ask back what is not clear in it."""
    narrowed = Filter(understood.topic, understood.first_day, understood.last_day)
    scope = await clear_scope(asked, understood, parts=("e", *filter_parts(narrowed)))
    if scope is None:
        return
    left_over = " ".join((*understood.unknown, *understood.words))
    await brief(asked, scope, order=understood.codes, narrowed=narrowed, left_over=left_over)


async def clear_scope(
    asked: Asked, understood: Understanding, *, action: str = "pair", parts: tuple[str, ...] = ()
) -> Scope | None:
    """Return the one scope that a query names; else ask back, with `action` in the buttons."""
    partners = await _partners(asked, understood)
    back = question(asked.catalogue, understood, action=action, parts=parts, partners=partners)
    if back is not None:
        await asked.show(back)
        return None
    return Scope.of(*understood.codes)


async def _partners(asked: Asked, understood: Understanding) -> list[PairTotal]:
    """Read the liveliest pairs to offer where the query needs a second country, or has none."""
    if understood.question or understood.suggestion:
        return []
    needs_partner = understood.same_twice or bool(understood.unknown)
    if understood.codes and not needs_partner:
        return []
    async with asked.services.database.reader() as reader:
        if understood.codes:
            return await events.partners(reader, understood.codes[0], limit=PARTNERS)
        return await events.liveliest(reader, limit=PARTNERS)


async def brief(
    asked: Asked,
    scope: Scope,
    *,
    order: tuple[str, ...] = (),
    narrowed: Filter = EVERYTHING,
    after_event: int | None = None,
    left_over: str = "",
) -> None:
    """Show one page on a scope."""
    async with asked.services.database.reader() as reader:
        found = await latest(reader, scope, narrowed=narrowed, after_event=after_event)
    if found is None:
        raise Gone("error.button_old")
    await asked.show(
        briefing(
            asked.catalogue,
            found,
            today=asked.now.date(),
            order=order,
            brief=not asked.is_private,
            left_over=left_over,
        )
    )


def scope_of(text: str) -> tuple[Scope, tuple[str, ...]]:
    """Read a scope and the order of its countries from callback data; Gone for anything else."""
    codes = tuple(text.split("-"))
    if not 1 <= len(codes) <= 2 or not all(is_country(code) for code in codes):
        raise Gone("error.button_old")
    return Scope.of(*codes), codes


async def on_pair_button(asked: Asked, scope_text: str, *rest: str) -> None:
    """Answer a pair's button: in place of a question, else as a new message below."""
    scope, order = scope_of(scope_text)
    in_place, *parts = rest or ("",)
    if in_place != "e":
        await asked.acknowledge()
        asked.pressed = None
    await brief(asked, scope, order=order, narrowed=filter_of(tuple(parts)))


async def on_page_button(asked: Asked, scope_text: str, after: str, *parts: str) -> None:
    """Turn the page in the message that carries the button."""
    scope, order = scope_of(scope_text)
    narrowed = filter_of(parts)
    await brief(asked, scope, order=order, narrowed=narrowed, after_event=number(after) or None)
