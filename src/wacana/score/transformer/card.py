"""The card of a model folder: what it is, what it was made from, what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana.score.transformer.heads import Head

if TYPE_CHECKING:
    from wacana.score.transformer.onnx import Parity

__all__ = ["of_export", "table", "write"]


def write(folder: Path, text: str) -> None:
    """Write ``README.md`` of a model folder."""
    (folder / "README.md").write_text(text, encoding="utf-8")


def table(rows: Mapping[str, Any]) -> str:
    """Put names and values into a Markdown table; floats with four decimals.

    >>> print(table({"macro-F1": 0.5}))
    | what | value |
    | --- | --- |
    | macro-F1 | 0.5000 |
    """
    shown = {name: f"{value:.4f}" if isinstance(value, float) else value for name, value in rows.items()}
    return "\n".join(["| what | value |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in shown.items())])


def of_export(name: str, head: Head, parity: Parity) -> str:
    """Write the card of an ONNX export."""
    rows = {
        "precision": parity.precision,
        "size": f"{parity.bytes / 1e6:.1f} MB",
        "max change of a probability against fp32 torch": parity.max_change,
        "equal labels": f"{parity.agreement:.1%} of {parity.texts} sentences",
    }
    return (
        f"# {Path(name).name}, exported to ONNX\n\nTask {head.task}; outputs {', '.join(head.labels)}.\n"
        f"Score with `wacana score DATA --scorer hf:FOLDER`; needs `wacana[onnx]`, not torch.\n\n{table(rows)}\n"
    )
