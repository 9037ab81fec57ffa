"""How a pasted page falls into its source text and its comments, each decision with the cue behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from wacana.read import grouping
from wacana.read.lines import Line, clause_number, register

__all__ = ["Clause", "Decision", "Layout", "clauses_of", "decide"]

FORMAL = 1.5  # register of a long line with one word of reports
EVERYDAY = -0.9  # register of a line with an everyday word or a wish; merely short lines stay above it
LEAST_SOURCE = 30  # words: less is no statement or article, unless a heading or clauses say so


@dataclass(frozen=True)
class Decision:
    """What a line was taken for, and why."""

    line: int
    part: str
    cue: str


@dataclass(frozen=True)
class Clause:
    """A numbered clause of the source text."""

    number: int
    text: str
    line: int


@dataclass
class Layout:
    """Line numbers: the source's first and last, each comment's lines, the name line of comments that have one."""

    source: tuple[int, int] | None = None
    comments: list[list[int]] = field(default_factory=list)
    authors: dict[int, int] = field(default_factory=dict)  # first line of a comment → the line of its name
    decisions: list[Decision] = field(default_factory=list)


def decide(lines: list[Line]) -> Layout:
    """Find the boundary between source and comments, and group the lines after it to comments."""
    clauses = _clause_places(lines)
    start, cue = _boundary(lines, clauses)
    layout = Layout()
    if start:
        layout.source = (lines[0].number, lines[start - 1].number)
        for place, line in enumerate(lines[:start]):
            if place in clauses:
                layout.decisions.append(Decision(line.number, "source", f"clause {clauses[place]}"))
            elif place == 0:
                layout.decisions.append(Decision(line.number, "source", cue))
    rest = lines[start:]
    while rest and rest[0].kind in ("heading", "rule"):
        layout.decisions.append(Decision(rest[0].number, "page", f"{rest[0].kind} above the comments"))
        rest = rest[1:]
    for group in grouping.group(rest):
        if group.name is not None and group.lines:
            layout.authors[group.lines[0].number] = group.name.number
        if group.lines:
            layout.comments.append([line.number for line in group.lines])
        for line, part, why in group.decisions:
            layout.decisions.append(Decision(line.number, part, why))
    layout.decisions.sort(key=lambda decision: decision.line)
    return layout


def _clause_places(lines: Sequence[Line]) -> dict[int, int]:
    """Find the first run of numbers 1, 2, 3 … that reads like clauses: place → number."""
    found: dict[int, int] = {}
    for place, line in enumerate(lines):
        number = clause_number(line)
        if number == len(found) + 1:
            found[place] = number
        elif number == 1 and len(found) < 2:
            found = {place: 1}
    places = list(found)
    if len(places) < 2:
        return {}
    # A numbered list of comments is no statement: its items are short and in everyday words.
    formal = sum(register(lines[place]) > 0 for place in places)
    return found if formal >= len(places) / 2 else {}


def _boundary(lines: Sequence[Line], clauses: dict[int, int]) -> tuple[int, str]:
    """Give the place of the first line after the source, and the cue; 0 where the page has no source."""
    for place, line in enumerate(lines):
        if line.kind == "heading" and place + 1 < len(lines) and place > max(clauses, default=-1):
            return place, "everything above the heading of the comments"
    least = max(clauses, default=-1) + 1
    first_name = grouping.first_name(lines, least)
    last = first_name if first_name is not None else len(lines)
    scores = [register(line) for line in lines]
    gaps = Counter(line.gap for line in lines[1:])
    widest = max(gaps, default=0)

    def worth(place: int) -> float:
        """What speaks for a boundary at a place: the register on both sides, and the break there."""
        value = sum(scores[:place]) - sum(scores[place:last])
        if 0 < place < len(lines):
            gap = lines[place].gap
            if gap >= 2 and gap == widest and gaps[gap] == 1:
                value += min(gap, 6) + 2
            elif gap >= 2 and all(line.gap < gap for line in lines[1:place]):
                value += 2
            if lines[place].kind == "rule":
                value += 6
            if place == first_name:
                value += 3
        return value

    def broken(place: int) -> bool:
        return lines[place].gap >= 2 or lines[place].kind == "rule"

    places = range(least, last + 1)
    best = max(places, key=lambda place: (round(worth(place), 6), -place), default=0)
    if best == 0 or not _like_source(lines[:best], bool(clauses)):
        voices = _like_comments(lines, False, least=1 / 8) or grouping.has_chrome(lines)
        return (0, "") if voices else (len(lines), "no line reads like a comment")
    if best == len(lines) or not (best == first_name or _like_comments(lines[best:], broken(best))):
        return len(lines), "no line reads like a comment"
    line = lines[best]
    if line.gap >= 2 and line.gap == widest:
        return best, f"before the page break of {line.gap} blank lines"
    if line.kind == "rule":
        return best, "above a line of marks"
    if best == first_name:
        return best, "before the first name with a time or buttons"
    return best, "reads like a statement or report; comments begin where the words become everyday ones"


def _like_source(part: Sequence[Line], clauses: bool) -> bool:
    words = sum(len(line.words) for line in part)
    return clauses or (words >= LEAST_SOURCE and sum(map(register, part)) >= FORMAL)


def _like_comments(part: Sequence[Line], broken: bool, least: float = 1 / 4) -> bool:
    """Tell comments from a signature, a menu or related headlines: some lines must use everyday words.

    Behind a page break anything is comments but a signature: a few short lines in no one's voice.
    """
    everyday = sum(register(line) <= EVERYDAY for line in part)
    if broken:
        return everyday > 0 or len(part) > 3 or any(len(line.words) > 8 for line in part)
    return everyday >= len(part) * least


def clauses_of(lines: Sequence[Line]) -> tuple[list[Clause], str, str]:
    """Split a source text to its clauses, what stands before them and what after.

    A clause runs to the next number; the last one to the end of its paragraph's sentence.
    """
    places = _clause_places(lines)
    if not places:
        return [], "\n".join(line.text for line in lines), ""
    starts = list(places)
    end = starts[-1] + 1
    while end < len(lines) and not lines[end].gap and not lines[end - 1].ended:
        end += 1
    stops = [*starts[1:], end]
    clauses = [
        Clause(places[start], "\n".join(line.text for line in lines[start:stop]), lines[start].number)
        for start, stop in zip(starts, stops, strict=True)
    ]
    before = "\n".join(line.text for line in lines[: starts[0]])
    return clauses, before, "\n".join(line.text for line in lines[end:])
