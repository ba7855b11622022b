"""Briefings in words: a pair, a country by partner, an archive that has nothing."""

from collections.abc import Iterable
from datetime import date, datetime

from bot.briefing.latest import Briefing, Filter
from bot.countries.names import display_name
from bot.countries.topics import TOPICS
from bot.errors import Gone
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows
from storage.dyad import Scope
from storage.events import Event, PairTotal

BUTTONS_IN_A_ROW = 2


def rows_of(buttons: Iterable[Button], *, wide: int = BUTTONS_IN_A_ROW) -> Rows:
    """Lay buttons out in rows."""
    listed = tuple(buttons)
    return tuple(listed[at : at + wide] for at in range(0, len(listed), wide))


def pair_button(catalogue: Catalogue, scope: Scope) -> Button:
    """Make the button that answers a scope."""
    return Button(items.scope_name(catalogue, scope), data=encode("pair", scope))


def briefing(
    catalogue: Catalogue,
    found: Briefing,
    *,
    today: date,
    order: tuple[str, ...] = (),
    brief: bool = False,
    left_over: str = "",
) -> Message:
    """Word a briefing; `order` is the order in which the countries were asked for.

    `brief` is the short form for groups; `left_over` names words that were not understood.
    """
    if not found.events:
        message = _nothing(catalogue, found, today=today, order=order)
    elif found.scope.is_country:
        message = _country(catalogue, found, today=today)
    else:
        message = _pair(catalogue, found, today=today, order=order, brief=brief)
    if left_over:
        note = catalogue.html("latest.words_left", words=left_over)
        return Message(Html(f"{message.html}\n\n<i>{note}</i>"), message.buttons)
    return message


def period(catalogue: Catalogue, narrowed: Filter) -> str:
    """Name the days that a filter leaves; empty where it has none."""
    first, last = narrowed.first_day, narrowed.last_day
    if first and first == last:
        return dates.full_day(catalogue, first)
    if first and last:
        whole_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        if whole_year and first.year == last.year:
            return catalogue.text("latest.period_year", year=first.year)
        return catalogue.text(
            "latest.period_days",
            first=dates.full_day(catalogue, first),
            last=dates.full_day(catalogue, last),
        )
    if first:
        return catalogue.text("latest.period_since", first=dates.full_day(catalogue, first))
    if last:
        return catalogue.text("latest.period_until", last=dates.full_day(catalogue, last))
    return ""


def filter_words(catalogue: Catalogue, narrowed: Filter) -> str:
    """Name everything that a filter asks for: `defence, 2020`."""
    topic = items.topic_name(catalogue, narrowed.topic) if narrowed.topic else ""
    return ", ".join(part for part in (topic, period(catalogue, narrowed)) if part)


def _heading(catalogue: Catalogue, found: Briefing, name: str) -> Html:
    if found.filter.narrows:
        words = filter_words(catalogue, found.filter)
        return catalogue.html("latest.heading_filtered", scope=name, filter=words)
    if not found.is_first_page:
        return catalogue.html("latest.heading_page", scope=name, total=found.total)
    if not found.has_more:
        return catalogue.html("latest.heading_all", scope=name, count=found.total)
    shown = len(found.events)
    return catalogue.html("latest.heading", scope=name, shown=shown, total=found.total)


def _age(catalogue: Catalogue, newest: date, today: date) -> Html:
    days = (today - newest).days
    if days < 0:
        return catalogue.html("latest.age_future", day=dates.full_day(catalogue, newest))
    if days == 0:
        return catalogue.html("latest.age_today")
    return catalogue.html("latest.age", count=days)


def _in_order(scope: Scope, order: tuple[str, ...]) -> str:
    """Write a scope for callback data, in the order in which its countries were asked for."""
    return "-".join(order if sorted(order) == sorted(scope.codes) else scope.codes)


def _paging(catalogue: Catalogue, found: Briefing, order: tuple[str, ...] = ()) -> list[Button]:
    codes = _in_order(found.scope, order)
    parts = filter_parts(found.filter)
    buttons = []
    if not found.is_first_page:
        data = encode("pg", codes, 0, *parts)
        buttons.append(Button(catalogue.text("latest.newest"), data=data))
    if found.has_more:
        label = catalogue.text("latest.older")
        if found.is_first_page and not found.filter.narrows:
            label = catalogue.text("latest.more", count=found.total - len(found.events))
        data = encode("pg", codes, found.events[-1].id, *parts)
        buttons.append(Button(label, data=data))
    return buttons


def filter_parts(narrowed: Filter) -> list[str]:
    """Write a filter into callback data: topic, first and last day, empty where it has none."""
    if not narrowed.narrows:
        return []
    days = [f"{day:%Y%m%d}" if day else "" for day in (narrowed.first_day, narrowed.last_day)]
    return [narrowed.topic or "", *days]


def filter_of(parts: tuple[str, ...]) -> Filter:
    """Read a filter from callback data; Gone for anything that `filter_parts` never wrote."""
    topic, first, last = (*parts, "", "", "")[:3]
    try:
        days = [datetime.strptime(day, "%Y%m%d").date() if day else None for day in (first, last)]  # noqa: DTZ007
    except ValueError:
        raise Gone("error.button_old") from None
    if topic and topic not in TOPICS:
        raise Gone("error.button_old")
    return Filter(topic or None, *days)


