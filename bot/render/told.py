"""The forms in which a pushed message tells of an event, each a part that can be written anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.countries.names import display_name
from bot.render import dates, items
from bot.render.i18n import Catalogue
from bot.render.items import Was
from bot.render.message import Html
from bot.render.parts import Form, Part
from storage.dyad import Scope
from storage.events import Event, Report

_SUMMARY_LENGTHS = {Form.BLOCK: items.SUMMARY_LENGTH, Form.SHORT: 120, Form.BRIEF: 0}


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes events in the words of one language for a reader's day and zone."""

    catalogue: Catalogue
    today: date
    zone: str

    def tell(self, form: Form, event: Event, scope: Scope) -> Html:
        """Write an event as a part of a message that is being composed."""
        says = tuple((report.article_id, report.revision) for report in event.reports)
        part = Part(form, event.id, str(scope), says)
        return Html(part.around(self.write(form, event, scope)))

    def write(
        self,
        form: Form,
        event: Event,
        scope: Scope,
        *,
        was: Was | None = None,
        added: Sequence[Report] = (),
    ) -> Html:
        """Write an event in one of the forms.

        `was` is what its first report said before it was corrected, `added` holds reports that an
        alert did not tell of.
        """
        if form in _SUMMARY_LENGTHS:
            lines = [self._block(form, event, scope, was)]
        elif form is Form.ALERT:
            lines = [*self._alert(event, scope, was), *map(self._added, added)]
        else:
            return self._one_line(form, event, was)
        if was and set(was.parties) != set(event.parties):
            lines.append(self._parties(was.parties, event.parties))
        return Html("\n".join(lines))

    def _block(self, form: Form, event: Event, scope: Scope, was: Was | None) -> Html:
        return items.event_block(
            self.catalogue,
            event,
            scope=scope,
            today=self.today,
            summary_length=_SUMMARY_LENGTHS[form],
            was=was,
        )

    def _one_line(self, form: Form, event: Event, was: Was | None) -> Html:
        headline = items.headline(self.catalogue, event.reports[0], was=was)
        if form is Form.NAMED:
            return headline
        day = items.event_day(self.catalogue, event, today=self.today)
        if form is Form.LAST:
            return self.catalogue.html("digest.last_item", day=day, headline=headline)
        outlet = items.outlet(self.catalogue, event.reports[0], is_aside=True)
        return self.catalogue.html("digest.line", day=day, headline=headline, outlet=outlet)

    def _alert(self, event: Event, scope: Scope, was: Was | None) -> list[Html]:
        first = event.reports[0]
        lines = [items.headline(self.catalogue, first, was=was)]
        if first.summary:
            lines.append(items.summary(first.summary, was=was))
        lines.append(items.source_line(self.catalogue, event, scope, sides_key="alert.sides"))
        is_to_the_minute = bool(first.published_at and first.published_precision == "minute")
        if first.published_at and is_to_the_minute:
            published = dates.moment(self.catalogue, first.published_at, zone=self.zone)
            lines.append(self.catalogue.html("alert.published", moment=published))
        if not is_to_the_minute or (was and was.event_day):
            lines.append(
                items.day_line(self.catalogue, event, scope=scope, today=self.today, was=was)
            )
        return lines

    def _added(self, report: Report) -> Html:
        return self.catalogue.html(
            "alert.added",
            headline=items.headline(self.catalogue, report),
            outlet=items.outlet(self.catalogue, report),
        )

    def _parties(self, old: Sequence[str], new: Sequence[str]) -> Html:
        def names(codes: Sequence[str]) -> str:
            return ", ".join(display_name(code, self.catalogue.language) for code in codes)

        gone = [code for code in old if code not in new]
        return self.catalogue.html(
            "repair.countries" if gone else "repair.countries_more",
            gone=names(gone),
            names=names(new),
        )
