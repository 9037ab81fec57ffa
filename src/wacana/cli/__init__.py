"""The command line: one command for each public function."""

from __future__ import annotations

import sys

import typer

from wacana.cli import books, data, models
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


def main() -> None:
    """Run the command line; an error that the user can act on is one line and exit code 2."""
    # A Windows console or a C locale would otherwise fail on the first emoji.
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    try:
        app()
    except WacanaError as error:
        sys.exit(_complain(str(error)))
    except OSError as error:
        sys.exit(_complain(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")))


def _complain(message: str) -> int:
    typer.echo(f"wacana: {message}", err=True)
    return 2
