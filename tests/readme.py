"""Makes what the README shows of the demo, from real runs: `python -m tests.readme` writes it.

The transcript's own lines are its script: those that a person says, and directions with a colon.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "demo.svg"
PICTURE_SCRIPT = ROOT / "docs" / "picture.txt"
_BLOCK = re.compile(
    r"(<!-- transcript.*?-->\n```text\n)(.*?)(```\n<!-- end of transcript -->)", re.DOTALL
)
_LINE = re.compile(r"^(?:Reader › (?P<said>.*)|(?P<direction>:.*))$", re.MULTILINE)


def shown_transcript() -> str:
    """Return the transcript that stands in the README."""
    found = _BLOCK.search(README.read_text(encoding="utf-8"))
    assert found, "the README has no transcript"
    return found[2]


def played_transcript() -> str:
    """Play the transcript's lines and return what the demo shows now."""
    lines = [found["said"] or found["direction"] for found in _LINE.finditer(shown_transcript())]
    return _demo(lines="\n".join(lines)).rstrip() + "\n"


def drawn_picture() -> str:
    """Play the picture's script and return its SVG."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder, "demo.svg")
        _demo("--script", str(PICTURE_SCRIPT), "--picture", str(drawn))
        return drawn.read_text(encoding="utf-8")


def _demo(*arguments: str, lines: str = "") -> str:
    # Told nothing but where programs are, and what the terminal is like.
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "handlers.cli.main", "demo", *arguments],
        cwd=ROOT,
        env=told | {"COLUMNS": "80", "TERM": "xterm-256color"},
        input=lines,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=100,
        check=True,
    ).stdout


def main() -> None:
    """Write the transcript and the picture as the demo shows them now."""
    played = played_transcript()
    text = README.read_text(encoding="utf-8")
    README.write_text(_BLOCK.sub(lambda found: found[1] + played + found[3], text), "utf-8")
    PICTURE.write_text(drawn_picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
