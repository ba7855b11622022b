"""The greeting: what this is, an example to try, and how full the archive is."""

from collections.abc import Sequence

from bot.render import dates, items
from bot.render.briefings import pair_button, rows_of
from bot.render.callback_data import encode
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows
from storage.dyad import Scope
from storage.events import ArchiveTotals, PairTotal


def archive_line(catalogue: Catalogue, archive: ArchiveTotals) -> Html:
    """Say how many pairs and articles there are, and when the newest came in."""
    if not archive.articles or archive.newest_added_at is None:
        return catalogue.html("start.archive_empty")
    return catalogue.html(
        "start.archive",
        pairs=catalogue.text("start.pairs", count=archive.pairs),
        articles=catalogue.text("start.articles", count=archive.articles),
        day=dates.moment_day(catalogue, archive.newest_added_at),
    )


def start_message(
    catalogue: Catalogue, archive: ArchiveTotals, pairs: Sequence[PairTotal]
) -> Message:
    """Word the greeting with the given pairs as buttons."""
    offered = [pair_button(catalogue, Scope.of(*pair.dyad.codes)) for pair in pairs]
    others = (
        Button(catalogue.text("start.pick"), data=encode("start", "pick")),
        Button(catalogue.text("start.digest"), data=encode("start", "digest")),
    )
    text = catalogue.html("start.text", archive=archive_line(catalogue, archive))
    return Message(text, (*rows_of(offered), others))


def follow_rows(catalogue: Catalogue, pairs: Sequence[PairTotal]) -> Rows:
    """Offer pairs to follow, one button each."""
    scopes = [Scope.of(*pair.dyad.codes) for pair in pairs]
    return rows_of(
        Button(items.scope_name(catalogue, scope), data=encode("fol", scope)) for scope in scopes
    )
