"""Compare a scorer with labelled comments: how well they agree, with intervals, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wacana.errors import InputError
from wacana.evaluate.gold import NO_LABEL, Gold, read_gold
from wacana.read.labelled import answers, in_rows
from wacana.score.base import Scorer, gives_of, name_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from wacana.evaluate.tables import Scored

__all__ = ["Evaluation", "Gold", "compare", "evaluate", "read_gold"]

REPLICATES = 1000
FEWEST = 20  # comments that a slice needs to be listed
ENOUGH = 100  # labelled comments; below it the reader is told so
UNDEFINED = (
    "–: undefined, since nothing was labelled or said, or too few cases for an interval, or none that differ. "
    "Macro-F1 is the mean over the classes that are labelled or said."
)

SUPPORT = "n: comments compared; support: those of them that are labelled so."
TOO_LARGE = "ECE comes out too large by chance; its interval corrects for that, so it can lie below the value."


@dataclass(frozen=True)
class Evaluation:
    """How a scorer agrees with labels.

    ``scores``: task, label, measure, value, low, high (95 %), n, support (of these, labelled so); NaN where a measure
    or its interval is undefined.
    ``slices``: the same for parts of the comments (kind, slice). ``confusion``: for sentiment and other classes,
    labels × scores, counts. ``reliability``: by task and bin the mean score and the share true: of
    comments whose class was right, or that hold the theme.
    """

    heading: str
    scorer: str
    scores: pd.DataFrame
    slices: pd.DataFrame
    confusion: Mapping[str, pd.DataFrame]
    reliability: pd.DataFrame
    notes: tuple[str, ...]

    def value(self, task: str, measure: str, label: str = "") -> float:
        """Give one of the scores.

        Raises:
            InputError: when there is no such score.
        """
        table = self.scores
        found = table[(table["task"] == task) & (table["measure"] == measure) & (table["label"] == label)]
        if found.empty:
            raise InputError(f"{measure} of {task} {label}", "a row of the scores", "See .scores.")
        return float(found["value"].iloc[0])

    def plot(self) -> Figure:
        """Draw the reliability: what share is true of scores of each size; on the line they are calibrated."""
        from matplotlib.figure import Figure

        tasks = list(dict.fromkeys(self.reliability["task"]))
        figure = Figure(figsize=(1.6 * max(len(tasks), 1), 2), layout="constrained")
        for place, task in enumerate(tasks, start=1):
            part = self.reliability[self.reliability["task"] == task]
            axes = figure.add_subplot(1, len(tasks), place, aspect="equal", title=task, xlim=(0, 1), ylim=(0, 1))
            axes.plot([0, 1], [0, 1], color="#7b8794", linewidth=0.8)
            axes.scatter(part["mean score"], part["share true"], s=4 + 120 * part["n"] / part["n"].sum())
            axes.set_xlabel("score")
        return figure

    def markdown(self) -> str:
        """Write the tables as Markdown."""
        parts = [
            f"# {self.heading}",
            f"Scorer: {self.scorer}",
            *self.notes,
            "## Scores",
            _markdown(self.scores),
            SUPPORT,
        ]
        for task, table in self.confusion.items():
            parts += [f"## Confusion of {task} (rows: labels, columns: scorer)", _markdown(table.reset_index())]
        parts += ["## Reliability", _markdown(self.reliability), "## Slices", _markdown(self.slices)]
        if self.scores["low"].isna().any() or self.slices["low"].isna().any():
            parts.append(UNDEFINED)
        if ((self.scores["measure"] == "ECE") & (self.scores["value"] > self.scores["high"])).any():
            parts.append(TOO_LARGE)
        return "\n\n".join(part for part in parts if part) + "\n"


def evaluate(
    gold: Gold | str | Path | pd.DataFrame,
    scorer: Scorer,
    *,
    origin: str = "",
    allow_seen: bool = False,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Evaluation:
    """Compare a scorer with labelled comments; comments are cleaned first.

    Every measure has a 95 % interval: accuracy that of Wilson, the others a bootstrap over comments.
    ``origin`` says who labelled (human, model, lexicon).

    Raises:
        InputError: for labels that cannot be read or are of nothing that is scored, and when comments to compare
        with were trained on, unless ``allow_seen``.
    """
    import pandas as pd

    from wacana.evaluate import measures, tables

    gold = gold if isinstance(gold, Gold) else read_gold(gold, origin)
    _check(gold, scorer)
    gold = gold.labelled(_tasks(scorer))
    seen = _seen(gold, scorer)
    if seen and not allow_seen:
        raise InputError(
            f"{len(seen)} of {len(gold.texts)} comments that scorer {name_of(scorer)} learnt from, in {in_rows(seen)}",
            "comments that it has not seen",
            "Take others, or pass allow_seen (--allow-seen) and say so beside the numbers.",
        )
    rows = _rows(gold, scorer)
    weights = measures.draws(len(gold.texts), replicates, seed)
    scores = tables.tidy(tables.values(gold, rows, weights), gold)
    slices = []
    for kind, name, flags in gold.slices():
        if sum(flags) >= FEWEST:
            part = tables.tidy(tables.values(gold, rows, weights * flags, brief=True), gold, flags)
            slices.append(part.assign(kind=kind, slice=name))
    columns = ["kind", "slice", *scores.columns]
    notes = [*gold.notes, *(f"{count} comments left out: {reason}" for reason, count in gold.left_out.items() if count)]
    tasks = _tasks(scorer)
    foreign = [name for name in gold.tasks if name not in tasks]
    empty = [name for name in tasks if name in gold.labels and name not in gold.tasks]
    notes += _not_compared(foreign, f"{name_of(scorer)} scores {', '.join(tasks)}, and nothing of that name")
    notes += _not_compared(empty, "empty; where people found nothing, write no (tidak)")
    confusion = tables.confusion(gold, rows)
    notes += _never_labelled(confusion) + _few(scores)
    if seen:
        notes.append(f"{len(seen)} of these comments were in the scorer's training data: the numbers are too good.")
    return Evaluation(
        heading=gold.heading,
        scorer=name_of(scorer),
        scores=scores,
        slices=pd.concat(slices, ignore_index=True)[columns] if slices else pd.DataFrame(columns=columns),
        confusion=confusion,
        reliability=tables.reliability(gold, rows),
        notes=tuple(notes),
    )


def compare(
    gold: Gold | str | Path | pd.DataFrame,
    first: Scorer,
    second: Scorer,
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare two scorers on the same comments: task, label, measure, first, second, difference, low, high.

    The interval is of the difference, both scorers on the same draws of comments. Comments that one of them has
    trained on are the caller's to leave out: :func:`evaluate` refuses them.

    Raises:
        InputError: for labels that cannot be read, or of nothing that both score.
    """
    import pandas as pd

    from wacana.evaluate import measures, tables

    gold = gold if isinstance(gold, Gold) else read_gold(gold)
    _check(gold, first, second)
    gold = gold.labelled({*_tasks(first)} & {*_tasks(second)})
    weights = measures.draws(len(gold.texts), replicates, seed)
    a, b = (tables.values(gold, _rows(gold, scorer), weights) for scorer in (first, second))
    found = []
    for key in (key for key in a if key in b):
        difference, low, high = measures.interval(b[key] - a[key])
        found.append((*key, float(a[key][0]), float(b[key][0]), difference, low, high))
    return pd.DataFrame(found, columns=["task", "label", "measure", "first", "second", "difference", "low", "high"])


