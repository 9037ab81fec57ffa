"""Commands over comments: run, read, clean, score, report, explain, schema."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Literal

import typer

from wacana.cli.options import (
    Boundaries,
    CodebookFile,
    Download,
    Input,
    Inputs,
    Key,
    Labels,
    Lang,
    Level,
    LexiconFile,
    Out,
    ScorerName,
    Sheet,
    Text,
    TextColumn,
    Timezone,
    Title,
)
from wacana.cli.output import check_output, read_input, step, told, write_output
from wacana.errors import InputError

app = typer.Typer()


@app.command(epilog="Example: wacana run data/raw/contoh.csv --out hasil")
def run(
    source: Input,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")] = Path(),
    text_column: TextColumn = None,
    sheet: Sheet = None,
    boundaries: Boundaries = None,
    level: Level = "spelling",
    lexicon: LexiconFile = None,
    scorer: ScorerName = None,
    codebook: CodebookFile = None,
    labels: Labels = None,
    download: Download = False,
    lang: Lang = "id",
    title: Title = None,
    timezone: Timezone = None,
    key: Key = None,
) -> None:
    """Do everything: read, clean, score, report."""
    from wacana.pipeline import Config
    from wacana.pipeline import run as run_all

    config = Config(
        text_column=text_column, sheet=sheet, boundaries=boundaries, level=level, lexicon=lexicon, scorer=scorer,
        codebook=codebook, labels=tuple(labels.split(",")) if labels else None, download=download, lang=lang,
        title=title, timezone=timezone, key=key,
    )  # fmt: skip
    done = run_all(source, out, config=config, step=step)
    typer.echo(told(done.manifest["counts"]))
    for path in (done.pdf, done.html, done.tables):
        typer.echo(f"wrote {path}")


@app.command(epilog="Example: wacana read komentar.csv -o comments.parquet")
def read(
    sources: Inputs,
    out: Out = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    boundaries: Boundaries = None,
    write_boundaries: Annotated[
        Path | None, typer.Option(help="Write the boundaries found in a pasted page, to edit.")
    ] = None,
    timezone: Timezone = None,
    key: Key = None,
) -> None:
    """Load a file, or several, into the comments table and say what was read, kept and left out."""
    from wacana.read import read_with_report
    from wacana.read import write_boundaries as write_found

    check_output(out)
    comments, report = read_with_report(
        sources, text_column=text_column, sheet=sheet, boundaries=boundaries, key=key, timezone=timezone
    )
    typer.echo(str(report))
    if write_boundaries:
        typer.echo(f"wrote {write_found(comments, write_boundaries)}")
    write_output(comments, out)


@app.command(epilog='Example: wacana clean --text "Bersatu nya rakyat, janji2 yg di lawan" --explain')
def clean(
    source: Annotated[Path | None, typer.Argument(help="File of comments.")] = None,
    out: Out = None,
    text: Text = None,
    level: Level = "spelling",
    lexicon: LexiconFile = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print every change (with --text).")] = False,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    timezone: Timezone = None,
    key: Key = None,
) -> None:
    """Put comments into regular spelling; the raw text stays beside it."""
    from wacana.clean import clean as clean_data
    from wacana.clean import ledger

    if text is not None and (source or out):
        raise InputError(f"--text and {source or f'-o {out}'}", "a comment or a file", "Leave one of them out.")
    if explain and text is None:
        raise InputError(
            "--explain without --text", "one comment to explain", 'Try: wacana clean --text "tdk" --explain'
        )
    if text is not None:
        typer.echo(clean_data(text, level=level, lexicon=lexicon))
        for edit in ledger(text, level=level, lexicon=lexicon) if explain else ():
            typer.echo(f"  {edit.start}-{edit.end}  {edit.before!r} -> {edit.after!r}  ({edit.rule})")
        return
    check_output(out)
    comments = read_input(source, text_column=text_column, sheet=sheet, key=key, timezone=timezone)
    with step("clean"):
        cleaned = clean_data(comments, level=level, lexicon=lexicon)
    typer.echo(told({"clean": cleaned.attrs["clean"]}))
    write_output(cleaned, out)


@app.command(epilog="Example: wacana score komentar.csv -o scored.parquet")
def score(
    source: Input,
    out: Out = None,
    scorer: ScorerName = None,
    codebook: CodebookFile = None,
    labels: Labels = None,
    download: Download = False,
    level: Annotated[
        Literal["spelling", "formal"] | None, typer.Option(help="How far to clean raw comments; default: spelling.")
    ] = None,
    lexicon: LexiconFile = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    timezone: Timezone = None,
    key: Key = None,
) -> None:
    """Score sentiment and the codebook's themes, with their targets."""
    from wacana.analysis.shares import shares
    from wacana.clean import clean as clean_data
    from wacana.codebook import load
    from wacana.score import resolve
    from wacana.score import score as score_data
    from wacana.score.journal import resuming

    check_output(out)
    book = load(codebook)
    named = labels.split(",") if labels else None
    chosen = resolve(scorer, book, labels=named, download=download)
    comments = read_input(source, text_column=text_column, sheet=sheet, key=key, timezone=timezone)
    if is_clean := "clean" in comments:
        another = level not in (None, comments.attrs.get("clean", {}).get("level"))  # a CSV does not tell its level
        if given := f"--lexicon {lexicon}" if lexicon else f"--level {level}" if another else "":
            raise InputError(
                f"{given} with {source}, whose comments are clean already", "raw comments", "Clean them anew."
            )
    with step("clean"):
        cleaned = comments if is_clean else clean_data(comments, level=level or "spelling", lexicon=lexicon)
    with resuming(chosen, out) if out else nullcontext(chosen) as used:
        with step("score"):
            scored = score_data(cleaned, scorer=used, codebook=book)
        typer.echo(shares(scored).to_string(index=False))
        if said := told({"score": scored.attrs["score"]}):
            typer.echo(said)
        write_output(scored, out)


