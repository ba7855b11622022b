"""The editor's card: everything that was understood of a draft, each guess with its reason."""

from itertools import combinations
from urllib.parse import urlsplit

from bot.briefing.sides import Sides, reporting, sides_of
from bot.countries.names import display_name
from bot.ingest.document import Precision
from bot.ingest.event_day import Basis
from bot.newsroom import card_origin
from bot.newsroom.card_buttons import card_rows
from bot.newsroom.draft_article import Alike, DraftArticle, DraftCountry, Lack
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.html import outside
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message
from bot.render.stats import number
from storage.dyad import Scope
from storage.subscriptions import Readership

REASON_LENGTH = 120
SUMMARY_LENGTH = 800  # the whole of it, so that an editor sees what readers may get
DROPPED_SHOWN = 4
COUNTRIES_SHOWN = 8
PAIRED, PAIRS_SHOWN = 4, 4


def card(
    catalogue: Catalogue,
    draft_id: int,
    content: DraftArticle,
    *,
    readers: Readership | None = None,
    in_queue: bool = False,
    copies: Html | None = None,
) -> Message:
    """Show a draft with the buttons that work now, and how many readers it would reach.

    In the queue nothing is mended, so that its words must not ask for a tap that isn't there.
    `copies` says to how many messages a repair goes.
    """
    lines = [
        _heading(catalogue, draft_id, content),
        *_understood(catalogue, content),
        _source(catalogue, content),
        *card_origin.lines(catalogue, content),
    ]
    if sides := _sides(catalogue, content):
        lines.append(sides)
    need = _need_in_queue if in_queue else _need
    lines += [need(catalogue, content, lack) for lack in _first(content.lacks())]
    if content.asks_outlet and not content.duplicate_of and not in_queue:
        name = outside(content.outlet_name or "", limit=items.NAME_LENGTH)
        lines.append(catalogue.html("draft.asks_outlet", name=name))
    if content.asking and content.duplicate_by != "address":
        asks_home = content.asking == "source" and content.asks_outlet
        asked = "outlet" if asks_home else content.asking
        lines += [Html(""), catalogue.html(f"draft.ask_{asked}")]
    if content.alike and not content.duplicate_of:
        lines.append(_alike(catalogue, content.alike))
    if content.embargo_line:
        lines.append(_embargo(catalogue, content))
    lines += _reach(catalogue, readers, copies)
    if why := _reasons(catalogue, content):
        lines.append(why)
    return Message(Html("\n".join(lines)), card_rows(catalogue, draft_id, content))


def _understood(catalogue: Catalogue, content: DraftArticle) -> list[Html]:
    """Return what was read; nothing for a link whose text is still to come."""
    if not (content.title or content.summary or content.body or content.countries):
        return []
    return [
        _title(catalogue, content),
        items.summary(content.summary, limit=SUMMARY_LENGTH),
        Html(""),
        _countries(catalogue, content),
        _topic_and_day(catalogue, content),
    ]


def _reach(catalogue: Catalogue, readers: Readership | None, copies: Html | None) -> list[Html]:
    lines = [copies] if copies else []
    if readers is not None and readers.in_digests:
        digests, alerts = readers.in_digests, readers.by_alert
        counts = {"digests": number(catalogue, digests), "alerts": number(catalogue, alerts)}
        lines.insert(0, catalogue.html("draft.reach", **counts))
    return lines


def _heading(catalogue: Catalogue, draft_id: int, content: DraftArticle) -> Html:
    if content.corrects:
        return catalogue.html("draft.heading_repair", article_id=content.corrects)
    return catalogue.html("draft.heading", number=draft_id)


def _first(lacks: tuple[Lack, ...]) -> tuple[Lack, ...]:
    """Keep what the editor can mend now: without a text nothing else can be judged."""
    for decisive in (Lack.DUPLICATE, Lack.TEXT):
        if decisive in lacks:
            return (decisive,)
    return lacks


