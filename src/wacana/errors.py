"""Errors that a user can act on: what was given, what was expected, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CodebookError", "InputError", "MissingExtraError", "ModelError", "SchemaError", "WacanaError"]


class WacanaError(Exception):
    """Base of every error that wacana raises on purpose; its text is one line.

    >>> print(WacanaError("no column 'teks'", "one of: id, isi", "Name it with --text-column isi."))
    no column 'teks'; expected one of: id, isi. Name it with --text-column isi.
    """

    def __init__(self, given: str, expected: str, advice: str) -> None:
        self.given, self.expected, self.advice = given, expected, advice
        super().__init__(" ".join(f"{given}; expected {expected}. {advice}".split()))


class InputError(WacanaError, ValueError):
    """A file, table or text that cannot be used as it is."""


class CodebookError(WacanaError, ValueError):
    """A codebook or lexicon file that breaks its own rules."""


class ModelError(WacanaError, ValueError):
    """A model folder that is damaged, of another version, or not a model."""


class MissingExtraError(WacanaError, ImportError):
    """An optional library that is not installed; the text holds the pip line."""


class SchemaError(WacanaError, ValueError):
    """A table that breaks its schema; ``failures`` lists every failure (row, column, check, value)."""

    def __init__(self, given: str, expected: str, advice: str, failures: pd.DataFrame) -> None:
        super().__init__(given, expected, advice)
        self.failures = failures
