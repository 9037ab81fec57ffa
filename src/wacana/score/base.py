"""What a scorer is: a stage over clean texts that can also say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from wacana.stage import Rows

__all__ = ["Evidence", "Explains", "Scorer", "gives_of", "name_of", "starts_of", "thresholds_of"]


class Evidence(NamedTuple):
    """One reason of a score: the span in the text that was scored, its weight, and the rule behind it.

    ``task`` is ``sentiment``, a theme's slug, ``THEME_targets`` or a task of one's own; ``label`` the class
    or target that the weight speaks for.
    """

    task: str
    label: str
    start: int
    end: int
    text: str
    weight: float
    rule: str


class Scorer(Protocol):
    """Anything that scores clean texts: dictionary, linear model, transformer, or a researcher's own.

    It is a :class:`wacana.stage.Stage` whose columns are those of ``schema.scored_columns(themes)``, or some of them,
    or for another task those of ``schema.label_columns(task, labels)``.
    """

    @property
    def columns(self) -> Mapping[str, str]:
        """Output columns and their dtypes."""
        ...

    def rows(self, texts: Sequence[str]) -> Rows:
        """Score a batch of clean texts, one value per text for each column."""
        ...


def name_of(scorer: Scorer) -> str:
    """Give a scorer's ``name``, or its type's."""
    return str(getattr(scorer, "name", type(scorer).__name__))


def thresholds_of(scorer: Scorer) -> dict[str, float]:
    """Give the score from which each theme counts as present, where the scorer has ``thresholds``; else nothing."""
    return dict(getattr(scorer, "thresholds", {}))


def starts_of(scorer: Scorer) -> dict[tuple[str, str], float]:
    """Give what the weights of a task and label are added to, where the scorer has ``starts``; else nothing."""
    return dict(getattr(scorer, "starts", {}))


def gives_of(scorer: Scorer) -> list[tuple[Scorer, list[str]]]:
    """Give the parts of a scorer with the columns that come from each; a scorer without parts is its only one."""
    return list(getattr(scorer, "gives", [(scorer, list(scorer.columns))]))


@runtime_checkable
class Explains(Protocol):
    """A scorer that gives the reasons of its scores."""

    def evidence(self, text: str) -> Sequence[Evidence]:
        """List the spans of a clean text that speak for or against each label."""
        ...
