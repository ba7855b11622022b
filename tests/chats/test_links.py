"""Links that editors send: fetched under guard, read in the child, shown as a card."""

import logging

import pytest

from bot.clock import MovableClock
from bot.simulator.simulator import Simulator
from config.settings import Settings
from handlers.app import Dragoman


async def test_the_bot_warns_of_inner_addresses_and_ends_its_child(
    simulator: Simulator,
    clock: MovableClock,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = Settings(
        bot_token=simulator.token,
        telegram_api_url=simulator.url,
        database_url=database_url,
        fetch_allow="localhost:8000",
        _env_file=None,
    )
    dragoman = Dragoman(settings, clock=clock)
    with caplog.at_level(logging.WARNING):
        await dragoman.start()
    sources = dragoman.services.sources
    assert "localhost:8000" in caplog.text
    assert sources.fetcher.allow == {"localhost:8000"}
    assert dragoman.username in sources.fetcher.contact
    await sources.child.start()
    process = sources.child._process
    await dragoman.stop()
    assert process is not None
    assert process.returncode is not None
