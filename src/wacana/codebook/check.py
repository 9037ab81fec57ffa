"""A codebook's own examples as tests: what fails, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from wacana.codebook.model import Codebook
from wacana.codebook.reading import Reader
from wacana.codebook.units import units

__all__ = ["Failure", "check"]


class Failure(NamedTuple):
    """One example that a codebook does not live up to."""

    theme: str
    text: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.theme}: “{self.text}” expected {self.expected}; found {self.found}"


def check(codebook: Codebook, *, clean: Callable[[str], str] = str) -> list[Failure]:
    """Test a codebook on its own examples; an empty list means that all pass.

    ``clean`` is applied to each example first: give ``wacana.clean`` to test them as comments are scored.
    """
    reader = Reader(codebook)
    failures = []
    for theme in codebook.themes:
        for example in theme.examples:
            reading = reader.read(units(clean(example.text)))
            total = reading.totals().get(theme.slug, 0.0)
            reasons = "; ".join(
                f"'{hit.pattern.text}' {hit.pattern.weight:+g}{' denied' if hit.denied else ''}"
                for hit in reading.hits
                if hit.theme == theme.slug
            )
            found = f"{total:g} ({reasons or 'no pattern matches'})"
            if (total >= 1) != example.matches:
                wanted = "1 or more" if example.matches else "less than 1"
                failures.append(Failure(theme.slug, example.text, f"weights that add up to {wanted}", found))
            elif example.targets is not None:
                reached = reading.toward(theme.slug)
                if reached != sorted(example.targets):
                    failures.append(
                        Failure(theme.slug, example.text, f"targets {', '.join(sorted(example.targets)) or 'none'}",
                                f"{', '.join(reached) or 'none'} ({reasons})")
                    )  # fmt: skip
    return failures
