"""The boundaries file: a page's source and comments as line numbers, written for editing and read back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import resources
from wacana.errors import CodebookError, InputError
from wacana.files import replacing
from wacana.read.layout import Decision, Layout
from wacana.read.lines import Line

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read", "write", "write_boundaries"]

_KEYS = ("source", "comments", "names", "skip")


def write(name: str, lines: list[Line], layout: Layout) -> str:
    """Write a layout as YAML, with the beginning of each comment beside its lines."""
    text = {line.number: line.text.strip() for line in lines}
    out = [
        f"# Line numbers of {name}, counted from 1: edit, then read the page with --boundaries.",
        "# source: first and last line. comments: [first, last] each, or the first line alone (to the next one).",
        "# names: lines with the author of the comment below. skip: lines between that are no comment.",
    ]
    if layout.source:
        out.append(f"source: [{layout.source[0]}, {layout.source[1]}]")
    out.append("comments:")
    used: set[int] = set()
    for part in layout.comments:
        head = text[part[0]]
        out.append(f"- [{part[0]}, {part[-1]}]  # {head if len(head) <= 60 else head[:59] + '…'}")
        used.update(part)
    inside = {n for part in layout.comments for n in range(part[0], part[-1] + 1) if n in text} - used
    if layout.authors:
        out.append(f"names: [{', '.join(map(str, layout.authors.values()))}]")
    if inside:
        out.append(f"skip: [{', '.join(map(str, sorted(inside)))}]")
    return "\n".join(out) + "\n"


def write_boundaries(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write what was decided on a page to a file for editing; ``frame`` comes from reading the page.

    Raises:
        InputError: for a table that was not read from a page.
    """
    page = frame.attrs.get("page")
    if page is None:
        raise InputError("a table that was not read from a page", "one read from a .txt page", "Read the page first.")
    file = Path(path)
    with replacing(file) as temporary:
        temporary.write_text(page["boundaries"], encoding="utf-8", newline="\n")
    return file


def read(path: Path, lines: list[Line]) -> Layout:
    """Read a boundaries file for a page.

    Raises:
        InputError: for a file that is missing, malformed, or names lines that the page does not have.
    """
    try:
        found = resources.load_yaml(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, UnicodeDecodeError, CodebookError) as error:
        raise _wrong(path, f"it cannot be read ({error})", "a YAML file") from None
    if not isinstance(found, dict) or not set(found) <= set(_KEYS) or "comments" not in found:
        raise _wrong(path, "its keys are not right", "'comments', and optionally source, names, skip")
    last = max((line.number for line in lines), default=0)
    spans = [_span(path, entry, last) for entry in _list(path, found["comments"])]
    source = _span(path, found["source"], last) if found.get("source") else None
    names = [_span(path, entry, last)[0] for entry in _list(path, found.get("names", []))]
    skip = {_span(path, entry, last)[0] for entry in _list(path, found.get("skip", []))}
    starts = [span[0] for span in spans]
    if starts != sorted(set(starts)):
        raise _wrong(path, "the comments are not in order", "rising line numbers")
    layout = Layout(source=None if source is None else (source[0], source[1] or source[0]))
    if layout.source and starts and layout.source[1] >= starts[0]:
        raise _wrong(path, f"the source reaches into line {layout.source[1]}", f"an end before line {starts[0]}")
    filled = [line.number for line in lines]
    for place, (start, end) in enumerate(spans):
        following = starts[place + 1] if place + 1 < len(starts) else last + 1
        if end is not None and end >= following:
            raise _wrong(path, f"two comments share line {following}", "comments that do not overlap")
        stop = end if end is not None else following - 1
        part = [n for n in filled if start <= n <= stop and n not in skip and n not in names]
        if not part:
            raise _wrong(path, f"lines {start} to {stop} hold no text", "lines of a comment")
        before = [n for n in names if (spans[place - 1][0] if place else 0) < n <= part[0]]
        if before:
            layout.authors[part[0]] = before[-1]
        layout.comments.append(part)
        layout.decisions += [
            Decision(n, "new comment" if n == part[0] else "same comment", "boundaries file") for n in part
        ]
    return layout


def _list(path: Path, found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise _wrong(path, f"'{found}' is no list", "lists of line numbers")
    return found


def _span(path: Path, entry: Any, last: int) -> tuple[int, int | None]:
    numbers = entry if isinstance(entry, list) else [entry]
    if not 1 <= len(numbers) <= 2 or not all(isinstance(n, str) and n.isdecimal() for n in numbers):
        raise _wrong(path, f"'{entry}' is no line number", "a number, or [first, last]")
    low, high = int(numbers[0]), int(numbers[-1])
    if not 1 <= low <= high <= last:
        raise _wrong(path, f"'{entry}' is not in the page", f"lines from 1 to {last}, first before last")
    return low, high if len(numbers) == 2 else None


def _wrong(path: Path, given: str, expected: str) -> InputError:
    return InputError(f"boundaries file {path.name}: {given}", expected, "Correct it, or write it anew from the page.")
