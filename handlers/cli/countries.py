"""`dragoman countries`: what the bot understands of a reader's words, and why."""

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from handlers.cli.run import read_settings, use_own_names

if TYPE_CHECKING:
    from bot.countries.query import Understanding


def countries(
    text: Annotated[list[str], typer.Argument(help="what a reader may type: tehran baku 2020")],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of lines.")
    ] = False,
    language: Annotated[str, typer.Option(help="language of the names shown")] = "en",
) -> None:
    """Show which countries, dates and topic the bot understands, and what it would ask."""
    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.countries.query import understand  # noqa: PLC0415

    use_own_names(read_settings())
    understood = understand(" ".join(text), today=SystemClock().now().date())
    typer.echo(_as_json(understood) if as_json else _as_lines(understood, language))


def _as_json(understood: "Understanding") -> str:
    from dataclasses import asdict  # noqa: PLC0415

    values = asdict(understood)
    dates = {name: day and day.isoformat() for name, day in values.items() if _is_day(day)}
    return json.dumps(values | dates, ensure_ascii=False)


def _is_day(value: object) -> bool:
    return isinstance(value, date)


def _as_lines(understood: "Understanding", language: str) -> str:
    """Return one line for each thing that was understood or would be asked."""
    lines = [*understood.reasons]
    if understood.codes:
        lines.append(f"countries: {_named(understood.codes, language)}")
    for asked, verb in ((understood.question, "asks"), (understood.suggestion, "did you mean")):
        if asked is not None:
            choices = " | ".join(_named(codes, language) for codes in asked.choices)
            lines.append(f"{verb} “{asked.word}”: {choices}")
    if understood.first_day or understood.last_day:
        lines.append(f"days: {understood.first_day or ''}..{understood.last_day or ''}")
    if understood.topic:
        lines.append(f"topic: {understood.topic}")
    if understood.same_twice:
        lines.append("the same country twice")
    if understood.words:
        lines.append(f"left over: {' '.join(understood.words)}")
    lines.append("complete" if understood.complete else "not complete")
    return "\n".join(lines)


def _named(codes: tuple[str, ...], language: str) -> str:
    from bot.countries.names import display_name  # noqa: PLC0415

    return " – ".join(f"{display_name(code, language)} ({code})" for code in codes)
