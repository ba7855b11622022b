"""What an editor's message means: a search, the beginning of a draft, or worth asking."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.countries.query import Understanding
from bot.newsroom.draft_article import DraftArticle, Lack
from bot.render.html import length_utf16

# From here on text is an article unless the query parser uses all of it up.
DRAFT_LENGTH = 60
ANSWER_LENGTH = 200
WORDS_LENGTH = 1_100  # a title and a summary
# Telegram cuts long text into messages of 4,096 units; a client may cut a little earlier.
CUT_LENGTH = 3_900
PARTS_WITHIN = timedelta(seconds=10)
FILLS_WITHIN = timedelta(hours=1)
# A link that comes so soon behind a text is its source, if the page does not tell otherwise.
SOURCE_WITHIN = timedelta(minutes=2)
_LINK = re.compile(r"https?://\S", re.IGNORECASE)


class Intent(Enum):
    """What to do with an editor's text."""

    DRAFT = "draft"
    QUERY = "query"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Pending:
    """The editor's newest open draft, as far as it bears on what the next message means."""

    content: DraftArticle
    changed_at: datetime


def is_article(text: str) -> bool:
    """Whether a text is one whatever it names: nobody searches in several lines."""
    return "\n" in text.strip() or len(text) > ANSWER_LENGTH


def intent_of(text: str, understood: Understanding) -> Intent:
    """Decide by the text: links, several lines and long text are drafts, clear names a query."""
    if _LINK.search(text) or is_article(text):
        return Intent.DRAFT
    if understood.complete or _only_asks_back(understood):
        return Intent.QUERY
    return Intent.DRAFT if len(text) >= DRAFT_LENGTH else Intent.ASK


def _only_asks_back(understood: Understanding) -> bool:
    """Whether all of it was read as names, of which one must be asked."""
    asks = understood.question or understood.suggestion or understood.same_twice
    return bool(asks) and not understood.words and not understood.unknown


def answers(text: str, pending: Pending | None) -> str | None:
    """Return which question of a pending draft a short text answers, None for no question."""
    if pending is None or pending.content.asking is None:
        return None
    if pending.content.asking == "text":
        return "text" if len(text) <= WORDS_LENGTH else None
    short = len(text) <= ANSWER_LENGTH and text.strip().count("\n") <= 1
    return pending.content.asking if short else None


def could_be_source(text: str, pending: Pending | None) -> bool:
    """Whether a short text may name the source that a pending draft lacks."""
    if pending is None or Lack.SOURCE not in pending.content.lacks():
        return False
    return len(text) <= ANSWER_LENGTH and "\n" not in text.strip()


def awaits_source(pending: Pending, now: datetime) -> bool:
    """Whether a draft of just now has its text and lacks its source alone to be complete."""
    lacks = pending.content.lacks()
    is_fresh = now - pending.changed_at <= SOURCE_WITHIN
    has_link = pending.content.url is not None
    return is_fresh and not has_link and Lack.SOURCE in lacks and Lack.TEXT not in lacks


def continues(pending: Pending | None, now: datetime) -> bool:
    """Whether a message that comes now is the next part of a paste that Telegram cut."""
    if pending is None or not pending.content.parts:
        return False
    was_cut = length_utf16(pending.content.parts[-1]) >= CUT_LENGTH
    return was_cut and now - pending.changed_at <= PARTS_WITHIN


def fills(pending: Pending | None, now: datetime) -> bool:
    """Whether a pasted text belongs to a draft that so far is only a link."""
    if pending is None or now - pending.changed_at > FILLS_WITHIN:
        return False
    return Lack.TEXT in pending.content.lacks() and bool(pending.content.url)
