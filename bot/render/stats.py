"""How many are reached and how delivery stands, in numbers that point at nobody."""

from collections import Counter
from datetime import datetime

from bot.render.i18n import Catalogue
from bot.render.message import Html, Message
from storage.subscriptions import Readership
from storage.tallies import Reach, Tally

#: Below this a number could be told from the people behind it.
FEWEST = 5
_REASONS = 4


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
    shown["skipped_why"] = _reasons(catalogue, tally.skipped)
    shown["failed_why"] = _reasons(catalogue, tally.failed)
    lines = [catalogue.html("stats.text", **shown)]
    if tally.oldest_waiting is not None:
        lines.append(catalogue.html("stats.oldest", time=f"{tally.oldest_waiting:%H:%M}"))
    if ends_at is not None:
        lines.append(catalogue.html("stats.ends", time=f"{ends_at:%H:%M}"))
    return Message(Html("\n".join(lines)))


def article_reach(catalogue: Catalogue, readers: Readership, everybody: Reach) -> Html:
    """Say how many readers an article's pairs have now, and how many readers are lost in all."""
    counts = {
        "digests": readers.in_digests,
        "alerts": readers.by_alert,
        "blocked": everybody.blocked,
    }
    shown = {name: number(catalogue, count) for name, count in counts.items()}
    return catalogue.html("stats.article", **shown)


def _reasons(catalogue: Catalogue, counts: Counter[str]) -> str:
    """Name the reasons, the most frequent first; those of a few are not counted out."""
    told = [
        f"{reason} {number(catalogue, count)}" for reason, count in counts.most_common(_REASONS)
    ]
    return catalogue.text("stats.reasons", reasons=", ".join(told)) if told else ""
