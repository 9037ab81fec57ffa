"""The first page: title, facts, and the findings in a few sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wacana.analysis import account, shares, targets
from wacana.analysis.base import records
from wacana.report.blocks import Block, Heading, Items, Note, Paragraph, Title
from wacana.report.sections.material import Material
from wacana.report.words import capital

__all__ = ["key_findings", "title_page"]

MOST_TIED = 3  # more targets than these at the top say nothing
FEW = 30  # below this an interval spans most of the scale, and the reader is told so
FEWEST = 10  # fewer comments than these are counted, and not put in per cent: one of one is no finding


def title_page(material: Material) -> list[Block]:
    """Give the title with what the report is about."""
    words, scored = material.words, material.scored
    facts = [(words("fact_source"), words.listing(_sources(material)))]
    facts.append((words("fact_comments"), words.number(len(scored))))
    if dates := material.span:
        facts.append((words("fact_dates"), dates))
    facts.append((words("fact_scorer"), words(f"is_{material.scored_by}", name=material.scorer)))
    if book := material.codebook:
        facts.append((words("fact_codebook"), f"{book.name} {book.version}"))
    return [Title(material.title, words("subtitle"), tuple(facts))]


def key_findings(material: Material) -> list[Block]:
    """Say the main numbers in sentences, each with its interval, and what they do not say."""
    words = material.words
    found = shares(material.scored)
    blocks: list[Block] = [Heading(words("findings"))]
    if material.judged.empty:
        return [*blocks, Paragraph(words("nothing_judged", n=len(material.scored)))]
    counted = len(material.judged) < FEWEST
    say = _counts if counted else _findings
    lead = words("findings_lead_counts" if counted else "findings_lead", according=material.according)
    lines = [_read(material), *say(material, found)]
    blocks += [Paragraph(lead), Items(tuple(capital(line) for line in lines))]
    if len(material.judged) < FEW:
        blocks.append(Note(words("few_comments", n=len(material.judged))))
    return [*blocks, Note(words("findings_limits"))]


def _counts(material: Material, found: pd.DataFrame) -> list[str]:
    """Give the numbers alone, a line for each theme and for each task of one label a comment."""
    words, lines = material.words, []
    for kind, rows in found.groupby("kind", sort=False):
        told = [(material.share(row), words.number(row["n"])) for row in records(rows)]
        label = words("sentiment") if kind == "sentiment" else material.label(str(kind))
        each = told if kind == "theme" else [(label, words.listing(" ".join(pair) for pair in told))]
        lines += [words("finding_counts", label=name, counts=n, total=int(rows["total"].iloc[0])) for name, n in each]
    return lines


def _findings(material: Material, found: pd.DataFrame) -> list[str]:
    """Give the shares, a line for the sentiments, for each theme, and for each task of one's own."""
    leading, lines = targets(material.scored), []
    for kind, rows in found.groupby("kind", sort=False):
        if kind == "theme":
            lines += [_theme(material, row, leading[leading["theme"] == row["name"]]) for row in records(rows)]
            continue
        line = _sentiment(material, rows) if kind == "sentiment" else _labels(material, str(kind), rows)
        lines.append(" ".join([line, *_off(material, rows)]))
    return lines


def _off(material: Material, found: pd.DataFrame) -> list[str]:
    """Say which shares their own mean score lies outside the interval of; a dictionary's scores are no measure."""
    words, said = material.words, []
    for row in records(found) if material.scored_by != "dictionary" else ():
        if row["mean"] < row["low"] or row["mean"] > row["high"]:
            key = "finding_too_high" if row["mean"] < row["low"] else "finding_too_low"
            said.append(words(key, label=material.share(row), mean=words.percent(row["mean"])))
    return said


def _read(material: Material) -> str:
    steps = account(material.scored).groupby("step")["n"].sum()
    line = material.words("finding_read", comments=int(steps["comments"]), judged=int(steps["judged"]))
    if steps["copies"]:
        line += " " + material.words("finding_copies", copies=int(steps["copies"]))
    if steps.get("adverts"):
        line += " " + material.words("finding_adverts", adverts=int(steps["adverts"]))
    return line


def _sentiment(material: Material, found: pd.DataFrame) -> str:
    words = material.words
    first, second, third = records(found.sort_values(["n", "name"], ascending=[False, True]))
    clear = first["low"] > second["high"]
    return words(
        "finding_sentiment" if clear else "finding_sentiment_close",
        **{
            f"{place}_{part}": value
            for place, row in zip(("first", "second", "third"), (first, second, third), strict=True)
            for part, value in (
                ("label", material.label(row["name"])),
                ("share", words.percent(row["share"])),
                ("interval", words.interval(row["low"], row["high"])),
            )
        },
    )


def _theme(material: Material, row: dict[str, Any], toward: pd.DataFrame) -> str:
    words = material.words
    label, total, n = material.label(row["name"]), row["total"], row["n"]
    off = _off(material, pd.DataFrame([row]))
    if not n:
        return " ".join([words("finding_theme_none", label=label, total=total, high=words.percent(row["high"])), *off])
    line = words(
        "finding_theme",
        label=label,
        n=n,
        total=total,
        share=words.percent(row["share"]),
        interval=words.interval(row["low"], row["high"]),
    )
    return " ".join([line, *off, *(_toward(material, toward, n) if n >= FEWEST else ())])


def _toward(material: Material, toward: pd.DataFrame, total: int) -> list[str]:
    """Say which target a theme has most often, and how many of its ``total`` comments have none."""
    words, said = material.words, []
    named, unnamed = records(toward[toward["target"] != ""]), records(toward[toward["target"] == ""])
    top = [row for row in named if row["n"] == named[0]["n"]]
    if 0 < len(top) <= MOST_TIED:
        told = {
            "target": "; ".join(material.label(row["target"]) for row in top),  # some labels hold an "and" of their own
            "share": words.percent(top[0]["share"]),
        }
        key = "finding_targets_tied" if len(top) > 1 else "finding_target"
        said.append(words(key, n=top[0]["n"], total=total, **told))
    return [*said, *(words("finding_no_target", share=words.percent(row["share"])) for row in unnamed)]


def _labels(material: Material, task: str, found: pd.DataFrame) -> str:
    words = material.words
    ranked = records(found.sort_values(["n", "name"], ascending=[False, True]))
    shares = (f"{r['name']} {words.percent(r['share'])} ({words.interval(r['low'], r['high'])})" for r in ranked)
    return words("finding_labels", task=material.label(task), shares=words.listing(shares))


def _sources(material: Material) -> list[str]:
    names = material.scored["source"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    shown = [str(name) for name in names.index[:3]]
    if len(names) > len(shown):
        shown.append(material.words("more_sources", n=len(names) - len(shown)))
    return shown or ["–"]