def _need(catalogue: Catalogue, content: DraftArticle, lack: Lack) -> Html:
    if lack is Lack.TEXT and content.url:
        return card_origin.why_by_hand(catalogue, content)
    if lack is not Lack.DUPLICATE or content.duplicate_day is None:
        return catalogue.html(f"draft.needs.{lack.value}")
    title = outside(content.duplicate_title, limit=items.TITLE_LENGTH)
    day = dates.full_day(catalogue, content.duplicate_day)
    key = (
        "draft.needs.duplicate_text" if content.duplicate_by == "text" else "draft.needs.duplicate"
    )
    return catalogue.html(key, title=title, day=day)


def _embargo(catalogue: Catalogue, content: DraftArticle) -> Html:
    quote = outside(content.embargo_line, limit=REASON_LENGTH)
    if content.embargo_until is None:
        return catalogue.html("draft.embargo_unread", quote=quote)
    until = dates.moment(catalogue, content.embargo_until, zone=content.embargo_zone or "UTC")
    return catalogue.html("draft.embargo", until=until, quote=quote)


def _need_in_queue(catalogue: Catalogue, content: DraftArticle, lack: Lack) -> Html:
    if lack is Lack.DUPLICATE:
        return _need(catalogue, content, lack)
    return catalogue.html(f"queue.needs.{lack.value}")


def _alike(catalogue: Catalogue, alike: Alike) -> Html:
    return catalogue.html(
        "draft.alike",
        title=outside(alike.title, limit=items.TITLE_LENGTH),
        outlet=outside(alike.outlet, limit=items.NAME_LENGTH),
        day=dates.full_day(catalogue, alike.day),
        score=f"{alike.score:.2f}",
    )


def published_card(
    catalogue: Catalogue,
    draft_id: int,
    content: DraftArticle,
    *,
    article_id: str,
    joined: bool = False,
) -> Message:
    """Say that a draft is published: with the minute of undo, unless it updated an article."""
    names = _names(catalogue, content.parties)
    key = "draft.joined" if joined else "draft.published"
    is_update = content.duplicate_of == article_id
    words = catalogue.html(
        "draft.updated" if is_update else key,
        title=outside(content.title, limit=items.TITLE_LENGTH),
        countries=names,
        article_id=article_id,
    )
    if is_update:
        return Message(words)
    undo = Button(catalogue.text("draft.button.undo"), data=encode("e", "undo", draft_id))
    return Message(words, ((undo,),))


def discarded_card(catalogue: Catalogue, content: DraftArticle) -> Message:
    """Say that a draft was put away."""
    title = outside(content.title or content.body, limit=items.TITLE_LENGTH)
    return Message(catalogue.html("draft.discarded", title=title))


def _names(catalogue: Catalogue, codes: tuple[str, ...]) -> str:
    return ", ".join(display_name(code, catalogue.language) for code in codes)


def _title(catalogue: Catalogue, content: DraftArticle) -> Html:
    if not content.title:
        return catalogue.html("draft.no_title")
    title = catalogue.html("item.unlinked", title=outside(content.title, limit=items.TITLE_LENGTH))
    if content.title_proposed:
        return Html(f"{title} {catalogue.html('draft.title_proposed')}")
    return title


def _countries(catalogue: Catalogue, content: DraftArticle) -> Html:
    if not content.parties:
        return catalogue.html("draft.countries_none")
    key = "draft.countries_one" if content.is_one_country else "draft.countries"
    return catalogue.html(key, names=_names(catalogue, content.parties))


def _topic_and_day(catalogue: Catalogue, content: DraftArticle) -> Html:
    parts = []
    if content.topics:
        topics = ", ".join(items.topic_name(catalogue, topic) for topic in content.topics)
        parts.append(catalogue.html("draft.topic", topics=topics))
    if content.event_day:
        day = dates.full_day(catalogue, content.event_day)
        parts.append(_event_day(catalogue, content, day))
    else:
        parts.append(catalogue.html("draft.event_day_unknown"))
    return Html(" · ".join(parts))


def _event_day(catalogue: Catalogue, content: DraftArticle, day: str) -> Html:
    """Write the event day with what it was read from; one that an editor set needs no reason."""
    if content.event_day_basis is Basis.NONE:
        return catalogue.html("draft.event_day", day=day)
    quote = outside(content.event_day_quote, limit=REASON_LENGTH)
    reason = catalogue.html(f"draft.event_basis.{content.event_day_basis.value}", quote=quote)
    return catalogue.html("draft.event_day_reason", day=day, reason=reason)


