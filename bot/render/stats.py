"""How many are reached and how delivery stands, in numbers that point at nobody."""

from datetime import datetime

from bot.render.i18n import Catalogue
from bot.render.message import Html, Message
from storage.tallies import Reach, Tally

#: Below this a number could be told from the people behind it.
FEWEST = 5


def number(catalogue: Catalogue, count: int) -> str:
    """Write a count, small ones only as such."""
    return catalogue.text("stats.under", number=FEWEST) if count < FEWEST else str(count)


def stats(catalogue: Catalogue, reach: Reach, tally: Tally, ends_at: datetime | None) -> Message:
    """Write the whole message; `ends_at` None where nothing waits."""
    counts = {
        "readers": reach.following,
        "blocked": reach.blocked,
        "due": tally.due,
        "sent": tally.sent,
        "again": tally.second_tries,
        "waiting": tally.waiting + tally.in_hand,
        "late": tally.late,
        "uncertain": tally.uncertain,
        "skipped": tally.skipped.total(),
        "failed": tally.failed.total(),
    }
    shown = {name: number(catalogue, count) for name, count in counts.items()}
    html = catalogue.html("stats.text", **shown)
    if ends_at is not None:
        html = Html(f"{html}\n{catalogue.html('stats.ends', time=f'{ends_at:%H:%M}')}")
    return Message(html)
