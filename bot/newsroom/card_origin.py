"""What a card says of where a draft came from: a forward, a page, a link to be filled in."""

from bot.newsroom.draft_article import DraftArticle, Fetched, Forwarded
from bot.render import dates, items
from bot.render.html import outside
from bot.render.i18n import Catalogue
from bot.render.message import Html

_NOTE_LENGTH = 280


def lines(catalogue: Catalogue, content: DraftArticle) -> list[Html]:
    """Return the lines on a forward's origin, on what was left out, and the sender's own words."""
    found = []
    if content.forwarded:
        found.append(_forwarded(catalogue, content.forwarded))
    if content.note:
        note = outside(content.note, limit=_NOTE_LENGTH)
        found.append(catalogue.html("draft.note", note=note))
    if content.trouble and content.body:
        found.append(catalogue.html(content.trouble, **content.trouble_arguments))
    return found


def _forwarded(catalogue: Catalogue, origin: Forwarded) -> Html:
    name = outside(origin.name, limit=items.NAME_LENGTH)
    if origin.post:
        name = catalogue.html("item.linked", url=origin.post, title=name)
    moment = dates.moment(catalogue, origin.at, zone=None)
    key = "draft.forwarded_hidden" if origin.is_hidden else "draft.forwarded"
    return catalogue.html(key, name=name, moment=moment)


def why_by_hand(catalogue: Catalogue, content: DraftArticle) -> Html:
    """Say why a link's text is not there, and that it can be pasted."""
    if content.trouble is None:
        return catalogue.html("draft.needs.text")
    why = catalogue.html(content.trouble, **content.trouble_arguments)
    return catalogue.html("draft.needs.text_of_link", why=why)


def how_fetched(catalogue: Catalogue, fetched: Fetched) -> Html:
    """Say that the address was checked, and what its server answered."""
    key = "draft.fetched_inner" if fetched.is_inner else "draft.fetched"
    size = max(1, round(fetched.size / 1000))
    kind = outside(fetched.kind)
    return catalogue.html(key, status=fetched.status, kilobytes=size, kind=kind)
