"""Grouping the lines of a page to comments: by the page's buttons, by blank lines, else by cues in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from wacana.read.lines import Line, begins, is_only

__all__ = ["Group", "first_name", "group", "has_chrome"]

CHROME = ("time", "action", "count")
LONG = 12  # words of a statement that a wish may close
LONGEST_RUN = 8  # short lines that one author may write under one another
_MARKER = re.compile(r"\s*(?:[-•*–▪►]|\(?\d{1,3}[.)\]])\s+(?=\S)")
_HANDLE = re.compile(r"@?[\w.]{2,30}")
_TAGS = re.compile(r"(?:\s*(?:#\w+|https?://\S+))+\s*")


@dataclass
class Group:
    """One comment: its lines, the line with its author's name, and (line, part, cue) for every line seen."""

    lines: list[Line] = field(default_factory=list)
    name: Line | None = None
    decisions: list[tuple[Line, str, str]] = field(default_factory=list)

    def add(self, line: Line, cue: str) -> None:
        """Add a line of text."""
        self.decisions.append((line, "same comment" if self.lines else "new comment", cue))
        self.lines.append(line)


def group(lines: Sequence[Line]) -> list[Group]:
    """Group lines to comments in the way that fits the page."""
    if has_chrome(lines):
        return _by_chrome(lines)
    separators = _separator(lines)
    if separators:
        return _by_blanks(lines, separators)
    marked = sum(bool(_MARKER.match(line.text)) for line in lines)
    if marked >= 3 and marked >= 0.7 * len(lines):
        return _collect(lines, lambda at: None if at and not _MARKER.match(lines[at].text) else "list marker")
    return _by_cues(lines)


def _collect(lines: Sequence[Line], opens: Callable[[int], str | None]) -> list[Group]:
    """Open a comment where ``opens(place)`` gives a cue, else go on with the one before."""
    groups: list[Group] = []
    for at, line in enumerate(lines):
        cue = opens(at)
        if cue is not None or not groups:
            groups.append(Group())
        groups[-1].add(line, cue or "goes on")
    return groups


# Pages with names, times and buttons.


def has_chrome(lines: Sequence[Line]) -> bool:
    """Tell whether the lines hold a platform's times and buttons."""
    buttons = sum(line.kind == "action" for line in lines)
    times = sum(line.kind == "time" for line in lines)
    counts = sum(line.kind == "count" for line in lines)
    return buttons >= 2 or (times >= 2 and times + counts >= len(lines) / 6)


def first_name(lines: Sequence[Line], least: int) -> int | None:
    """Give the place of the first line that is a name above or below which the page's chrome stands."""
    if not has_chrome(lines[least:]):
        return None
    for place in range(least, len(lines) - 1):
        if _is_name(lines[place]) and lines[place + 1].kind == "time":
            return place
    named = _named(_runs(lines[least:]))
    for place in range(least, len(lines) - 2):
        if named and _is_name(lines[place]) and any(line.kind in CHROME for line in lines[place + 2 : place + 4]):
            return place
    return None


def _is_name(line: Line) -> bool:
    text = line.text.strip()
    words = text.split()
    if line.kind != "text" or line.ended or len(words) > 4 or len(text) > 40:
        return False
    return bool(_HANDLE.fullmatch(text)) or all(word[0].isupper() or not word[0].isalpha() for word in words)


