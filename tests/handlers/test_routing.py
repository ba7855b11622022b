"""What is read as a command, and which one a slip was meant for."""

import pytest

from handlers.app import COMMANDS
from handlers.routing import Called, called, find, nearest, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/latest iran azerbaijan", Called("latest", "iran azerbaijan", None)),
        ("/LATEST iran", Called("latest", "iran", None)),
        ("/latest@Some_Bot iran", Called("latest", "iran", "some_bot")),
        ("/latest\niran azerbaijan", Called("latest", "iran azerbaijan", None)),
        ("\\latest iran", Called("latest", "iran", None)),
        ("/start", Called("start", "", None)),
        ("iran /latest", None),
        ("/", None),
        ("/ latest", None),
        ("//", None),
        ("/<b>", None),
        ("", None),
    ],
)
def test_commands_are_read_from_the_front(text: str, expected: Called | None) -> None:
    assert called(text) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lates", "latest"), ("last", "latest"), ("subscrib", "subscribe"), ("qqqqqq", None)],
)
def test_a_slip_finds_the_nearest_command(typed: str, meant: str | None) -> None:
    assert nearest(visible(COMMANDS, editor=False), typed) == meant


@pytest.mark.parametrize("typed", ["pos", "draft", "claim"])
def test_hidden_commands_are_never_offered_to_readers(typed: str) -> None:
    assert nearest(visible(COMMANDS, editor=False), typed) not in ("post", "drafts", "claim")


def test_other_names_lead_to_the_same_command() -> None:
    assert find(COMMANDS, "follow") is find(COMMANDS, "subscribe")


def test_no_two_commands_share_a_name() -> None:
    names = [name for row in COMMANDS for name in (row.name, *row.aliases)]
    assert len(names) == len(set(names))
