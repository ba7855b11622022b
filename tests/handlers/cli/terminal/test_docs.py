"""docs/demo.md names every line, option and key of the demo."""

import inspect
from pathlib import Path

import pytest

from handlers.cli.demo import demo
from handlers.cli.terminal.script import USAGE
from tests.handlers.cli.terminal.test_stage import KEYS

PAGE = (Path(__file__).parents[4] / "docs" / "demo.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("usage", USAGE)
def test_every_line_of_a_script_is_explained(usage):
    assert f"| `{usage.replace('|', chr(92) + '|')}` |" in PAGE


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_of_the_output_is_explained(key):
    assert f"`{key}`" in PAGE


def test_every_option_is_explained():
    hidden = {"picture"}
    options = {"json" if name == "as_json" else name for name in inspect.signature(demo).parameters}
    assert all(f"| `--{name}" in PAGE for name in options - hidden)
