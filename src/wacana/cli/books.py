"""Commands over codebooks: check, new, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wacana.cli.output import write_text
from wacana.errors import InputError

app = typer.Typer(help="Check, start or show a codebook.", no_args_is_help=True)


@app.command("check", epilog="Example: wacana codebook check banjir.yaml")
def codebook_check(file: Annotated[Path | None, typer.Argument(help="Codebook YAML.")] = None) -> None:
    """Run a codebook's own examples as tests (exit code 1 where one fails); warn of narrow patterns."""
    from wacana.clean import clean as clean_data
    from wacana.codebook import check, load, warnings

    book = load(file)
    for warning in warnings(book):
        typer.echo(f"warning: {warning}", err=True)
    failures = check(book, clean=clean_data)
    for failure in failures:
        typer.echo(str(failure))
    typer.echo(f"{book.name}: {len(failures)} failures in its examples")
    if failures:
        raise typer.Exit(1)


@app.command("new", epilog="Example: wacana codebook new banjir -o banjir.yaml")
def codebook_new(
    name: Annotated[str, typer.Argument(help="Short name, such as banjir.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; default: print.")] = None,
) -> None:
    """Start a codebook of your own from a commented template."""
    from wacana.codebook import new

    text = new(name)
    if not out:
        typer.echo(text)
        return
    if out.exists():
        raise InputError(f"'{out}', which exists", "a new file", "Choose another name, or delete it first.")
    write_text(text, out)


@app.command("show", epilog="Example: wacana codebook show")
def codebook_show(file: Annotated[Path | None, typer.Argument(help="Codebook YAML.")] = None) -> None:
    """Print a codebook's themes, definitions, patterns and targets."""
    from wacana.codebook import load, show

    typer.echo(show(load(file)))
