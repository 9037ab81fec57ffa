"""JSON and JSON lines: flat records, and the nests that the platforms' APIs and scrapers give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wacana.errors import InputError
from wacana.read import names
from wacana.read.encoding import Encoding
from wacana.read.result import Dropped, Table, counted

__all__ = ["flatten", "load"]

Record = dict[str, Any]
# Objects that only wrap the record (YouTube's snippet, Reddit's data, GraphQL's node).
WRAPS = ("snippet", "topLevelComment", "data", "node")
# Lists of the answers to a record; where the object has no text of its own, it is the post above them.
NESTS = ("items", "comments", "comments_full", "data", "children", "edges", "posts", "results", "latestComments")
REPLIES = ("replies", "answers", "reply_comment", "comments", "children", "edge_threaded_comments")
# Lists that only posts have: the object's own text is the post, no comment.
UNDER_POSTS = frozenset({"comments_full", "latestComments"})
# Lists that comments have, and posts only where the answers alone have a text.
ANSWERS = frozenset(REPLIES) - frozenset(NESTS)
# Names under which a post above the comments gives its own id.
POSTS = ("video_id", "videoId", "post_id", "media_id", "aweme_id", "shortcode", "id")


def load(path: Path, encoding: Encoding, text_column: str | None = None) -> Table:
    """Read a JSON file, or one JSON object per line; a list of texts is a list of comments too.

    Raises:
        InputError: for broken JSON, with the line, and for JSON without records.
    """
    import pandas as pd

    with encoding.open(path) as handle:
        text = handle.read()
    try:
        form, found = _parse(path, text)
        items = list(flatten(_records_of_texts(found), text_column))
    except RecursionError:
        raise InputError(f"{path.name} is nested too deeply", "a list of comments", "Check the export.") from None
    records: list[Record] = []
    row: list[int] = []
    dropped: dict[str, list[int]] = {"blank": [], "no JSON object": []}
    for position, item in enumerate(items, start=1):
        if isinstance(item, dict) and item:
            records.append(item)
            row.append(position)
        else:
            dropped["blank" if item in (None, {}, "") else "no JSON object"].append(position)
    if not records:
        raise InputError(
            f"{path.name} holds no records", "a list of comments: JSON objects, or texts", "Check the export."
        )
    columns: dict[str, None] = {}
    for record in records:
        columns.update(dict.fromkeys(record))
    # Built column by column as objects: pandas would turn ids into rounded floats where one is missing.
    frame = pd.DataFrame(
        {name: pd.Series([record.get(name) for record in records], dtype="object") for name in columns}
    )
    table = Table(form, frame, row, dropped=Dropped.of(dropped), encoding=encoding.note or encoding.name)
    nested = not isinstance(found, list) or len(items) != len(found)
    replies = sum(1 for record in records if record.get("parent_id"))
    if replies and nested:
        table.notes.append(f"{counted(replies, 'reply was', 'replies were')} nested under other comments")
    return table


def _parse(path: Path, text: str) -> tuple[str, Any]:
    """Give the form and what the file holds; of JSON lines one item per line, None for a blank one."""
    try:
        return "JSON", json.loads(text)
    except json.JSONDecodeError as error:
        lines = text.rstrip().split("\n")
        if not _is_lines(lines):
            raise _broken(path, error.lineno, error.msg) from None
    found: list[Any] = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(json.loads(line) if line.strip() else None)
        except json.JSONDecodeError as error:
            raise _broken(path, number, error.msg) from None
    return "JSON lines", found


def _records_of_texts(found: Any) -> Any:
    """Make the texts of a list records, where the list holds no records; a text among records is none."""
    if not isinstance(found, list) or any(isinstance(item, dict | list) for item in found):
        return found
    return [{"text": item} if isinstance(item, str) else item for item in found]


def _is_lines(lines: list[str]) -> bool:
    """Tell broken JSON from JSON lines: there, the first filled line is JSON by itself."""
    first = next((line for line in lines if line.strip()), "")
    try:
        json.loads(first)
        return True
    except (json.JSONDecodeError, RecursionError):
        # The first line itself may be the broken one.
        return len([line for line in lines if line.lstrip().startswith("{")]) > len(lines) / 2 and len(lines) > 2


def _broken(path: Path, line: int, why: str) -> InputError:
    return InputError(
        f"{path.name} is broken at line {line} ({why})",
        "JSON, or one JSON object per line",
        "Export it again; the file may be cut off.",
    )


def flatten(found: Any, text_column: str | None = None, thread: Any = None, parent: Any = None) -> Iterator[Any]:
    """Walk through lists and wrappers, and give one flat record per comment, replies after their comment.

    An object without a text of its own, or with a list that only posts have, is the post above its comments.
    Nested objects become dotted names. ``thread_id`` and ``parent_id`` are added where only the nesting
    tells them. What stands where a record should (``null``, ``{}``, a number, a text) is given as it is.

    >>> list(flatten({"id": "v1", "comments": [{"id": "a", "text": "Mantap", "replies": [{"id": "b", "text": "Ya"}]}]}))
    [{'id': 'a', 'text': 'Mantap', 'thread_id': 'v1'}, {'id': 'b', 'text': 'Ya', 'thread_id': 'v1', 'parent_id': 'a'}]
    """
    if isinstance(found, list):
        for item in found:
            yield from flatten(item, text_column, thread, parent)
        return
    if not isinstance(found, dict):
        yield found
        return
    record, nests = _unwrap(found)
    if nests and _is_above(record, nests, text_column):
        here = next((record[name] for name in POSTS if record.get(name)), None) if _is_post(record) else None
        for nest in nests.values():
            yield from flatten(nest, text_column, here or thread, parent)
        return
    if record and thread is not None and not _has(record, "thread_id"):
        record["thread_id"] = thread
    if record and parent is not None and not _has(record, "parent_id"):
        record["parent_id"] = parent
    yield record
    own = next((record[name] for name in ("cid", "comment_id", "id") if record.get(name)), None)
    for nest in nests.values():
        yield from flatten(nest, text_column, thread, own if own is not None else parent)


def _is_above(record: Record, nests: dict[str, list[Any]], text_column: str | None) -> bool:
    """Tell an object above comments from a comment with answers, whose text has the name that theirs has."""
    if not record or UNDER_POSTS & set(nests):
        return True
    if _has_text(record, text_column):
        return False
    answers = [item for name in ANSWERS & set(nests) for item in nests[name] if isinstance(item, dict)]
    return not answers or any(_has_text(_unwrap(item)[0], text_column) for item in answers)


def _has_text(record: Record, text_column: str | None) -> bool:
    wanted = None if text_column is None else names.plain(text_column)
    return any(
        ((role := names.role(name)) is not None and role.name == "text") or (wanted and names.plain(name) == wanted)
        for name in record
    )


def _is_post(record: Record) -> bool:
    """Tell a post from a page of results: YouTube's pages have an etag and a kind, but no id of a post."""
    return not str(record.get("kind", "")).endswith("ListResponse") and "nextPageToken" not in record


