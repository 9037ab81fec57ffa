"""The run: one input file to tables, report and manifest."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from wacana import codebook
from wacana.clean import clean, cleaner
from wacana.errors import InputError
from wacana.files import replacing
from wacana.publish import write_table
from wacana.read import read
from wacana.report import execute, write
from wacana.report.prepare import labels
from wacana.resources import sha256
from wacana.schema import validate
from wacana.score import resolve, score
from wacana.score.journal import resuming

__all__ = ["Config", "Run", "run"]

# What decides the bytes of a result, besides wacana itself.
LIBRARIES = ("pandas", "pyarrow", "numpy", "ftfy", "emoji", "matplotlib", "typst")

Step = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True)
class Config:
    """What a run can be told; everything but the author key is written to the manifest.

    ``key`` makes author pseudonyms the same over several inputs; without it they hold for one input only.
    """

    text_column: str | None = None
    boundaries: str | Path | None = None
    level: Literal["spelling", "formal"] = "spelling"
    lexicon: str | Path | None = None
    scorer: str | None = None
    codebook: str | Path | None = None
    labels: tuple[str, ...] | None = None
    download: bool = False
    lang: Literal["id", "en"] = "id"
    title: str | None = None
    key: str | None = None
    sheet: str | None = None
    timezone: str | None = None


@dataclass(frozen=True)
class Run:
    """Where a run put its results, and its manifest."""

    tables: Path
    pdf: Path
    html: Path
    manifest: dict[str, Any]


def run(source: Path | str, out: Path | str = ".", *, config: Config | None = None, step: Step | None = None) -> Run:
    """Read, clean, score and report one file; the same input and config give the same bytes.

    Writes ``out/processed/NAME/{comments,cleaned,scored}.parquet``, ``scored.csv``, ``manifest.json`` and
    ``out/reports/NAME.{pdf,html}``, each whole or not at all. ``step`` is called with the name of each step
    and gives a context around it, such as a progress bar (see :func:`wacana.stage.watched`).

    Raises:
        InputError, CodebookError, ModelError: for an input or a setting that cannot be used, before anything is
            written.
    """
    source, out, config = Path(source), Path(out), config or Config()
    step = step or (lambda _: nullcontext())
    tables, reports = out / "processed" / source.stem, out / "reports"

    with step("read"):
        comments = read(
            source,
            text_column=config.text_column,
            sheet=config.sheet,
            boundaries=config.boundaries,
            key=config.key,
            timezone=config.timezone,
        )
        labels(config.lang)
        cleaner(config.level, config.lexicon)
        book = codebook.load(config.codebook)
        scorer = resolve(config.scorer, book, labels=config.labels, download=config.download)
        _not_of_another(source, tables / "manifest.json")
        (tables / "manifest.json").unlink(missing_ok=True)  # it comes last: a folder without one is unfinished
        write_table(validate(comments, "comments"), tables / "comments.parquet")
    with step("clean"):
        cleaned = clean(comments, level=config.level, lexicon=config.lexicon)
        write_table(validate(cleaned, "cleaned"), tables / "cleaned.parquet")
    with step("score"), resuming(scorer, tables / "scored.parquet") as chosen:
        scored = score(cleaned, scorer=chosen, codebook=book)
        write_table(validate(scored, "scored"), tables / "scored.parquet")
        guarded = write_table(scored, tables / "scored.csv")
    with step("report"):
        manifest = _manifest(source, config, scored.attrs, guarded)
        pdf, html = reports / f"{source.stem}.pdf", reports / f"{source.stem}.html"
        blocks = execute(
            scored, lang=config.lang, title=config.title, codebook=config.codebook, manifest=manifest, scorer=scorer
        )
        write(blocks, [pdf, html], lang=config.lang)
        with replacing(tables / "manifest.json") as temporary:
            written = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
            temporary.write_text(written, encoding="utf-8", newline="\n")
    return Run(tables, pdf, html, manifest)


def _not_of_another(source: Path, manifest: Path) -> None:
    """Refuse to overwrite the results of another input of the same stem: ``b/a.csv`` or ``a.json`` after ``a.csv``."""
    if not manifest.exists():
        return
    held = json.loads(manifest.read_text(encoding="utf-8"))["input"]
    if held["sha256"] != sha256(source):
        another = "another " if held["name"] == source.name else ""
        raise InputError(
            f"{source} for {manifest.parent}, which holds the results of {another}{held['name']}",
            "a folder of its own for each input",
            f"Give another folder with --out; if the file was only corrected, delete {manifest.parent} first.",
        )


def _manifest(source: Path, config: Config, attrs: dict[Any, Any], guarded: int) -> dict[str, Any]:
    """Say what went in, with what, and what came of it: no time, host or path, so that reruns are equal."""
    told = asdict(config)
    told["key"] = "given" if config.key else "derived from the input"
    files = {name: Path(told[name]) for name in ("boundaries", "lexicon", "codebook") if told[name]}
    told.update({name: file.name for name, file in files.items()})
    return {
        "input": {"name": source.name, "bytes": source.stat().st_size, "sha256": sha256(source)},
        "config": told,
        "config_files": {name: sha256(file) for name, file in files.items()},
        "versions": {
            "wacana": version("wacana"),
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "platform": sys.platform,
        "counts": {**{name: attrs[name] for name in ("read", "clean", "score") if name in attrs},
                   "csv_cells_guarded": guarded},
    }  # fmt: skip
