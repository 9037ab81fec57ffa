"""Comments in which the one actor that is named is swapped for another, so that naming teaches more than topics do.

"Presiden bohong" is common in the labels and "Amerika bohong" is rare; a sum of words would learn that who lies is the
government.
"""

from __future__ import annotations

import numpy as np

from wacana.codebook import Codebook
from wacana.score.linear.forms import Types

ACTORS = (
    "palestine_factions",
    "israel",
    "us",
    "mediators",
    "un_icc",
    "indonesia_gov",
    "police_court",
    "science_health",
)
THEMES = ("trust", "skepticism")  # whom one helps is no question of names alone


def words(book: Codebook, known: dict[str, int]) -> dict[str, list[str]]:
    """List the single words of the codebook that name each actor, and that have a vector."""
    bare = {target.slug: [form.rstrip("*") for form in target.forms] for target in book.targets}
    return {slug: [form for form in bare[slug] if form in known] for slug in ACTORS}


def swapped(
    texts: list[str], rows: list[dict], types: Types, names: np.ndarray, book: Codebook, known: dict[str, int]
) -> list[tuple[int, str, dict]]:
    """Give (source comment, clean text, labels) for each comment whose only named actor is its only target.

    ``names`` tells which targets each type names (types × targets).
    """
    slugs, named_by, rng = [target.slug for target in book.targets], words(book, known), np.random.default_rng(0)
    made = []
    for i, (text, row) in enumerate(zip(texts, rows, strict=True)):
        codes, _ = types.read([text])
        each = names[codes // 2]
        found = [slugs[j] for j in np.flatnonzero(each.any(axis=0))]
        carried = [theme for theme in THEMES if row[theme]]
        if len(found) != 1 or found[0] not in ACTORS or not carried or any(row[t] != found for t in carried):
            continue
        other = str(rng.choice([slug for slug in ACTORS if slug != found[0]]))
        word, new = str(rng.choice(named_by[other])), text
        for start, end in reversed(
            [span for span, hit in zip(types.spans(text), each.any(axis=1), strict=True) if hit]
        ):
            new = new[:start] + word + new[end:]
        labels = {"trust": [], "solidarity": [], "skepticism": []} | {theme: [other] for theme in carried}
        made.append((i, new, labels))
    return made
