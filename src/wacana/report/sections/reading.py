"""What was read, left out and found twice; and the text that the comments answer, where there is one."""

from __future__ import annotations

from typing import Any

from wacana.analysis import account, advert_sensitivity, duplicate_sensitivity
from wacana.analysis.base import records
from wacana.report.blocks import Block, Heading, Items, Paragraph, Quote, Table
from wacana.report.notes import in_indonesian
from wacana.report.sections.material import Material

__all__ = ["source_text", "what_was_read"]

MANY = 0.01  # of the comments: from here on adverts are weighed


def what_was_read(material: Material) -> list[Block]:
    """Account for every row, and say how much copies and adverts weigh."""
    words = material.words
    steps = account(material.scored)
    rows = [
        (words(f"step_{row['step']}", why=_reason(material, row["detail"])), words.number(row["n"]))
        for row in records(steps)
    ]
    recorded = "rows_in" in set(steps["step"])
    return [
        Heading(words("reading")),
        Paragraph(words("reading_lead" if recorded else "reading_lead_unrecorded")),
        Table((words("step"), words("rows")), tuple(rows), words("reading_caption"), ("left", "right")),
        *_voices(material),
        *_noted(material),
        *_cleaned(material),
        *_copies(material),
        *_adverts(material),
    ]


def source_text(material: Material) -> list[Block]:
    """Quote the statement or article that a pasted page holds above its comments; else give no blocks."""
    page: dict[str, Any] = material.scored.attrs.get("page", {})
    if not page.get("source_text"):
        return []
    words = material.words
    parts = [page["preamble"], *(clause["text"] for clause in page["clauses"]), page["closing"]]
    return [
        Heading(words("source_text")),
        Paragraph(words("source_lead", n=len(page["clauses"]))),
        *(Quote(part) for part in parts if part),
    ]


def _reason(material: Material, reason: str) -> str:
    key = f"dropped_{reason.replace(' ', '_')}"
    return material.words(key) if material.words.knows(key) else reason.replace("_", " ")


def _voices(material: Material) -> list[Block]:
    """Say how many people wrote, how much the most frequent of them, and how many comments are replies."""
    words, judged, said = material.words, material.judged, []
    written = judged["author"].value_counts()
    if len(written):
        most, total = int(written.iloc[0]), int(written.sum())
        said.append(words("authors", n=len(written), most=most, total=total, share=words.percent(most / total)))
    if replies := int(judged["parent_id"].notna().sum()):
        said.append(words("replies", replies=replies, others=len(judged) - replies))
    return [Paragraph(" ".join(said))] if said else []


def _noted(material: Material) -> list[Block]:
    """Give what the reader noted, such as sheets that it did not read."""
    said = in_indonesian if material.words.lang == "id" else str
    notes = tuple(said(str(note)) for note in material.scored.attrs.get("read", {}).get("notes", ()))
    return [Paragraph(material.words("reading_notes")), Items(notes)] if notes else []


def _cleaned(material: Material) -> list[Block]:
    report = material.scored.attrs.get("clean")
    if not report or report["rows"] != len(material.scored):  # rows were added or taken out since
        return []
    edits = sum(report["edits"].values())
    return [Paragraph(material.words("cleaned", changed=report["changed"], total=report["rows"], edits=edits))]


def _copies(material: Material) -> list[Block]:
    words = material.words
    found = duplicate_sensitivity(material.scored)
    if material.judged.empty or found["total"].iloc[0] == found["total_unique"].iloc[0]:
        return [Paragraph(words("no_copies"))] if len(material.judged) else []
    most = max(records(found), key=lambda row: abs(row["share_unique"] - row["share"]))
    copies = most["total"] - most["total_unique"]
    share, unique = words.percent(most["share"]), words.percent(most["share_unique"])
    if share == unique:
        return [Paragraph(words("copies_weigh_nothing", copies=copies))]
    label = material.share(most)
    return [Paragraph(words("copies_weigh", copies=copies, label=label, share=share, unique=unique))]


def _adverts(material: Material) -> list[Block]:
    """Give the shares of the themes without adverts, or of all that was scored where there are no themes."""
    words = material.words
    found = advert_sensitivity(material.scored)
    total, left = int(found["total"].max()), int(found["total_without"].max())
    if total - left < max(1, MANY * total):
        return []
    themes = found[found["kind"] == "theme"]
    listed = (
        f"{material.share(row)} {words.percent(row['share'])} → {words.percent(row['share_without'])}"
        for row in records(found if themes.empty else themes)
    )
    share = words.percent((total - left) / total)
    return [Paragraph(words("adverts_weigh", adverts=total - left, share=share, listed=words.listing(listed)))]
