"""The shares of comments from several places, side by side."""

from __future__ import annotations

from wacana.analysis import shares
from wacana.analysis.base import records
from wacana.report.blocks import Align, Block, Heading, Paragraph, Table
from wacana.report.sections.material import Material
from wacana.report.words import capital

__all__ = ["by_source"]

LEAST = 30  # comments of a source, for its shares to mean something
MOST = 8  # sources, the largest: more make a table that nobody compares
ALIGN: tuple[Align, ...] = ("left", "left", "right", "right", "right", "right")


def by_source(material: Material) -> list[Block]:
    """Give the shares of each source; no blocks where fewer than two sources have enough comments."""
    words = material.words
    sizes = material.judged["source"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    shown = sizes[sizes >= LEAST].head(MOST)
    if len(shown) < 2:
        return []
    found = shares(material.judged[material.judged["source"].isin(shown.index)], by="source")
    header = tuple(map(words, ("category", "source", "comments", "share", "interval", "mean_score")))
    header = header[:-1] if material.scored_by == "dictionary" else header  # as in the table of all comments
    rows = tuple(
        (
            capital(material.share(row)),
            str(row["source"]),
            words.number(row["n"]),
            words.percent(row["share"]),
            words.interval(row["low"], row["high"]),
            words.percent(row["mean"]),
        )[: len(header)]
        for _, share in found.groupby(["kind", "name"], sort=False)
        for row in records(share.set_index("source").loc[shown.index].reset_index())
    )
    said = [words("sources_lead", listed="; ".join(f"{name} {words.number(n)}" for name, n in shown.items()))]
    if len(sizes) > len(shown):
        left = {"sources": len(sizes) - len(shown), "n": int(sizes.sum() - shown.sum())}
        said.append(words("sources_left_out", **left, most=MOST, least=LEAST))
    note = " ".join(words(f"interval_{method}") for method in found["method"].unique())
    return [
        Heading(words("sources")),
        Paragraph(" ".join(said)),
        Table(header, rows, words("sources_caption"), ALIGN[: len(header)], note),
    ]
