"""What editors see of feeds: the list, a feed's card with its menus, and what an import gave."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.countries.names import display_name
from bot.countries.topics import TOPICS
from bot.newsroom.feeds.filter import FeedFilter, filter_of
from bot.newsroom.feeds.news import outlet_in
from bot.newsroom.feeds.roster import LANGUAGES, Imported
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.html import cut, outside
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows, Style
from storage.feed_entries import Fate
from storage.feeds import Feed, FeedState

PAGE = 8
LABEL_LENGTH = 24
ADDRESS_LENGTH = 200
REFUSED_SHOWN = 20
#: What a feed's card asks a short reply for.
ASKED = ("outlet", "country", "countries")
_TOPICS_IN_A_ROW = 5
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the feeds, those behind the first `skip`, and how many there are and fail in all."""

    feeds: Sequence[Feed]
    skip: int
    total: int
    failing: int


def feed_list(catalogue: Catalogue, page: Page, *, now: datetime) -> Message:
    """List feeds, each with its state and a button to its card."""
    skip, total = page.skip, page.total
    if not total:
        return Message(catalogue.html("feed.none"))
    heading = [catalogue.html("feed.list_heading", count=total)]
    if page.failing:
        heading.append(catalogue.html("feed.list_failing", count=page.failing))
    lines = [Html(" · ".join(heading))]
    numbers = []
    for place, feed in enumerate(page.feeds, start=skip + 1):
        title = outside(feed.title, limit=items.NAME_LENGTH)
        state = _state(catalogue, feed)
        if feed.state is FeedState.ACTIVE and feed.next_poll_at > now and feed.last_read_at:
            wait = _span(catalogue, feed.next_poll_at - now)
            state = catalogue.html("feed.is.next", state=state, wait=wait)
        lines.append(catalogue.html("feed.list_line", number=place, title=title, state=state))
        numbers.append(Button(str(place), data=encode("fd", "show", feed.id)))
    lines.append(catalogue.html("feed.how_to_add"))
    pages = []
    if skip:
        before = encode("fd", "list", max(0, skip - PAGE))
        pages.append(Button(catalogue.text("feed.button.before"), data=before))
    if skip + len(page.feeds) < total:
        after = encode("fd", "list", skip + PAGE)
        pages.append(Button(catalogue.text("feed.button.after"), data=after))
    half = PAGE // 2
    rows = (tuple(numbers[:half]), tuple(numbers[half:]), tuple(pages))
    return Message(Html("\n".join(lines)), tuple(row for row in rows if row))


def feed_card(
    catalogue: Catalogue, feed: Feed, fates: Counter[Fate], *, asking: str | None = None
) -> Message:
    """Show a feed with its buttons; `asking` names the menu or the question that is open."""
    title = outside(feed.title, limit=items.NAME_LENGTH)
    address = outside(cut(feed.url, ADDRESS_LENGTH), limit=ADDRESS_LENGTH)
    lines = [
        catalogue.html("feed.heading", title=title),
        catalogue.html("item.linked", url=feed.url, title=address),
        Html(""),
        _outlet(catalogue, feed),
        _filter(catalogue, filter_of(feed)),
        catalogue.html("feed.state", state=_state(catalogue, feed)),
    ]
    if feed.outlet_country is None:
        lines.insert(4, catalogue.html("feed.no_home"))
    if feed.last_read_at is not None or feed.failing_since is not None:
        lines.append(_rhythm(catalogue, feed))
    if fates:
        lines.append(_week(catalogue, fates))
    if asking is not None:
        lines += [Html(""), catalogue.html(f"feed.ask.{asking}")]
    return Message(Html("\n".join(lines)), _rows(catalogue, feed, asking))


def removal(catalogue: Catalogue, feed: Feed) -> Message:
    """Ask whether a feed is to be removed."""
    title = outside(feed.title, limit=items.NAME_LENGTH)
    yes = _button(catalogue, feed, "removed", style="danger")
    no = _button(catalogue, feed, "keep", what="show")
    return Message(catalogue.html("feed.confirm_removal", title=title), ((yes, no),))


