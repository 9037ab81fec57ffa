"""A file's records to the comments table: roles filled, ids and pseudonyms made, everything accounted for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wacana import schema
from wacana.read import columns, encoding, identity, values
from wacana.read.result import Dropped, ReadReport, Table, blank, counted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AGAIN", "Options", "comments", "kept_cells"]

_TOP = values.ABSENT | {"root", "0", "[]"}  # what yt-dlp, TikTok and others write for "replies to nothing"
AGAIN = "the same comment again"  # why a row was dropped
_TOTALS = frozenset({"jumlah", "total"})


@dataclass(frozen=True)
class Options:
    """What the caller asked for; see :func:`wacana.read`."""

    text_column: str | None
    source: str | None
    key: bytes
    keep_personal: bool
    timezone: str | None = None


def comments(table: Table, name: str, stem: str, options: Options) -> tuple[pd.DataFrame, ReadReport]:
    """Build the comments table and its report from a file's records."""
    import numpy as np
    import pandas as pd

    frame, notes = table.frame, list(table.notes)
    chosen = (
        columns.choose_text(frame, options.text_column, name)
        if table.page is None
        else columns.TextColumn("text", "the comments of the page")
    )
    notes += chosen.notes
    if table.ragged:
        frame = rejoined(table, chosen.name, notes)
    row, dropped = table.row, table.dropped
    if _ends_in_totals(frame, chosen.name):
        dropped = (*dropped, Dropped("total row", 1, str(row[-1])))
        frame, row = frame.iloc[:-1], row[:-1]
    roles, personal, unfit = columns.assign(frame, chosen.name)
    notes += unfit
    if options.source is not None:
        roles.pop("source", None)
    out: dict[str, Any] = {"text": _raw_text(frame[chosen.name], notes)}
    if table.encoding == encoding.SINGLE_BYTE and (lost := int(out["text"].str.contains("???", regex=False).sum())):
        notes.append(
            f"{counted(lost, 'text holds', 'texts hold')} three or more ? in a row; "
            f"{table.encoding} holds no emoji, and a spreadsheet that "
            "saves them in it writes ? instead: save the original as 'CSV UTF-8' (or XLSX) and read that"
        )
    keep: list[str] = []  # columns that filled a role, but not all of their cells could be read

    def take(role: str, parsed: values.Parsed, what: str) -> None:
        out[role] = parsed.values
        if unread := int(parsed.unread.sum()):
            keep.append(roles[role])
            examples = ", ".join(repr(str(cell)) for cell in frame[roles[role]][parsed.unread].unique()[:2])
            cells = counted(unread, f"cell of '{roles[role]}' is no {what}", f"cells of '{roles[role]}' are no {what}s")
            notes.append(f"{cells} ({examples}); kept in x_{roles[role]}")
        if parsed.note:
            notes.append(f"'{roles[role]}': {parsed.note}")

    if "created_at" in roles:
        take("created_at", values.times(frame[roles["created_at"]], options.timezone), "time")
    if "likes" in roles:
        take("likes", values.counts(frame[roles["likes"]]), "count")
    for role in ("comment_id", "thread_id", "parent_id"):
        if role in roles:
            take(role, values.identifiers(frame[roles[role]]), "usable id")
    if "thread_id" in out:
        out["thread_id"] = _bare(out["thread_id"])
    if "parent_id" in out:
        out["parent_id"] = _parents(out["parent_id"], out.get("thread_id"), out.get("comment_id"))
    out["row"] = pd.Series(row, index=frame.index, dtype="Int64")
    label = options.source or stem
    source = values.texts(frame[roles["source"]]) if "source" in roles else pd.Series(np.nan, index=frame.index)
    out["source"] = source.astype("str").fillna(label)
    if "author" in roles:
        out["author"] = identity.pseudonyms(_authors(frame[roles["author"]], notes), options.key)
    own = None
    if "comment_id" in out:
        again = identity.same_again(pd.DataFrame(out))
        own = _own_ids(out["comment_id"][~again], roles, keep, notes)
        if own is not None and again.any():
            dropped = (*dropped, *Dropped.of({AGAIN: out["row"][again].tolist()}))
            frame, out = frame[~again], {role: column[~again] for role, column in out.items()}
    if own is not None and {"parent_id", "thread_id"} <= {*out}:
        out["thread_id"] = _inherited(out["thread_id"], out["parent_id"], own, roles["thread_id"], notes)
    ids, replaced = identity.comment_ids(own, out["text"], out["source"], out["row"])
    out["comment_id"] = pd.Series(ids, index=frame.index, dtype="str")
    if own is not None:
        notes += _hashed(own, roles["comment_id"], keep)
    story = _id_story(own, roles, replaced)
    used = {chosen.name, *roles.values()} - set(keep)
    if own is None:
        roles.pop("comment_id", None)
    left_out = [] if options.keep_personal else personal
    kept: dict[str, pd.Series] = {}
    for column in map(str, frame.columns):
        if column not in used and column not in left_out:
            kept[columns.kept_name(column, kept)] = kept_cells(frame[column])
    done = schema.conform(pd.DataFrame(out | kept, index=frame.index), schema.COMMENTS).reset_index(drop=True)
    report = ReadReport(
        name=name,
        format=table.format,
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_row=table.header_row,
        text_column=chosen.name,
        text_reason=chosen.reason,
        ids=story,
        rows_in=len(frame) + sum(entry.count for entry in dropped),
        rows_out=len(done),
        empty=blank(done["text"]),
        dropped=dropped,
        roles={role: roles[role] for role in schema.dtypes(schema.COMMENTS) if role in roles},
        kept=tuple(kept),
        personal=tuple(left_out) if not options.keep_personal else (),
        notes=tuple(notes),
        page=table.page,
    )
    return done, report


