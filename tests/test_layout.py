"""Guards of the house: what may stand where, and what must stand beside each other."""

import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from bot.render.i18n import LANGUAGES, catalogue
from handlers.app import COMMANDS

ROOT = Path(__file__).parents[1]
FOLDERS = ("config", "storage", "bot", "handlers")
CODE = (*FOLDERS, "tests")
BESIDE = {
    "docs",
    "deploy",
    "pyproject.toml",
    "README.md",
    "Makefile",
    "LICENSE",
    "CHANGELOG.md",
    "requirements.lock",
    "requirements-dev.lock",
}
LINES_OF_A_MODULE = 400
# Longer than that, each with its reason.
LONG: dict[str, str] = {}
# In pieces, so that this file doesn't name them either.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "root", "home")) + r")/\w")
INDEX = re.compile(
    "|".join((r"--(?:extra-)?index" + "-url", "pypi" + r"\.org", "python" + "hosted"))
)


def _kept_files() -> list[Path]:
    """List what is committed, and what would be with the next commit of everything."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git here to tell what is kept")
    listed = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if (ROOT / name).is_file()]


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_only_the_five_folders_hold_code():
    kept = {path.relative_to(ROOT).parts[0] for path in _kept_files()}
    assert {name for name in kept if not name.startswith(".")} - BESIDE <= set(CODE)
    beside = [path for path in _kept_files() if path.suffix == ".py"]
    assert [_named(path) for path in beside if path.relative_to(ROOT).parts[0] not in CODE] == []


def test_licence_changelog_and_lock_files_are_there():
    assert BESIDE - {"deploy"} <= {path.name for path in ROOT.iterdir()}
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for path in _kept_files() if path.suffix == ".py"}
    inner = {parent for folder in folders for parent in folder.parents if ROOT in parent.parents}
    missing = [_named(each) for each in folders | inner if not (each / "__init__.py").is_file()]
    assert missing == []


@pytest.mark.parametrize("folder", CODE)
def test_each_folder_says_in_a_few_lines_where_to_start(folder):
    lines = (ROOT / folder / "README.md").read_text("utf-8").splitlines()
    assert lines[0].startswith(f"# {folder}")
    assert 5 <= len(lines) <= 20


def test_no_module_is_too_long_to_read():
    long = {
        _named(path)
        for path in _kept_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in FOLDERS
        if len(path.read_text("utf-8").splitlines()) > LINES_OF_A_MODULE
    }
    assert long == set(LONG)


def test_no_file_names_a_machine_or_a_package_index():
    found = []
    for path in _kept_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if MACHINE_PATHS.search(line) or INDEX.search(line):
                found.append(f"{_named(path)}:{number}")
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_pin_every_package_by_hash_and_name_no_host(name):
    text = (ROOT / name).read_text("utf-8")
    assert re.findall(r"\bhttps?://\S+", text) == []
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(\[[^\]]*\])?(==\S+)?", text, re.MULTILINE)
    assert [name for name, _, version in pinned if not version] == []
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_imports_keep_to_the_contracts():
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def test_no_two_commands_share_a_name():
    names = list(chain.from_iterable((row.name, *row.aliases) for row in COMMANDS))
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_line_of_help(language):
    words = catalogue(language)
    assert all(words.text(f"command.{row.name}") for row in COMMANDS)
