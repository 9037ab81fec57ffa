"""Sentiment and themes: their shares, and how these move over time."""

from __future__ import annotations

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

__all__ = ["over_time", "sentiment_and_themes"]


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
    rows = [
        (
            capital(kinds[row["kind"]]),
            row["label"],
            words.number(row["n"]),
            words.percent(row["share"]),
            words.interval(row["low"], row["high"]),
        )
        for row in records(found)
    ]
    header = (words("kind"), words("category"), words("comments"), words("share"), words("interval"))
    align: tuple[Align, ...] = ("left", "left", "right", "right", "right")
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
        Table(header, tuple(rows), words("scores_caption"), align, method),
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
        period=_period(material, busiest["period"], unit),
        n=busiest["n"],
        total=busiest["total"],
    )
    said = [lead]
    said += [words("undated", n=undated)] if undated else []
    said += [words("thin_periods", unit=words(unit), least=LEAST)] if thin.any() else []
    drawn = figures.time_plot(
        found,
        count_axis=words("time_axis", unit=words(unit)),
        percent=words.percent,
        number=words.number,
        date=lambda period: _date(material, period, unit),
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


def _period(material: Material, start: pd.Timestamp, unit: str) -> str:
    date = _date(material, start, unit)
    return material.words("week_of", date=date) if unit == "week" else date


def _date(material: Material, start: pd.Timestamp, unit: str) -> str:
    written = material.words.date(start)
    return {"month": written.partition(" ")[2], "year": str(start.year)}.get(unit, written)
