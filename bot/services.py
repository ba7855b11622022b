"""What handlers are given: the parts of the running bot, wired once by the application."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.pacing import Pacer
from config.settings import Settings
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that an update may need."""

    settings: Settings
    database: Database
    clock: Clock
    pacer: Pacer
