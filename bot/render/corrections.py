"""What was corrected or withdrawn, in words: the list for everybody, and one article's changes."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from bot.countries.names import display_name
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.html import outside
from bot.render.i18n import Catalogue
from bot.render.items import Was
from bot.render.message import Button, Html, Message
from bot.render.struck import struck
from storage.articles import Article
from storage.revisions import Repaired, Revision

REASON_LENGTH = 300


def was_before(before: dict[str, Any]) -> Was:
    """Read what an article said before a repair."""
    day = before.get("event_day")
    return Was(
        title=str(before.get("title", "")),
        summary=str(before.get("summary", "")),
        event_day=date.fromisoformat(day) if day else None,
        parties=tuple(before.get("parties", ())),
    )


def listed(words: Catalogue, found: Sequence[Revision], *, has_more: bool) -> Message:
    """List corrections and withdrawals, with a button to the older ones."""
    if not found:
        return Message(words.html("correct.none"))
    lines = [words.html("correct.heading"), *(_line(words, each) for each in found)]
    older = Button(words.text("correct.button.older"), data=encode("corr", found[-1].id))
    return Message(Html("\n".join(lines)), ((older,),) if has_more else ())


def _line(words: Catalogue, revision: Revision) -> Html:
    return words.html(
        f"correct.line_{revision.kind.value}",
        day=dates.moment_day(words, revision.at),
        title=outside(revision.title, limit=items.TITLE_LENGTH),
        reason=outside(revision.reason, limit=REASON_LENGTH),
    )


def changes(words: Catalogue, article: Article, repairs: Sequence[Revision]) -> Message:
    """Show what each correction of an article changed, the newest first."""
    said = [was_before(each.before) for each in repairs]
    said.append(Was(article.title, article.summary, article.event_day, article.parties))
    blocks = [words.html("correct.changes", title=outside(article.title, limit=items.TITLE_LENGTH))]
    for repair, (before, after) in reversed(list(zip(repairs, pairwise(said), strict=True))):
        if repair.kind is Repaired.REFILE:
            continue
        lines = [
            words.html(
                f"correct.change_{repair.kind.value}",
                moment=dates.moment(words, repair.at, zone=None),
                reason=outside(repair.reason, limit=REASON_LENGTH),
            ),
            *_differences(words, before, after),
        ]
        blocks.append(Html("\n".join(lines)))
    return Message(Html("\n\n".join(blocks)))


def _differences(words: Catalogue, before: Was, after: Was) -> list[Html]:
    pairs = (
        ("title", before.title, after.title, items.TITLE_LENGTH),
        ("summary", before.summary, after.summary, items.SUMMARY_LENGTH),
        ("day", _day(words, before), _day(words, after), items.NAME_LENGTH),
        ("countries", _names(words, before), _names(words, after), items.TITLE_LENGTH),
    )
    return [
        words.html(f"correct.changed.{what}", change=struck(old, new, limit=limit))
        for what, old, new, limit in pairs
        if old != new
    ]


def _day(words: Catalogue, was: Was) -> str:
    if was.event_day is None:
        return words.text("item.day_unknown")
    return dates.full_day(words, was.event_day)


def _names(words: Catalogue, was: Was) -> str:
    return ", ".join(display_name(code, words.language) for code in was.parties)
