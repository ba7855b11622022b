"""The digest as messages: the one that comes, its further parts, and the line of a quiet day."""

from collections.abc import Iterator
from datetime import datetime

from bot.briefing.digest import NOTHING_BESIDE, Beside, Digest, Group, fold
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.digest_page import Page, since, why
from bot.render.edition import Edition
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows
from bot.render.parts import Form
from bot.render.visible import fits, length

#: A digest is read to its end in a minute; what is more stands under the fold.
ITEMS = 7
FOLDED_LINES = 20
MUTE_DAYS = 7
#: A limit is no target: where fewer words do, a digest stays below this, in UTF-16 units.
AIM = 1_500
_PART_AIM = 3_000
#: So many further parts at most, each as long as a screen or two.
PARTS = 9
# From all that a digest may hold (items, how each is told, lines under the fold) to what fits in
# any case. The first that is short enough is taken, else the first below that Telegram takes.
_AIMED = (
    (ITEMS, Form.BLOCK, FOLDED_LINES),
    (ITEMS, Form.SHORT, FOLDED_LINES),
    (ITEMS, Form.BRIEF, FOLDED_LINES),
)
_TAKEN = (
    (ITEMS, Form.BRIEF, FOLDED_LINES),
    (ITEMS, Form.BRIEF, FOLDED_LINES // 3),
    (ITEMS // 2, Form.BRIEF, 0),
)


def message(
    catalogue: Catalogue, digest: Digest, edition: Edition, *, beside: Beside = NOTHING_BESIDE
) -> Message:
    """Write a digest as one message, as short as it can be without leaving an item out."""
    page = Page(catalogue, digest, edition, beside)
    text, above = _fitted(page, edition)
    is_more = digest.events > above
    return Message.telling(
        text,
        _rows(catalogue, digest, edition, is_more=is_more),
        language=catalogue.language,
        day=edition.day,
        zone=edition.zone,
    )


def parts(
    catalogue: Catalogue, digest: Digest, edition: Edition, *, beside: Beside = NOTHING_BESIDE
) -> list[Message]:
    """Write what the one message holds back, as further messages; at most `PARTS` of them."""
    page = Page(catalogue, digest, edition, beside)
    _, above = _fitted(page, edition)
    _, rest = fold(digest, above=above)
    texts = list(_packed(page, rest))
    shown = texts[:PARTS]
    told = sum(count for _, count in shown)
    left = sum(len(group.items) for group in rest) - told
    written = []
    for number, (text, _) in enumerate(shown, start=2):
        title = catalogue.html(
            "digest.part",
            title=catalogue.text(f"digest.title.{edition.title}"),
            day=dates.weekday(catalogue, edition.day),
            number=number,
            parts=len(shown) + 1,
        )
        blocks = [title, text]
        if left and number == len(shown) + 1:
            blocks.append(catalogue.html("digest.more_left", count=left))
        written.append(
            Message.telling(
                "\n\n".join(blocks),
                (),
                language=catalogue.language,
                day=edition.day,
                zone=edition.zone,
            )
        )
    return written


def quiet_message(
    catalogue: Catalogue, digest: Digest, edition: Edition, *, beside: Beside = NOTHING_BESIDE
) -> Message:
    """Write the one silent line of a day with nothing new, for readers who chose to hear of it."""
    lines = [
        catalogue.html(
            "digest.nothing_since",
            count=len(digest.scopes),
            since=since(catalogue, digest, edition),
        )
    ]
    known = [(scope, beside.newest[scope]) for scope in digest.scopes if scope in beside.newest]
    if known:
        scope, last = max(known, key=lambda pair: pair[1].day)
        day = dates.day(catalogue, last.day, today=edition.day)
        name = items.scope_name(catalogue, scope)
        lines.append(catalogue.html("digest.last_of_all", day=day, scope=name))
    if digest.alerted:
        lines.append(catalogue.html("digest.had_by_alert", count=len(digest.alerted)))
    if digest.left_out:
        lines.append(catalogue.html("digest.left_out", count=digest.left_out))
    text = Html(" ".join(lines) + "\n" + why(catalogue, edition))
    return Message(text, _ways_out(catalogue, edition), is_silent=True)


def _fitted(page: Page, edition: Edition) -> tuple[Html, int]:
    """Write a page at the length that suits it; return it with its items before the fold."""
    for above, form, folded in _AIMED[2:] if edition.is_short else _AIMED:
        text = page.text(above=above, form=form, folded=folded)
        if length(text) <= AIM:
            return text, above
    for above, form, folded in _TAKEN:
        text = page.text(above=above, form=form, folded=folded)
        if fits(text):
            break
    return text, above


def _packed(page: Page, groups: tuple[Group, ...]) -> Iterator[tuple[Html, int]]:
    """Write groups in full as texts of about a part's length, each with its number of items."""
    blocks: list[str] = []
    count = size = 0
    for group in groups:
        named = False
        for item in group.items:
            block = page.item(item, group.scope, form=Form.BLOCK)
            if blocks and size + length(block) > _PART_AIM:
                yield Html("\n\n".join(blocks)), count
                blocks, count, size, named = [], 0, 0, False
            blocks.append(block if named else f"{page.heading(group.scope)}\n{block}")
            count, size, named = count + 1, size + length(block), True
    if blocks:
        yield Html("\n\n".join(blocks)), count


def _rows(catalogue: Catalogue, digest: Digest, edition: Edition, *, is_more: bool) -> Rows:
    words = catalogue.text
    bounds = (_second(digest.window.after), _second(digest.window.until))
    more = Button(words("digest.button.all"), data=encode("all", *bounds))
    if edition.is_asked:
        # One that somebody asked for needs no way to be rid of it.
        return ((more,),) if is_more else ()
    less = Button(words("digest.button.less"), data=encode("less", *bounds))
    first = (more, less) if is_more else (less,)
    return (first, *_ways_out(catalogue, edition))


def _ways_out(catalogue: Catalogue, edition: Edition) -> Rows:
    words = catalogue.text
    mute = Button(words("digest.button.mute", count=MUTE_DAYS), data=encode("mute", MUTE_DAYS))
    change = Button(words("digest.button.time"), data=encode("set", "time"))
    stop = Button(words("digest.button.stop"), data=encode("stop", edition.cadence))
    return ((mute, change), (stop,))


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
