"""The course of a training, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["draw"]


def draw(losses: Sequence[tuple[int, float]], file: Path, *, level: float) -> None:
    """Draw the loss (nats) by step as an SVG file, with a line at the unigram entropy ``level``."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "wacana", "font.size": 8.5}):
        figure = Figure(figsize=(6.3, 3.0), layout="constrained")
        axes = figure.subplots()
        axes.plot([step for step, _ in losses], [loss for _, loss in losses], color="#2b6ca3", linewidth=1)
        axes.axhline(level, color="#5f6b7a", linewidth=0.8, linestyle="--")
        axes.annotate(
            f"unigram entropy {level:.2f}", (0.99, level), xycoords=("axes fraction", "data"), ha="right", va="bottom"
        )
        axes.set_xlabel("step")
        axes.set_ylabel("loss, nats a masked word piece")
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(file, metadata={"Date": None, "Creator": None})
