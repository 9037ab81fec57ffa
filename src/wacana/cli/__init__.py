"""The command line: one command for each public function."""

from __future__ import annotations

import sys
from typing import cast

import typer

from wacana.cli import books, data, models
from wacana.cli.output import usage
from wacana.errors import WacanaError

__all__ = ["app", "main"]

app = typer.Typer(
    help="wacana: read, clean, score and report Indonesian public comments.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(data.app)
app.add_typer(models.app)
app.add_typer(books.app, name="codebook")

# Wrong calls of every kind; typer gives a public name only to one of them.
USAGE_ERROR = cast("type[Exception]", typer.BadParameter.__mro__[1])


def main() -> None:
    """Run the command line; an error that the user can act on is one line and exit code 2."""
    # A Windows console or a C locale would otherwise fail on the first emoji.
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    try:
        sys.exit(app(prog_name="wacana", standalone_mode=False))
    except WacanaError as error:
        sys.exit(_complain(str(error)))
    except USAGE_ERROR as error:
        sys.exit(_complain(usage(error)))
    except OSError as error:
        held = ". Close it in other programs, such as Excel." if isinstance(error, PermissionError) else ""
        sys.exit(_complain(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + held))


def _complain(message: str) -> int:
    if message:
        typer.echo(f"wacana: {message}", err=True)
    return 2
