"""Labelled comments to compare a scorer with: reading them, and the slices they are looked at by."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING

from wacana import lexicon, schema
from wacana.errors import InputError
from wacana.read.labelled import answers, label_text, meanings, not_understood, plain, unanswered
from wacana.schema import SENTIMENTS
from wacana.tokens import tokens

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NO_LABEL", "ORIGINS", "Gold", "read_gold"]

ORIGINS = {"human": "people", "model": "a language model", "lexicon": "a lexicon"}
LABELS = {"text", "sentiment"}
OTHER = {*schema.dtypes(schema.COMMENTS), *LABELS, "spam", "origin", "id", "slice", "annotators"}  # no themes
SHORT, LONG = 40, 120  # characters
UNLABELLED = "sentiment not labelled (left out of sentiment only)"
NO_LABEL = (
    "What wacana scored (beside p_positive) is no label, corrected or not: write labels into a column of their own, "
    "such as x_sentiment."
)


@dataclass(frozen=True)
class Gold:
    """Labelled comments: texts, the sentiment of each (None: mixed or not labelled), the themes of each.

    ``themes`` holds, for each theme and comment, the targets; None where the theme is absent. ``labels`` holds every
    other column as text, those of themes too, where a cell is no list: a task of one's own may have the labels "ada"
    and "tidak ada".

    ``targets_given`` names the themes whose labels list targets; those of others only say that the theme is present.
    ``left_out`` counts rows that are not compared, by reason. ``origin`` is who labelled: a key of :data:`ORIGINS`,
    or empty when nobody said. ``notes`` tell how the labels were read. ``rows`` gives the row of each comment in the
    file, ``filled`` its columns with a label, and ``scored`` the columns of wacana's scores, which are no labels.
    """

    texts: tuple[str, ...]
    sentiment: tuple[str | None, ...]
    themes: Mapping[str, tuple[tuple[str, ...] | None, ...]]
    sources: tuple[str, ...]
    origin: str
    left_out: Mapping[str, int]
    targets_given: frozenset[str] = frozenset()
    labels: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    rows: tuple[object, ...] = ()
    filled: tuple[frozenset[str], ...] = ()
    scored: tuple[str, ...] = ()

    def labelled(self, tasks: Collection[str]) -> Gold:
        """Leave out the comments without a label of any of the tasks: nobody has labelled them yet.

        Labels that never say no say it with an empty cell: then a comment without any label is one without the themes.
        """
        given = [names & {*tasks} for names in self.filled]
        if all(given):
            return self
        count = sum(not names for names in given)
        marks = [(name, i) for i, names in enumerate(given) for name in names]
        if all(name in self.themes and self.themes[name][i] is not None for name, i in marks):
            note = f"{count} comments without any label count as without the themes: the labels never say no (tidak)."
            return replace(self, notes=(*self.notes, note))
        left_out = {**self.left_out, "no label at all": count}
        if left_out.get(UNLABELLED):
            left_out[UNLABELLED] = sum(bool(names) and "sentiment" not in names for names in given)
        return replace(
            self,
            texts=tuple(compress(self.texts, given)),
            sentiment=tuple(compress(self.sentiment, given)),
            themes={name: tuple(compress(cells, given)) for name, cells in self.themes.items()},
            sources=tuple(compress(self.sources, given)),
            labels={name: tuple(compress(cells, given)) for name, cells in self.labels.items()},
            rows=tuple(compress(self.rows, given)),
            filled=tuple(compress(self.filled, given)),
            left_out=left_out,
        )

    @property
    def tasks(self) -> list[str]:
        """Say what is labelled: sentiment, each theme, and what else there may be labels of."""
        others = [name for name, cells in self.labels.items() if any(cells) and name not in self.themes]
        return ["sentiment"] * any(self.sentiment) + [*self.themes, *others]

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


def read_gold(
    data: str | Path | pd.DataFrame, origin: str = "", *, text_column: str | None = None, sheet: str | None = None
) -> Gold:
    """Read labelled comments from a table, or any file that :func:`wacana.read` reads.

    Columns: ``text`` (else the one that reads like comments, or ``text_column``); ``sentiment``: positive, neutral,
    negative or mixed, in English or Indonesian; for each theme a list of targets, a yes/no or 0/1; ``source`` and
    ``spam`` if there are any. A column ``origin`` (human, model, lexicon) says who labelled, where ``origin`` does
    not. Rows with ``spam`` set are left out, and so are rows without text. An empty cell is no label of sentiment,
    and says that a theme is absent (where a row has no label at all: :meth:`Gold.labelled`).

    Raises:
        InputError: when there is no text column, nothing is labelled, or a cell of ``sentiment`` is not understood.
    """
    table, left_out, notes, scored = _table(data, text_column, sheet)
    columns = {str(name): list(table[name]) for name in table.columns}
    if not len(table) or "text" not in columns:
        raise InputError(
            f"labels with {len(table)} rows and the columns {', '.join(columns) or '(none)'}",
            "comments in a column 'text' beside 'sentiment' or themes",
            "Rename the column that holds the comments.",
        )
    columns.setdefault("row", list(range(1, len(table) + 1)))
    spam = answers("spam", columns.get("spam", [None] * len(table)), columns["row"])
    kept = [bool(plain(cell)) and not marked for cell, marked in zip(columns["text"], spam, strict=True)]
    left_out |= {"spam": sum(spam), "no text": len(kept) - sum(kept) - sum(spam)}
    columns = {name: [c for c, keep in zip(cells, kept, strict=True) if keep] for name, cells in columns.items()}
    said = _sentiments(columns.get("sentiment", []), columns["row"])
    left_out |= {"sentiment mixed (left out of sentiment only)": said.count("mixed"), UNLABELLED: said.count(None)}
    others = {name: cells for name, cells in columns.items() if name not in OTHER}
    themes = {
        name: cells
        for name, cells in others.items()
        if any(map(plain, cells)) and not unanswered(cells) and not re.search("^p_|_targets$", name)
    }
    labels = {
        name: tuple(label_text(cell) if plain(cell) and not isinstance(cell, list) else None for cell in cells)
        for name, cells in others.items()
    }
    if not themes and not any(label in SENTIMENTS for label in said) and not any(map(any, labels.values())):
        raise InputError(
            f"comments without labels (columns: {', '.join(name for name in columns if name not in OTHER - LABELS)})",
            "a column 'sentiment' with positive, neutral, negative or mixed, or one with yes and no (ya, tidak) "
            "under the name of a theme, such as trust",
            f"Label the comments. {NO_LABEL}",
        )
    origins = {str(cell) for cell in columns.get("origin", []) if plain(cell)}
    named = origin or (origins.pop() if len(origins) == 1 else "")
    if named and named not in ORIGINS:
        raise InputError(f"label origin '{named}'", f"one of {', '.join(ORIGINS)}", "Say who made the labels.")
    texts = tuple(map(str, columns["text"]))
    given = {name: cells for name, cells in columns.items() if name in others or name == "sentiment"}
    return Gold(
        texts=texts,
        sentiment=tuple(s if s in SENTIMENTS else None for s in said) or (None,) * len(texts),
        themes={name: tuple(_targets(cell) for cell in cells) for name, cells in themes.items()},
        sources=tuple(str(cell or "(one)") for cell in columns.get("source", [None] * len(texts))),
        origin=named,
        left_out=left_out,
        targets_given=frozenset(name for name, cells in themes.items() if any(isinstance(c, list) for c in cells)),
        labels=labels,
        notes=notes,
        rows=tuple(columns["row"]),
        filled=tuple(frozenset(name for name, cells in given.items() if plain(cells[i])) for i in range(len(texts))),
        scored=scored,
    )


def _table(
    data: str | Path | pd.DataFrame, text_column: str | None, sheet: str | None
) -> tuple[pd.DataFrame, dict[str, int], tuple[str, ...], tuple[str, ...]]:
    """Give the labels under the names that :func:`read_gold` expects, the rows left out, notes, and what was scored."""
    left_out: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    if isinstance(data, str | Path):
        from wacana.read import read_with_report

        table, report = read_with_report(data, text_column=text_column, sheet=sheet)
        if text_column is None and "x_text" in table:  # notes can read more like comments than terse comments do
            table, report = read_with_report(data, text_column="text", sheet=sheet)
        left_out = {drop.reason: drop.count for drop in report.dropped}
        if report.text_column != "text":
            notes = (f"The comments are column '{report.text_column}' ({report.text_reason}).",)
        notes += report.notes
        # To the reader a scored table without comment_id is none of wacana's: it has x_sentiment, x_p_positive.
        bare = {name: name.removeprefix("x_") for name in map(str, table.columns)}
        table = table.rename(columns={name: own for name, own in bare.items() if own not in table})
    else:
        table = data.rename(columns=str)
        if text_column is not None:
            if text_column not in table:
                raise InputError(
                    f"no column '{text_column}'", f"one of: {', '.join(map(str, table))}", "Name one of them."
                )
            table = table.assign(text=table[text_column])
    listed = [str(name) for name in table.columns if "p_positive" in table or name != "sentiment"]
    if scored := schema.scored_of(listed):
        # What a scorer said is no label; the file's own labels stand beside it as x_sentiment.
        table = table.drop(columns=[column.name for column in schema.CLEANED + scored if column.name in table])
        notes += ("The scores in the file were left aside: they are no labels.",)
    table = table.rename(columns=_names(list(table.columns)))
    return table.astype(object).where(table.notna(), None), left_out, notes, tuple(each.name for each in scored)


def _names(columns: list[str]) -> dict[str, str]:
    """Give columns the names that :func:`read_gold` knows; ``x_`` is how reading marks those that are not its own."""
    made: dict[str, str] = {}
    for name in columns:
        bare = re.sub("^(x_)+", "", name)
        meant = meanings("column").get(plain(bare), bare)
        if meant not in {*columns, *made.values()}:
            made[name] = meant
    return made


def _sentiments(cells: list[object], rows: Sequence[object]) -> list[str | None]:
    from wacana.score.transformer.labels import class_names

    classes = {**class_names(), **meanings("sentiment")}
    if wrong := not_understood(cells, classes, rows):
        raise InputError(
            f"column 'sentiment' with {wrong}",
            "positive, neutral, negative or mixed (positif, netral, negatif, campuran), or an empty cell",
            "Correct the cells, or empty them to leave their comments out.",
        )
    return [classes.get(plain(cell)) for cell in cells]


def _targets(cell: object) -> tuple[str, ...] | None:
    if isinstance(cell, list):
        return tuple(map(str, cell)) or None
    return () if meanings("answer").get(plain(cell)) == "yes" else None


def _mocks(text: str) -> bool:
    """Tell whether a text holds laughter or another mark of mockery."""
    patterns = [row["pattern"] for row in lexicon.rows("mockery")]
    words = {token.text.lower() for token in tokens(text)}
    starts = tuple(p[:-1] for p in patterns if re.fullmatch(r"\w+\*", p))
    return any(word in patterns or (starts and word.startswith(starts)) for word in words)
