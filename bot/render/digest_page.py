"""One digest on its way to text: its head, its pairs, what is quiet, the fold, and why it came."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.corrected import Correction
from bot.briefing.digest import Beside, Digest, Group, Item, Longer, fold
from bot.render import changes, dates, items
from bot.render.corrections import REASON_LENGTH
from bot.render.edition import Covers, Edition
from bot.render.html import outside
from bot.render.i18n import Catalogue
from bot.render.message import Html
from bot.render.parts import Form
from bot.render.told import Teller
from bot.render.visible import words
from config.limits import UNDO_WITHIN
from storage.dyad import Scope
from storage.schedules import Cadence

_WORDS_A_MINUTE = 220
_QUIET_NAMED = 8
_ALERTED_NAMED = 5
_CORRECTED_NAMED = 5
# Fewer days without anything are no news in themselves.
_SILENCE_DAYS = 3


class Page:
    """One digest, to be written at different lengths."""

    def __init__(
        self, catalogue: Catalogue, digest: Digest, edition: Edition, beside: Beside
    ) -> None:
        self._catalogue = catalogue
        self._digest = digest
        self._edition = edition
        self._beside = beside
        self._teller = Teller(catalogue, edition.day, edition.zone)

    def text(self, *, above: int, form: Form, folded: int) -> Html:
        """Write it all, with so many items in this form before the fold and lines under it."""
        shown, rest = fold(self._digest, above=above)
        blocks = [self.group(group, form=form) for group in shown]
        if self._digest.quiet:
            blocks.append(self._quiet())
        if self._digest.alerted:
            blocks.append(self._alerted())
        if self._digest.corrected:
            blocks.append(self._corrected())
        body = "\n\n".join(blocks)
        # What is under the fold is read by who wants to, and not in the minute.
        minutes = max(1, round(len(words(body).split()) / _WORDS_A_MINUTE))
        under = [self._folded(rest, most=folded)] if rest else []
        under += [self._longer(longer, most=folded) for longer in self._digest.longer]
        return Html("\n\n".join([self._head(minutes), body, *under, self._foot(shown)]))

    def group(self, group: Group, *, form: Form) -> Html:
        """Write what is new on one scope."""
        lines = [self._group_heading(group)]
        change = self._beside.changes.get(group.scope)
        if change:
            lines += changes.lines(self._catalogue, change)
        blocks = [self.item(item, group.scope, form=form) for item in group.items]
        return Html("\n".join(lines) + "\n" + "\n\n".join(blocks))

    def heading(self, scope: Scope) -> Html:
        """Name a scope above what is told of it."""
        return self._catalogue.html("digest.group", scope=self._name(scope))

    def _head(self, minutes: int) -> Html:
        title = self._catalogue.html(
            "digest.heading",
            title=self._catalogue.text(f"digest.title.{self._edition.title}"),
            day=dates.weekday(self._catalogue, self._edition.day),
            minutes=self._catalogue.text("digest.minutes", count=minutes),
        )
        lines = [title, self._summary()]
        if self._edition.covers is not Covers.USUAL:
            lines.append(self._covers())
        return Html("\n".join(lines))

    def _covers(self) -> Html:
        at = self._edition.due_at.astimezone(ZoneInfo(self._edition.zone))
        window = self._digest.window
        return self._catalogue.html(
            f"digest.covers.{self._edition.covers}",
            time=f"{at:%H:%M}",
            zone=dates.zone_city(self._edition.zone),
            count=max(1, (window.until - window.after + timedelta(hours=12)).days),
        )

    def _summary(self) -> Html:
        wanted = self._digest.scopes
        if len(wanted) == 1:
            kind = "one"
        else:
            kind = "mixed" if any(scope.is_country for scope in wanted) else "pairs"
        if not self._digest.events:
            kind = "none"
        line = self._catalogue.html(
            f"digest.summary.{kind}",
            events=self._digest.events,
            lively=self._digest.lively,
            wanted=len(wanted),
            since=since(self._catalogue, self._digest, self._edition),
        )
        if count := len(self._digest.corrected):
            line = Html(f"{line} {self._catalogue.html('digest.corrections', count=count)}")
        return line

    def _group_heading(self, group: Group) -> Html:
        name = self._name(group.scope)
        if change := self._beside.changes.get(group.scope):
            about = changes.heading(self._catalogue, change)
            return self._catalogue.html("digest.group_about", scope=name, about=about)
        days = self._silence_before(group)
        if days is None:
            return self._catalogue.html("digest.group", scope=name)
        key = "digest.first_item" if len(group.items) == 1 else "digest.first_items"
        about = self._catalogue.text(key, count=days)
        return self._catalogue.html("digest.group_about", scope=name, about=about)

    def _silence_before(self, group: Group) -> int | None:
        """Count the days from the last item of a scope to the first new one, if they are many."""
        before = self._beside.newest.get(group.scope)
        window = self._digest.window
        if any(_is_known(item, window.after) for item in group.items):
            return None
        new = [_day_of(item, self._edition) for item in group.items]
        if before is None or not new:
            return None
        days = (min(new) - before.day).days
        usual = (window.until - window.after).days
        return days if days >= _SILENCE_DAYS and days > usual else None

    def item(self, item: Item, scope: Scope, *, form: Form) -> Html:
        """Write one event, with the reader's other scopes that hold it too."""
        block = self._teller.tell(form, item.event, scope)
        if not item.others:
            return block
        names = ", ".join(self._name(other) for other in item.others)
        return Html(f"{block}\n{self._catalogue.html('digest.also', scopes=names)}")

    def _quiet(self) -> Html:
        quiet = self._digest.quiet
        if len(quiet) == 1:
            return self._quiet_alone(quiet[0])
        names = ", ".join(self._quiet_name(scope) for scope in quiet[:_QUIET_NAMED])
        if left := len(quiet[_QUIET_NAMED:]):
            names = self._catalogue.text("digest.quiet_more", names=names, count=left)
        return self._catalogue.html("digest.quiet", scopes=names)

    def _quiet_alone(self, scope: Scope) -> Html:
        line = self._catalogue.html("digest.quiet", scopes=self._name(scope))
        last = self._beside.newest.get(scope)
        event = self._beside.events.get(last.event_id) if last else None
        if event is None:
            return line
        return Html(f"{line}\n{self._teller.tell(Form.LAST, event, scope)}")

    def _quiet_name(self, scope: Scope) -> str:
        last = self._beside.newest.get(scope)
        if last is None:
            return self._name(scope)
        day = dates.day(self._catalogue, last.day, today=self._edition.day)
        return self._catalogue.text("digest.quiet_last", scope=self._name(scope), day=day)

    def _alerted(self) -> Html:
        """Name in one line what came by alert."""
        alerted = self._digest.alerted
        scope = self._digest.scopes[0]
        names = [self._teller.tell(Form.NAMED, event, scope) for event in alerted[:_ALERTED_NAMED]]
        if left := len(alerted[_ALERTED_NAMED:]):
            names.append(self._catalogue.html("digest.alerted_more", count=left))
        return self._catalogue.html("digest.alerted", headlines=Html("; ".join(names)))

    def _corrected(self) -> Html:
        """Say what was wrong in what was told before."""
        corrected = self._digest.corrected
        lines = [self._catalogue.html("digest.corrected"), *map(self._correction, corrected)]
        shown = lines[: _CORRECTED_NAMED + 1]
        if left := len(lines) - len(shown):
            shown.append(self._catalogue.html("digest.corrected_more", count=left))
        return Html("\n".join(shown))

    def _correction(self, correction: Correction) -> Html:
        history, repair = correction.history, correction.repair
        happened = history.event_day or (history.published_at or history.added_at).date()
        title = outside(history.title, limit=items.TITLE_LENGTH)
        if history.url:
            linked = self._catalogue.html("item.linked", url=history.url, title=title)
        else:
            linked = self._catalogue.html("item.unlinked", title=title)
        return self._catalogue.html(
            f"digest.corrected_{repair.kind.value}",
            day=dates.day(self._catalogue, happened, today=self._edition.day),
            headline=linked,
            title=title,
            reason=outside(repair.reason, limit=REASON_LENGTH),
        )

    def _folded(self, groups: tuple[Group, ...], *, most: int) -> Html:
        shown = [self._catalogue.html("digest.more_heading")]
        left = most
        for group in groups:
            lines = [
                self._teller.tell(Form.LINE, item.event, group.scope)
                for item in group.items[: max(0, left)]
            ]
            if lines and len(self._digest.scopes) > 1:
                name = self._name(group.scope)
                shown.append(self._catalogue.html("digest.group", scope=name))
            shown += lines
            left -= len(group.items)
        if left < 0:
            shown.append(self._catalogue.html("digest.more_left", count=-left))
        return Html("<blockquote expandable>" + "\n".join(shown) + "</blockquote>")

    def _longer(self, longer: Longer, *, most: int) -> Html:
        """Write what a weekly or monthly digest that was due at this moment adds."""
        blocks = [self._catalogue.html(f"digest.longer.{longer.cadence}")]
        left = most
        for group in longer.groups:
            lines = [self._catalogue.html("digest.group", scope=self._name(group.scope))]
            if change := longer.changes.get(group.scope):
                lines += changes.lines(self._catalogue, change)
            lines += [
                self._teller.tell(Form.LINE, item.event, group.scope)
                for item in group.items[: max(left, 0)]
            ]
            if hidden := len(group.items[max(left, 0) :]):
                lines.append(self._catalogue.html("digest.more_left", count=hidden))
            left -= len(group.items)
            blocks.append(Html("\n".join(lines)))
        return Html("<blockquote expandable>" + "\n\n".join(blocks) + "</blockquote>")

    def _foot(self, shown: Sequence[Group]) -> Html:
        lines = []
        told = [self._beside.changes.get(group.scope) for group in shown]
        if counted := [change for change in told if change]:
            lines.append(changes.note(self._catalogue, counted))
        if self._digest.left_out:
            lines.append(self._catalogue.html("digest.left_out", count=self._digest.left_out))
        lines.append(why(self._catalogue, self._edition))
        lines += [
            self._catalogue.html(f"digest.with_it.{longer.cadence}")
            for longer in self._digest.longer
        ]
        return Html("\n".join(lines))

    def _name(self, scope: Scope) -> str:
        return items.scope_name(self._catalogue, scope)


