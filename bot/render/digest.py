"""The digest as a message: what is new by pair, what is quiet, and why it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.digest import Digest, Group, Item, fold
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows
from bot.render.parts import Form
from bot.render.told import Teller
from bot.render.visible import fits, words
from config.limits import UNDO_WITHIN
from storage.dyad import Scope
from storage.events import Event
from storage.schedules import EVERY_DAY

#: A digest is read to its end in a minute; what is more stands under the fold.
ITEMS = 7
FOLDED_LINES = 20
MUTE_DAYS = 7
_WORDS_A_MINUTE = 220
_QUIET_NAMED = 8
_ALERTED_NAMED = 5
# From all that a digest may hold (items, their summaries left out or not, lines under the fold)
# to what fits in any case.
_TRIES = (
    (ITEMS, False, FOLDED_LINES),
    (ITEMS, True, FOLDED_LINES),
    (ITEMS, True, FOLDED_LINES // 3),
    (ITEMS // 2, True, 0),
)


@dataclass(frozen=True, slots=True)
class Edition:
    """For when a digest is made: its due moment, and the reader's hour in words."""

    due_at: datetime
    local_time: time
    zone: str
    days: int = EVERY_DAY
    is_late: bool = False
    covers_missed: bool = False
    is_asked: bool = False  # by /digest, and the one at its hour comes all the same

    @property
    def day(self) -> date:
        """The reader's own date."""
        return self.due_at.astimezone(ZoneInfo(self.zone)).date()


def message(
    catalogue: Catalogue, digest: Digest, edition: Edition, *, last: Mapping[Scope, Event]
) -> Message:
    """Write a digest; `last` holds the newest event of each quiet scope that has any.

    Shortens itself until Telegram takes it as one message.
    """
    page = _Page(catalogue, digest, edition, last)
    for above, brief, most in _TRIES:
        text = page.text(above=above, brief=brief, folded=most)
        if fits(text):
            break
    return Message.telling(
        text,
        _rows(catalogue, edition),
        language=catalogue.language,
        day=edition.day,
        zone=edition.zone,
    )


def _rows(catalogue: Catalogue, edition: Edition) -> Rows:
    words = catalogue.text
    mute = Button(words("digest.button.mute", count=MUTE_DAYS), data=encode("mute", MUTE_DAYS))
    change = Button(words("digest.button.time"), data=encode("set", "time"))
    stop = Button(words("digest.button.stop"), data=encode("stop", "daily"))
    # One that somebody asked for needs no way to be rid of it.
    return () if edition.is_asked else ((mute, change), (stop,))


