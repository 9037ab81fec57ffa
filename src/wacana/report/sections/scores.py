"""Sentiment and themes: their shares, and how these move over time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wacana import figures
from wacana.analysis import shares, timeline
from wacana.analysis.base import records
from wacana.analysis.timeline import LEAST, period_of
from wacana.read.names import role
from wacana.read.zones import zone_of
from wacana.report.blocks import Align, Block, Figure, Heading, Paragraph, Table
from wacana.report.sections.material import Material
from wacana.report.words import capital

__all__ = ["axis_date", "over_time", "sentiment_and_themes"]


def sentiment_and_themes(material: Material) -> list[Block]:
    """Give the shares of sentiments and themes with intervals, as figure and table."""
    words = material.words
    blocks: list[Block] = [Heading(words("scores"))]
    if material.judged.empty:
        return [*blocks, Paragraph(words("nothing_judged", n=len(material.scored)))]
    found = shares(material.scored)
    found["label"] = [capital(material.share(row)) for row in records(found)]
    kinds = {kind: words(kind) if kind in ("sentiment", "theme") else material.label(kind) for kind in found["kind"]}
    total = int(found["total"].iloc[0])
    axis = words("share_axis", total=total)
    drawn = figures.share_plot(found, axis=axis, percent=words.percent)
    said = [f"{row['label']} {words.percent(row['share'])}" for row in records(found)]
    header = tuple(map(words, ("kind", "category", "comments", "share", "interval", "mean_score")))
    # A dictionary's scores are no probabilities, so their mean tells nothing of the share.
    header = header[:-1] if material.scored_by == "dictionary" else header
    align: tuple[Align, ...] = ("left", "left", "right", "right", "right", "right")
    rows = [
        (
            capital(kinds[row["kind"]]),
            row["label"],
            words.number(row["n"]),
            words.percent(row["share"]),
            words.interval(row["low"], row["high"]),
            words.percent(row["mean"]),
        )[: len(header)]
        for row in records(found)
    ]
    method = words(f"interval_{found['method'].iloc[0]}")
    lead = [words("scores_lead", total=total, according=material.according)]
    lead += [words(f"scores_{kind}") for kind in ("sentiment", "theme") if kind in kinds]
    lead += [words("scores_labels", task=name) for kind, name in kinds.items() if kind not in ("sentiment", "theme")]
    lead += [words("sentiment_not_scored")] if "sentiment" not in kinds else []
    lead += [words("themes_not_scored")] if "theme" not in kinds else []
    lead += _thresholds(material)
    return [
        *blocks,
        Paragraph(" ".join(lead)),
        Figure(figures.svg(drawn), f"{axis}: {words.listing(said)}.", words("scores_figure")),
        Table(header, tuple(rows), words("scores_caption"), align[: len(header)], method),
    ]


def _thresholds(material: Material) -> list[str]:
    """Say from which score on a comment counts as holding a theme."""
    words, least = material.words, material.thresholds
    if not material.themes:
        return []
    if set(least) < set(material.themes):
        return [words("thresholds_unknown")]
    same = len(set(least.values())) == 1
    named = {words("every_theme"): min(least.values())} if same else {material.label(t): p for t, p in least.items()}
    listed = "; ".join(f"{label} {words.decimal(p, 2)}" for label, p in named.items())
    said = [words("thresholds", listed=listed)]
    if min(least.values()) < 0.5:
        means = {theme: material.judged[f"p_{theme}"].mean() for theme in material.themes}
        each = "; ".join(f"{material.label(theme)} {words.percent(mean)}" for theme, mean in means.items())
        said += [words("thresholds_low"), words("scores_mean", listed=each)]
    return said


def over_time(material: Material) -> list[Block]:
    """Give the course over time; nothing but a sentence where the comments carry no dates."""
    words = material.words
    unit = period_of(material.scored)
    blocks: list[Block] = [Heading(words("time"))]
    if not unit:
        return [*blocks, Paragraph(_unread_dates(material) or words("no_dates"))]
    found = timeline(material.scored)
    found["label"] = [material.label(name) for name in found["name"]]
    counts = found[found["name"] == "comments"]
    busiest = max(records(counts), key=lambda row: row["n"])
    caption = words("time_figure", unit=words(unit))
    thin = (found["name"] != "comments") & (found["total"] < LEAST)
    found.loc[thin, ["share", "low", "high"]] = float("nan")
    if found["share"].isna().all():
        found, caption = counts, words("time_axis", unit=words(unit))
    undated = int(material.judged["created_at"].isna().sum())
    lead = words(
        "time_lead",
        unit=words(unit),
        zone=zone_of(material.scored),
        period=_period(material, busiest, unit),
        n=busiest["n"],
        total=busiest["total"],
    )
    said = [lead]
    partial = found["partial"].any() and unit != "day"
    said += [words("partial_periods", unit=words(unit), span=material.span)] if partial else []
    said += [words("undated", n=undated)] if undated else []
    said += [words("thin_periods", unit=words(unit), least=LEAST)] if thin.any() else []
    drawn = figures.time_plot(
        found,
        count_axis=words("time_axis", unit=words(unit)),
        percent=words.percent,
        number=words.number,
        date=lambda period: axis_date(material, period, unit),
    )
    return [
        *blocks,
        Paragraph(" ".join(said)),
        Figure(figures.svg(drawn), lead, caption),
    ]


def _unread_dates(material: Material) -> str:
    """Name a column of dates that the reader found but could not read; ``""`` where there is none."""
    scored = material.scored
    kept = [column for column in scored.attrs.get("read", {}).get("kept", ()) if column in scored]
    for column in kept if scored["created_at"].isna().all() else ():
        name, cells = str(column).removeprefix("x_"), scored[column].dropna()
        found = role(name)
        if found and found.name == "created_at" and len(cells):
            return material.words("unread_dates", column=name, cell=str(cells.iloc[0]))
    return ""


def _period(material: Material, row: dict[str, Any], unit: str) -> str:
    words, start = material.words, row["period"]
    written = words.date(start)
    name = {
        "week": words("week_of", date=written),
        "month": written.partition(" ")[2],
        "quarter": words("quarter_of", number=words("quarters").split()[start.quarter - 1], year=str(start.year)),
        "year": str(start.year),
    }.get(unit, written)
    return words("partial_period", name=name) if row["partial"] else name


def axis_date(material: Material, start: pd.Timestamp, unit: str) -> str:
    """Write a period's beginning as short as an axis needs: dates in full run into one another."""
    words = material.words
    day, month, year = words.date(start).split()
    if unit == "quarter":
        return words("quarter_axis", number=words("quarters").split()[start.quarter - 1], year=year)
    return {"month": f"{month[:3]} {year}", "year": year}.get(unit, f"{day} {month[:3]} {year}")