def choices(catalogue: Catalogue, url: str, offered: Sequence[Feed]) -> Message:
    """Offer the feeds of a page, the likeliest first, a button each."""
    host = outside((urlsplit(url).hostname or url).removeprefix("www."))
    lines = [catalogue.html("feed.choose", count=len(offered), host=host)]
    for place, feed in enumerate(offered, start=1):
        title = outside(feed.title, limit=items.NAME_LENGTH)
        path = outside(urlsplit(feed.url).path, limit=items.NAME_LENGTH)
        lines.append(catalogue.html("feed.choice", number=place, title=title, path=path))
    rows = tuple(
        (Button(cut(f"{place}. {feed.title}", LABEL_LENGTH), data=encode("fd", "take", feed.id)),)
        for place, feed in enumerate(offered, start=1)
    )
    return Message(Html("\n".join(lines)), rows)


def imported(catalogue: Catalogue, result: Imported) -> Message:
    """Tell what became of a list of feeds: how many were added, and of each other one why not."""
    lines = [catalogue.html("feed.imported", count=len(result.added))]
    if result.added:
        lines.append(catalogue.html("feed.imported_next"))
    if result.refused:
        lines += [Html(""), catalogue.html("feed.refused", count=len(result.refused))]
    for one in result.refused[:REFUSED_SHOWN]:
        name = outside(one.title or one.url, limit=items.NAME_LENGTH)
        address = outside(one.url, limit=items.NAME_LENGTH)
        why = catalogue.html(f"feed.refusal.{(one.refusal or '').rpartition('.')[2]}")
        lines.append(catalogue.html("feed.refused_line", name=name, address=address, why=why))
    if (rest := len(result.refused) - REFUSED_SHOWN) > 0:
        lines.append(catalogue.html("feed.refused_more", count=rest))
    everything = Button(catalogue.text("feed.button.all"), data=encode("fd", "list", 0))
    return Message(Html("\n".join(lines)), ((everything,),) if result.added else ())


def _outlet(catalogue: Catalogue, feed: Feed) -> Html:
    name = feed.outlet_name or catalogue.text("feed.outlet_of_pages", title=outlet_in(feed.title))
    about = [display_name(feed.outlet_country, catalogue.language)] if feed.outlet_country else []
    if feed.language:
        about.append(catalogue.text(f"feed.language.{feed.language}"))
    key = "feed.outlet_about" if about else "feed.outlet"
    return catalogue.html(key, name=outside(name, limit=items.NAME_LENGTH), about=", ".join(about))


def _filter(catalogue: Catalogue, chosen: FeedFilter) -> Html:
    parts = []
    if chosen.only_pairs:
        parts.append(catalogue.text("feed.filter.only_pairs"))
    if chosen.countries:
        names = ", ".join(display_name(code, catalogue.language) for code in chosen.countries)
        parts.append(catalogue.text("feed.filter.countries", names=names))
    if chosen.topics:
        names = ", ".join(items.topic_name(catalogue, topic) for topic in chosen.topics)
        parts.append(catalogue.text("feed.filter.topics", names=names))
    wanted = "; ".join(parts) or catalogue.text("feed.filter.everything")
    return catalogue.html("feed.filter", wanted=wanted)


def _state(catalogue: Catalogue, feed: Feed) -> Html:
    """Say in a few words how a feed is: read, failing, paused."""
    why = Html("")
    if feed.last_error:
        why = catalogue.html(feed.last_error["key"], **feed.last_error["arguments"])
    if feed.state is FeedState.PAUSED:
        return catalogue.html("feed.is.paused")
    if feed.state is FeedState.GONE:
        return catalogue.html("feed.is.gone")
    if feed.failing_since is not None:
        since = dates.moment(catalogue, feed.failing_since, zone=None)
        return catalogue.html("feed.is.failing", since=since, why=why)
    if feed.last_read_at is None:
        return catalogue.html("feed.is.new")
    moment = dates.moment(catalogue, feed.last_read_at, zone=None)
    return catalogue.html("feed.is.read", moment=moment)


