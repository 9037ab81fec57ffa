"""Scores of comments: sentiment, the codebook's themes and their targets, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from wacana import stage
from wacana.errors import InputError
from wacana.schema import class_columns, themes_of
from wacana.score.base import Evidence, Explains, Scorer, gives_of, name_of, thresholds_of

if TYPE_CHECKING:
    from wacana.codebook import Codebook
    from wacana.lexicon import Level
    from wacana.score.linear.scorer import LinearScorer

    Book: TypeAlias = str | Path | Codebook | None

__all__ = ["Evidence", "Explains", "Scorer", "explain", "resolve", "score"]

TRANSFORMER = "hf:"  # begins the name of a transformer, followed by a folder or hub name


def score(data: Any, *, scorer: str | Scorer | None = None, codebook: Book = None) -> Any:
    """Score comments for sentiment and for each theme of the codebook, with its targets.

    A text gives a dict of the scores, a Series gives a table, a table of comments gives a copy with the
    columns added. A text, a Series and a table without the column ``clean`` are cleaned first; missing text
    gives missing scores. ``scorer`` is a name that :func:`resolve` knows (which also says what nothing stands for) or
    any :class:`~wacana.score.base.Scorer`; ``codebook`` is a file, a Codebook, or nothing for the one that
    ships. A table's ``attrs["score"]`` says which were used.

    Raises:
        InputError: for data that cannot be scored and for an unknown scorer.
        CodebookError: for a codebook that breaks its own rules.
    """
    from wacana.clean import clean

    chosen = resolve(scorer, codebook)
    tabular = hasattr(data, "columns")
    cleaned = data if tabular and "clean" in data.columns else clean(data)
    scored = stage.apply(chosen, cleaned, reads="clean")
    if hasattr(scored, "attrs"):
        scored.attrs = {
            **getattr(data, "attrs", {}),  # cleaning and scoring a Series makes a new table
            **getattr(cleaned, "attrs", {}),
            "score": {
                **provenance(chosen, _book(codebook)),
                **_notes(chosen, cleaned["clean"] if tabular else cleaned),
            },
        }
    return scored


def explain(
    data: Any,
    *,
    scorer: str | Scorer | None = None,
    codebook: Book = None,
    level: Level = "spelling",
    lexicon: str | Path | None = None,
) -> Any:
    """Say what cleaning changed in a comment and which words made each score, with their places in the raw text.

    A text gives an :class:`~wacana.score.explanation.Explanation` (print it, or show it in a notebook); a
    Series gives a table with one row per reason: index label, task, label, weight, start, end, text, rule.
    ``level`` and ``lexicon`` are those of :func:`wacana.clean`.

    Raises:
        InputError: for other data, and for a scorer that gives no reasons.
    """
    from wacana.clean import cleaner
    from wacana.score.explanation import explanation, table

    chosen, used = resolve(scorer, codebook), cleaner(level, lexicon)
    return explanation(data, chosen, used) if isinstance(data, str) else table(data, chosen, used)


def resolve(
    scorer: str | Scorer | None = None,
    codebook: Book = None,
    *,
    labels: Sequence[str] | None = None,
    download: bool = False,
) -> Scorer:
    """Find a scorer by name; an object that has ``columns`` and ``rows`` is a scorer already.

    ``linear`` is the model that ships, for the themes of the codebook that ships; ``encoder`` is another, which minds
    the order of words and is slower; ``dictionary`` scores by the patterns of any codebook. Without a name it is
    ``linear`` for the codebook that ships and ``linear+dictionary`` for another: sentiment does not depend on a
    codebook, but the model has learnt nothing of another's themes. Joined with others it gives only its sentiment then.
    A folder made by ``wacana train`` is a scorer too. ``hf:PATH`` is a transformer: a folder, or a name in the local
    hub cache (with ``download`` from the hub itself); ``labels`` names its outputs where it does not. Scorers joined by
    ``+`` give each column from the first that has it: ``hf:PATH+dictionary`` takes sentiment from the transformer and
    themes from the dictionary. One that is left no column to give, as in ``linear+dictionary``, does not score.

    Raises:
        InputError: for an unknown name (lists those that exist), for an object that is no scorer, and for ``labels``
            without a transformer that could use them.
        ModelError, MissingExtraError: for a transformer that cannot be loaded.
    """
    if scorer is None:
        scorer = "linear" if _ships(codebook) else "linear+dictionary"
    names = _split(scorer) if isinstance(scorer, str) else []
    if labels and not any(name.startswith(TRANSFORMER) for name in names):
        raise InputError(
            f"labels for the scorer '{getattr(scorer, 'name', scorer)}'",
            f"a transformer ({TRANSFORMER}PATH), whose outputs they name",
            "Leave the labels out.",
        )
    if not isinstance(scorer, str):
        if hasattr(scorer, "columns") and callable(getattr(scorer, "rows", None)):
            return scorer
        raise InputError(
            f"a scorer of type {type(scorer).__name__}",
            "a name, or an object with 'columns' and 'rows(texts)'",
            "See wacana.score.base.Scorer.",
        )
    strange = {*MODELS} & {*names} if len(names) > 1 and not _ships(codebook) else set()
    parts = [
        _named(name, None if name in strange else codebook, tuple(labels) if labels else None, download)
        for name in names
    ]
    if len(parts) == 1:
        return parts[0]
    from wacana.score.combined import CombinedScorer

    joined = CombinedScorer(
        parts, sentiment_of=[part for name, part in zip(names, parts, strict=True) if name in strange]
    )
    return joined if len(joined.parts) > 1 else joined.parts[0]


def _split(names: str) -> list[str]:
    """Split at each ``+``, but for those in the name of a folder."""
    parts = names.split("+")
    if all(part in SCORERS for part in parts):  # a folder "linear+dictionary" may lie about
        return parts
    joined = (n for n in range(len(parts), 1, -1) if Path("+".join(parts[:n]).removeprefix(TRANSFORMER)).is_dir())
    n = next(joined, 1)
    return ["+".join(parts[:n]), *(_split("+".join(parts[n:])) if parts[n:] else [])]


def _named(name: str, codebook: Book, labels: tuple[str, ...] | None, download: bool) -> Scorer:
    if name.startswith(TRANSFORMER) and name != TRANSFORMER:
        folder = name.removeprefix(TRANSFORMER)
        return _transformer(folder, _book(codebook), labels, download, _written(folder))
    if name in SCORERS:
        return SCORERS[name](codebook)
    if name and Path(name).is_dir():
        return _folder(name)
    known = ", ".join(sorted(SCORERS))
    raise InputError(f"scorer '{name}'", f"{known}, a model folder, or {TRANSFORMER}PATH", "Check the spelling.")


def provenance(scorer: Scorer, codebook: Codebook) -> dict[str, Any]:
    """Give what a scored table says about its scores, as JSON-able values; the codebook where it names the themes.

    A codebook other than the one that ships is named only where the scorer read it, as its attribute ``codebook`` says.
    """
    themes, read = themes_of(scorer.columns), getattr(scorer, "codebook", None)
    told: dict[str, Any] = {"scorer": name_of(scorer), "themes": list(themes)}
    if len(parts := gives_of(scorer)) > 1:
        told["parts"] = {name_of(part): [*class_columns(own), *themes_of(own)] for part, own in parts}
    if least := thresholds_of(scorer):
        told["thresholds"] = least
    book = codebook if read is None else _book(read)
    if not themes or not {*themes} <= {*book.slugs}:
        return told
    if read is None and not _ships(book):
        told["notes"] = [f"the codebook '{book.name}' was not read: '{told['scorer']}' says what it has learnt"]
        return told
    told["codebook"] = {"name": book.name, "version": book.version, "sha256": book.sha256}
    told["targets"] = [target.slug for target in book.targets]
    by_patterns = {theme for part, own in parts if name_of(part) == "dictionary" for theme in themes_of(own)}
    if by_patterns and not _ships(book):
        feeling = [f"sentiment by '{name_of(part)}'" for part, own in parts if "sentiment" in own]
        patterns = f"themes by the patterns of '{book.name}', which the model that ships has not learnt"
        told["notes"] = ["; ".join([*feeling, patterns])]
    return told


def _notes(scorer: Scorer, texts: Any) -> dict[str, Any]:
    """What a scorer says about how these texts were scored, such as how many it cut."""
    told = getattr(scorer, "notes", None)
    return dict(told([str(text) for text in texts.dropna()])) if callable(told) else {}


def _book(codebook: Book) -> Codebook:
    from wacana.codebook import load

    return load(codebook) if codebook is None or isinstance(codebook, str | Path) else codebook


def _ships(codebook: Book) -> bool:
    """Tell whether a codebook is the one that ships."""
    return codebook is None or _book(codebook).sha256 == _book(None).sha256


def _dictionary(codebook: Book) -> Scorer:
    return _cached_dictionary(_book(codebook))


@lru_cache(maxsize=8)
def _cached_dictionary(codebook: Codebook) -> Scorer:
    from wacana.score.dictionary import DictionaryScorer

    return DictionaryScorer(codebook)


def _linear(codebook: Book) -> Scorer:
    from wacana.score.linear.scorer import default

    return _fitting("linear", default(), codebook)


def _encoder(codebook: Book) -> Scorer:
    from wacana.score.encoder.scorer import default

    return _fitting("encoder", default(), codebook)


def _fitting(name: str, scorer: LinearScorer, codebook: Book) -> Scorer:
    if codebook is None:  # reading the codebook takes longer than loading the model
        return scorer
    book = _book(codebook)
    if set(themes_of(scorer.columns)) != set(book.slugs):
        raise InputError(
            f"scorer '{name}' for the codebook '{book.name}'",
            f"the themes that it was trained on: {', '.join(themes_of(scorer.columns))}",
            f"Use --scorer {name}+dictionary (its sentiment, themes by pattern), or wacana train a model of your own.",
        )
    if missing := [slug for slug in scorer.model.targets if slug not in {target.slug for target in book.targets}]:
        raise InputError(
            f"scorer '{name}' for the codebook '{book.name}', which has no target {', '.join(missing)}",
            f"the targets that it was trained on: {', '.join(scorer.model.targets)}",
            f"Use --scorer {name}+dictionary (its sentiment, themes by pattern), or give the codebook these targets.",
        )
    return scorer


def _folder(name: str) -> Scorer:
    if (Path(name) / "arrays.safetensors").exists():
        from wacana.score.encoder.scorer import load_scorer as load_encoder

        return load_encoder(name)
    from wacana.score.linear.scorer import load_scorer

    return load_scorer(name)


def _written(folder: str) -> tuple[tuple[str, int, int], ...]:
    """Tell the files of a folder apart from those of a later training; nothing for a name of the hub."""
    if not Path(folder).is_dir():
        return ()
    found = ((file.name, file.stat()) for file in sorted(Path(folder).iterdir()))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


@lru_cache(maxsize=2)
def _transformer(
    name: str,
    codebook: Codebook,
    labels: tuple[str, ...] | None,
    download: bool,
    written: tuple[tuple[str, int, int], ...],  # a model that was trained again is another
) -> Scorer:
    from wacana.score.transformer import load

    return load(name, labels=labels, download=download, codebook=codebook)


MODELS = ("encoder", "linear")  # that ship, for the themes of the codebook that ships
SCORERS: dict[str, Callable[[Book], Scorer]] = {
    "dictionary": _dictionary,
    "encoder": _encoder,
    "linear": _linear,
}
