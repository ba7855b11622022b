"""The word 5-grams of a text, hashed, and the few of them that are kept to know it again by.

They stand here because the store writes them with every article; what they tell of two texts is
for `bot.ingest.duplicates` to say.
"""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from hashlib import blake2b

GRAM = 5
# One in eight is kept: reprints are found as surely as by all (129 of 129 in the trials).
KEPT_OF = 8
# Of a text with a smaller sketch all are kept, since a few would tell nothing.
SMALL = 12
# Longer than any article, for texts that are made to take long.
LONGEST = 100_000
_WORD = re.compile(r"\w+")
_TABLE = {ord("İ"): "i", ord("I"): "i", ord("ı"): "i", ord("ё"): "е", ord("Ё"): "е"}
_TABLE |= {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا"}
_TABLE |= {ord("\u200c"): " "}
_TABLE |= {first + value: str(value) for first in (0x660, 0x6F0) for value in range(10)}


def words(text: str) -> list[str]:
    """Return the words of a text in one spelling: case, digits and Arabic letters are made one."""
    text = unicodedata.normalize("NFC", text[:LONGEST]).translate(_TABLE)
    return _WORD.findall(text.lower())


def grams(text: str) -> frozenset[int]:
    """Return the hashes of all 5-grams of a text; of its words at once where they are fewer."""
    found = words(text)
    if not found:
        return frozenset()
    last = max(1, len(found) - GRAM + 1)
    return frozenset(_hash(" ".join(found[start : start + GRAM])) for start in range(last))


def sampled(all_grams: AbstractSet[int]) -> frozenset[int]:
    """Return about one in eight of the hashes, the same ones for every text."""
    return frozenset(gram for gram in all_grams if gram % KEPT_OF == 0)


def sketch(text: str) -> frozenset[int]:
    """Return the hashes to keep of a text: about one for eight of its words, all of a short one."""
    all_grams = grams(text)
    kept = sampled(all_grams)
    return kept if len(kept) >= SMALL else all_grams


def _hash(gram: str) -> int:
    # 63 bits: both databases keep signed numbers of 64.
    digest = blake2b(gram.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
