"""`dragoman config`: what holds, and where from."""

import typer

from handlers.cli.exits import MISCONFIGURED, leave


def show_config() -> None:
    """Print every setting with its value; secrets are masked."""
    from config.settings import Settings, SettingsError, load, masked  # noqa: PLC0415

    try:
        shown = masked(load())
    except SettingsError as error:
        leave(str(error), MISCONFIGURED)
    for name, value in shown.items():
        description = Settings.model_fields[name.lower()].description
        typer.echo(f"# {description}\n{name}={value}")
