"""Topics and the words for them in the six languages, from `data/topics.tsv`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.countries.folding import name_key

TOPICS = (
    "military", "security", "nuclear", "diplomacy", "economy", "trade", "energy", "transport",
    "border", "migration", "human-rights", "politics", "law",
)  # fmt: skip


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
            topic, _language, spellings = line.split("\t")
            for spelling in spellings.split("|"):
                words.setdefault(name_key(spelling), topic)
    return {name_key(word): topic for word, topic in words.items()}
