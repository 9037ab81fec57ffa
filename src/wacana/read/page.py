"""A pasted page: a source text and the comments under it, copied as plain text."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from wacana import resources
from wacana.errors import InputError
from wacana.read import boundaries
from wacana.read.encoding import Encoding
from wacana.read.layout import Layout, clauses_of, decide
from wacana.read.lines import Line, lines_of
from wacana.read.result import Table, ranges

__all__ = ["load"]


def load(path: Path, encoding: Encoding, corrected: Path | None = None) -> Table:
    """Read a page to its comments; ``page`` of the table holds source, clauses, and every decision's cue.

    Raises:
        InputError: where no comments are found, and for boundaries that do not fit the page.
    """
    import pandas as pd

    with encoding.open(path) as handle:
        text = handle.read().replace("\r\n", "\n").replace("\r", "\n")
    lines = lines_of(text)
    layout = decide(lines) if corrected is None else boundaries.read(corrected, lines)
    if not layout.comments:
        raise InputError(
            f"{path.name} holds no comments that could be told from its text",
            "a page with comments under it",
            "Give their line numbers in a YAML file with --boundaries (source: [1, 12], comments: [[14, 15], 16]).",
        )
    by_number = {line.number: line for line in lines}
    thread = f"page_{resources.sha256(path)[:12]}"
    frame = pd.DataFrame(
        {
            "text": pd.Series(["\n".join(by_number[n].text for n in part) for part in layout.comments], dtype="str"),
            "line": pd.Series([part[0] for part in layout.comments], dtype="Int64"),
            "thread_id": pd.Series([thread] * len(layout.comments), dtype="str"),
        }
    )
    names = [layout.authors.get(part[0]) for part in layout.comments]
    if any(names):
        authors = [None if n is None else by_number[n].text.strip() for n in names]
        frame["author"] = pd.Series(authors, dtype="str")
    table = Table("pasted page", frame, list(range(1, len(frame) + 1)), encoding=encoding.note or encoding.name)
    table.page = _page(path, lines, layout)
    table.notes += _notes(lines, layout, table.page, corrected)
    return table


def _page(path: Path, lines: list[Line], layout: Layout) -> dict[str, Any]:
    low, high = layout.source or (0, -1)
    source = [line for line in lines if low <= line.number <= high]
    clauses, before, after = clauses_of(source)
    written = boundaries.write(path.name, lines, layout)
    text = "\n".join("\n" * line.gap * (place > 0) + line.text for place, line in enumerate(source))
    return {
        "source_text": text,
        "preamble": before,
        "closing": after,
        "clauses": [asdict(clause) for clause in clauses],
        "decisions": [asdict(decision) for decision in layout.decisions],
        "boundaries": written,
    }


def _notes(lines: list[Line], layout: Layout, page: dict[str, Any], corrected: Path | None) -> list[str]:
    used = {number for part in layout.comments for number in part}
    low, high = layout.source or (0, -1)
    names = set(layout.authors.values())
    rest = [n for line in lines if (n := line.number) not in used | names and not low <= n <= high]
    source = (
        f"source text in lines {low}-{high} with {len(page['clauses'])} clauses" if layout.source else "no source text"
    )
    notes = [f"{source}; {len(layout.comments)} comments in lines {ranges(used)}"]
    if rest:
        notes.append(f"{len(rest)} lines belong to the page, not to a comment: {ranges(rest)}")
    how = "as the boundaries file says" if corrected else "found by cues; correct them with --boundaries"
    return [*notes, f"boundaries {how}"]
