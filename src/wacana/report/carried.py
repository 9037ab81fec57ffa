"""The words that made the scores, gathered before a report is written, while the scorer is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wacana.score.base import Explains, Scorer, name_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["carried", "scorer_of"]

MOST = 5000  # comments, where a scorer does not say; reasons take about a millisecond each
TOP = 10  # words of a theme


def carried(scored: pd.DataFrame, scorer: Scorer | None) -> dict[str, Any]:
    """Give the words that carry each theme as JSON-able values; nothing for a scorer without reasons.

    ``comments`` counts those looked at: the judged ones without copies, at most 5,000 or as many as the scorer's
    ``explained`` says, evenly spread over the table; ``words`` are the rows of :func:`wacana.score.carriers.carriers`.
    """
    from wacana.analysis.base import first_copies, judged, records
    from wacana.schema import themes_of
    from wacana.score.carriers import carriers

    if not isinstance(scorer, Explains):
        return {}
    texts = first_copies(judged(scored))["clean"].dropna()
    most = getattr(scorer, "explained", MOST)
    texts = texts.iloc[[place * len(texts) // most for place in range(most)] if len(texts) > most else slice(None)]
    found = [row for row in records(carriers(scorer, texts, top=TOP)) if row["theme"] in themes_of(scored.columns)]
    return {"comments": len(texts), "words": found} if found else {}


def scorer_of(scored: pd.DataFrame, codebook: str | Path | None) -> Scorer | None:
    """Find the scorer that a table names, where it ships and is the very one; else give None."""
    from wacana.codebook import load
    from wacana.score import resolve

    told = scored.attrs.get("score", {})
    sha256 = {part: told.get(part, {}).get("sha256") for part in ("codebook", "model")}
    book = load(codebook)
    if told.get("scorer") == "dictionary":
        return resolve("dictionary", book) if sha256["codebook"] == book.sha256 else None
    if told.get("model", {}).get("kind") != "linear":
        return None
    from wacana.score.linear.scorer import default

    if sha256["model"] != default().model.sha256:
        return None
    if sha256["codebook"] in (None, load().sha256):
        return default()
    joined = resolve(None, book)
    return joined if (name_of(joined), book.sha256) == (told["scorer"], sha256["codebook"]) else None
