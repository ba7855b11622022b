"""What handlers are given: the parts of the running bot, and how they are wired."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.pacing import FREE, PAID, Pace, Pacer
from bot.delivery.worker import ParcelSender, Worker
from bot.ingest.fetch import Fetcher
from bot.ingest.parsers import Parsers
from bot.ingest.sources import Parsing, Sources
from bot.newsroom.feeds.poller import FeedPoller
from bot.scheduler import Scheduler
from config.settings import Settings
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that an update may need."""

    settings: Settings
    database: Database
    clock: Clock
    pacer: Pacer
    worker: Worker
    scheduler: Scheduler
    sources: Sources
    feeds: FeedPoller


def wire(
    settings: Settings,
    database: Database,
    clock: Clock,
    sender: ParcelSender,
    *,
    username: str,
    parsing: Parsing | None = None,
) -> Services:
    """Put the parts together; nothing runs yet. `username` is the bot's, without the @.

    `parsing` is where outside data is read, by default processes of our own.
    """
    pacer = Pacer(clock, pace_of(settings))
    worker = Worker(database, sender, pacer, clock, bot_id=bot_id_of(settings))
    # Owners of the sites that we fetch from must be able to reach somebody.
    contact = settings.contact or f"https://t.me/{username}"
    fetcher = Fetcher(contact=contact, allow=settings.fetch_allow)
    sources = Sources(fetcher, parsing or Parsers.knowing(settings.countries_file))
    feeds = FeedPoller(database, sources, clock)
    return Services(
        settings=settings,
        database=database,
        clock=clock,
        pacer=pacer,
        worker=worker,
        scheduler=Scheduler(database, worker, clock, feeds),
        sources=sources,
        feeds=feeds,
    )


def pace_of(settings: Settings) -> Pace:
    """Return how fast the bot may push."""
    return PAID if settings.allow_paid_broadcast else FREE


def bot_id_of(settings: Settings) -> int:
    """Return Telegram's number of our bot, the head of its token; 0 without a token."""
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    number = token.partition(":")[0]
    return int(number) if number.isdecimal() else 0
