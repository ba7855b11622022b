"""Compile the catalogues that people edit (.po) to what the program reads (.mo).

Run `python -m bot.render.build_catalogues` after each change of a .po file; Babel is a build-time
dependency only.
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_NO_DATE = datetime(2020, 1, 1, tzinfo=UTC)
LOCALES = Path(__file__).parent / "locales"


def compiled(source: Path) -> bytes:
    """Return the .mo bytes of one .po file."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, abort_invalid=True)
    # The header would hold the moment of compiling, and no two builds would be equal.
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main() -> None:
    """Compile every catalogue in place."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        source.with_suffix(".mo").write_bytes(compiled(source))


if __name__ == "__main__":
    main()
