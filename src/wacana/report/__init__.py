"""Reports: a notebook executed with parameters gives typed blocks, written as PDF and as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import resources
from wacana.errors import InputError
from wacana.files import replacing
from wacana.report.blocks import Block
from wacana.report.carried import carried, scorer_of

if TYPE_CHECKING:
    import pandas as pd

    from wacana.score.base import Scorer

__all__ = ["execute", "render", "report", "write"]

NOTEBOOK = "report/report.ipynb"


def report(
    scored: pd.DataFrame,
    path: str | Path,
    *,
    lang: str = "id",
    title: str | None = None,
    codebook: str | Path | None = None,
    notebook: str | Path | None = None,
    timezone: str | None = None,
) -> Path:
    """Write the report of a scored table as PDF or HTML, by the path's suffix, and give the path.

    The report is a notebook executed with parameters: the one that ships, or your own. ``lang`` is ``id``
    or ``en``; ``codebook`` is the file whose theme names and definitions the report prints.
    ``timezone`` is where its days begin (``Asia/Jakarta``); else the zone that the table was read with, else UTC.

    Raises:
        InputError: for another suffix or language, an unknown zone, a table without scores or with a cell that cannot
            be read, and a codebook of other themes than the table's.
        SchemaError: for a table with values that are none of ours, such as a sentiment ``positif``.
        CodebookError: for a codebook that breaks its own rules.
        WacanaError: when a cell of the notebook fails.
    """
    from wacana.codebook import load as load_codebook
    from wacana.read import zones
    from wacana.schema import themes_of

    _check(Path(path), lang)
    if timezone:
        scored = scored.copy(deep=False)
        scored.attrs = {**scored.attrs, "timezone": zones.check(timezone)}
    book = load_codebook(codebook)
    table = scored if notebook else _usable(scored)  # what a notebook of your own needs is for it to say
    themes = themes_of(table.columns)
    if codebook and not notebook and not {*themes} <= {*book.slugs}:
        raise InputError(
            f"codebook '{book.name}' with the themes {', '.join(book.slugs)} for a table with {', '.join(themes)}",
            "the codebook of the table's themes",
            "Give the one that the table was scored with, or none; to count its themes, score the comments with it.",
        )
    scorer = scorer_of(scored, codebook)
    blocks = execute(table, lang=lang, title=title, codebook=codebook, notebook=notebook, scorer=scorer)
    return render(blocks, path, lang=lang, title=title)


def execute(
    scored: pd.DataFrame,
    *,
    lang: str = "id",
    title: str | None = None,
    codebook: str | Path | None = None,
    manifest: Mapping[str, Any] | None = None,
    notebook: str | Path | None = None,
    scorer: Scorer | None = None,
) -> list[Block]:
    """Execute the report's notebook on a scored table and give its blocks, to `write` in several formats.

    With the ``scorer`` that gave the scores, the table's ``attrs["carriers"]`` get the words that made them.
    The notebook gets the parameters ``data`` (a Parquet file of the table, with its attrs), ``lang``,
    ``title``, ``codebook`` and ``manifest`` (paths, None where not given).
    """
    import json
    import tempfile

    from wacana.report.notebook import run_notebook

    with tempfile.TemporaryDirectory(prefix="wacana-report-") as folder:
        data, described = Path(folder) / "scored.parquet", Path(folder) / "manifest.json"
        told = scored.copy(deep=False)
        found = carried(scored, scorer)
        told.attrs = {**scored.attrs, "carriers": found} if found else scored.attrs
        told.to_parquet(data)
        if manifest is not None:
            described.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
        parameters = {
            "data": str(data),
            "lang": lang,
            "title": title,
            "codebook": str(Path(codebook).resolve()) if codebook else None,
            "manifest": str(described) if manifest is not None else None,
        }
        blocks, _ = run_notebook(Path(notebook) if notebook else resources.path(NOTEBOOK), parameters)
    return blocks


def render(blocks: Sequence[Block], path: str | Path, *, lang: str = "id", title: str | None = None) -> Path:
    """Write blocks as a PDF or HTML file, by the path's suffix; whole or not at all. Gives the path."""
    path = Path(path)
    _check(path, lang)
    if path.suffix.lower() == ".pdf":
        from wacana.report.pdf import pdf

        content = pdf(blocks, lang=lang, title=title)
    else:
        from wacana.report.html import html

        content = html(blocks, lang=lang, title=title).encode("utf-8")
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path


def write(
    blocks: Sequence[Block], paths: Sequence[str | Path], *, lang: str = "id", title: str | None = None
) -> list[Path]:
    """Write the same blocks to several files, each in the format of its suffix."""
    return [render(blocks, path, lang=lang, title=title) for path in paths]


def _usable(scored: pd.DataFrame) -> pd.DataFrame:
    """Give the table with all columns of the schema, the absent ones missing; scores of any origin will do."""
    import pandas as pd

    from wacana import schema
    from wacana.clean import duplicates

    if not isinstance(scored, pd.DataFrame):
        raise InputError(
            f"data of type {type(scored).__name__}",
            "a scored pandas table",
            "Read a file with wacana.read; of a Dask frame give the computed one.",
        )
    names = list(scored.columns)
    if not schema.scored_of(names):
        raise InputError(
            "a table without scores",
            "a column 'sentiment', or THEME, p_THEME and THEME_targets, or TASK and p_TASK_LABEL",
            "Score the comments first (wacana score).",
        )
    if "clean" in names and "clean" not in scored.attrs:  # cleaned in parts, or elsewhere: nobody looked for copies
        scored = scored.assign(duplicate_of=duplicates(scored))
    found = schema.columns("scored", schema.themes_of(names))
    return schema.validate(schema.conform(schema.complete(scored, "–"), found), "scored")


def _check(path: Path, lang: str) -> None:
    """Refuse before the minutes of a run are spent."""
    from wacana.report.prepare import labels

    if path.suffix.lower() not in (".pdf", ".html"):
        raise InputError(f"report file '{path.name}'", "a name that ends in .pdf or .html", "Rename it.")
    labels(lang)