def rejoined(table: Table, text: str, notes: list[str]) -> pd.DataFrame:
    """Put rows together again whose unquoted text holds the delimiter: the extra cells belong to the text."""
    frame = table.frame
    at, width = list(frame.columns).index(text), len(frame.columns)
    mark = table.delimiter or ""
    fixed: dict[str, list[str]] = {str(name): [] for name in frame.columns}
    for cells in table.ragged.values():
        extra = len(cells) - width
        whole = [*cells[:at], mark.join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]
        for name, cell in zip(fixed, whole, strict=True):
            fixed[name].append(cell)
    frame = frame.copy()
    places = list(table.ragged)
    for place, name in enumerate(fixed):
        frame.iloc[places, place] = fixed[name]
    rows = [table.row[place] for place in places]
    notes.append(
        f"{counted(len(places), 'row has', 'rows have')} more cells than the header; "
        f"the extra ones were joined to '{text}' "
        f"(rows {', '.join(map(str, rows[:10]))}{', …' if len(rows) > 10 else ''})"
    )
    return frame


def _ends_in_totals(frame: pd.DataFrame, text: str) -> bool:
    """Tell whether the last row is a sheet's sums, not an empty comment with the likes of all: ``Jumlah, , , 400``."""
    if len(frame) < 2 or not values.texts(frame[text].iloc[-1:]).isna().all():
        return False
    return str(frame.iat[-1, 0]).strip().rstrip(" :").lower() in _TOTALS


def _authors(column: pd.Series, notes: list[str]) -> pd.Series:
    """Give the names, missing where the cell names no one: all of these would be one author."""
    found = values.texts(column)
    nameless = found.str.lower().isin(identity.NAMELESS)
    if nameless.any():
        forms = ", ".join(map(repr, found[nameless].unique()[:2].tolist()))
        cells = counted(int(nameless.sum()), f"cell of '{column.name}' names", f"cells of '{column.name}' name")
        notes.append(f"{cells} no one ({forms}); the author is missing")
    return found.where(~nameless)


def _raw_text(column: pd.Series, notes: list[str]) -> pd.Series:
    """Give the text as it is; only half characters, which no file can hold, are replaced by U+FFFD."""
    import pandas as pd

    if column.dtype != object:
        return column.astype("str")
    filled = column.notna().tolist()
    cells = [
        (cell if isinstance(cell, str) else str(values.plain_number(cell))) if there else None
        for cell, there in zip(column.tolist(), filled, strict=True)
    ]
    broken = 0
    for place, cell in enumerate(cells):
        if cell is not None and not cell.isascii() and (whole := _whole(cell)) != cell:
            cells[place], broken = whole, broken + 1
    if broken:
        notes.append(
            f"{counted(broken, 'text holds', 'texts hold')} half of an emoji (a lone surrogate); shown as U+FFFD"
        )
    return pd.Series(cells, index=column.index, dtype="str")


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _bare(threads: pd.Series) -> pd.Series:
    """Take the id out of a link, and Reddit's kind mark off: ``t3_abc`` and ``…/video/123?x=1`` are abc and 123."""
    found = threads.str.replace(r"^t3_", "", regex=True)
    links = found.str.startswith("http").fillna(False).astype(bool)
    if links.any():
        ids = found[links].str.extract(r"[?&]v=([\w-]+)|/([^/?#]+)/?(?:[?#].*)?$")
        found = found.where(~links, ids[0].fillna(ids[1]))
    return found


