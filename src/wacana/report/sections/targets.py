"""Whom each theme is directed at, and how the themes meet."""

from __future__ import annotations

from wacana import figures
from wacana.analysis import overlap, targets
from wacana.analysis.base import records
from wacana.report.blocks import Align, Block, Figure, Heading, Paragraph, Table
from wacana.report.sections.material import Material
from wacana.report.words import capital

__all__ = ["themes_and_targets"]

ALIGN: tuple[Align, ...] = ("left", "left", "right", "right", "right")


def themes_and_targets(material: Material) -> list[Block]:
    """Give the theme × target table with intervals, its figure, and the overlap of themes."""
    words = material.words
    blocks: list[Block] = [Heading(words("targets"))]
    found = targets(material.scored)
    if found.empty:
        return [*blocks, Paragraph(material.no_themes)]
    found["theme_label"] = [material.label(slug) for slug in found["theme"]]
    found["target_label"] = [capital(material.label(slug)) for slug in found["target"]]
    # The grid shows targets by their number over all themes, and those without a target last.
    found["weight"] = found.groupby("target")["n"].transform("sum").where(found["target"] != "", -1)
    ordered = found.sort_values(["weight", "target"], ascending=[False, True], kind="stable")
    figure = figures.target_plot(ordered, themes=list(found["theme_label"].unique()), percent=words.percent)
    leading = records(found[found["target"] != ""].drop_duplicates("theme"))
    said = "; ".join(f"{r['theme_label']}: {r['target_label']} {words.percent(r['share'])}" for r in leading)
    rows = [
        (
            row["theme_label"],
            row["target_label"],
            words("n_of_total", n=row["n"], total=row["total"]),
            words.percent(row["share"]),
            words.interval(row["low"], row["high"]),
        )
        for row in records(found)
    ]
    header = (words("theme"), words("target"), words("comments"), words("share"), words("interval"))
    return [
        *blocks,
        Paragraph(words("targets_lead")),
        Figure(figures.svg(figure), words("targets_alt", said=said or "–"), words("targets_figure")),
        Table(header, tuple(rows), words("targets_caption"), ALIGN),
        *_overlap(material),
    ]


def _overlap(material: Material) -> list[Block]:
    words = material.words
    found = overlap(material.scored)
    met = found[found["n"] > 0]
    if met.empty:
        return [Paragraph(words("no_overlap"))] if len(found) else []
    rows = [
        (
            material.label(row["theme"]),
            material.label(row["other"]),
            words("n_of_total", n=row["n"], total=row["total"]),
            words.percent(row["share"]),
            words.interval(row["low"], row["high"]),
        )
        for row in records(met)
    ]
    header = (words("of_theme"), words("also"), words("comments"), words("share"), words("interval"))
    return [Table(header, tuple(rows), words("overlap_caption"), ALIGN)]
