"""Messages written anew after a repair: what is right, and in copies the mark of what was wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.render import dates, items
from bot.render.corrections import REASON_LENGTH, was_before
from bot.render.html import outside
from bot.render.i18n import Catalogue, catalogue
from bot.render.items import Was
from bot.render.message import Html
from bot.render.parts import Form, Part, Told
from bot.render.struck import struck
from bot.render.told import Teller
from bot.render.visible import fits
from storage.dyad import Scope
from storage.events import Event
from storage.histories import History
from storage.revisions import TOLD, Repaired, Revision

_ONE_LINE = (Form.LINE, Form.NAMED, Form.LAST)
# Those that tell of what is new; the others only name it.
_TELLING = (Form.BLOCK, Form.SHORT, Form.BRIEF, Form.LINE, Form.ALERT)
# From all that a repaired part may hold to what fits in nearly any message.
_TRIES = ((True, False), (False, False), (False, True))


@dataclass(frozen=True, slots=True)
class Archive:
    """The articles that messages tell of, as they stand now; `concerned` events are told anew."""

    histories: Mapping[str, History]
    events: Mapping[int, Event]
    concerned: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class NewWords:
    """What a content says now: unmarked for who has not had it, marked for its copies.

    With `is_withdrawn` nothing that it told of still stands, and nobody needs to get it.
    """

    message: dict[str, Any]
    edited: dict[str, Any]
    is_withdrawn: bool


def new_words(values: dict[str, Any], archive: Archive) -> NewWords | None:
    """Write a content anew from its plain values; None for one whose parts are not known."""
    if "told" not in values:
        return None
    writing = _Writing(values["html"], Told.from_json(values["told"]), archive)
    message = writing.text(is_marked=False)
    for tried in _TRIES:
        edited = writing.text(is_marked=True, strikes=tried[0], brief=tried[1])
        if fits(edited[0]):
            break
    return NewWords(_values(values, *message), _values(values, *edited), writing.is_withdrawn)


def _values(values: dict[str, Any], text: str, told: Told) -> dict[str, Any]:
    return values | {"html": text, "told": told.as_json()}


class _Writing:
    """One message on its way to its new words."""

    def __init__(self, text: str, told: Told, archive: Archive) -> None:
        self._text = text
        self._told = told
        self._archive = archive
        self._words = catalogue(told.language)
        self._teller = Teller(self._words, told.day, told.zone)

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing that the message told of still stands."""
        told = [part for part in self._told.parts if part.form in _TELLING]
        return bool(told) and all(map(self._is_gone, told))

    def _is_gone(self, part: Part) -> bool:
        # Events that no repair concerns are not even read.
        return self._is_concerned(part) and self._event(part) is None

    def text(
        self, *, is_marked: bool, strikes: bool = True, brief: bool = False
    ) -> tuple[str, Told]:
        """Return the new text with its parts; what no repair concerns stays to the letter."""
        pieces: list[str] = []
        parts: list[Part] = []
        read = length = 0
        for part in self._told.parts:
            pieces.append(self._text[read : part.start])
            length += part.start - read
            piece = self._text[part.start : part.end]
            if self._is_concerned(part):
                is_long = part.form in (Form.BLOCK, Form.SHORT)
                form = Form.BRIEF if brief and is_long else part.form
                piece = self._part(replace(part, form=form), is_marked=is_marked, strikes=strikes)
            pieces.append(piece)
            parts.append(replace(part, start=length, end=length + len(piece)))
            read, length = part.end, length + len(piece)
        pieces.append(self._text[read:])
        return "".join(pieces), replace(self._told, parts=tuple(parts))

    def _histories(self, part: Part) -> list[tuple[History, tuple[Revision, ...]]]:
        """Return what became of the articles of a part, each with its repairs since."""
        known = self._archive.histories
        return [
            (known[article_id], known[article_id].since(revision))
            for article_id, revision in part.says
            if article_id in known
        ]

    def _is_concerned(self, part: Part) -> bool:
        repaired = any(repairs for _, repairs in self._histories(part))
        return repaired or part.event_id in self._archive.concerned

    def _event(self, part: Part) -> Event | None:
        """Return the event as it stands, with the reports first that the message told of."""
        standing = [history for history, _ in self._histories(part) if history.is_standing]
        event_id = standing[0].event_id if standing else part.event_id
        event = self._archive.events.get(event_id)
        if event is None:
            return None
        told = [article_id for article_id, _ in part.says]
        order = {article_id: place for place, article_id in enumerate(told)}
        reports = sorted(event.reports, key=lambda each: order.get(each.article_id, len(told)))
        return replace(event, reports=tuple(reports))

    def _part(self, part: Part, *, is_marked: bool, strikes: bool) -> Html:
        event = self._event(part)
        histories = self._histories(part)
        if event is None:
            if not is_marked:
                return self._words.html("repair.withdrawn_unsent")
            return self._withdrawn(part, histories)
        told_of = {article_id for article_id, _ in part.says}
        added = [each for each in event.reports if each.article_id not in told_of]
        marks = [repair for _, repairs in histories for repair in repairs if _is_told(repair)]
        scope = Scope.parse(part.scope)
        if not is_marked or not marks:
            return self._teller.write(part.form, event, scope, added=added)
        was = _was(event, histories) if strikes else None
        body = self._teller.write(part.form, event, scope, was=was, added=added)
        if part.form in _ONE_LINE:
            return self._words.html("repair.corrected_line", line=body)
        lines = [self._words.html("repair.corrected", moment=self._moment(marks)), body]
        lines += [self._gone(history) for history, _ in histories if not history.is_standing]
        return Html("\n".join(lines))

    def _withdrawn(
        self, part: Part, histories: Sequence[tuple[History, tuple[Revision, ...]]]
    ) -> Html:
        """Strike an event through of which no report stands any more."""
        title = outside(histories[0][0].title, limit=items.TITLE_LENGTH) if histories else Html("")
        if part.form in _ONE_LINE:
            return self._words.html("repair.withdrawn_line", title=title)
        repairs = [repair for _, found in histories for repair in found]
        reason = outside(repairs[-1].reason, limit=REASON_LENGTH) if repairs else Html("")
        return self._words.html(
            "repair.withdrawn", moment=self._moment(repairs), title=title, reason=reason
        )

    def _gone(self, history: History) -> Html:
        """Name a report that was withdrawn from an event that others still report."""
        return self._words.html(
            "repair.report_withdrawn",
            title=outside(history.title, limit=items.TITLE_LENGTH),
            outlet=outside(history.outlet.name, limit=items.NAME_LENGTH),
            reason=outside(history.repairs[-1].reason, limit=REASON_LENGTH),
        )

    def _moment(self, repairs: Sequence[Revision]) -> Html:
        last = max((repair.at for repair in repairs), default=None)
        return dates.moment(self._words, last, zone=self._told.zone) if last else Html("")


