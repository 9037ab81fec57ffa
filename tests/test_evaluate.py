"""Comparing a scorer with labels: measures by hand, intervals, slices, refusals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from wacana.errors import InputError
from wacana.evaluate import compare, evaluate, read_gold
from wacana.evaluate.measures import average_precision, draws, error_of_calibration, macro_f1
from wacana.stage import Rows


class Words:
    """A scorer for tests: 'bagus' is positive, 'buruk' negative, 'yakin' is trust in whoever stands last."""

    name = "words"
    columns: ClassVar = {"sentiment": "str", "trust": "boolean", "p_trust": "float64", "trust_targets": "list[str]"}

    def __init__(self, trusting: str = "yakin") -> None:
        self.trusting = trusting

    def rows(self, texts: Sequence[str]) -> Rows:
        said = ["positive" if "bagus" in t else "negative" if "buruk" in t else "neutral" for t in texts]
        trust = [self.trusting in t for t in texts]
        rows: dict[str, list[object]] = {"sentiment": list(said), "trust": list(trust)}
        for name in ("positive", "neutral", "negative"):
            rows[f"p_{name}"] = [0.8 if s == name else 0.1 for s in said]
        rows["p_trust"] = [0.9 if t else 0.1 for t in trust]
        rows["trust_targets"] = [[t.split()[-1]] if yes else [] for t, yes in zip(texts, trust, strict=True)]
        return rows


GOLD = [
    {"text": "bagus sekali", "sentiment": "positive", "trust": []},
    {"text": "buruk sekali", "sentiment": "negative", "trust": []},
    {"text": "bagus tapi kurang", "sentiment": "mixed", "trust": []},
    {"text": "bagus apanya", "sentiment": "negative", "trust": []},
    {"text": "kami sangat yakin sama dokter", "sentiment": "neutral", "trust": ["dokter"]},
    {"text": "percaya sama dokter", "sentiment": "positive", "trust": ["dokter"]},
    {"text": "yakin nih menteri", "sentiment": "neutral", "trust": []},
    {"text": "beli obat murah", "sentiment": "neutral", "trust": [], "spam": 1},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in GOLD * 5), encoding="utf-8")
    return path


def test_scores_by_hand(file: Path) -> None:
    made = evaluate(file, Words(), origin="model", replicates=200)
    # of six: positive 1 hit of 2 said, 1 of 2 true; negative 1 of 1, 1 of 2; neutral 2 of 3, 2 of 2
    assert made.value("sentiment", "macro-F1") == pytest.approx((1 / 2 + 2 / 3 + 4 / 5) / 3)
    assert made.value("trust", "F1") == pytest.approx(1 / 2)
    assert made.value("trust", "F1", "targets") == pytest.approx(2 / 4)
    assert made.value("trust", "F1", "targets, theme agreed") == pytest.approx(1)
    assert made.confusion["sentiment"].loc["negative", "positive"] == 5
    inside = made.scores.dropna()
    assert ((inside["low"] <= inside["value"] + 1e-12) & (inside["value"] <= inside["high"] + 1e-12)).all()
    assert "5 comments left out: spam" in made.notes
    assert len(made.plot().axes) == 2  # sentiment and trust
    assert set(made.scores.loc[made.scores["task"] == "sentiment", "n"]) == {30}


def test_only_labels_by_people_are_called_scores(file: Path) -> None:
    assert evaluate(file, Words(), origin="human", replicates=10).heading.startswith("Scores")
    assert (
        evaluate(file, Words(), origin="model", replicates=10).heading
        == "Agreement with labels made by a language model"
    )
    assert "not named" in evaluate(file, Words(), replicates=10).heading
    with pytest.raises(InputError, match="one of human"):
        evaluate(file, Words(), origin="orang")


def test_slices_have_enough_comments(file: Path) -> None:
    table = evaluate(file, Words(), replicates=50).slices
    assert (table["n"] > 0).all() and {"length", "emoji", "mockery", "source"} == set(table["kind"])
    assert not ((table["kind"] == "emoji") & (table["slice"] == "yes")).any()  # no comment has one


def test_comparison_is_paired(file: Path) -> None:
    table = compare(file, Words(), Words("percaya"), replicates=200).set_index(["task", "label", "measure"])
    same = table.loc[("sentiment", "", "macro-F1")]
    assert same["difference"] == same["low"] == same["high"] == 0
    better = table.loc[("trust", "", "precision")]
    assert better["difference"] == pytest.approx(0.5) and better["low"] > 0


def test_yes_no_columns_of_a_table() -> None:
    table = pd.DataFrame({"text": ["yakin dok", "tidak"], "trust": ["ya", "tidak"], "catatan": ["x", "y"]})
    gold = read_gold(table)
    assert gold.themes == {"trust": ((), None)} and not gold.targets_given


@pytest.mark.parametrize("rows", [[], [{"isi": "a"}], [{"text": "a"}]])
def test_labels_that_cannot_be_compared_with(rows: list[dict[str, str]]) -> None:
    with pytest.raises(InputError):
        read_gold(pd.DataFrame(rows))


def test_texts_that_were_learnt_from_are_refused() -> None:
    class Learnt(Words):
        class model:
            from wacana.score.linear.model import text_hashes

            arrays: ClassVar = {"texts": text_hashes(["Kami SANGAT yakin, sama dokter @budi!", "bagus sekali"])}

    with pytest.raises(InputError, match="1 of 7 comments"):
        evaluate(pd.DataFrame(GOLD), Learnt())
    made = evaluate(pd.DataFrame(GOLD), Learnt(), allow_seen=True, replicates=10)
    assert "too good" in made.notes[-1] and "too good" in made.markdown()


def test_the_model_that_ships_is_not_judged_on_what_it_learnt(shared: Path) -> None:
    from wacana.score import resolve

    with pytest.raises(InputError, match="learnt from"):
        evaluate(shared / "gold" / "dev.jsonl", resolve("linear"))


def test_average_precision_shares_ties() -> None:
    truth, weights = np.array([True, False, True, False]), draws(4, 0, 0)
    assert average_precision(truth, np.array([0.5, 0.5, 0.5, 0.5]), weights)[0] == 0.5
    assert average_precision(truth, np.array([0.9, 0.1, 0.8, 0.1]), weights)[0] == 1


def test_calibration_of_the_sure_and_wrong() -> None:
    weights = draws(10, 0, 0)
    right = np.array([True] * 5 + [False] * 5)
    assert error_of_calibration(np.full(10, 0.5), right, weights)[0] == pytest.approx(0)
    assert error_of_calibration(np.full(10, 1.0), right, weights)[0] == pytest.approx(0.5)


def test_measures_agree_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    truth, said = rng.choice(["a", "b", "c"], 200).astype(object), rng.choice(["a", "b", "c"], 200).astype(object)
    ours = macro_f1(truth, said, ("a", "b", "c"), draws(200, 0, 0))[0]
    assert ours == pytest.approx(metrics.f1_score(list(truth), list(said), average="macro"))
    flags, score = rng.random(200) < 0.3, rng.integers(0, 20, 200) / 20
    assert average_precision(flags, score, draws(200, 0, 0))[0] == pytest.approx(
        metrics.average_precision_score(flags, score)
    )