def _follow(catalogue: Catalogue, scope: Scope, order: tuple[str, ...] = ()) -> Button:
    if scope.is_country:
        label = catalogue.text(
            "latest.follow_country", country=display_name(scope.first, catalogue.language)
        )
    else:
        label = catalogue.text("latest.follow")
    return Button(label, data=encode("fol", _in_order(scope, order)))


def _pair(
    catalogue: Catalogue, found: Briefing, *, today: date, order: tuple[str, ...], brief: bool
) -> Message:
    name = items.scope_name(catalogue, found.scope, order=order)
    head = [_heading(catalogue, found, name)]
    if found.is_first_page and not found.filter.narrows and found.newest_day:
        head.append(_age(catalogue, found.newest_day, today))
    blocks = [Html("\n".join(head))]
    blocks += [
        items.event_block(
            catalogue,
            event,
            scope=found.scope,
            today=today,
            summary_length=0 if brief else items.SUMMARY_LENGTH,
        )
        for event in found.events
    ]
    share = Button(catalogue.text("latest.share"), switch_inline=" ".join(found.scope.codes))
    rows = (
        tuple(_paging(catalogue, found, order)),
        (_follow(catalogue, found.scope, order), share),
    )
    return Message(Html("\n\n".join(blocks)), tuple(row for row in rows if row))


def _by_partner(found: Briefing) -> dict[str | None, list[Event]]:
    """Group a country's events by their first other party, newest group first."""
    groups: dict[str | None, list[Event]] = {}
    for event in found.events:
        partner = next((code for code in event.parties if code != found.scope.first), None)
        groups.setdefault(partner, []).append(event)
    return groups


def _country(catalogue: Catalogue, found: Briefing, *, today: date) -> Message:
    language = catalogue.language
    country = display_name(found.scope.first, language)
    groups = _by_partner(found)
    partners = [code for code in groups if code]
    if found.filter.narrows or not found.is_first_page:
        head = [_heading(catalogue, found, country)]
    else:
        counted = catalogue.text("latest.partners", count=len(partners))
        head = [
            catalogue.html("latest.country_heading", country=country),
            catalogue.html("latest.country_counts", count=found.total, partners=counted),
        ]
    blocks = [Html("\n".join(head))]
    for code, listed in groups.items():
        days = ", ".join(
            dict.fromkeys(items.event_day(catalogue, event, today=today) for event in listed)
        )
        partner = display_name(code, language) if code else country
        lines = [
            catalogue.html("latest.partner" if code else "latest.alone", partner=partner, days=days)
        ]
        lines += [
            catalogue.html(
                "latest.country_item",
                title=items.headline(catalogue, event.reports[0]),
                source=items.source_line(catalogue, event, found.scope),
            )
            for event in listed
        ]
        blocks.append(Html("\n".join(lines)))
    with_partner = [
        Button(
            catalogue.text("latest.with", country=display_name(code, language)),
            data=encode("pair", Scope.of(found.scope.first, code)),
        )
        for code in partners[:4]
    ]
    rows = (
        *rows_of(with_partner),
        tuple(_paging(catalogue, found)),
        (_follow(catalogue, found.scope),),
    )
    return Message(Html("\n\n".join(blocks)), tuple(row for row in rows if row))


def nearest_line(catalogue: Catalogue, pair: PairTotal, *, today: date) -> Html:
    """Write one pair with its count and newest day."""
    return catalogue.html(
        "latest.nearest_line",
        pair=items.scope_name(catalogue, Scope.of(*pair.dyad.codes)),
        count=pair.events,
        day=dates.day(catalogue, pair.newest_day, today=today),
    )


def _nothing(
    catalogue: Catalogue, found: Briefing, *, today: date, order: tuple[str, ...]
) -> Message:
    name = items.scope_name(catalogue, found.scope, order=order)
    if found.total:
        words = filter_words(catalogue, found.filter)
        lines = [
            catalogue.html("latest.empty_filter_heading", scope=name),
            catalogue.html("latest.empty_filter", filter=words)
            if found.filter.narrows
            else catalogue.html("latest.no_more"),
        ]
        everything = Button(catalogue.text("latest.everything"), data=encode("pg", found.scope, 0))
        return Message(Html("\n".join(lines)), ((everything,),))
    key = "latest.empty_country" if found.scope.is_country else "latest.empty_pair"
    lines = [catalogue.html("latest.empty_heading", scope=name), catalogue.html(key)]
    if found.nearest:
        lines += [Html(""), catalogue.html("latest.nearest")]
        lines += [nearest_line(catalogue, pair, today=today) for pair in found.nearest]
    tell = Button(
        catalogue.text("latest.tell_me"), data=encode("fol", _in_order(found.scope, order))
    )
    pairs = [pair_button(catalogue, Scope.of(*pair.dyad.codes)) for pair in found.nearest]
    return Message(Html("\n".join(lines)), ((tell,), *rows_of(pairs)))
