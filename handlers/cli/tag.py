"""`dragoman tag`: the countries that the bot sees in an article, and why."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handlers.cli.exits import MISCONFIGURED, leave
from handlers.cli.run import read_settings, use_own_names

if TYPE_CHECKING:
    from bot.countries.tagger import Tagged


def tag(
    file: Annotated[str, typer.Argument(help="A text file: title, then body; - reads the input.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of lines.")
    ] = False,
) -> None:
    """Show which countries an article is about, with scores, parties and reasons."""
    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.countries.tagger import tag as tag_article  # noqa: PLC0415
    from bot.ingest.paste import read  # noqa: PLC0415

    use_own_names(read_settings())
    now = SystemClock().now()
    document = read([_text_of(file)], received_at=now)
    day = (document.published or now).date()
    tagged = tag_article(
        document.title, document.body, dateline_place=document.dateline_place, day=day
    )
    typer.echo(_as_json(document.title, tagged) if as_json else _as_lines(document.title, tagged))


def _text_of(file: str) -> str:
    """Return what stands in the file or on standard input; a file that can't be read ends it."""
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        leave(f"{file} can't be read: {error.strerror}", MISCONFIGURED)


def _as_json(title: str, tagged: "tuple[Tagged, ...]") -> str:
    from bot.countries.names import display_name  # noqa: PLC0415

    countries = [
        {
            "code": one.code,
            "name": display_name(one.code),
            "score": one.score,
            "party": one.party,
            "reasons": list(one.reasons),
        }
        for one in tagged
    ]
    return json.dumps({"title": title, "countries": countries}, ensure_ascii=False)


def _as_lines(title: str, tagged: "tuple[Tagged, ...]") -> str:
    """Return the title, then a line a country: is it a party, how sure, and why."""
    from bot.countries.names import display_name  # noqa: PLC0415

    lines = [title]
    for one in tagged:
        role = "party" if one.party else "place"
        reasons = "; ".join(one.reasons)
        lines.append(f"{one.score:5.2f}  {role}  {one.code} {display_name(one.code)}: {reasons}")
    return "\n".join(lines if tagged else [*lines, "No country is named."])
