"""A Bot API server on localhost, strict enough to trust tests to; imports nothing of ours."""

from bot.simulator.calls import Call
from bot.simulator.clock import SimulatorClock
from bot.simulator.files import Upload
from bot.simulator.messages import StoredMessage
from bot.simulator.people import Chat, Person
from bot.simulator.simulator import Simulator

__all__ = ["Call", "Chat", "Person", "Simulator", "SimulatorClock", "StoredMessage", "Upload"]
