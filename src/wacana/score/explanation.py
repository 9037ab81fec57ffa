"""The explanation of one comment: raw, clean, what changed, the scores, and the words that made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from wacana.errors import InputError
from wacana.schema import class_columns
from wacana.score.base import Evidence, Explains, Scorer, name_of, starts_of, thresholds_of
from wacana.text.ledger import Edit, locate, replay

if TYPE_CHECKING:
    import pandas as pd

    from wacana.clean.engine import Cleaner

__all__ = ["Explanation", "explanation", "table"]

SHOWN = 5  # reasons of a task that are printed; `reasons` and a notebook give all
SHOWN_TOWARD = 3  # reasons of a target that are printed, and shown in a notebook


@dataclass(frozen=True)
class Explanation:
    """Why a comment has its scores; the spans of ``evidence`` are places in ``raw``, its texts those of ``clean``."""

    raw: str
    clean: str
    edits: tuple[Edit, ...]
    scores: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    thresholds: Mapping[str, float] = field(default_factory=dict)  # the score from which a theme counts as present
    starts: Mapping[tuple[str, str], float] = field(default_factory=dict)  # of task and label; weights are added to it

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes that were scored."""
        return tuple(name for name in self.scores if f"{name}_targets" in self.scores)

    def reasons(self, task: str) -> tuple[Evidence, ...]:
        """Give the reasons of one task, strongest first."""
        return tuple(sorted((e for e in self.evidence if e.task == task), key=lambda e: (-abs(e.weight), e.start)))

    def __str__(self) -> str:
        lines = [f"raw    {self.raw}", f"clean  {self.clean}"]
        lines += [f"       {e.before!r} → {e.after!r}  {e.rule}" for e in self.edits]
        for head, task in self._heads():
            lines.append(f"\n{head}")
            reasons = self.reasons(task)
            lines += [f"  {'  '.join(cells)}" for cells in self._start(task)]
            lines += [f"  {_signed(e)}  {'  '.join(filter(None, _named(e)))}" for e in reasons[:SHOWN]]
            if len(reasons) > SHOWN:
                rest = sum(e.weight for e in reasons[SHOWN:])
                lines.append(f"  {rest:+.2f}  {len(reasons) - SHOWN} smaller ones together")
            lines += [f"  {line}" for line in self._toward(task)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Show the same in a notebook; every text of the comment is escaped."""
        parts = [f"<p><b>raw</b> {escape(self.raw)}<br><b>clean</b> {escape(self.clean)}</p>"]
        if self.edits:
            changes = (
                f"<li><s>{escape(e.before)}</s> → {escape(e.after)} <i>{escape(e.rule)}</i></li>" for e in self.edits
            )
            parts.append(f"<ul>{''.join(changes)}</ul>")
        for head, task in self._heads():
            rows = (*self._start(task), *((_signed(e), *_named(e)) for e in self.reasons(task)))
            cells = (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
            parts.append(f"<p><b>{escape(head)}</b></p><table>{''.join(cells)}</table>")
            parts += [f"<p>{escape(line)}</p>" for line in self._toward(task)]
        return "".join(parts)

    def _start(self, task: str) -> list[tuple[str, str]]:
        """Give the cells that say what the weights of a task are added to, where that is not nothing."""
        start = self.starts.get((task, str(self.scores[task]) if task not in self.themes else task))
        return [] if start is None else [(f"{start:+.2f}", "(start)")]

    def _toward(self, theme: str) -> list[str]:
        """Say in a line each why the targets of a theme were named, with the strongest reasons."""
        lines, reasons = [], self.reasons(f"{theme}_targets")
        for target in self.scores.get(f"{theme}_targets") or []:
            own = [f"{e.text} {_signed(e)} {e.rule}" for e in reasons if e.label == target][:SHOWN_TOWARD]
            lines.append(f"toward {target}: {'; '.join(own) or 'no word of its own; the likeliest'}")
        return lines

    def _heads(self) -> list[tuple[str, str]]:
        """Give a line for each task that was scored, and the task."""
        heads = []
        for task, columns in class_columns(self.scores).items():
            each = ", ".join(f"{name} {self.scores[column]:.2f}" for name, column in columns.items())
            heads.append((f"{task}: {self.scores[task]} ({each})", task))
        for theme in self.themes:
            named = ", ".join(self.scores[f"{theme}_targets"] or [])
            toward = f" toward {named}" if named else ""
            present = "yes" if self.scores[theme] else "no"
            heads.append((f"{theme}: {present} ({self._score(theme)}){toward}", theme))
        return heads

    def _score(self, theme: str) -> str:
        """Write a theme's score, and from which on it says yes; with digits that tell the two apart."""
        p, least = self.scores[f"p_{theme}"], self.thresholds.get(theme)
        if least is None:
            return f"{p:.2f}"
        digits = 2 if f"{p:.2f}" != f"{least:.2f}" else 4
        return f"{p:.{digits}f}; yes from {least:.{digits}f}"


def _signed(reason: Evidence) -> str:
    return f"{reason.weight:+.2f}"


def _named(reason: Evidence) -> tuple[str, str, str]:
    """Give the words of a reason, their place and the rule; what every comment of its length gains has no words."""
    if not reason.text:
        return "(any comment this long)", "", reason.rule
    return reason.text, f"[{reason.start}:{reason.end}]", reason.rule


def explanation(raw: str, scorer: Scorer, cleaner: Cleaner) -> Explanation:
    """Explain one raw comment."""
    if not isinstance(scorer, Explains):
        raise InputError(
            f"scorer {name_of(scorer)}",
            "a scorer that gives reasons (a method 'evidence')",
            "Use scorer='linear' or 'dictionary'.",
        )
    edits: Sequence[Edit] = cleaner.ledger(raw)
    clean = replay(raw, edits)
    scores = {name: values[0] for name, values in scorer.rows([clean]).items()}
    found = []
    for reason in scorer.evidence(clean):
        start, end = locate(edits, reason.start, reason.end)
        found.append(reason._replace(start=start, end=end))
    return Explanation(raw, clean, tuple(edits), scores, tuple(found), thresholds_of(scorer), starts_of(scorer))


def table(texts: pd.Series, scorer: Scorer, cleaner: Cleaner) -> pd.DataFrame:
    """Explain a Series of raw comments: one row per reason, under the index label of its comment."""
    import pandas as pd

    if not isinstance(texts, pd.Series):
        raise InputError(
            f"data of type {type(texts).__name__}",
            "a text or a pandas Series of texts",
            "Choose the column: frame['text'].",
        )
    rows = [
        (label, *reason)
        for label, text in texts.items()
        if pd.notna(text)
        for reason in explanation(str(text), scorer, cleaner).evidence
    ]
    return pd.DataFrame(rows, columns=["index", *Evidence._fields])