def _parents(parents: pd.Series, threads: pd.Series | None, own: pd.Series | None) -> pd.Series:
    """Keep only replies to comments: a reply to the post itself has no parent comment.

    On X a conversation is named after its first post, which may be in the table: then it is a parent.
    """
    found = parents.where(~parents.isin(_TOP) & ~parents.str.startswith("t3_").fillna(False).astype(bool))
    found = found.str.replace(r"^t1_", "", regex=True)
    if threads is not None:
        post = (found == threads).fillna(False)
        found = found.where(~post if own is None else ~post | found.isin(own))
    return found if own is None else found.where((found != own).fillna(True))


def _inherited(threads: pd.Series, parents: pd.Series, ids: pd.Series, column: str, notes: list[str]) -> pd.Series:
    """Give replies without a thread that of the comment they answer: YouTube names the video only there."""
    import pandas as pd

    found = threads
    while True:
        known = pd.DataFrame({"id": ids, "thread": found}).dropna().drop_duplicates()
        above = known.drop_duplicates("id", keep=False).set_index("id")["thread"]
        filled = found.fillna(parents.map(above))
        if filled.notna().sum() == found.notna().sum():  # an answer to an answer takes one more round
            break
        found = filled
    if number := int(found.notna().sum() - threads.notna().sum()):
        has = counted(number, f"reply without '{column}' has", f"replies without '{column}' have")
        notes.append(f"{has} that of the comment above {'it' if number == 1 else 'them'}")
    return found


def _own_ids(ids: pd.Series, roles: dict[str, str], keep: list[str], notes: list[str]) -> pd.Series | None:
    """Decide whether the export's ids are ids: a column in which most values repeat is something else."""
    if not ids.notna().any():
        return None
    if ids.nunique() >= 0.5 * len(ids):
        return ids
    keep.append(roles["comment_id"])
    notes.append(f"'{roles['comment_id']}' mostly repeats or is missing, so it is not used as comment_id")
    return None


def _hashed(own: pd.Series, column: str, keep: list[str]) -> list[str]:
    """Note the rows that got a hash as their id, and keep the ids that were not used."""
    lacking, repeated = int(own.isna().sum()), int((own.duplicated() & own.notna()).sum())
    notes = []
    if lacking:
        rows = counted(lacking, "row has", "rows have")
        notes.append(f"{rows} no usable '{column}'; {'it' if lacking == 1 else 'they'} got a hash as comment_id")
    if repeated:
        keep.append(column)
        rows = counted(repeated, "row has", "rows have")
        notes.append(
            f"{rows} the '{column}' of an earlier row, but another text, author or time; "
            f"{'it' if repeated == 1 else 'they'} got a hash as comment_id, their own is kept in x_{column}"
        )
    return notes


def _id_story(own: pd.Series | None, roles: dict[str, str], replaced: int) -> str:
    if own is None:
        return "hash of source, position and text" + (
            f" ('{roles['comment_id']}' is unusable)" if "comment_id" in roles else ""
        )
    return f"the export's own ('{roles['comment_id']}')" + (f", {replaced:,} replaced by a hash" if replaced else "")


def kept_cells(column: pd.Series) -> pd.Series:
    """Give a column that is only kept a dtype that Parquet holds: lists of texts stay, other nests become JSON."""
    import pandas as pd

    if column.dtype != object:
        if isinstance(column.dtype, pd.StringDtype):
            return column.where(column != "")
        return column
    filled = [cell for cell in column if not _missing(cell)]
    if not filled:
        return pd.Series(None, index=column.index, dtype="str")
    if all(isinstance(cell, bool) for cell in filled):
        return column.where(column.notna(), None).astype("boolean")
    numbers = [cell for cell in filled if isinstance(cell, int | float) and not isinstance(cell, bool)]
    if len(numbers) == len(filled):
        whole = all(float(cell).is_integer() and abs(cell) < 2**63 for cell in numbers)
        cells = [None if _missing(cell) else int(cell) if whole else float(cell) for cell in column]
        return pd.Series(cells, index=column.index, dtype="Int64" if whole else "float64")
    if all(isinstance(cell, list) and all(isinstance(item, str) for item in cell) for cell in filled):
        return column.where(column.notna(), None)
    written = [
        None
        if _missing(cell)
        else _whole(cell)
        if isinstance(cell, str)
        else json.dumps(cell, ensure_ascii=True, default=str)
        for cell in column
    ]
    return pd.Series(written, index=column.index, dtype="str")


def _missing(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and cell != cell)
