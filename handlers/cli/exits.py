"""How the commands end: exit codes, and one line of why on standard error."""

from typing import Final, NoReturn

import typer

FAILED: Final = 1

# sysexits.h, EX_CONFIG: "something was found in an unconfigured or misconfigured state";
# a supervisor need not try again.
MISCONFIGURED: Final = 78


def leave(text: str, code: int = FAILED) -> NoReturn:
    """End the command with a text on standard error."""
    typer.echo(text, err=True)
    raise typer.Exit(code)
