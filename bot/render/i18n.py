"""Catalogues: a message key plus arguments becomes words for people, escaped for Telegram.

Keys (`latest.heading`) are the msgids; the English words live in the catalogue like any other
language's. A language is offered only when its catalogue is whole, which a test holds.
"""

import gettext
from functools import lru_cache
from pathlib import Path

from bot.render.message import Html, escape

_LOCALES = Path(__file__).parent / "locales"
_DOMAIN = "dragoman"
LANGUAGES = ("en",)


class _Strict(gettext.NullTranslations):
    """The end of the chain: a key that no catalogue has is our mistake, never shown to people."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 (gettext's own form)
        raise KeyError(msgid1)


class Catalogue:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = gettext.translation(_DOMAIN, _LOCALES, languages=[language])
        self._words.add_fallback(_Strict())
        self._patterns: dict[str, str] = {}

    def html(self, key: str, /, **arguments: object) -> Html:
        """Return the words for `key` as Telegram HTML; arguments are escaped unless they are Html.

        `count` among the arguments chooses the plural form. KeyError for an unknown key.
        """
        safe = {name: escape(value) for name, value in arguments.items()}
        return Html(self._pattern(key, arguments).format_map(safe))

    def text(self, key: str, /, **arguments: object) -> str:
        """Return the words for `key` as plain text (button labels, notices); nothing is escaped."""
        return self._pattern(key, arguments).format_map(arguments)

    def _pattern(self, key: str, arguments: dict[str, object]) -> str:
        count = arguments.get("count")
        if isinstance(count, int):
            return self._words.ngettext(key, key, count)
        # gettext looks in two places for each word, and an answer has thirty of them.
        pattern = self._patterns.get(key)
        if pattern is None:
            pattern = self._patterns[key] = self._words.gettext(key)
        return pattern


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> Catalogue:
    return Catalogue(language)


def catalogue(language: str | None) -> Catalogue:
    """Return the catalogue of a language (`az`, `en-GB`), English where it isn't offered."""
    short = (language or "en").split("-")[0].lower()
    return _load(short if short in LANGUAGES else "en")
