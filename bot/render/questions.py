"""What is asked back when a query is not one clear scope; the answer is always one tap away."""

from collections.abc import Sequence
from itertools import combinations

from bot.countries.names import display_name
from bot.countries.query import Understanding
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.html import clean
from bot.render.i18n import Catalogue
from bot.render.items import scope_name
from bot.render.message import Button, Message
from storage.dyad import Scope
from storage.events import PairTotal

CHOICES = 6
WORD_LENGTH = 40


def choice_button(
    catalogue: Catalogue, codes: Sequence[str], action: str, parts: Sequence[str] = ()
) -> Button:
    """Make the button for one reading; `action` is what shall be done with the scope."""
    scope = Scope.of(*codes)
    name = scope_name(catalogue, scope, order=tuple(codes))
    if scope.is_country:
        name = catalogue.text("question.only", country=name)
    return Button(name, data=encode(action, "-".join(codes), *parts))


def question(
    catalogue: Catalogue,
    understood: Understanding,
    *,
    action: str = "pair",
    parts: Sequence[str] = (),
    partners: Sequence[PairTotal] = (),
) -> Message | None:
    """Word what must be asked before `action` can be done; None where the query is one clear scope.

    `parts` go along in the buttons' data; `partners` are offered where a second country is missing.
    """
    key, arguments, readings = _asked(catalogue, understood)
    if key is None:
        return None
    readings = readings or [_known_first(pair, understood.codes) for pair in partners]
    buttons = [choice_button(catalogue, codes, action, parts) for codes in readings[:CHOICES]]
    return Message(catalogue.html(key, **arguments), rows_of(buttons))


def _known_first(pair: PairTotal, known: Sequence[str]) -> tuple[str, ...]:
    """Put the country that was asked for before its partner."""
    return tuple(sorted(pair.dyad.codes, key=lambda code: code not in known))


_Reading = tuple[str, ...]


def _asked(
    catalogue: Catalogue, understood: Understanding
) -> tuple[str | None, dict[str, object], list[_Reading]]:
    """Choose the question: its key, its arguments, and the readings to offer."""
    if understood.question or understood.suggestion:
        return _which(understood)
    codes = understood.codes
    if understood.same_twice:
        return "question.same_twice", {"country": display_name(codes[0], catalogue.language)}, []
    if len(codes) > 2:
        names = ", ".join(display_name(code, catalogue.language) for code in codes)
        return "question.too_many", {"names": names}, list(combinations(codes[:4], 2))
    left = " ".join(understood.unknown or understood.words)
    if codes:
        if not understood.unknown:
            return None, {}, []
        known = display_name(codes[0], catalogue.language)
        return "question.unknown_pair", {"known": known, "word": _word(left)}, []
    return ("question.unknown" if left else "question.none"), {"word": _word(left)}, []


def _which(understood: Understanding) -> tuple[str, dict[str, object], list[_Reading]]:
    """Ask which of several readings was meant, or whether a slip meant one of them."""
    if asked := understood.question:
        word = _word(asked.word)
        readings = list(asked.choices)
        return "question.which", {"word": word, "choices": len(readings)}, readings
    suggested = understood.suggestion
    word, choices = (suggested.word, suggested.choices) if suggested else ("", ())
    return "question.did_you_mean", {"word": _word(word)}, list(choices)


def _word(text: str) -> str:
    return clean(text, limit=WORD_LENGTH)
