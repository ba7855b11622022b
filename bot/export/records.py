"""One article as a line of JSON: what `dragoman load` reads and what an export will write.

The fields are described for people in docs/articles.md; a test holds both together.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.countries.names import is_country
from bot.countries.topics import topic_of

TITLE_LENGTH = 300
BODY_LENGTH = 200_000
_Text = Annotated[str, StringConstraints(strip_whitespace=True)]
_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")


class RecordError(ValueError):
    """A record can't be used; the text names the field, what it got and what it takes."""


class ArticleRecord(BaseModel):
    """One article; unknown fields are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[_Text, StringConstraints(min_length=1, max_length=TITLE_LENGTH)]
    id: _Text | None = None
    url: _Text | None = None
    outlet: Annotated[_Text, StringConstraints(max_length=80)] | None = None
    outlet_country: _Text | None = None
    outlet_label: Annotated[_Text, StringConstraints(max_length=80)] | None = None
    countries: tuple[_Text, ...] = Field(default=(), max_length=20)
    topics: tuple[str, ...] = Field(default=(), max_length=8)
    event_day: date | None = None
    published_at: AwareDatetime | date | None = Field(default=None, union_mode="left_to_right")
    added_at: AwareDatetime | None = None
    summary: Annotated[str, StringConstraints(max_length=2_000)] = ""
    body: Annotated[str, StringConstraints(max_length=BODY_LENGTH)] = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = None
    status: Literal["draft", "queued", "scheduled", "published", "withdrawn"] = "published"
    publish_at: AwareDatetime | None = None
    withdrawn_reason: str | None = None
    same_event_as: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _empty_is_missing(cls, fields: Any) -> Any:  # noqa: ANN401 (whatever the line holds)
        """Take null and "" for a field that is not there: writers of tables can't leave one out."""
        if not isinstance(fields, dict):
            return fields
        return {name: value for name, value in fields.items() if value not in (None, "")}

    @field_validator("id")
    @classmethod
    def _id_is_plain(cls, value: str | None) -> str | None:
        if value is not None and not _ID.fullmatch(value):
            raise ValueError("takes 1 to 24 of A-Z a-z 0-9 _ -")
        return value

    @field_validator("url")
    @classmethod
    def _url_is_web(cls, value: str | None) -> str | None:
        if value and not re.match(r"https?://[^\s/]+", value):
            raise ValueError("takes an address that begins with http:// or https://")
        return value or None

    @field_validator("countries", "outlet_country")
    @classmethod
    def _codes_are_known(cls, value: Any) -> Any:  # noqa: ANN401 (one code or a tuple of them)
        codes = (value,) if isinstance(value, str) else value or ()
        for code in codes:
            if not is_country(code):
                raise ValueError(f"takes ISO 3166-1 alpha-2 codes (and XK, EU), got {code[:20]!r}")
        return value

    @field_validator("topics")
    @classmethod
    def _topics_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for word in value:
            topic = topic_of(word)
            if topic is None:
                raise ValueError(f"takes the topics of docs/articles.md, got {word[:40]!r}")
            found.append(topic)
        return tuple(dict.fromkeys(found))

    @model_validator(mode="after")
    def _status_has_what_it_needs(self) -> "ArticleRecord":
        if self.status in ("published", "scheduled", "withdrawn"):
            if not self.countries:
                raise ValueError("countries: takes at least one code unless status is draft")
            if not self.outlet:
                raise ValueError("outlet: takes the name of who published it")
            if not (self.published_at or self.event_day or self.added_at):
                raise ValueError("published_at: takes a date, or event_day or added_at instead")
        if self.status == "scheduled" and self.publish_at is None:
            raise ValueError("publish_at: takes the moment at which a scheduled article goes out")
        if self.status == "withdrawn" and not self.withdrawn_reason:
            raise ValueError("withdrawn_reason: takes a sentence where status is withdrawn")
        return self

    @property
    def published_moment(self) -> datetime | None:
        """The outlet's moment; noon in UTC where only its day is known."""
        if self.published_at is None or isinstance(self.published_at, datetime):
            return self.published_at
        return datetime(*self.published_at.timetuple()[:3], 12, tzinfo=UTC)

    @property
    def added_moment(self) -> datetime | None:
        """When it came in here: as recorded, else when it was published, else its event day."""
        if self.added_at or self.published_at:
            return self.added_at or self.published_moment
        if self.event_day is None:
            return None
        return datetime(*self.event_day.timetuple()[:3], 12, tzinfo=UTC)


def read_record(line: str | bytes) -> ArticleRecord:
    """Read one line of JSON; RecordError with a sentence for a person."""
    try:
        return ArticleRecord.model_validate_json(line)
    except ValidationError as error:
        raise RecordError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """Name the first thing that is wrong with a record."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return f"{where}: no such field"
    return f"{where}: {said}" if where else said