def _is_told(repair: Revision) -> bool:
    return repair.kind in TOLD


def _was(event: Event, histories: Sequence[tuple[History, tuple[Revision, ...]]]) -> Was | None:
    """Return what the first report said before its first correction, None where it had none."""
    first = event.reports[0].article_id
    for history, repairs in histories:
        for repair in repairs:
            if history.article_id == first and repair.kind is Repaired.CORRECTION:
                return _changed(was_before(repair.before), history, event)
    return None


def _changed(was: Was, history: History, event: Event) -> Was:
    """Leave out of what a report said what did not change: its event may say more than it does."""
    is_other_day = was.event_day != history.event_day
    are_others = set(was.parties) != set(history.parties)
    return replace(
        was,
        event_day=was.event_day if is_other_day else None,
        parties=was.parties if are_others else event.parties,
    )


def notice(words: Catalogue, history: History, repair: Revision, scope: Scope) -> Html:
    """Write what those are told who had it as an alert, below that alert."""
    key = "repair.notice_withdrawn" if repair.kind is Repaired.WITHDRAWAL else "repair.notice"
    return words.html(
        key,
        scope=items.scope_name(words, scope),
        title=struck(was_before(repair.before).title, history.title, limit=items.TITLE_LENGTH),
        reason=outside(repair.reason, limit=REASON_LENGTH),
    )
