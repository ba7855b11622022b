"""The proposed summary of two sentences: the publisher's own deck, else the lead."""

import re

from bot.ingest.document import Document
from bot.ingest.sentences import split

# "He was 84." is no lead: shorter sentences are passed over.
_SHORTEST = 40
_LONGEST = 320
# The lead wins on news; the second sentence is picked among the next few: ROUGE-2 of .083 against
# .080 for the plain second and .042 for TextRank on 57 English decks.
_CANDIDATES = 4
_BULLET = re.compile(r"^(?:[-–—•·*▪►■]+\s*|\d{1,2}[.)]\s+)")
_WORD = re.compile(r"\w{4,}")


def two_sentences(document: Document) -> str:
    """Return at most two sentences, in the article's order; never a dateline or a caption."""
    sentences = [one for one in split(document.body) if len(one) >= _SHORTEST]
    deck = [one for one in split(document.deck) if len(one) >= _SHORTEST]
    if len(deck) >= 2:
        chosen = deck[:2]
    elif deck:
        fresh = [one for one in sentences[:2] if not _says_the_same(one, deck[0])]
        chosen = [_closed(deck[0]), *fresh[:1]]
    elif sentences:
        chosen = [sentences[0], *_second(sentences, document.title)]
    else:
        chosen = split(document.body)[:2]
    return " ".join(_cut(_BULLET.sub("", sentence)) for sentence in chosen)


def _second(sentences: list[str], title: str) -> list[str]:
    """Return the sentence that tells most of the headline; the earlier one on a tie."""
    wanted = _stems(title) - _stems(sentences[0])
    whole = _stems(title)

    def value(index: int) -> float:
        stems = _stems(sentences[index])
        return 2 * len(stems & wanted) + len(stems & whole) - 1.5 * index

    following = [
        index
        for index in range(1, min(len(sentences), _CANDIDATES))
        if not _says_the_same(sentences[index], sentences[0])
    ]
    return [sentences[max(following, key=value)]] if following else []


def _stems(text: str) -> set[str]:
    """Return the first letters of the longer words: endings differ, meanings hardly."""
    return {word[:5] for word in _WORD.findall(text.casefold())}


def _says_the_same(one: str, other: str) -> bool:
    stems = _stems(one)
    return bool(stems) and len(stems & _stems(other)) / len(stems) > 0.8


def _closed(sentence: str) -> str:
    return sentence if re.search(r"[.!?…؟。！？][\"”’»)]?$", sentence) else sentence + "."


def _cut(sentence: str) -> str:
    """Shorten a sentence that no phone shows at a glance, at a word's end."""
    if len(sentence) <= _LONGEST:
        return sentence
    return sentence[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
