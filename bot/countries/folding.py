"""One spelling for what readers and sources spell in many ways: case, accents, Arabic letters."""

import unicodedata

# Letters that no decomposition takes apart. The dotless i, the schwa of Azerbaijani and the
# Persian and Arabic forms of one letter are what our readers type for one another every day.
_LETTERS = {
    "ı": "i", "ə": "e", "ǝ": "e", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe",
    "þ": "th", "ħ": "h", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɔ": "o", "ɛ": "e", "ŧ": "t",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ی", "ي": "ی", "ئ": "ی", "ۍ": "ی", "ێ": "ی",
    "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
    "ؤ": "و", "ۆ": "و", "ۇ": "و", "ء": None, "ـ": None, "گ": "گ",
    "ґ": "г", "є": "е", "і": "и", "ї": "и", "ў": "у", "ё": "е", "й": "и",
}  # fmt: skip
_APOSTROPHES = "'’‘ʼʻ`´ʹʽ＇׳״ʿʾ՚\"“”„«»"
_INVISIBLE = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD]
# Marks that only shade a letter: accents, Hebrew points, Arabic vowels. The vowel signs of
# Indic scripts and of Thai are letters to their readers and stay.
_MARKS = [
    *range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x610, 0x61B), *range(0x64B, 0x660), 0x670,
    *range(0x6D6, 0x6EE),
]  # fmt: skip

_TABLE: dict[int, str | None] = {ord(old): new for old, new in _LETTERS.items()}
_TABLE |= dict.fromkeys([*_MARKS, *_INVISIBLE, *map(ord, _APOSTROPHES)], None)


def fold(text: str) -> str:
    """Return the text in one case and one spelling; other signs than apostrophes stay in place."""
    if text.isascii():
        return text.lower().translate(_TABLE)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", decomposed.translate(_TABLE)).translate(_TABLE)


def name_key(name: str) -> str:
    """Return the folded words of a name with single spaces; signs part words, dots go."""
    folded = fold(name).replace(".", "").replace("&", " and ")
    return " ".join("".join(sign if _is_letter(sign) else " " for sign in folded).split())


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"