def _source(catalogue: Catalogue, content: DraftArticle) -> Html:
    parts = []
    if content.url:
        host = (urlsplit(content.url).hostname or "").removeprefix("www.")
        parts.append(catalogue.html("item.linked", url=content.url, title=outside(host)))
    if content.outlet_name:
        about = []
        if content.outlet_country:
            about.append(display_name(content.outlet_country, catalogue.language))
        if content.outlet_label:
            about.append(content.outlet_label)
        name = outside(content.outlet_name, limit=items.NAME_LENGTH)
        key = "item.outlet_about" if about else "item.outlet"
        parts.append(catalogue.html(key, name=name, about=outside(", ".join(about))))
    else:
        parts.append(catalogue.html("draft.source_unknown"))
    parts.append(_published(catalogue, content))
    if content.dateline_place:
        place = ", ".join(filter(None, (content.dateline_place, content.dateline_agency)))
        parts.append(catalogue.html("draft.dateline", place=outside(place)))
    return catalogue.html("draft.source", parts=Html(" · ".join(parts)))


def _sides(catalogue: Catalogue, content: DraftArticle) -> Html | None:
    """Say which side of each pair would report it, as readers will be told."""
    if content.outlet_country is None or len(content.parties) < 2:
        return None
    told: dict[str, list[str]] = {}
    for one, other in combinations(content.parties[:PAIRED], 2):
        sides = sides_of([content.outlet_country], Scope.of(one, other))
        own = reporting([content.outlet_country], Scope.of(one, other))
        who = _names(catalogue, tuple(own)) if sides is Sides.ONE else ""
        told.setdefault(who, []).append(
            " – ".join(display_name(code, catalogue.language) for code in (one, other))
        )
    lines = []
    for who, pairs in told.items():
        key = "draft.sides_one" if who else "draft.sides_third"
        of = f" ({', '.join(pairs[:PAIRS_SHOWN])})" if len(told) > 1 else ""
        lines.append(catalogue.text(key, name=who) + of)
    return catalogue.html("draft.sides", sides="; ".join(lines))


def _published(catalogue: Catalogue, content: DraftArticle) -> Html:
    if content.ambiguous_days:
        one, other = (dates.full_day(catalogue, day) for day in content.ambiguous_days)
        return catalogue.html("draft.published_ambiguous", one=one, other=other)
    if content.published_at is None:
        return catalogue.html("draft.published_unknown")
    if content.precision is Precision.DAY:
        day = dates.full_day(catalogue, content.published_at.date())
        return catalogue.html("draft.published_at", moment=day)
    moment = dates.moment(catalogue, content.published_at, zone=content.zone)
    if content.zone is None:
        return catalogue.html("draft.published_no_zone", moment=moment)
    key = "draft.published_guess" if content.zone_guessed else "draft.published_at"
    return catalogue.html(key, moment=moment)


def _reasons(catalogue: Catalogue, content: DraftArticle) -> Html | None:
    """Fold away why each country was guessed, and what was left out of the text."""
    shown = content.countries[:COUNTRIES_SHOWN]
    lines = [_country_reason(catalogue, each) for each in shown if each.reasons]
    for line, why in content.dropped[:DROPPED_SHOWN]:
        dropped = outside(line, limit=REASON_LENGTH)
        lines.append(catalogue.html("draft.dropped", line=dropped, why=outside(why)))
    if content.fetched:
        lines.append(card_origin.how_fetched(catalogue, content.fetched))
    if content.summary and not content.summary_written:
        lines.append(catalogue.html("draft.summary_read"))
    if not lines:
        return None
    heading = catalogue.html("draft.reasons")
    return Html(f"<blockquote expandable>{heading}\n" + "\n".join(lines) + "</blockquote>")


def _country_reason(catalogue: Catalogue, country: DraftCountry) -> Html:
    key = "draft.reason_party" if country.party else "draft.reason_place"
    why = outside("; ".join(country.reasons), limit=REASON_LENGTH)
    return catalogue.html(key, country=display_name(country.code, catalogue.language), why=why)