def _has(record: Record, role: str) -> bool:
    return any(
        (found := names.role(name)) is not None and found.name == role and value not in (None, "")
        for name, value in record.items()
    )


def _unwrap(found: Record) -> tuple[Record, dict[str, list[Any]]]:
    """Split an object into its own values, wrappers merged and nests dotted, and its lists of records."""
    record: Record = {}
    nests: dict[str, list[Any]] = {}
    for name, value in found.items():
        inner = _records(value) if name in NESTS or name in REPLIES else None
        if inner is not None:
            nests[name] = inner
        elif isinstance(value, dict) and name in WRAPS:
            deeper, below = _unwrap(value)
            record.update({key: item for key, item in deeper.items() if item is not None})
            nests.update(below)
        elif isinstance(value, dict):
            deeper, _ = _unwrap(value)
            record.update({f"{name}.{key}": item for key, item in deeper.items()})
        else:
            record[name] = value
    return record, nests


def _records(value: Any) -> list[Any] | None:
    """Give the list of records that a value is or wraps (``{"data": […]}``, ``{"comments": […]}``)."""
    if isinstance(value, list):
        return value if any(isinstance(item, dict) for item in value) else None
    if isinstance(value, dict):
        lists = [inner for name, inner in value.items() if name in NESTS or name in WRAPS]
        for inner in lists:
            if (records := _records(inner)) is not None:
                return records
    return None