def since(catalogue: Catalogue, digest: Digest, edition: Edition) -> str:
    """Say from when on what is told is new."""
    window = digest.window
    if window.is_first:
        days = round((window.until - window.after) / timedelta(days=1))
        return catalogue.text("digest.since.first", count=days)
    # The window ends short of the hour at which the last digest came.
    then = (window.after + UNDO_WITHIN).astimezone(ZoneInfo(edition.zone))
    at, today = f"{then:%H:%M}", edition.day
    if then.date() == today - timedelta(days=1):
        return catalogue.text("digest.since.yesterday", time=at)
    day = dates.day(catalogue, then.date(), today=today)
    return catalogue.text("digest.since.day", day=day, time=at)


def why(catalogue: Catalogue, edition: Edition) -> Html:
    """Say why it came, by which schedule, and what comes on days with nothing new."""
    if edition.is_asked:
        key = "digest.why_asked" if edition.comes_by_itself else "digest.why_asked_only"
    else:
        key = "digest.why_told" if edition.tells_quiet else "digest.why"
    return catalogue.html(
        key,
        rhythm=dates.rhythm(catalogue, edition.days),
        time=f"{edition.local_time:%H:%M}",
        zone=dates.zone_city(edition.zone),
        quiet=catalogue.text(
            "digest.quiet_days" if edition.cadence is Cadence.DAILY else "digest.quiet_times"
        ),
    )


def _day_of(item: Item, edition: Edition) -> date:
    """Return the day under which an item is shown, of its own or of its publication."""
    event = item.event
    published = event.reports[0].published_at if event.reports else None
    moment: datetime = published or edition.due_at
    return event.event_day or moment.date()


def _is_known(item: Item, by: datetime) -> bool:
    """Tell whether an item was told before, and has a new report now."""
    return any(report.added_at <= by for report in item.event.reports)
