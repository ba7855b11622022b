"""What was read from a paste, a file, a page or a feed entry: one shape for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

TITLE_LENGTH = 300
BODY_LENGTH = 200_000
# Less than this says nothing that a reader could be briefed with (the shortest real items of
# the trials were 90 characters and more).
SHORTEST_BODY = 60


class Precision(StrEnum):
    """How exactly the moment of publication is known."""

    MINUTE = "minute"  # the source gave a time of day
    HOUR = "hour"  # the source said "3 hours ago"
    DAY = "day"  # the source gave a day; the moment kept is its noon in UTC


class Dropped(NamedTuple):
    """A line that was left out, and why, so that an editor can check."""

    line: str
    why: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known beside the text: the origin of a forward, the address of a page."""

    published: datetime | None = None
    outlet_name: str | None = None
    outlet_domain: str | None = None
    source_url: str | None = None
    zone: str | None = None
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An article as read; `published` and `updated` are aware moments in UTC.

    `zone` is the clock that the source writes in (an IANA name). Without one the wall time is
    kept as if it were UTC, and `local_published` gives it back without a zone.
    """

    title: str
    body: str
    title_derived: bool = False
    deck: str = ""
    byline: str | None = None
    dateline_place: str | None = None
    dateline_day: date | None = None
    agency: str | None = None
    published: datetime | None = None
    precision: Precision | None = None
    zone: str | None = None
    zone_guessed: bool = False
    updated: datetime | None = None
    ambiguous_date: tuple[date, date] | None = None
    language: str | None = None
    outlet_name: str | None = None
    outlet_domain: str | None = None
    source_url: str | None = None
    hashtags: tuple[str, ...] = ()
    # What the text asks not to be published before, and the clock that it says so by.
    embargo_line: str | None = None
    embargo_until: datetime | None = None
    embargo_zone: str | None = None
    dropped: tuple[Dropped, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs."""
        return self.body.split("\n\n") if self.body else []

    @property
    def is_too_short(self) -> bool:
        """Whether the body is too short to brief anybody with."""
        return len(self.body) < SHORTEST_BODY

    @property
    def local_published(self) -> datetime | None:
        """The moment on the source's own clock; naive where that clock is not known."""
        if self.published and self.precision is Precision.DAY:
            return self.published.replace(tzinfo=None)
        return self._local(self.published)

    @property
    def local_updated(self) -> datetime | None:
        """The moment of the update on the source's own clock; naive as above."""
        return self._local(self.updated)

    def _local(self, moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        if self.zone is None:
            return moment.replace(tzinfo=None)
        return moment.astimezone(ZoneInfo(self.zone))

    @property
    def published_day(self) -> date | None:
        """The day of publication as the source's own calendar had it."""
        moment = self.local_published
        return moment.date() if moment else None

    def as_record(self) -> dict[str, Any]:
        """Return the fields as JSON can keep them; `from_record` reads them back."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Document":
        """Read what `as_record` wrote; fields of an older or newer version are left out."""
        fields = {name: record[name] for name in cls.__slots__ if name in record}
        for name in ("published", "updated", "embargo_until"):
            fields[name] = datetime.fromisoformat(fields[name]) if fields.get(name) else None
        day, both = fields.get("dateline_day"), fields.get("ambiguous_date")
        fields["dateline_day"] = date.fromisoformat(day) if day else None
        fields["ambiguous_date"] = tuple(map(date.fromisoformat, both)) if both else None
        precision = fields.get("precision")
        fields["precision"] = Precision(precision) if precision else None
        fields["hashtags"] = tuple(fields.get("hashtags") or ())
        fields["dropped"] = tuple(Dropped(*pair) for pair in fields.get("dropped") or ())
        return cls(**fields)


def _plain(value: object) -> object:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
