"""The ledger: what was changed in a text, where in the raw text, and by which rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

__all__ = ["Edit", "Rule", "compose", "edits", "locate", "replay", "shift"]


class Edit(NamedTuple):
    """One change: ``raw[start:end] == before`` became ``after``; offsets count code points."""

    rule: str
    start: int
    end: int
    before: str
    after: str


class Rule(NamedTuple):
    """One repair over a whole text: what it looks for and what it puts there."""

    name: str
    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]


def edits(rule: Rule, text: str) -> list[Edit]:
    """List what a rule changes in a text; a match that is replaced by itself is no edit.

    >>> edits(Rule("case", re.compile("[a-z]"), lambda m: m[0].upper()), "aBc")
    [Edit(rule='case', start=0, end=1, before='a', after='A'), Edit(rule='case', start=2, end=3, before='c', after='C')]
    """
    found = ((match, rule.replace(match)) for match in rule.pattern.finditer(text))
    return [Edit(rule.name, m.start(), m.end(), m[0], after) for m, after in found if after != m[0]]


def shift(found: Iterable[Edit], by: int) -> list[Edit]:
    """Move edits, as when the text that they were found in stands inside a longer one."""
    return [edit._replace(start=edit.start + by, end=edit.end + by) for edit in found]


def replay(raw: str, edits: Iterable[Edit]) -> str:
    """Apply edits (sorted, not overlapping) to the raw text.

    >>> replay("yg benar", [Edit("abbreviation", 0, 2, "yg", "yang")])
    'yang benar'
    """
    parts: list[str] = []
    at = 0
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
    low = _locate(edits, start, end=False)
    return low, max(low, _locate(edits, end, end=True))


def _locate(edits: Sequence[Edit], point: int, *, end: bool) -> int:
    ahead = 0  # clean offset minus raw offset
    for edit in edits:
        left = edit.start + ahead
        right = left + len(edit.after)
        if point < left or (end and point == left):
            break
        if point < right or (end and point == right):
            return edit.end if end else edit.start
        ahead += len(edit.after) - len(edit.before)
    return point - ahead


def compose(raw: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Join the edits raw → middle and middle → clean into edits raw → clean.

    Edits that overlap in the middle text are merged into one whose rule names both.

    >>> compose("Y&amp;G", [Edit("html", 1, 6, "&amp;", "")], [Edit("abbreviation", 0, 2, "YG", "yang")])
    [Edit(rule='html+abbreviation', start=0, end=7, before='Y&amp;G', after='yang')]
    """
    if not first or not second:
        return list(first or second)
    middle = replay(raw, first)
    spans: list[tuple[int, int, int, Edit]] = [(edit.start, edit.end, 1, edit) for edit in second]
    ahead = 0  # middle offset minus raw offset
    for edit in first:
        start = edit.start + ahead
        spans.append((start, start + len(edit.after), 0, edit))
        ahead += len(edit.after) - len(edit.before)
    # At one place a deletion of the first list comes before what the second does to the text after it.
    spans.sort(key=lambda span: span[:3])
    joined: list[Edit] = []
    ahead = 0
    at = 0
    while at < len(spans):
        start, end, _side, _ = spans[at]
        last = at + 1
        while last < len(spans) and _meet(end, spans[last - 1], spans[last]):
            end = max(end, spans[last][1])
            last += 1
        group = spans[at:last]
        low = start - ahead
        ahead += sum(len(edit.after) - len(edit.before) for _, _, side, edit in group if side == 0)
        high = end - ahead
        after = replay(middle[start:end], shift([edit for *_, side, edit in group if side == 1], -start))
        rule = "+".join(dict.fromkeys(edit.rule for *_, edit in sorted(group, key=lambda span: span[2])))
        if raw[low:high] != after:
            joined.append(Edit(rule, low, high, raw[low:high], after))
        at = last
    return joined


def _meet(end: int, before: tuple[int, int, int, Edit], span: tuple[int, int, int, Edit]) -> bool:
    # An empty span at the border of the other list's span belongs to it: its place in the raw text is not one point.
    touching = before[2] != span[2] and (before[0] == before[1] or span[0] == span[1])
    return span[0] < end or (span[0] == end and touching)
