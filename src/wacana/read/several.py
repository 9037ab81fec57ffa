"""Several files as one table: one record of what was read, and a comment that stands in two files once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wacana import schema
from wacana.read import columns, identity
from wacana.read.assemble import AGAIN, kept_cells
from wacana.read.result import Dropped, ReadReport, blank, counted, ranges

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["joined"]


def joined(tables: Sequence[pd.DataFrame], reports: Sequence[ReadReport]) -> tuple[pd.DataFrame, ReadReport]:
    """Put the tables of several files below each other; their reports become one, each entry with its file's name."""
    import pandas as pd

    files = [report.name for report in reports]
    whole = pd.concat(tables, ignore_index=True)
    for name in whole.columns.difference(list(schema.dtypes(schema.COMMENTS))):
        if len({str(table[name].dtype) for table in tables if name in table}) > 1:
            whole[name] = kept_cells(whole[name].astype("object").where(whole[name].notna(), None))
    file = pd.Series([name for name, table in zip(files, tables, strict=True) for _ in range(len(table))])
    # Each file may number its comments from 1: an id and a text alone are not yet the same comment.
    told = whole[["author", "created_at", "thread_id"]].notna().any(axis=1)
    again = identity.same_again(whole) & told & ~whole["comment_id"].str.startswith("c_")
    lost = {name: whole.loc[again & (file == name), "row"].tolist() for name in files}
    whole, file = whole[~again].reset_index(drop=True), file[~again].reset_index(drop=True)
    notes = [f"{report.name}: {note}" for report in reports for note in report.notes]
    clash = whole["comment_id"].duplicated()
    if clash.any():
        kept = columns.kept_name("comment_id", whole.columns)
        whole[kept] = whole["comment_id"].where(clash)
        ids, _ = identity.comment_ids(whole["comment_id"], whole["text"], file, whole["row"])
        whole["comment_id"] = pd.Series(ids, dtype="str")
        rows = counted(int(clash.sum()), "comment has", "comments have")
        notes.append(f"{rows} the id of another file's comment; a hash is the comment_id, that id is kept in {kept}")
    dropped: dict[str, list[Dropped]] = {}
    for report in reports:
        for entry in report.dropped:
            found = Dropped(entry.reason, entry.count, f"{report.name}: {entry.rows}")
            dropped.setdefault(entry.reason, []).append(found)
    for name, rows_lost in lost.items():
        if rows_lost:
            found = Dropped(AGAIN, len(rows_lost), f"{name}: {ranges(rows_lost)}")
            dropped.setdefault(AGAIN, []).append(found)
    every = [report.roles for report in reports]
    named = {role: dict.fromkeys(roles[role] for roles in every if role in roles) for roles in every for role in roles}
    report = ReadReport(
        name=", ".join(files),
        format=f"{len(files)} files",
        encoding=None,
        delimiter=None,
        header_row=None,
        text_column=", ".join(dict.fromkeys(report.text_column for report in reports)),
        text_reason="of each file",
        ids="; ".join(f"{report.name}: {report.ids}" for report in reports),
        rows_in=sum(report.rows_in for report in reports),
        rows_out=len(whole),
        empty=blank(whole["text"]),
        dropped=tuple(
            Dropped(reason, sum(entry.count for entry in found), "; ".join(entry.rows for entry in found))
            for reason, found in dropped.items()
        ),
        roles={role: ", ".join(found) for role, found in named.items()},
        kept=tuple(name for name in whole.columns if name.startswith("x_")),
        personal=tuple(dict.fromkeys(name for report in reports for name in report.personal)),
        notes=tuple(notes),
    )
    whole.attrs = {"read": report.as_dict()}
    return whole, report
