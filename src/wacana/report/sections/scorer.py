"""Who gave the scores: how it works, what it learnt from, how far it agrees with labels, and what it cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wacana import resources
from wacana.report.blocks import Align, Block, Paragraph, Table
from wacana.report.sections.material import Material
from wacana.report.words import capital

__all__ = ["scorer"]

ALIGN: tuple[Align, ...] = ("left", "left", "right", "right", "right")


def scorer(material: Material) -> list[Block]:
    """Explain what gave the scores, as far as the table tells it."""
    words, kind = material.words, material.scored_by
    blocks: list[Block] = [Paragraph(words(f"method_{kind}", name=material.scorer))]
    if parts := material.parts:
        listed = (words("part_gives", scorer=_named(material, name), scores=words.listing(_tasks(material, own)))
                  for name, own in parts.items())  # fmt: skip
        blocks.append(Paragraph(words("method_parts", listed="; ".join(listed))))
    models = [name for name in parts or (material.scorer,) if name != "dictionary"]
    if material.model.get("kind") in ("linear", "encoder") and len(models) == 1:
        blocks.append(Paragraph(_learnt(material, material.model.get("about", {}))))
    if "truncated" in material.score:
        longest = material.model.get("max_length", "–")
        said = words("truncated" if material.score["truncated"] else "not_truncated", longest=longest,
                     n=material.score["truncated"])  # fmt: skip
        blocks.append(Paragraph(said))
    return blocks if kind == "scores_alone" else [*blocks, *_measured(material)]


def _named(material: Material, name: str) -> str:
    return material.words("is_dictionary") if name == "dictionary" else f"“{name}”"


def _tasks(material: Material, tasks: Sequence[str]) -> list[str]:
    return [material.words("sentiment") if task == "sentiment" else material.label(task) for task in tasks]


def _learnt(material: Material, about: Mapping[str, Any]) -> str:
    if "silver" in about:
        labelled = sum(about.get(name, 0) for name in ("silver", "dev", "social", "more"))
        counts = {"labelled": labelled, "invented": about.get("invented", 0), "smsa": about["smsa_train"]}
        return material.words("learnt_shipped", **counts)
    return material.words("learnt_own", n=about.get("comments", 0))


def _measured(material: Material) -> list[Block]:
    """Give the agreement with labels that was measured for this very scorer, and say for which scores none was."""
    words = material.words
    parts = material.parts or {material.scorer: ("sentiment", *material.themes)}
    known = {name: material.score.get("codebook" if name == "dictionary" else "model", {}).get("sha256")
             for name in parts}  # fmt: skip
    found = [
        row
        for row in resources.read_tsv(resources.path("score/measured.tsv"))
        if row["task"] in parts.get(row["scorer"], ()) and row["sha256"] == known[row["scorer"]]
    ]
    if not found:
        return [Paragraph(words("not_measured"))]
    rows = [
        (
            capital(_tasks(material, [row["task"]])[0]),
            row["measure"],
            words.decimal(float(row["value"]), 2),
            f"{words.decimal(float(row['low']), 2)}–{words.decimal(float(row['high']), 2)}",
            words.number(int(row["n"])),
        )
        for row in found
    ]
    header = tuple(map(words, ("score", "measure", "agreement", "interval", "comments")))
    table = Table(header, tuple(rows), words("measured_caption"), ALIGN, words("measured_note"))
    measured = {row["task"] for row in found}
    if missing := [task for own in parts.values() for task in own if task not in measured]:
        return [table, Paragraph(words("not_measured_for", listed=words.listing(_tasks(material, missing))))]
    return [table]
