"""Which column holds the comments, and what the others are: by name, then by content."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from wacana.errors import InputError
from wacana.read import names, values

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TextColumn", "assign", "choose_text"]

SAMPLE = 2000
CLOSE = 0.8  # a second column that reads this nearly as well is worth a word in the report
LEAST = 0.1
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_PROSE = re.compile(r"https?://\S+$|<a |\d{4}-\d\d-\d\d|\w{3} \w{3} \d\d [\d:]{8} |[\[{].*[\]}]$", re.DOTALL)
_PROFILE = re.compile(
    r"https?://(?:www\.|m\.|web\.)?(?:twitter|x|instagram|facebook|tiktok|threads|youtube)\.(?:com|net)/"
    r"(?:@|channel/|user/|profile\.php|[\w.]+/?$|[\w.]+/status/)|[\w.+-]+@[\w-]+\.\w[\w.]*$|@[\w.-]+$"
)
_READ = {"created_at": "times", "likes": "counts"}
_RANKS = {1: 3.0, 2: 2.7, 3: 2.4, 4: 1.8}
# Roles whose columns are never the text, even where names of people or sources read like prose.
_NEVER = frozenset({"comment_id", "position", "thread_id", "parent_id", "created_at", "likes", "personal", "author"})


class TextColumn(NamedTuple):
    """The column of the comments, why it was taken, and what else came close."""

    name: str
    reason: str
    notes: tuple[str, ...] = ()


def sample(column: pd.Series) -> list[str]:
    """Take the texts of some filled cells of a column."""
    return [text for cell in _some(column) if (text := str(cell).strip())]


def _some(column: pd.Series) -> pd.Series:
    """Take about 2,000 filled cells, evenly from the whole column; of fewer, all."""
    filled = column.dropna()
    return filled.iloc[:: max(1, len(filled) // SAMPLE)]


def choose_text(frame: pd.DataFrame, wanted: str | None, file: str) -> TextColumn:
    """Choose the column of the comments.

    Columns are judged by how much they read like comments (words, variety, length); a known name counts
    double to triple, a name such as ``clean_text`` less than half: the raw text is what wacana needs.

    Raises:
        InputError: if no column reads like comments, or ``wanted`` is no column; both list the columns.
    """
    listed = ", ".join(map(str, frame.columns))
    if wanted is not None:
        same = [str(name) for name in frame.columns if name == wanted] or [
            str(name) for name in frame.columns if names.plain(str(name)) == names.plain(wanted)
        ]
        if not same:
            raise InputError(f"{file} has no column '{wanted}'", f"one of: {listed}", "Name it with --text-column.")
        return TextColumn(same[0], "named by the user")
    prose, scores, named = {}, {}, set()
    for name in map(str, frame.columns):
        found = names.role(name)
        if found and found.name in _NEVER:
            continue
        prose[name] = score = _prose(sample(frame[name]))
        if found and found.name == "text":
            named.add(name)
            score = score * _RANKS[found.rank] + 0.01 * bool(len(frame[name].dropna()))
        elif found and found.name == "derived":
            score *= 0.4
        scores[name] = score
    order = sorted(scores, key=lambda name: -scores[name])
    best = order[0] if order else ""
    if not best or (best not in named and prose[best] < LEAST) or not scores[best]:
        raise InputError(
            f"{file} has no column that reads like comments",
            f"one among its columns: {listed}",
            "Name it with --text-column.",
        )
    if len(frame.columns) == 1:
        return TextColumn(best, "the only column")
    notes = [
        f"column '{other}' reads like comments too; use --text-column to take it instead of '{best}'"
        for other in order[1:]
        if scores[other] >= CLOSE * scores[best] and prose[other] >= LEAST and not {other, best} <= named
    ]
    if named and best not in named:
        notes.append(f"'{best}' reads more like comments than '{sorted(named)[0]}', whose name says text")
    return TextColumn(best, "by name and content" if best in named else "by content", tuple(notes))


def _prose(cells: list[str]) -> float:
    """Judge how much cells read like comments: 0 for codes and links, about 2 to 5 for comments."""
    if not cells:
        return 0.0
    counts = [0 if _NO_PROSE.match(cell) else len(_WORD.findall(cell)) for cell in cells]
    wordy = sum(count >= 2 for count in counts) / len(cells)
    varied = len(set(cells)) / len(cells)
    return wordy * math.sqrt(varied) * math.log2(1 + sum(counts) / len(cells))


def assign(frame: pd.DataFrame, text: str) -> tuple[dict[str, str], list[str], list[str]]:
    """Give the columns for the other roles (role → column), the personal columns, and notes on unfit ones.

    A column takes its role only if its content fits: Twitter's ``source`` is an HTML link to the app, and
    no source of comments.
    """
    listed: list[tuple[int, str, str]] = []
    personal: list[str] = []
    for name in map(str, frame.columns):
        found = names.role(name)
        if name == text:
            continue
        if found.name == "personal" if found else _shows_people(sample(frame[name])):
            personal.append(name)
        elif found and found.name not in ("text", "derived", "position"):
            listed.append((found.rank, found.name, name))
    roles: dict[str, str] = {}
    notes: list[str] = []
    for _, role, name in sorted(listed, key=lambda entry: entry[0]):
        if role not in roles and _fits(role, frame[name]):
            roles[role] = name
        elif role == "author":
            personal.append(name)
        elif role not in roles and role in _READ and (cells := sample(frame[name])):
            notes.append(f"'{name}' holds no {_READ[role]} that can be read ({cells[0]!r}); kept in x_{name}")
    order = [str(name) for name in frame.columns]
    return roles, sorted(personal, key=order.index), notes


def _shows_people(cells: list[str]) -> bool:
    return bool(cells) and sum(bool(_PROFILE.match(cell)) for cell in cells) > len(cells) / 2


def _fits(role: str, column: pd.Series) -> bool:
    cells = sample(column)
    if not cells:
        return False
    if role == "created_at":
        return _share_read(values.times, column) >= 0.5
    if role == "likes":
        return _share_read(values.counts, column) >= 0.5
    if role == "source":
        return len(set(cells)) <= max(50, len(cells) / 20) and not any("<" in cell for cell in cells)
    if role == "author":
        return not all(cell.startswith(("http", "{")) for cell in cells)
    return True


def _share_read(parse: Callable[[pd.Series], values.Parsed], column: pd.Series) -> float:
    parsed = parse(_some(column))
    given = parsed.values.notna() | parsed.unread
    return float(parsed.values[given].notna().mean()) if given.any() else 0.0


def kept_name(name: str, taken: Collection[str]) -> str:
    """Name a column that is kept: ``x_`` before its own name, a number behind it if that is taken."""
    found, number = f"x_{name}", 1
    while found in taken:
        number += 1
        found = f"x_{name}_{number}"
    return found
