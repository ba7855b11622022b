"""Which of a feed's entries reach the queue."""

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel, ConfigDict

from storage.feeds import Feed


class FeedFilter(BaseModel):
    """What an entry must be about; nothing chosen lets everything through."""

    model_config = ConfigDict(frozen=True)

    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    only_pairs: bool = False

    def passes(self, parties: Collection[str], topics: Collection[str]) -> bool:
        """Whether an entry about these countries and topics is wanted."""
        if self.only_pairs and len(parties) < 2:
            return False
        if self.countries and not set(self.countries) & set(parties):
            return False
        return not self.topics or bool(set(self.topics) & set(topics))

    def with_topic(self, topic: str) -> "FeedFilter":
        """Add a topic, or take it out where it is in."""
        rest = tuple(each for each in self.topics if each != topic)
        chosen = rest if topic in self.topics else (*rest, topic)
        return self.model_copy(update={"topics": chosen})

    def as_json(self) -> dict[str, Any]:
        """Return what the store keeps."""
        return self.model_dump(mode="json")


def filter_of(feed: Feed) -> FeedFilter:
    """Return what an editor chose for a feed."""
    return FeedFilter.model_validate(feed.filter)
