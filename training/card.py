"""The model's card: its words stand in card.md, its numbers come from the run that made the model."""

from __future__ import annotations

from pathlib import Path

import metrics
import numpy as np
from corpus import SENTIMENTS, THEMES
from labelled import JUDGED, Labelled
from targets import Judged

from wacana.clean import cleaner
from wacana.evaluate import measures
from wacana.score.linear.scorer import LinearScorer

TEMPLATE = Path(__file__).with_name("card.md")
DRAWS = 1000


def scores(data: Labelled, logits: dict[str, np.ndarray], thresholds: list[float], named: dict[str, Judged]) -> str:
    """Write the cross-validated scores as a Markdown table, with 95 % bootstrap intervals over comments."""
    lines = ["| task | measure | dev (cross-validated) | silver (cross-validated) |", "| --- | --- | --- | --- |"]
    cells = {name: _cells(data, name, logits[name], thresholds, named[name]) for name in JUDGED}
    lines += [f"| {' | '.join((*key, *(cells[name][key] for name in reversed(JUDGED))))} |" for key in cells["dev"]]
    return "\n".join(lines)


def _cells(
    data: Labelled, name: str, logits: np.ndarray, thresholds: list[float], named: Judged
) -> dict[tuple[str, str], str]:
    classes, themes = data.classes(name), data.themes(name)
    clear = classes >= 0
    weights = measures.draws(len(classes), DRAWS, 0)
    p, said = metrics.softmax(logits[clear, :3]), logits[clear, :3].argmax(axis=1)
    labels = np.array(SENTIMENTS, object)
    made = {
        ("sentiment", "macro-F1"): _value(
            measures.macro_f1(labels[classes[clear]], labels[said], SENTIMENTS, weights[:, clear])
        ),
        ("sentiment", "ECE"): _value(
            measures.error_of_calibration(p.max(axis=1), said == classes[clear], weights[:, clear])
        ),
    }
    for i, theme in enumerate(THEMES):
        p, present = metrics.sigmoid(logits[:, 3 + i]), themes[:, i]
        many = f"{theme} ({data.themes('dev')[:, i].sum()} of dev)"
        made[many, "F1"] = _value(measures.precision_recall_f1(present, p >= thresholds[i], weights)[2])
        made[many, "average precision"] = _value(measures.average_precision(present, p, weights))
        made[many, "ECE"] = _value(measures.error_of_calibration(p, present, weights))
        made[many, "micro-F1 of targets, given the theme"] = f"{named.micro_f1(i):.3f}"
    return made


def _value(draws: np.ndarray) -> str:
    value, low, high = measures.interval(draws)
    return f"{value:.3f} [{low:.3f}–{high:.3f}]"


def text(data: Labelled, scorer: LinearScorer, table: str, template: Path = TEMPLATE, **more: int) -> str:
    """Fill the numbers into the card."""
    sizes = {name: len(texts) for name, texts in data.texts.items()} | more
    clean, counts = cleaner().clean, {name: f"{size:,}" for name, size in sizes.items()}
    for part in ("valid", "test"):
        rows = scorer.rows([clean(text) for text in data.texts[f"smsa_{part}"]])
        truth = np.array(SENTIMENTS, object)[data.classes(f"smsa_{part}")]
        draws = measures.draws(len(truth), DRAWS, 0)
        counts[f"f1_{part}"] = _value(measures.macro_f1(truth, np.array(rows["sentiment"], object), SENTIMENTS, draws))
    return template.read_text(encoding="utf-8").format(**counts, scores=table)
