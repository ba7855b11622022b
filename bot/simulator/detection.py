"""Finds what Telegram makes an entity of by itself: mentions, tags, commands, cards, addresses."""

import re
from collections.abc import Callable, Iterator

from bot.simulator.addresses import find_addresses
from bot.simulator.formatted import Places, Span

# Letters of a hashtag: besides \w the zero-width non-joiner, the middle dot, Sinhala's block.
_TAG = "\\w\u200c\u00b7\u0d80-\u0dff"
_AT = r"(?:@[A-Za-z0-9_]{3,32}(?!\w))?"
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")
_COMMAND = re.compile(
    r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32}(?![\w/<>])|(?![\w/<>]))"
)
_HASHTAG = re.compile(rf"(?<![{_TAG}])#[{_TAG}]{{1,256}}+(?!#){_AT}")
_CASHTAG = re.compile(rf"(?<![${_TAG}])\$(?:1INCH|[A-Z]{{1,8}})(?![${_TAG}]){_AT}")
_CARD = re.compile(r"(?<![+\w\-.,])[0-9][0-9 -]{11,}[0-9](?![\w\-])")
_SHORT_NAMES = frozenset({"gif", "pic", "vid"})


def find_entities(text: str) -> list[Span]:
    """Return all that is found in a text; where two share a character, the first one wins later.

    Places are UTF-16 units.
    """
    places = Places(text)
    return [
        Span(kind, places.unit(begin), places.unit(end))
        for kind, begin, end in (*_find_marked(text), *find_addresses(text))
    ]


def _find_marked(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern, is_one in _MARKED:
        for match in pattern.finditer(text):
            if is_one(match[0]):
                yield kind, *match.span()


def _is_name(mention: str) -> bool:
    return len(mention) > 4 or mention[1:].lower() in _SHORT_NAMES


def _has_letter(hashtag: str) -> bool:
    return any(letter.isalpha() for letter in hashtag.partition("@")[0])


def _is_card_number(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0  # Luhn's check


_MARKED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("mention", _MENTION, _is_name),
    ("bot_command", _COMMAND, bool),
    ("hashtag", _HASHTAG, _has_letter),
    ("cashtag", _CASHTAG, bool),
    ("bank_card_number", _CARD, _is_card_number),
)
