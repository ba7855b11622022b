"""What strangers read is true: the tables are complete, the transcript and the picture real."""

import re
from urllib.parse import unquote

import pytest

from bot.render.i18n import catalogue
from handlers.app import COMMANDS
from handlers.cli.main import main
from handlers.context import Audience
from tests import readme

DOCS = sorted(
    path
    for path in (
        *readme.ROOT.glob("*.md"),
        *readme.ROOT.glob("docs/**/*.md"),
        *readme.ROOT.glob("[bchst]*/**/README.md"),
    )
    if not any(part.startswith(".") for part in path.relative_to(readme.ROOT).parts)
)
DECISIONS = sorted(
    page for page in (readme.ROOT / "docs" / "decisions").glob("*.md") if page.name != "README.md"
)
_ROW = re.compile(r"^\| `(/?)(?:dragoman )?(\w+)` \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def rows(slash):
    text = readme.README.read_text("utf-8")
    return {name: about for sign, name, about in _ROW.findall(text) if sign == slash}


def test_it_opens_with_the_two_commands():
    text = readme.README.read_text("utf-8")
    code = text.split("```sh\n")[1].split("```")[0]
    assert [line.split("  #")[0].strip() for line in code.splitlines()] == [
        "make demo",
        "make test",
    ]


def test_every_command_has_a_row_and_every_row_a_command():
    assert set(rows("/")) == {command.name for command in COMMANDS}


def test_a_row_names_the_other_names_of_its_command():
    shown = rows("/")
    for command in COMMANDS:
        for alias in command.aliases:
            assert f"`/{alias}`" in shown[command.name]


def test_readers_commands_stand_before_editors():
    names = [command.name for command in COMMANDS if command.audience is Audience.EDITORS]
    text = readme.README.read_text("utf-8")
    readers, _, editors = text.partition("For editors")
    assert [name for name in names if f"| `/{name}` |" not in editors] == []
    assert [name for name in names if f"| `/{name}` |" in readers] == []


def test_every_command_of_the_console_has_a_row():
    assert set(rows("")) == {command.name for command in main.registered_commands}


def test_the_transcript_is_what_the_demo_shows():
    """Where words have changed on purpose, `python -m tests.readme` writes it anew."""
    assert readme.shown_transcript() == readme.played_transcript()


def test_the_picture_is_what_the_demo_shows():
    """Where words have changed on purpose, `make picture` draws it anew."""
    assert readme.PICTURE.read_text("utf-8") == readme.drawn_picture()


def test_the_words_for_a_missing_fetch_are_said_in_both_places():
    """The README's list of what is missing and the bot's own words must fall together."""
    says = "not fetched" in readme.README.read_text("utf-8")
    assert says == ("not fetched" in catalogue("en").text("draft.needs.text"))


@pytest.mark.parametrize("page", DOCS, ids=lambda path: path.relative_to(readme.ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    text = page.read_text("utf-8")
    links = [unquote(link) for link in _LINK.findall(text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_stands_in_the_list():
    listed = (readme.ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    assert [page.name for page in DECISIONS if f"({page.name})" not in listed] == []
    assert DECISIONS


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_what_not_and_what_it_costs(page):
    lines = page.read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", lines[2])
    parts = [line.split("**")[1] for line in lines if line.startswith("**")]
    assert parts == ["Context.", "Choice.", "Rejected.", "Price."]
    assert len(lines) <= 60
