"""Topics and the words for them in the six languages, from `data/topics.tsv`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from bot.countries.folding import name_key

#: The topics in the order in which they are listed, each with its IPTC Media Topic: the nearest
#: concept of that vocabulary (https://cv.iptc.org/newscodes/mediatopic/, CC-BY 4.0), whose ids
#: never change. Checked against copies of the list.
MEDIA_TOPICS: Final[Mapping[str, str]] = {
    "military": "16000000",  # conflict, war and peace
    "security": "20000598",  # national security
    "nuclear": "20000635",  # nuclear policy
    "diplomacy": "20000639",  # diplomacy
    "economy": "20000344",  # economy
    "trade": "20000373",  # international trade
    "energy": "20000256",  # energy and resource
    "transport": "20000337",  # transport
    "border": "20000638",  # international relations: there is no narrower one for borders
    "migration": "20000771",  # immigration
    "human-rights": "20000587",  # fundamental rights
    "politics": "11000000",  # politics
    "law": "20000121",  # law
}
TOPICS: Final = tuple(MEDIA_TOPICS)


def topic_of(word: str) -> str | None:
    """Return the topic that a word or a phrase names; None if none."""
    return topic_words().get(name_key(word))


@cache
def topic_words() -> Mapping[str, str]:
    """Return every folded word and phrase with its topic; the first line wins."""
    text = files("bot.countries").joinpath("data/topics.tsv").read_text(encoding="utf-8")
    words = {topic: topic for topic in TOPICS}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            topic, language, spellings = line.split("\t")
            for spelling in spellings.split("|"):
                words.setdefault(name_key(spelling), topic)
                if language == "ar" and " " not in spelling:
                    words.setdefault(name_key("ال" + spelling), topic)
    return {name_key(word): topic for word, topic in words.items()}
