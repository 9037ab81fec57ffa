"""The words that carry themes: sums over comments that can be checked against the reasons of each."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from wacana.errors import InputError
from wacana.score import resolve
from wacana.score.base import Evidence
from wacana.score.carriers import carriers

TEXTS = [
    "Saya percaya penuh sama bapak menteri",
    "percaya penuh, beliau pasti amanah",
    "Percaya penuh sama petugas di sini",
    "tidak percaya penuh",
    "jam berapa acaranya",
]


@pytest.mark.parametrize("name", ["dictionary", "linear"])
def test_sums_are_those_of_the_reasons(name: str) -> None:
    scorer = resolve(name)
    table = carriers(scorer, TEXTS, least=1)
    for row in table.itertuples():
        reasons = [
            e
            for text in TEXTS
            for e in scorer.evidence(text)
            if e.label == row.theme and e.text.lower() == row.word and (e.task == "sentiment" or _said(scorer, text, e))
        ]
        assert row.contribution == pytest.approx(sum(e.weight for e in reasons)) and row.contribution > 0
    trusting = table[table["theme"] == "trust"]
    assert "percaya" in " ".join(trusting["word"])
    assert trusting["contribution"].is_monotonic_decreasing
    assert not {"sama", "di", ""} & set(table["word"])


def _said(scorer, text, reason) -> bool:
    return reason.task in scorer.columns and bool(scorer.rows([text])[reason.task][0])


def test_words_of_too_few_comments_and_past_the_top_are_left_out() -> None:
    scorer = resolve("linear")
    assert carriers(scorer, TEXTS, least=2)["n"].min() >= 2
    assert carriers(scorer, TEXTS, least=1, top=1).groupby("theme").size().max() == 1
    assert list(carriers(scorer, []).columns) == ["theme", "word", "n", "contribution"]


def test_masks_and_bare_signs_carry_nothing_and_emoji_do() -> None:
    texts = ["@user semoga URL menang ! 🤲"] * 2
    said = ["@user", "URL", "!", "menang !", "🤲"]
    reasons = [Evidence("trust", "trust", 0, 1, text, 1.0, "") for text in said]
    scorer = SimpleNamespace(
        columns={"trust": "boolean", "p_trust": "float64", "trust_targets": "list[str]"},
        rows=lambda texts: {"trust": [True] * len(texts)},
        evidence=lambda text: [reason for reason in reasons if reason.text in text],
    )
    assert set(carriers(scorer, texts)["word"]) == {"🤲", "menang !"}


def test_a_scorer_without_reasons_is_refused() -> None:
    silent = SimpleNamespace(columns={"sentiment": "str"}, rows=lambda texts: {"sentiment": ["neutral"] * len(texts)})
    with pytest.raises(InputError, match="gives reasons"):
        carriers(silent, TEXTS)
