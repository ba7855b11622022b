"""The buttons below an editor's card: those of the whole card, and those of each open fix."""

from bot.countries.names import display_name, is_country
from bot.countries.topics import TOPICS
from bot.ingest import addresses
from bot.ingest.guard import address_allowed
from bot.newsroom.draft_article import DraftArticle, Lack
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.html import cut
from bot.render.i18n import Catalogue
from bot.render.message import Button, Rows, Style

LABEL_LENGTH = 24
COUNTRIES_SHOWN = 6
_TOPICS_IN_A_ROW = 5
_LIKELY_HOMES = 6


def card_rows(catalogue: Catalogue, draft_id: int, content: DraftArticle) -> Rows:
    """Return the buttons that work now: of the fix that is open, else of the card."""
    menu = _MENUS.get(content.asking or "")
    if content.asking is None or content.duplicate_by == "address":
        return _whole(catalogue, draft_id, content)
    back = _button(catalogue, draft_id, "back")
    return menu(catalogue, draft_id, content, back) if menu else ((back,),)


def _button(
    catalogue: Catalogue, draft_id: int, what: str, *, style: Style | None = None
) -> Button:
    label = catalogue.text(f"draft.button.{what}")
    return Button(label, data=encode("e", what, draft_id), style=style)


def _choice(draft_id: int, what: str, value: str, label: str) -> Button:
    return Button(cut(label, LABEL_LENGTH), data=encode("e", what, draft_id, value))


def _whole(catalogue: Catalogue, draft_id: int, content: DraftArticle) -> Rows:
    def button(what: str, style: Style | None = None) -> Button:
        return _button(catalogue, draft_id, what, style=style)

    lacks = content.lacks()
    discard = button("discard", "danger")
    if content.duplicate_of:
        return _of_duplicate(catalogue, draft_id, content, discard)
    fixes = tuple(button(what) for what in ("countries", "topic", "text", "dates"))
    if content.corrects:
        mend = () if lacks else (button("refile", "success"), button("reason"))
        return (mend, fixes, (discard,))
    first = [] if lacks else [button("embargo" if content.embargo_until else "publish", "success")]
    if content.trouble and content.url and not content.body:
        first.append(button("fetch"))
    if first and content.alike:
        first.append(button("join"))
    first.append(button("source", "primary" if Lack.SOURCE in lacks else None))
    last = (discard,) if lacks else (button("schedule"), discard)
    if content.embargo_line:
        last = (button("noembargo"), *last)
    return (tuple(first), fixes, last)


def _of_duplicate(
    catalogue: Catalogue, draft_id: int, content: DraftArticle, discard: Button
) -> Rows:
    """What the archive has is never published again: only as a new text, or by another outlet."""

    def button(what: str, style: Style | None = None) -> Button:
        return _button(catalogue, draft_id, what, style=style)

    lacks = content.lacks(to_join=True)
    first = [button("update")]
    if Lack.TEXT in lacks:
        again = Button(catalogue.text("draft.button.renew"), data=encode("e", "fetch", draft_id))
        first = [again] if content.url else []
    if content.may_join:
        first.append(button("source", "primary") if Lack.SOURCE in lacks else button("join"))
    # Telegram takes no button that leads inside, such as to a page of the demo.
    if content.url and address_allowed(content.url):
        first.append(Button(catalogue.text("draft.button.see"), url=content.url))
    return (tuple(first), (discard,))


def _countries(catalogue: Catalogue, draft_id: int, content: DraftArticle, back: Button) -> Rows:
    tapped = []
    for country in content.countries[:COUNTRIES_SHOWN]:
        key = "draft.button.remove" if country.party else "draft.button.add"
        name = display_name(country.code, catalogue.language)
        label = catalogue.text(key, name=name)
        tapped.append(_choice(draft_id, "countries", country.code, label))
    key = "draft.button.one_country_off" if content.one_country else "draft.button.one_country"
    last = [back]
    if len(content.parties) == 1:
        last.insert(0, _choice(draft_id, "countries", "one", catalogue.text(key)))
    return (tuple(tapped[:3]), tuple(tapped[3:]), tuple(last))


def _topics(catalogue: Catalogue, draft_id: int, content: DraftArticle, back: Button) -> Rows:
    buttons = []
    for topic in TOPICS:
        name = items.topic_name(catalogue, topic)
        if topic in content.topics:
            name = catalogue.text("draft.button.chosen", name=name)
        buttons.append(_choice(draft_id, "topic", topic, name))
    buttons.append(back)
    wide = _TOPICS_IN_A_ROW
    return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))


def _dates(catalogue: Catalogue, draft_id: int, content: DraftArticle, back: Button) -> Rows:
    readings = tuple(
        _choice(draft_id, "dates", day.isoformat(), dates.full_day(catalogue, day))
        for day in content.ambiguous_days or ()
    )
    quick = []
    if content.published_day and not readings:
        label = catalogue.text("draft.button.day_published")
        quick.append(_choice(draft_id, "dates", "published", label))
    label = catalogue.text("draft.button.day_unknown")
    quick.append(_choice(draft_id, "dates", "unknown", label))
    return (readings, tuple(quick), (back,))


def _source(catalogue: Catalogue, draft_id: int, content: DraftArticle, back: Button) -> Rows:
    """Offer where a new outlet may sit: the country of its site, then those that it writes of."""
    if not content.asks_outlet:
        return ((back,),)
    home = addresses.country_of(content.outlet_domain)
    codes = [home] if home and is_country(home) else []
    codes += [country.code for country in content.countries]
    likely = list(dict.fromkeys(codes))[:_LIKELY_HOMES]
    buttons = tuple(
        _choice(draft_id, "source", code, display_name(code, catalogue.language)) for code in likely
    )
    return (buttons[:3], buttons[3:], (back,))


_MENUS = {"countries": _countries, "topic": _topics, "dates": _dates, "source": _source}
