"""What an editor's draft holds: all that was understood of an article, until it is published."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.ingest.document import Precision
from bot.ingest.event_day import Basis


class Lack(StrEnum):
    """Why a draft can't be published yet."""

    TITLE = "title"
    TEXT = "text"
    SOURCE = "source"
    COUNTRIES = "countries"
    PARTIES = "parties"
    DUPLICATE = "duplicate"


class DraftCountry(BaseModel):
    """A country as tagged or as an editor set it, with the reasons that the card shows."""

    model_config = ConfigDict(frozen=True)

    code: str
    party: bool = True
    score: float = 1.0
    reasons: tuple[str, ...] = ()


class Alike(BaseModel):
    """A published event that a draft looks like, with what the card says of it."""

    model_config = ConfigDict(frozen=True)

    event_id: int
    title: str
    outlet: str
    day: date
    score: float


class Fetched(BaseModel):
    """How a page's server answered; `is_inner` where only FETCH_ALLOW let the address through."""

    model_config = ConfigDict(frozen=True)

    status: int
    size: int
    kind: str
    is_inner: bool = False


class Forwarded(BaseModel):
    """Where a forwarded post comes from, as Telegram names it."""

    model_config = ConfigDict(frozen=True)

    name: str
    at: datetime
    # The post itself, where it stands in a public channel.
    post: str | None = None
    is_hidden: bool = False


class DraftArticle(BaseModel):
    """A draft's content; kept as JSON in the store, so that it survives a restart."""

    model_config = ConfigDict(frozen=True)

    title: str = ""
    title_proposed: bool = False
    summary: str = ""
    body: str = ""
    language: str | None = None
    url: str | None = None
    outlet_name: str | None = None
    outlet_domain: str | None = None
    outlet_country: str | None = None
    outlet_label: str | None = None
    # An editor said where the outlet sits, which is remembered for its next article.
    outlet_named: bool = False
    published_at: datetime | None = None
    precision: Precision | None = None
    zone: str | None = None
    zone_guessed: bool = False
    ambiguous_days: tuple[date, date] | None = None
    dateline_place: str | None = None
    dateline_agency: str | None = None
    event_day: date | None = None
    event_day_basis: Basis = Basis.NONE
    event_day_quote: str = ""
    countries: tuple[DraftCountry, ...] = ()
    # An editor says that it is about one country alone, and no second one is missing.
    one_country: bool = False
    # The parties as they were guessed, to be compared with what editors make of them.
    guessed: tuple[str, ...] | None = None
    summary_written: bool = False
    topics: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    # The article that has the same address or text, with what the editor needs to know it again.
    duplicate_of: str | None = None
    duplicate_by: Literal["address", "text"] | None = None
    duplicate_title: str = ""
    duplicate_day: date | None = None
    alike: Alike | None = None
    # The published article that this draft mends.
    corrects: str | None = None
    # The messages of the text, since Telegram cuts long ones; read again when one follows.
    parts: tuple[str, ...] = ()
    # How the page was got, or the message key of why it was not.
    fetched: Fetched | None = None
    trouble: str | None = None
    trouble_arguments: dict[str, str] = {}
    forwarded: Forwarded | None = None
    # Telegram's id of the album that the message belongs to: its other messages add to the draft.
    album: str | None = None
    # What the sender wrote beside a link.
    note: str = ""
    # The feed that brought it; and the headline that the source has changed since publication.
    from_feed: str = ""
    changed_from: str = ""
    # A line of the text that asks not to publish it before a moment, which may be unreadable.
    embargo_line: str = ""
    embargo_until: datetime | None = None
    embargo_zone: str | None = None
    # The clock on which an editor named the moment of publication.
    scheduled_zone: str | None = None
    # Which fix is open on the card; the editor's next short message answers it.
    asking: str | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """The countries that the article is about, the likeliest first."""
        return tuple(country.code for country in self.countries if country.party)

    @property
    def is_one_country(self) -> bool:
        """Whether the one party is all that there is."""
        return self.one_country and len(self.parties) == 1

    @property
    def published_day(self) -> date | None:
        """The day of publication on the outlet's own clock."""
        if self.published_at is None or self.precision is Precision.DAY:
            return self.published_at.date() if self.published_at else None
        return self.published_at.astimezone(ZoneInfo(self.zone or "UTC")).date()

    def is_embargoed(self, now: datetime) -> bool:
        """Whether its own text forbids to publish it yet."""
        return self.embargo_until is not None and now < self.embargo_until

    @property
    def asks_outlet(self) -> bool:
        """Whether nobody has told yet where the named outlet sits."""
        is_outlet = bool(self.outlet_name) and not (self.forwarded and self.forwarded.is_hidden)
        return is_outlet and not self.outlet_country and not self.corrects

    @property
    def may_join(self) -> bool:
        """Whether it can be one more report of an event: a second address of a text is one."""
        return self.alike is not None and self.duplicate_by != "address"

    def lacks(self, *, to_join: bool = False) -> tuple[Lack, ...]:
        """Tell what keeps the draft from being published, or joined; empty where nothing does."""
        lacks = []
        if self.duplicate_of and not (to_join and self.may_join):
            lacks.append(Lack.DUPLICATE)
        if not (self.title or self.summary or self.body):
            lacks.append(Lack.TEXT)
        elif not self.title:
            lacks.append(Lack.TITLE)
        if not self.outlet_name:
            lacks.append(Lack.SOURCE)
        if not self.parties:
            lacks.append(Lack.COUNTRIES)
        elif len(self.parties) < 2 and not self.one_country:
            lacks.append(Lack.PARTIES)
        return tuple(lacks)
