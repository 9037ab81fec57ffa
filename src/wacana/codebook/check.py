"""A codebook's own examples as tests: what fails, and why; and patterns that say less than they seem to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from wacana import lexicon
from wacana.codebook.language import sequences
from wacana.codebook.model import Codebook
from wacana.codebook.reading import Reader
from wacana.codebook.units import units

__all__ = ["Failure", "check", "warnings"]

COMMON = ("tidak", "gak", "tak")  # negators that cleaning leaves side by side


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


def warnings(codebook: Codebook) -> list[str]:
    """Name the patterns that hold one negator word for word: of "tidak becus" comments say "gak becus" as often.

    A pattern that lists several, or one of another meaning such as *belum* and *jangan*, is taken as meant; so is
    English ("no viral no justice").
    """
    rows = lexicon.rows("negators")
    plain = {row["word"] for row in rows if row["kind"] == "plain" and row["source"] != "English"}
    names = frozenset(("not", *codebook.groups, *(target.slug for target in codebook.targets)))
    found = []
    for theme in codebook.themes:
        for text in (*(pattern.text for pattern in theme.patterns), *theme.unless):
            held = {word for words in sequences(text, names) if len(words) > 1 for word in words if word in plain}
            if len(held) == 1 and "<not>" not in text:
                (word,) = held
                wider = re.sub(rf"\b{word}\b", "<not>", text, flags=re.IGNORECASE)
                others = ", ".join(other for other in COMMON if other != word)
                found.append(f"{theme.slug}: pattern '{text}' finds no other negator than '{word}', and cleaning keeps "
                             f"{others} as they are; '{wider}' finds any")  # fmt: skip
    return found
