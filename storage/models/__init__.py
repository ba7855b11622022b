"""The tables, one file a noun; `metadata` knows them all. Importable from storage only."""

from storage.models import (
    alerts,
    articles,
    audit,
    chats,
    copies,
    deliveries,
    drafts,
    editors,
    events,
    exclusions,
    invites,
    outlets,
    repairs,
    revisions,
    schedules,
    senders,
    subscriptions,
)
from storage.models.base import metadata

__all__ = [
    "alerts",
    "articles",
    "audit",
    "chats",
    "copies",
    "deliveries",
    "drafts",
    "editors",
    "events",
    "exclusions",
    "invites",
    "metadata",
    "outlets",
    "repairs",
    "revisions",
    "schedules",
    "senders",
    "subscriptions",
]