def _rhythm(catalogue: Catalogue, feed: Feed) -> Html:
    every = _span(catalogue, feed.interval)
    if feed.state is not FeedState.ACTIVE:
        return catalogue.html("feed.rhythm", every=every)
    moment = dates.moment(catalogue, feed.next_poll_at, zone=None)
    if feed.failing_since is not None:
        return catalogue.html("feed.asked_again", moment=moment)
    return catalogue.html("feed.rhythm_next", every=every, moment=moment)


def _span(catalogue: Catalogue, span: timedelta) -> str:
    """Write a stretch of time in minutes, from two hours on in hours."""
    minutes = max(1, round(span.total_seconds() / 60))
    if span >= 2 * _HOUR:
        return catalogue.text("feed.hours", count=round(minutes / 60))
    return catalogue.text("feed.minutes", count=minutes)


def _week(catalogue: Catalogue, fates: Counter[Fate]) -> Html:
    """Say what became of the entries of a week, so that a filter that is too narrow shows."""
    left_out = fates[Fate.OLD] + fates[Fate.UNUSABLE]
    parts = [catalogue.text("feed.week.queued", number=fates[Fate.QUEUED])]
    if fates[Fate.FILTERED]:
        parts.append(catalogue.text("feed.week.filtered", number=fates[Fate.FILTERED]))
    if left_out:
        parts.append(catalogue.text("feed.week.left_out", number=left_out))
    return catalogue.html("feed.week", count=fates.total(), parts=", ".join(parts))


def _button(
    catalogue: Catalogue,
    feed: Feed,
    label: str,
    *parts: object,
    what: str = "",
    style: Style | None = None,
) -> Button:
    data = encode("fd", what or label, feed.id, *parts)
    return Button(catalogue.text(f"feed.button.{label}"), data=data, style=style)


def _rows(catalogue: Catalogue, feed: Feed, asking: str | None) -> Rows:
    back = _button(catalogue, feed, "back", what="show")
    if asking == "language":
        return _languages(catalogue, feed, back)
    if asking == "topics":
        return _topics(catalogue, feed, back)
    if asking is not None:
        return ((back,),)
    is_on = filter_of(feed).only_pairs
    pairs = _button(catalogue, feed, "pairs_off" if is_on else "pairs", what="pairs")
    about = tuple(
        _button(catalogue, feed, what, what, what="ask") for what in ("outlet", "country")
    )
    wanted = (
        _button(catalogue, feed, "countries", "countries", what="ask"),
        _button(catalogue, feed, "topics"),
        pairs,
    )
    is_active = feed.state is FeedState.ACTIVE
    asks = [_button(catalogue, feed, "now"), _button(catalogue, feed, "pause")]
    deeds = asks if is_active else [_button(catalogue, feed, "resume", style="success")]
    last = (
        *deeds,
        _button(catalogue, feed, "remove", style="danger"),
        Button(catalogue.text("feed.button.all"), data=encode("fd", "list", 0)),
    )
    return ((*about, _button(catalogue, feed, "language")), wanted, last)


def _languages(catalogue: Catalogue, feed: Feed, back: Button) -> Rows:
    named = [
        Button(_chosen(catalogue, f"feed.language.{code}", is_chosen=feed.language == code),
               data=encode("fd", "language", feed.id, code))
        for code in LANGUAGES
    ]  # fmt: skip
    pages = Button(
        _chosen(catalogue, "feed.as_pages_say", is_chosen=feed.language is None),
        data=encode("fd", "language", feed.id, "pages"),
    )
    return (tuple(named[:3]), tuple(named[3:]), (pages, back))


def _topics(catalogue: Catalogue, feed: Feed, back: Button) -> Rows:
    chosen = filter_of(feed).topics
    buttons = [
        Button(_chosen(catalogue, f"topic.{topic}", is_chosen=topic in chosen),
               data=encode("fd", "topics", feed.id, topic))
        for topic in TOPICS
    ]  # fmt: skip
    buttons.append(back)
    wide = _TOPICS_IN_A_ROW
    return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))


def _chosen(catalogue: Catalogue, key: str, *, is_chosen: bool) -> str:
    name = catalogue.text(key)
    return catalogue.text("draft.button.chosen", name=name) if is_chosen else name
