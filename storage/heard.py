"""What chats had by alert: how much on a day, and what a digest need not tell again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from storage.database import Reader
from storage.models.alerts import alerts
from storage.models.base import Moment
from storage.models.deliveries import deliveries
from storage.prebuilt import Prebuilt
from storage.sets import given, numbers

_TOLD = Prebuilt(
    select(alerts.c.chat_id, alerts.c.thread_id, alerts.c.at, alerts.c.delivery_key).where(
        alerts.c.chat_id.in_(select(given("chats").subquery("given").c.id)),
        alerts.c.at > bindparam("since", type_=Moment()),
        alerts.c.delivery_key.is_not(None),
    )
)
# A row that the ledger has let go of was sent long ago.
_KNOWN = Prebuilt(
    select(alerts.c.chat_id, alerts.c.thread_id, alerts.c.event_id)
    .outerjoin(deliveries, deliveries.c.key == alerts.c.delivery_key)
    .where(
        alerts.c.chat_id.in_(select(given("chats").subquery("given").c.id)),
        alerts.c.at > bindparam("since", type_=Moment()),
        alerts.c.delivery_key.is_not(None),
        or_(
            deliveries.c.state.is_(None),
            and_(deliveries.c.state != "skipped", deliveries.c.state != "dead"),
        ),
    )
)


async def told_since(
    reader: Reader, chat_ids: Iterable[int], since: datetime
) -> dict[tuple[int, int], dict[str, datetime]]:
    """Return when each alert was planned for chats (and their topics), by its ledger key."""
    told: dict[tuple[int, int], dict[str, datetime]] = {}
    asked = {"chats": numbers(chat_ids), "since": since}
    for chat_id, thread_id, at, key in await _TOLD.rows(reader, asked):
        told.setdefault((chat_id, thread_id), {})[key] = at
    return told


async def known_since(
    reader: Reader, chat_ids: Iterable[int], since: datetime
) -> dict[tuple[int, int], set[int]]:
    """Return the events that chats (and their topics) had by alert, or are about to have."""
    known: dict[tuple[int, int], set[int]] = {}
    asked = {"chats": numbers(chat_ids), "since": since}
    for chat_id, thread_id, event_id in await _KNOWN.rows(reader, asked):
        known.setdefault((chat_id, thread_id), set()).add(event_id)
    return known