@app.command(epilog="Example: wacana report scored.parquet -o laporan.pdf --lang en")
def report(
    source: Input,
    out: Annotated[Path, typer.Option("--out", "-o", help="Report to write: .pdf or .html.")],
    lang: Lang = "id",
    title: Title = None,
    codebook: CodebookFile = None,
    timezone: Timezone = None,
    notebook: Annotated[Path | None, typer.Option(help="Your own report notebook.")] = None,
) -> None:
    """Write the PDF or HTML report of a scored table."""
    from wacana.report import report as write_report

    scored = read_input(source, timezone=timezone)
    with step("report"):
        written = write_report(scored, out, lang=lang, title=title, codebook=codebook, notebook=notebook)
    typer.echo(f"wrote {written}")


@app.command(epilog='Example: wacana explain "tdk perlu percaya pada janji2 amerika"')
def explain(
    text: Annotated[str, typer.Argument(help="One comment.")],
    scorer: ScorerName = None,
    codebook: CodebookFile = None,
    level: Level = "spelling",
    lexicon: LexiconFile = None,
) -> None:
    """Show what cleaning changed in a comment and which words made its scores."""
    from wacana.score import explain as explain_text

    typer.echo(str(explain_text(text, scorer=scorer, codebook=codebook, level=level, lexicon=lexicon)))


@app.command(epilog="Example: wacana schema scored --format json")
def schema(
    table: Annotated[Literal["comments", "cleaned", "scored"], typer.Argument(help="Table.")] = "scored",
    format: Annotated[Literal["markdown", "json"], typer.Option(help="Output format.")] = "markdown",
) -> None:
    """Print the data dictionary: columns, types, meaning, and which are personal."""
    from wacana.schema import dictionary

    typer.echo(dictionary(table, format=format))
