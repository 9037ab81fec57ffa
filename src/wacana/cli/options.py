"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = [
    "Boundaries",
    "CodebookFile",
    "Download",
    "Input",
    "Inputs",
    "Key",
    "Labels",
    "Lang",
    "Level",
    "LexiconFile",
    "Out",
    "ScorerName",
    "Sheet",
    "Text",
    "TextColumn",
    "Timezone",
    "Title",
]

FILES = "CSV, TSV, XLSX, JSON, JSONL, Parquet, Disqus XML or a pasted page (.txt)"
Input = Annotated[Path, typer.Argument(help=f"{FILES}.")]
Inputs = Annotated[list[Path], typer.Argument(help=f"{FILES}; several become one table.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Table to write: .csv, .parquet or .jsonl.")]
TextColumn = Annotated[str | None, typer.Option(help="Column that holds the comments.")]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a workbook; default: the longest with known columns.")]
Boundaries = Annotated[Path | None, typer.Option(help="YAML of line numbers for a pasted page.")]
Key = Annotated[str | None, typer.Option(envvar="WACANA_KEY", help="Secret for author pseudonyms across files.")]
Level = Annotated[Literal["spelling", "formal"], typer.Option(help="How far to clean.")]
LexiconFile = Annotated[
    Path | None, typer.Option(help="TSV of your own informal forms: first line informal<TAB>spelling.")
]
ScorerName = Annotated[
    str | None,
    typer.Option(
        help="linear (default), encoder, dictionary, a model folder, hf:PATH; join with +. "
        "Default for an own codebook: linear+dictionary (sentiment by the model, themes by the codebook's patterns)."
    ),
]
Labels = Annotated[str | None, typer.Option(help="What a transformer's outputs mean: positive,neutral,negative.")]
Download = Annotated[bool, typer.Option("--download", help="Allow a transformer to be fetched from the hub.")]
CodebookFile = Annotated[Path | None, typer.Option(help="Codebook YAML; default: the one that ships.")]
Lang = Annotated[Literal["id", "en"], typer.Option(help="Language of the report.")]
Timezone = Annotated[
    str | None, typer.Option(help="Zone of times without one and of the report's days: Asia/Jakarta; default: UTC.")
]
Title = Annotated[str | None, typer.Option(help="Title of the report.")]
Text = Annotated[str | None, typer.Option(help="One comment instead of a file.")]
