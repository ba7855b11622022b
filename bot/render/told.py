"""The forms in which a pushed message tells of an event, each a part that can be written anew."""

from dataclasses import dataclass
from datetime import date

from bot.render import dates, items
from bot.render.i18n import Catalogue
from bot.render.message import Html
from bot.render.parts import Form, Part
from storage.dyad import Scope
from storage.events import Event


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

    def write(self, form: Form, event: Event, scope: Scope) -> Html:
        """Write an event in one of the forms."""
        if form in (Form.BLOCK, Form.BRIEF):
            is_brief = form is Form.BRIEF
            return items.event_block(
                self.catalogue, event, scope=scope, today=self.today, brief=is_brief
            )
        if form is Form.ALERT:
            return self._alert(event, scope)
        headline = items.headline(self.catalogue, event.reports[0])
        if form is Form.NAMED:
            return headline
        day = items.event_day(self.catalogue, event, today=self.today)
        if form is Form.LAST:
            return self.catalogue.html("digest.last_item", day=day, headline=headline)
        outlet = items.outlet(self.catalogue, event.reports[0])
        return self.catalogue.html("digest.line", day=day, headline=headline, outlet=outlet)

    def _alert(self, event: Event, scope: Scope) -> Html:
        first = event.reports[0]
        lines = [items.headline(self.catalogue, first)]
        if first.summary:
            lines.append(items.summary(first.summary))
        lines.append(items.source_line(self.catalogue, event, scope))
        if first.published_at and first.published_precision == "minute":
            published = dates.moment(self.catalogue, first.published_at, zone=self.zone)
            lines.append(self.catalogue.html("alert.published", moment=published))
        else:
            lines.append(items.day_line(self.catalogue, event, scope=scope, today=self.today))
        return Html("\n".join(lines))