class _Page:
    """One digest on its way to text."""

    def __init__(
        self,
        catalogue: Catalogue,
        digest: Digest,
        edition: Edition,
        last: Mapping[Scope, Event],
    ) -> None:
        self._catalogue = catalogue
        self._digest = digest
        self._edition = edition
        self._last = last
        self._teller = Teller(catalogue, edition.day, edition.zone)

    def text(self, *, above: int, brief: bool, folded: int) -> Html:
        """Write it all, with so many items before the fold and lines under it."""
        shown, rest = fold(self._digest, above=above)
        blocks = [self._group(group, brief=brief) for group in shown]
        if self._digest.quiet:
            blocks.append(self._quiet())
        if self._digest.alerted:
            blocks.append(self._alerted())
        if rest:
            blocks.append(self._folded(rest, most=folded))
        blocks.append(self._why())
        body = "\n\n".join(blocks)
        return Html(f"{self._head(body)}\n\n{body}")

    def _head(self, body: str) -> Html:
        minutes = max(1, round(len(words(body).split()) / _WORDS_A_MINUTE))
        title = self._catalogue.html(
            "digest.heading",
            title=self._catalogue.text(f"digest.title.{self._title()}"),
            day=dates.weekday(self._catalogue, self._edition.day),
            minutes=self._catalogue.text("digest.minutes", count=minutes),
        )
        lines = [title, self._summary()]
        if self._edition.covers_missed:
            lines.append(self._catalogue.html("digest.covers_missed"))
        elif self._edition.is_late:
            at = self._edition.due_at.astimezone(ZoneInfo(self._edition.zone))
            zone = dates.zone_city(self._edition.zone)
            lines.append(self._catalogue.html("digest.late", time=f"{at:%H:%M}", zone=zone))
        return Html("\n".join(lines))

    def _title(self) -> str:
        return "now" if self._edition.is_asked else _part_of_day(self._edition.local_time)

    def _summary(self) -> Html:
        wanted = self._digest.scopes
        if len(wanted) == 1:
            kind = "one"
        else:
            kind = "mixed" if any(scope.is_country for scope in wanted) else "pairs"
        return self._catalogue.html(
            f"digest.summary.{kind}",
            events=self._digest.events,
            lively=len(wanted) - len(self._digest.quiet),
            wanted=len(wanted),
            since=self._since(),
        )

    def _since(self) -> str:
        window = self._digest.window
        if window.is_first:
            days = (window.until - window.after).days
            return self._catalogue.text("digest.since.first", count=days)
        # The window ends short of the hour at which the last digest came.
        then = (window.after + UNDO_WITHIN).astimezone(ZoneInfo(self._edition.zone))
        at, today = f"{then:%H:%M}", self._edition.day
        if then.date() == today - timedelta(days=1):
            return self._catalogue.text("digest.since.yesterday", time=at)
        day = dates.day(self._catalogue, then.date(), today=today)
        return self._catalogue.text("digest.since.day", day=day, time=at)

    def _group(self, group: Group, *, brief: bool) -> Html:
        heading = self._catalogue.html("digest.group", scope=self._name(group.scope))
        blocks = [self._item(item, group.scope, brief=brief) for item in group.items]
        return Html(f"{heading}\n" + "\n\n".join(blocks))

    def _item(self, item: Item, scope: Scope, *, brief: bool) -> Html:
        block = self._teller.tell(Form.BRIEF if brief else Form.BLOCK, item.event, scope)
        if not item.others:
            return block
        names = ", ".join(self._name(other) for other in item.others)
        return Html(f"{block}\n{self._catalogue.html('digest.also', scopes=names)}")

    def _quiet(self) -> Html:
        quiet = self._digest.quiet
        names = ", ".join(self._name(scope) for scope in quiet[:_QUIET_NAMED])
        if left := len(quiet[_QUIET_NAMED:]):
            names = self._catalogue.text("digest.quiet_more", names=names, count=left)
        line = self._catalogue.html("digest.quiet", scopes=names)
        if len(quiet) > 1 or quiet[0] not in self._last:
            return line
        told = self._teller.tell(Form.LAST, self._last[quiet[0]], quiet[0])
        return Html(f"{line}\n{told}")

    def _alerted(self) -> Html:
        """Name in one line what came by alert."""
        alerted = self._digest.alerted
        scope = self._digest.scopes[0]
        names = [self._teller.tell(Form.NAMED, event, scope) for event in alerted[:_ALERTED_NAMED]]
        if left := len(alerted[_ALERTED_NAMED:]):
            names.append(self._catalogue.html("digest.alerted_more", count=left))
        return self._catalogue.html("digest.alerted", headlines=Html("; ".join(names)))

    def _folded(self, groups: tuple[Group, ...], *, most: int) -> Html:
        lines = [
            self._teller.tell(Form.LINE, item.event, group.scope)
            for group in groups
            for item in group.items
        ]
        shown = [self._catalogue.html("digest.more_heading"), *lines[:most]]
        if left := len(lines[most:]):
            shown.append(self._catalogue.html("digest.more_left", count=left))
        return Html("<blockquote expandable>" + "\n".join(shown) + "</blockquote>")

    def _why(self) -> Html:
        return self._catalogue.html(
            "digest.why_asked" if self._edition.is_asked else "digest.why",
            rhythm=dates.rhythm(self._catalogue, self._edition.days),
            time=f"{self._edition.local_time:%H:%M}",
            zone=dates.zone_city(self._edition.zone),
        )

    def _name(self, scope: Scope) -> str:
        return items.scope_name(self._catalogue, scope)


def _part_of_day(local_time: time) -> str:
    if local_time.hour < 4 or local_time.hour >= 21:
        return "night"
    if local_time.hour < 12:
        return "morning"
    return "afternoon" if local_time.hour < 17 else "evening"
