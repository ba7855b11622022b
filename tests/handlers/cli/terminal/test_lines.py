"""Lines from a stream, and what is known of those that still wait."""

import asyncio
import io
import os

from handlers.cli.terminal.lines import Lines


async def test_lines_come_in_order_and_the_end_stays_the_end():
    lines = Lines(io.StringIO("one\ntwo"))
    assert [await lines.next() for _ in range(4)] == ["one\n", "two", None, None]


async def test_a_role_further_down_is_known_ahead():
    lines = Lines(io.StringIO("/start\n:as 2001 name=Ann role=editor\n"))
    assert await lines.next() == "/start\n"
    assert lines.role_ahead()
    await lines.next()
    assert not lines.role_ahead()


async def test_a_line_is_given_as_soon_as_it_is_written():
    read, write = os.pipe()
    with os.fdopen(write, "w") as writer, os.fdopen(read) as reader:
        lines = Lines(reader)
        waiting = asyncio.create_task(lines.next())
        writer.write("now\n")
        writer.flush()
        assert await waiting == "now\n"
        writer.close()
        assert await lines.next() is None
