"""Labelled comments to compare a scorer with: reading them, and the slices they are looked at by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import lexicon
from wacana.errors import InputError
from wacana.schema import SENTIMENTS
from wacana.tokens import tokens

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ORIGINS", "Gold", "read_gold"]

ORIGINS = {"human": "people", "model": "a language model", "lexicon": "a lexicon"}
ABSENT = {"", "0", "false", "no", "tidak", "none", "nan"}
YES = {"1", "true", "yes", "ya", "1.0"}
OTHER = {"text", "sentiment", "source", "spam", "origin", "id", "slice", "annotators"}
SHORT, LONG = 40, 120  # characters


@dataclass(frozen=True)
class Gold:
    """Labelled comments: texts, the sentiment of each (None: mixed or not labelled), the themes of each.

    ``themes`` holds, for each theme and comment, the targets; None where the theme is absent. ``labels`` holds every
    other column: it may be a task of a researcher's own model.

    ``targets_given`` is False where the labels only say that a theme is present. ``left_out`` counts rows that
    are not compared, by reason. ``origin`` is who labelled: a key of :data:`ORIGINS`, or empty when nobody
    said.
    """

    texts: tuple[str, ...]
    sentiment: tuple[str | None, ...]
    themes: Mapping[str, tuple[tuple[str, ...] | None, ...]]
    sources: tuple[str, ...]
    origin: str
    left_out: Mapping[str, int]
    targets_given: bool = True
    labels: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)

    @property
    def tasks(self) -> list[str]:
        """Say what is labelled: sentiment, each theme, and what else there may be labels of."""
        return ["sentiment"] * any(self.sentiment) + [*self.themes, *self.labels]

    @property
    def heading(self) -> str:
        """Say what the comparison is with; only labels made by people are called a truth."""
        if self.origin == "human":
            return "Scores against labels made by people"
        return f"Agreement with labels made by {ORIGINS.get(self.origin, 'someone who is not named')}"

    def slices(self) -> list[tuple[str, str, list[bool]]]:
        """Give (kind, name, who belongs) of each slice: source, length, emoji, marks of mockery."""
        found: list[tuple[str, str, list[bool]]] = []
        for source in sorted(set(self.sources)):
            found.append(("source", source, [s == source for s in self.sources]))
        lengths = [len(text) for text in self.texts]
        found.append(("length", f"under {SHORT}", [n < SHORT for n in lengths]))
        found.append(("length", f"{SHORT} to {LONG}", [SHORT <= n <= LONG for n in lengths]))
        found.append(("length", f"over {LONG}", [n > LONG for n in lengths]))
        emoji = [any(token.kind == "emoji" for token in tokens(text)) for text in self.texts]
        mocking = [_mocks(text) for text in self.texts]
        for kind, flags in (("emoji", emoji), ("mockery", mocking)):
            found += [(kind, "yes", flags), (kind, "no", [not flag for flag in flags])]
        return found


def read_gold(data: str | Path | pd.DataFrame, origin: str = "") -> Gold:
    """Read labelled comments from JSON lines, CSV, XLSX or a table.

    Columns: ``text``; ``sentiment``; for each theme a list of targets, a yes/no or 0/1; the labels of a task of one's
    own, under its name; ``source`` and ``spam`` if there are any. A column ``origin`` (human, model, lexicon) says
    who labelled, where ``origin`` does not. Rows with ``spam`` set are left out, and so are rows without text.

    Raises:
        InputError: when there is no text column or nothing to compare.
    """
    records = _records(data)
    if not records or "text" not in records[0]:
        raise InputError(
            f"labels with the columns {', '.join(records[0]) if records else '(none)'}",
            "a column 'text' beside 'sentiment' or themes",
            "Rename the column that holds the comments.",
        )
    spam = [row for row in records if _yes(row.get("spam"))]
    empty = [row for row in records if not str(row["text"] or "").strip()]
    kept = [row for row in records if row not in spam and row not in empty]
    themes = {name: [_targets(row.get(name)) for row in kept] for name in _theme_columns(kept)}
    sentiment = [row.get("sentiment") for row in kept]
    others = dict.fromkeys(name for row in kept for name in row if name not in {*OTHER, *themes})
    labels = {name: tuple(_label(row.get(name)) for row in kept) for name in others}
    if not themes and not any(s in SENTIMENTS for s in sentiment) and not any(map(any, labels.values())):
        raise InputError("labels without sentiment and themes", "at least one of them", "See wacana evaluate --help.")
    origins = {str(row["origin"]) for row in kept if row.get("origin")}
    named = origin or (origins.pop() if len(origins) == 1 else "")
    if named and named not in ORIGINS:
        raise InputError(f"label origin '{named}'", f"one of {', '.join(ORIGINS)}", "Say who made the labels.")
    return Gold(
        texts=tuple(str(row["text"]) for row in kept),
        sentiment=tuple(s if s in SENTIMENTS else None for s in sentiment),
        themes={name: tuple(column) for name, column in themes.items()},
        sources=tuple(str(row.get("source") or "(one)") for row in kept),
        origin=named,
        left_out={
            "spam": len(spam),
            "no text": len(empty),
            "sentiment mixed or not labelled (left out of sentiment only)": sum(s not in SENTIMENTS for s in sentiment),
        },
        targets_given=any(isinstance(row.get(name), list) for name in themes for row in kept),
        labels=labels,
    )


def _records(data: str | Path | pd.DataFrame) -> list[dict[str, Any]]:
    if not isinstance(data, str | Path):
        return [{str(k): v for k, v in row.items()} for row in data.to_dict("records")]
    file = Path(data)
    try:
        if file.suffix == ".jsonl":
            return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        import pandas as pd

        table = pd.read_excel(file) if file.suffix == ".xlsx" else pd.read_csv(file, sep=None, engine="python")
    except (OSError, ValueError) as error:
        raise InputError(f"labels {file} ({error})", "a .jsonl, .csv or .xlsx file", "Check the path.") from error
    filled: pd.DataFrame = table.astype(object).where(table.notna(), None)
    return _records(filled)


def _theme_columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Find the columns that label a theme: lists of targets, or yes and no."""
    names = dict.fromkeys(name for row in rows for name in row if name not in OTHER)
    return [name for name in names if all(_labels(row.get(name)) for row in rows)]


def _labels(value: object) -> bool:
    return isinstance(value, list | bool) or str(value).strip().lower() in ABSENT | YES


def _label(value: object) -> str | None:
    """Write a label as text; Excel gives whole numbers as 1.0."""
    if value is None or value != value:  # only NaN differs from itself
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip() or None


def _yes(value: object) -> bool:
    return bool(value) if isinstance(value, list | bool | int) else str(value).strip().lower() in YES


def _targets(value: object) -> tuple[str, ...] | None:
    if isinstance(value, list):
        return tuple(str(slug) for slug in value) or None
    return () if _yes(value) else None


def _mocks(text: str) -> bool:
    """Tell whether a text holds laughter or another mark of mockery."""
    patterns = [row["pattern"] for row in lexicon.rows("mockery")]
    words = {token.text.lower() for token in tokens(text)}
    starts = tuple(p[:-1] for p in patterns if re.fullmatch(r"\w+\*", p))
    return any(word in patterns or (starts and word.startswith(starts)) for word in words)
