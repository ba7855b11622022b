"""Builds tlds.txt, the top-level domains of the root zone (a build-time tool).

Run as `python -m bot.simulator.build_tlds`. The names, facts that IANA publishes, are read off the
ICANN part of the public suffix list that the package `tld` carries.
"""

import textwrap
from importlib import resources
from pathlib import Path

TLDS_FILE = Path(__file__).with_name("tlds.txt")


def build() -> str:
    """Return the text of tlds.txt: all names in small letters, sorted, some to a line."""
    listing = resources.files("tld").joinpath("res", "effective_tld_names.dat.txt")
    icann = listing.read_text(encoding="utf-8").partition("===BEGIN PRIVATE")[0]
    rules = (line.strip() for line in icann.splitlines())
    names = {rule.rpartition(".")[2] for rule in rules if rule and not rule.startswith("//")}
    lines = textwrap.wrap(" ".join(sorted(names)), 99, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TLDS_FILE.write_text(build(), encoding="utf-8")
