"""The ledger: what was changed in a text, where in the raw text, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Edit", "compose", "locate", "replay"]


class Edit(NamedTuple):
    """One change: ``raw[start:end] == before`` became ``after``; offsets count code points."""

    rule: str
    start: int
    end: int
    before: str
    after: str


def replay(raw: str, edits: Iterable[Edit]) -> str:
    """Apply edits (sorted, not overlapping) to the raw text.

    >>> replay("yg benar", [Edit("abbreviation", 0, 2, "yg", "yang")])
    'yang benar'
    """
    parts, at = [], 0
    for edit in edits:
        parts += raw[at : edit.start], edit.after
        at = edit.end
    parts.append(raw[at:])
    return "".join(parts)


def locate(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """Map a span of the clean text back to the span of the raw text that it came from.

    A span that cuts through an edit grows to the whole of that edit.

    >>> locate([Edit("abbreviation", 0, 2, "yg", "yang")], 5, 10)
    (3, 8)
    """
    shift = 0
    low: int | None = None
    high: int | None = None
    for edit in edits:
        left = edit.start + shift
        right = left + len(edit.after)
        if low is None and start < left:
            low = start - shift
        if high is None and end <= left:
            high = end - shift
            break
        if low is None and start < right:
            low = edit.start
        if high is None and end <= right and end > left:
            high = edit.end
        shift += len(edit.after) - len(edit.before)
    return (start - shift if low is None else low), (end - shift if high is None else high)


def compose(raw: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Join the edits raw → middle and middle → clean into edits raw → clean.

    Edits that touch the same stretch are merged into one whose rule names both.

    >>> compose("Y&amp;G", [Edit("html", 1, 6, "&amp;", "")], [Edit("abbreviation", 0, 2, "YG", "yang")])
    [Edit(rule='html+abbreviation', start=0, end=7, before='Y&amp;G', after='yang')]
    """
    if not first or not second:
        return list(first or second)
    joined: list[Edit] = []
    i, shift = 0, 0  # shift: middle offset minus raw offset, before first[i]
    for later in second:
        while i < len(first) and first[i].start + shift + len(first[i].after) <= later.start and not (
            later.start == later.end == first[i].start + shift
        ):
            shift += len(first[i].after) - len(first[i].before)
            joined.append(first[i])
            i += 1
        start, rules = later.start - shift, []
        lead, begin = "", i
        middle_start = later.start
        if i < len(first) and first[i].start + shift < later.start:
            lead = first[i].after[: later.start - first[i].start - shift]
            start, middle_start = first[i].start, first[i].start + shift
        tail, middle_end = "", later.end
        while i < len(first) and first[i].start + shift < max(later.end, middle_start + 1):
            edit = first[i]
            left = edit.start + shift
            if left >= later.end and not (left == later.end == later.start and i == begin):
                break
            rules.append(edit.rule)
            tail = edit.after[max(later.end - left, 0) :] if left + len(edit.after) > later.end else ""
            middle_end = max(later.end, left + len(edit.after))
            shift += len(edit.after) - len(edit.before)
            i += 1
        end = middle_end - shift
        rule = "+".join(dict.fromkeys([*rules, later.rule]))
        joined.append(Edit(rule, start, end, raw[start:end], lead + later.after + tail))
    joined.extend(first[i:])
    return joined