def _runs(lines: Sequence[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Cut a page to runs of text, each with the run of chrome behind it."""
    runs: list[tuple[list[Line], list[Line]]] = [([], [])]
    for line in lines:
        if line.kind in CHROME:
            runs[-1][1].append(line)
        else:
            if runs[-1][1]:
                runs.append(([], []))
            runs[-1][0].append(line)
    return runs


def _named(runs: Sequence[tuple[list[Line], list[Line]]]) -> bool:
    """Tell whether the runs of text begin with a name (Facebook, TikTok: name, text, then time and buttons)."""
    full = [text for text, chrome in runs if text and chrome]
    if len(full) < 2:
        return False
    if sum(len(text) >= 2 and _is_name(text[0]) for text in full) >= 0.7 * len(full):
        return True
    # Not one run without a short line at its head: names that look like words, such as "budi gaming".
    return len(full) >= 3 and all(len(text) >= 2 and len(text[0].words) <= 4 and not text[0].ended for text in full)


def _by_chrome(lines: Sequence[Line]) -> list[Group]:
    runs = _runs(lines)
    # Times under the names (Instagram, YouTube) or under the texts (Facebook, TikTok)? Under a name, text follows.
    heads = sum(_is_head(text, chrome) for text, chrome in runs)
    above = heads >= max(2, len(runs) / 4) or (heads > 0 and not any(_footer(chrome) for _, chrome in runs))
    named = not above and _named(runs)
    if above:
        runs = _runs(_numbers_as_text(lines))
    groups = [Group()]
    for place, (text, chrome) in enumerate(runs):
        body, names = list(text), list[Line]()
        if above and _is_head(text, chrome) and place + 1 < len(runs):
            # Behind buttons all of the run is the name (X: name and @handle); else only its last lines are.
            behind = place and _footer(runs[place - 1][1])
            cut = 0 if behind else len(text) - _names_at_end(text, first=not place)
            body, names = body[:cut], body[cut:]
        elif named and len(text) >= 2:
            body, names = body[1:], body[:1]
            groups.append(Group())
        if not named:
            _add(groups[-1], body)
        if names:
            if above:
                groups.append(Group())
            groups[-1].name = names[-1]
            groups[-1].decisions += [(line, "name", "a name, with the page's time or buttons") for line in names]
        if named:
            _add(groups[-1], body)
        groups[-1].decisions += [(line, "page", f"the page's {line.kind}") for line in chrome]
        if not above or _footer(chrome):
            groups.append(Group())
    return groups


def _add(group: Group, body: Sequence[Line]) -> None:
    for line in body:
        behind = group.name is not None and not group.lines
        group.add(line, "behind its name" if behind else "between the page's times and buttons")


def _names_at_end(text: Sequence[Line], first: bool) -> int:
    """Count the lines at the end of a run of text that are the next comment's name: ``Budi`` above ``@budi`` is two."""
    return 2 if first and len(text) == 2 and all(map(_is_name, text)) else 1


def _numbers_as_text(lines: Sequence[Line]) -> list[Line]:
    """Take a number for the text where name, time, number, button stand with no text between: ``02`` is a vote."""
    found = list(lines)
    for place, (name, time, number) in enumerate(zip(lines, lines[1:], lines[2:], strict=False)):
        behind = lines[place + 3].kind if place + 3 < len(lines) else "action"
        if _is_name(name) and time.kind == "time" and number.kind == "count" and behind in ("count", "action"):
            found[place + 2] = replace(number, kind="text")
    return found


def _is_head(text: Sequence[Line], chrome: Sequence[Line]) -> bool:
    return bool(text) and _is_name(text[-1]) and bool(chrome) and not _footer(chrome)


def _footer(chrome: Sequence[Line]) -> bool:
    return any(line.kind != "time" for line in chrome)


# Pages with blank lines between comments.


def _separator(lines: Sequence[Line]) -> int:
    """Give the smallest run of blank lines that separates comments; 0 where blank lines tell nothing."""
    gaps = [3 if line.kind == "rule" else line.gap for line in lines[1:]]
    blank = [gap for gap in gaps if gap]
    if len(blank) < 2 or len(blank) < len(gaps) / 4:
        return 0
    wide = [gap for gap in blank if gap >= 2]
    # Two sizes of break: the wide one parts comments, the narrow one paragraphs inside them.
    return 2 if len(wide) >= 2 and len(wide) < len(blank) else 1


def _by_blanks(lines: Sequence[Line], least: int) -> list[Group]:
    kept = [line for line in lines if line.kind != "rule"]
    ruled = {after.number for rule, after in pairwise(lines) if rule.kind == "rule"}

    def opens(at: int) -> str | None:
        line, before = kept[at], kept[at - 1] if at else None
        if before is None:
            return "first line"
        if line.number in ruled:
            return "line of marks above"
        if line.gap < least:
            return None
        if line.kind == "mark" or before.kind == "mark" or before.unfinished or is_only(before, "greetings"):
            return None
        return f"{line.gap} blank line{'s' * (line.gap > 1)} above"

    return _collect(kept, opens)


# Pages with nothing but lines.


def _by_cues(lines: Sequence[Line]) -> list[Group]:
    kept = [line for line in lines if line.kind != "rule"]
    slogans = _slogan_runs(kept)
    upper = sum(line.text.strip()[:1].isupper() for line in kept) >= 0.8 * len(kept)
    groups: list[Group] = []
    for at, line in enumerate(kept):
        if not at:
            groups.append(Group())
            groups[-1].add(line, "first line")
            continue
        if cue := _joins(kept[at - 1], line, upper) or slogans.get(line.number):
            groups[-1].add(line, cue)
        else:
            groups.append(Group())
            groups[-1].add(line, _breaks(kept[at - 1], line))
    return groups


def _joins(before: Line, line: Line, upper: bool) -> str | None:
    """Give the cue by which a line goes on with the comment of the line before, or None."""
    if line.gap:
        return None
    if line.kind == "mark":
        return "a lone mark belongs to the comment around it"
    if before.kind == "mark":
        return "behind a lone mark"
    if line.text.lstrip().startswith("@"):
        return None
    if before.unfinished:
        return "the line above is not finished"
    if begins(line, "goes_on"):
        return f"goes on with '{line.text.split()[0]}'"
    open_end = not before.ended and not before.emoji_end
    if open_end and begins(line, "goes_on_if_open"):
        return f"goes on with '{line.text.split()[0]}', no end mark above"
    if open_end and upper and line.text.lstrip()[:1].islower():
        return "goes on in lower case, no end mark above"
    if is_only(before, "greetings"):
        return "behind a greeting"
    if _TAGS.fullmatch(line.text) and not _TAGS.fullmatch(before.text):
        return "only hashtags or links"
    if begins(line, "wishes") and before.ended and len(before.words) >= LONG and not begins(before, "wishes", "opens"):
        return "a wish closes the statement above"
    if begins(line, "questions") and before.text.rstrip().endswith("?") and len(re.findall(r"[.?!]", before.text)) > 1:
        return "one question behind another"
    if is_only(line, "closes") and begins(before, "wishes") and not before.emoji_end:
        return "closes the wish above"
    return None


def _breaks(before: Line, line: Line) -> str:
    """Name the cue by which a line opens a comment."""
    if line.gap:
        return "blank line above"
    if line.text.lstrip().startswith("@"):
        return "addresses someone"
    if begins(line, "opens", "greetings"):
        return "opening formula"
    if before.text.rstrip().endswith("…"):
        return "the line above was cut off (…)"
    if before.emoji_end:
        return "the line above ends in an emoji"
    if before.ended:
        return "sentence end above, new opening"
    return "no end mark above, new opening"


def _slogan_runs(lines: Sequence[Line]) -> dict[int, str]:
    """Find short lines that one author wrote under one another: line number → cue.

    Short lines are mostly comments of their own. They are one where most of their joints show it: an opening
    formula alone at the top, parallel lines (``Jaga hutan kita / Jaga hutan anak cucu``), "dan", a closing
    formula. A page of nothing but short lines is a list.
    """
    found: dict[int, str] = {}
    if sum(line.short for line in lines) > 0.8 * len(lines):
        return found
    run: list[Line] = []
    for line in [*lines, None]:
        ends = line is None or not line.short or line.kind == "mark" or bool(line.gap)
        if run and (ends or (line is not None and (begins(line, "opens", "greetings") or run[-1].emoji_end))):
            if 3 <= len(run) <= LONGEST_RUN and 2 * _joints(run) >= len(run) - 1:
                found.update({other.number: "short lines that belong together" for other in run[1:]})
            run = []
        if line is not None and not ends:
            run.append(line)
    return found


def _joints(run: Sequence[Line]) -> int:
    """Count the joints of a run of short lines that show one author."""
    shown = 0
    for before, line in pairwise(run):
        head, next_head = before.words[:2], line.words[:2]
        parallel = len(head) == 2 and head == next_head and before.words != line.words and not begins(line, "wishes")
        shown += (
            parallel
            or (before is run[0] and is_only(before, "opens", "greetings"))
            or begins(line, "goes_on", "goes_on_if_open")
            or (line is run[-1] and is_only(line, "closes"))
        )
    return shown
