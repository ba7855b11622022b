"""The console script `dragoman`: a table of commands, each in a file of its own.

Each command imports what it needs when it runs, so that `dragoman --help` costs nothing.
"""

import typer

from handlers.cli.cases import cases
from handlers.cli.config import show_config
from handlers.cli.countries import countries
from handlers.cli.demo import demo
from handlers.cli.load import load
from handlers.cli.run import run
from handlers.cli.simulator import simulator
from handlers.cli.status import status
from handlers.cli.tag import tag

main = typer.Typer(
    name="dragoman",
    help="A Telegram bot for foreign-affairs briefings by country pair.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
main.command("demo")(demo)
main.command("run")(run)
main.command("load")(load)
main.command("config")(show_config)
main.command("simulator")(simulator)
main.command("status")(status)
main.command("tag")(tag)
main.command("countries")(countries)
main.command("cases")(cases)

if __name__ == "__main__":
    main()
