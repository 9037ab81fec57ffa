"""What commands print and write: counts, tables, progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from wacana.errors import InputError

__all__ = ["check_output", "read_input", "step", "told", "usage", "write_output", "write_text"]


def read_input(
    source: Path | None,
    *,
    text_column: str | None = None,
    sheet: str | None = None,
    key: str | None = None,
    timezone: str | None = None,
) -> Any:
    """Read the file of a command that could also have been given a text; what is to be noted goes to stderr."""
    from wacana.read import read_with_report

    if source is None:
        raise InputError("neither a file nor --text", "one of them", 'Try: wacana clean --text "teks".')
    comments, report = read_with_report(source, text_column=text_column, sheet=sheet, key=key, timezone=timezone)
    for note in report.notes:
        typer.echo(f"note: {note}", err=True)
    return comments


def check_output(out: Path | None) -> None:
    """Refuse a table of another suffix before the minutes of a run are spent."""
    from wacana.publish import writer

    if out:
        writer(out)


def write_output(frame: Any, out: Path | None) -> None:
    """Write a table where the user asked for it, and say so, or that none was written."""
    from wacana.publish import write_table

    if out:
        guarded = write_table(frame, out)
        note = f" ({guarded} cells guarded against spreadsheet formulas)" if guarded else ""
        typer.echo(f"wrote {out}: {len(frame)} rows{note}")
        if out.suffix.lower() != ".parquet":
            lost = f"{out.suffix[1:].upper()} carries no record of the rows left out, the cleaning and the scorer"
            typer.echo(f"note: {lost}; for wacana report write .parquet", err=True)
    else:
        typer.echo("no table written; name one with -o, such as -o hasil.csv", err=True)


def write_text(text: str, out: Path) -> None:
    """Write a text file whole, and say so."""
    from wacana.files import replacing

    with replacing(out) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    typer.echo(f"wrote {out}")


def told(counts: dict[str, Any]) -> str:
    """Put the plain numbers of a manifest's counts on a few lines, with what was dropped and noted."""
    lines = []
    for name, found in counts.items():
        parts = found if isinstance(found, dict) else {"": found}
        numbers = [f"{k} {v}".strip() for k, v in parts.items() if isinstance(v, int) and k != "header_row"]
        if numbers:
            lines.append(f"{name}: {', '.join(numbers)}")
        lines += [f"  dropped {drop['count']}: {drop['reason']}" for drop in parts.get("dropped", ())]
        lines += [f"  note: {note}" for note in parts.get("notes", ())]
    return "\n".join(lines)


def usage(error: Any) -> str:
    """Say on one line what was wrong in a call (typer's usage error), how the command is called, and an example."""
    said = error.format_message().replace("Value error, ", "").rstrip(".")  # pydantic's words mean nothing here
    context = error.ctx
    if not said or not context:  # a call without arguments has printed its help already
        return f"{said}. See wacana --help." if said else ""
    if commands := getattr(context.command, "commands", None):
        return f"{said}; expected one of {', '.join(commands)}. See {context.command_path} --help."
    called = " ".join(context.get_usage().split())  # a narrow terminal would break it
    return f"{said}. {called}. {context.command.epilog}"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show a step on stderr: a bar on a terminal, otherwise a plain line once it is done."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

    from wacana.stage import watched

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        typer.echo(f"{name}: done", err=True)
        return
    with Progress(SpinnerColumn(), *Progress.get_default_columns(), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task(name, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        with watched(report):
            yield
        bar.update(task, completed=1, total=1)