def _check(gold: Gold, *scorers: Scorer) -> None:
    """Refuse labels that share nothing with the scorers, or that do not tell where a theme is."""
    themes = {name for scorer in scorers for name, kind in scorer.columns.items() if kind == "boolean"}
    for name in themes & {*gold.labels} - {*gold.themes}:
        answers(name, gold.labels[name], gold.rows)  # raises: these columns hold other words than yes and no
    if any(all(task in scorer.columns for scorer in scorers) for task in gold.tasks):
        return
    empty = [f"{name} (empty)" for name, cells in gold.labels.items() if not any(cells) and name not in gold.themes]
    scored = [f"{name_of(scorer)}: {', '.join(_tasks(scorer))}" for scorer in scorers]
    named = f"labels in the columns {', '.join(gold.tasks + empty)}"
    raise InputError(
        f"scores of wacana, and beside them only {named}" if gold.scored else named,
        f"labels of what is scored ({'; '.join(scored)})",
        NO_LABEL if gold.scored else "Rename the columns of the labels, or take another scorer.",
    )


def _not_compared(names: list[str], why: str) -> list[str]:
    listed = ", ".join(f"'{name}'" for name in names)
    return [f"Not compared: column{'s' * (len(names) > 1)} {listed} ({why})."] if names else []


def _never_labelled(confusion: Mapping[str, pd.DataFrame]) -> list[str]:
    """Name the classes that the scorer gives and that nobody labelled: each such score can only be wrong."""
    return [
        f"No comment is labelled '{name}' ({task}); the scorer says it {said} time{'s' * (said != 1)}, "
        "always an error, and macro-F1 counts the class as 0."
        for task, table in confusion.items()
        for labelled in [table.sum(axis=1).to_dict()]
        for name, said in table.sum().items()
        if said and not labelled[name]
    ]


def _few(scores: pd.DataFrame) -> list[str]:
    few = {task: n for task, n in zip(scores["task"], scores["n"], strict=True) if n < ENOUGH}
    listed = ", ".join(f"{task} {n}" for task, n in few.items())
    return [f"Fewer than {ENOUGH} labelled comments ({listed}): too few to rely on the numbers."] if few else []


def _tasks(scorer: Scorer) -> list[str]:
    return [name for name, kind in scorer.columns.items() if kind in ("str", "boolean")]


def _rows(gold: Gold, scorer: Scorer) -> Scored:
    import numpy as np

    from wacana.clean import cleaner

    clean = cleaner().clean
    made = {}
    for name, values in scorer.rows([clean(text) for text in gold.texts]).items():
        column = np.empty(len(values), object)
        column[:] = list(values)
        made[name] = column
    return made


def _seen(gold: Gold, scorer: Scorer) -> list[object]:
    """Give the rows of the comments that the scorer, or a part of it whose scores are compared, was trained on."""
    from wacana.score.linear.model import text_hash

    parts = [part for part, own in gives_of(scorer) if {*own} & {*gold.tasks}]
    arrays = [getattr(getattr(part, "model", None), "arrays", {}) for part in parts]
    known = {hashed for each in arrays if "texts" in each for hashed in each["texts"].tolist()}
    return [row for text, row in zip(gold.texts, gold.rows, strict=True) if text_hash(text) in known]


def _markdown(table: pd.DataFrame) -> str:
    lines = [list(map(_cell, table.columns)), ["---"] * len(table.columns)]
    lines += [[_cell(value) for value in row] for row in table.itertuples(index=False)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return " ".join(str(value).split()).replace("|", "\\|")  # a source "yt | a" is one cell
    return "–" if value != value else f"{value:.3f}"  # only NaN differs from itself
