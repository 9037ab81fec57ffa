"""Comparing a scorer with labels: measures by hand, intervals, slices, refusals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from label_files import KINDS, written

from wacana.errors import InputError
from wacana.evaluate import compare, evaluate, read_gold
from wacana.evaluate.measures import average_precision, draws, error_of_calibration, interval, macro_f1
from wacana.resources import load_yaml
from wacana.score import resolve
from wacana.stage import Rows

CASES: Any = load_yaml(
    (Path(__file__).parent / "cases" / "evaluate" / "labels.yaml").read_text(encoding="utf-8"), "labels"
)


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


def test_five_comments_that_agree_are_no_certainty() -> None:
    rows = pd.DataFrame({"text": ["bagus", "buruk", "biasa", "bagus ya", "buruk ya"],
                         "sentiment": ["positif", "negatif", "netral", "positif", "negatif"]})  # fmt: skip
    made = evaluate(rows, Words(), replicates=200)
    found = made.scores.set_index(["label", "measure"])
    assert found.loc[("", "macro-F1"), "value"] == found.loc[("", "accuracy"), "value"] == 1
    assert tuple(found.loc[("", "accuracy"), ["low", "high"]]) == pytest.approx((0.5655, 1), abs=1e-4)  # Wilson, 5 of 5
    assert np.isnan(found.loc[("", "macro-F1"), ["low", "high"]].astype(float)).all()
    assert "1.000 | 1.000 | 1.000" not in made.markdown()
    assert [note for note in made.notes if "Fewer than 100" in note and "sentiment 5)" in note]
    many = evaluate(pd.concat([rows, rows.assign(text=rows["text"] + " buruk")] * 10), Words(), replicates=50)
    assert not [note for note in many.notes if "Fewer" in note]
    low, high = many.scores.set_index(["label", "measure"]).loc[("", "macro-F1"), ["low", "high"]]
    assert low < many.value("sentiment", "macro-F1") < high


def test_a_class_that_nobody_labelled_is_named() -> None:
    table = pd.DataFrame({"text": ["bagus", "buruk", "biasa", "biasa saja"], "sentiment": ["positif", "negatif"] * 2})
    (note,) = (note for note in evaluate(table, Words(), replicates=10).notes if "No comment" in note)
    assert note.startswith("No comment is labelled 'neutral' (sentiment); the scorer says it 2 times")
    assert not [note for note in evaluate(table.head(2), Words(), replicates=10).notes if "No comment" in note]
    all_three = table.assign(sentiment=["positif", "negatif", "netral", "netral"])
    assert not [note for note in evaluate(all_three, Words(), replicates=10).notes if "No comment" in note]


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


@pytest.mark.parametrize("kind", [*KINDS, "table"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_labels_as_people_write_them(case: dict[str, Any], kind: str, tmp_path: Path) -> None:
    table = pd.DataFrame(case["columns"])
    labels = table if kind == "table" else written(table, kind, tmp_path)
    if wanted := case.get("error"):
        with pytest.raises(InputError) as caught:
            read_gold(labels)
        assert all(part in str(caught.value) for part in wanted)
        return
    gold = read_gold(labels)
    assert list(gold.texts) == list(table.iloc[:, 0])
    assert [label or "" for label in gold.sentiment] == case["sentiment"]
    answers = {name: ["no" if cell is None else "yes" for cell in cells] for name, cells in gold.themes.items()}
    assert answers == case["themes"]
    told = {reason.removeprefix("sentiment ").split(" (")[0]: str(n) for reason, n in gold.left_out.items() if n}
    assert {reason: n for reason, n in told.items() if "sentiment" in case["columns"]} == case["left_out"]


def test_letters_that_only_excel_writes_are_read(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"text": ["petugas ramah – “sabar” sekali", "antre; lama"], "sentiment": ["Positif", "Negatif"]}
    )
    gold = read_gold(written(table, "Excel's csv", tmp_path))
    assert list(gold.texts) == list(table["text"]) and gold.sentiment == ("positive", "negative")


def test_the_column_of_the_comments_can_be_named(tmp_path: Path) -> None:
    table = pd.DataFrame({"isi": ["petugas ramah sekali"], "judul": ["antrean di puskesmas"], "sentiment": ["positif"]})
    file = written(table, "csv", tmp_path)
    assert read_gold(file, text_column="judul").texts == ("antrean di puskesmas",)
    assert read_gold(table.assign(text="x"), text_column="judul").texts == ("antrean di puskesmas",)
    for labels in (file, table):
        with pytest.raises(InputError, match="one of: isi, judul"):
            read_gold(labels, text_column="teks")
    found = read_gold(file)
    assert found.texts == ("petugas ramah sekali",) and "'isi'" in found.notes[0]


def test_a_theme_that_is_scored_needs_yes_and_no_and_other_columns_do_not() -> None:
    rows = [{"text": "yakin sekali", "sentiment": "netral", "trust": "ragu", "catatan": "ragu"}]
    with pytest.raises(InputError, match=r"column 'trust' with 'ragu' \(1\)"):
        evaluate(pd.DataFrame(rows), Words())
    rows[0] |= {"trust": "Ya"}
    assert evaluate(pd.DataFrame(rows), Words(), replicates=10).value("trust", "F1") == 1


def test_scores_are_no_labels() -> None:
    from wacana import score

    scored = score(pd.DataFrame({"text": ["petugas ramah sekali", "antre lama"]}), scorer="dictionary")
    with pytest.raises(InputError, match="is no label"):
        read_gold(scored)
    gold = read_gold(scored.assign(x_sentiment=["negatif", "netral"], x_trust=["ya", "tidak"]))
    assert gold.sentiment == ("negative", "neutral") and gold.themes == {"trust": ((), None)}


def test_corrected_scores_are_no_labels_either_beside_columns_of_the_file(tmp_path: Path) -> None:
    from wacana import score

    texts = pd.DataFrame({"text": ["petugas ramah sekali", "antre lama"], "x_No": [1, 2]})
    table = score(texts, scorer="dictionary").assign(sentiment="negative")
    for labels in (table, written(table, "xlsx", tmp_path)):
        with pytest.raises(InputError, match=r"^scores of wacana, .*columns No; .*is no label, corrected or not"):
            evaluate(labels, Words())
    own = table.assign(x_sentiment="negatif")
    for labels in (own, written(own, "xlsx", tmp_path)):
        assert evaluate(labels, Words(), replicates=10).value("sentiment", "accuracy") == 0


SHEET = pd.DataFrame({"text": [f"yakin sama dokter {i}" for i in range(6)], "nomor": range(6)})


def test_comments_that_nobody_labelled_yet_are_left_out_and_counted() -> None:
    table = SHEET.assign(sentiment=["netral", "", "campuran", None, "", None], trust=["ya", "tidak", "", "", "ya", " "])
    made = evaluate(table, Words(), replicates=10)
    assert {*made.scores.loc[made.scores["task"] == "trust", "n"]} == {4}
    assert made.value("trust", "precision") == 0.5
    assert "2 comments left out: no label at all" in made.notes
    assert "2 comments left out: sentiment not labelled (left out of sentiment only)" in made.notes
    both = compare(table, Words(), Words("bukan"), replicates=10).set_index(["task", "measure"])
    assert both.loc[("trust", "precision"), "first"] == 0.5


def test_labels_that_never_say_no_say_it_with_an_empty_cell() -> None:
    table = SHEET.assign(trust=["ya", "", "ya", "", "", ""])
    made = evaluate(table, Words(), replicates=10)
    assert made.value("trust", "precision") == pytest.approx(1 / 3)
    assert any(note.startswith("4 comments without any label count as without the themes") for note in made.notes)
    told = evaluate(table.replace("", "tidak"), Words(), replicates=10).notes
    assert not any("without any label" in note for note in told)


def test_columns_that_are_empty_or_of_another_name_are_named() -> None:
    table = SHEET.assign(sentiment="netral", trust="").rename(columns={"nomor": "Sentimen (isi)"})
    assert [note[:45] for note in not_compared(table)] == [
        "Not compared: column 'Sentimen (isi)' (words ", "Not compared: column 'trust' (empty; where pe"
    ]  # fmt: skip
    assert len(not_compared(table.assign(trust="tidak"))) == 1
    assert evaluate(table.assign(trust="tidak"), Words(), replicates=10).value("trust", "precision") == 0


def not_compared(table: pd.DataFrame) -> list[str]:
    return [note for note in evaluate(table, Words(), replicates=10).notes if note.startswith("Not compared")]


def test_the_rows_of_cells_that_are_not_understood_are_those_of_the_file() -> None:
    table = SHEET.assign(sentiment="netral", spam=["ya", *[""] * 5])
    table.loc[[2, 4], "sentiment"] = "negtif"
    with pytest.raises(InputError, match=r"'negtif' \(2\) in rows 3, 5 \(header not counted\);"):
        read_gold(table)


def test_the_support_of_a_theme_and_of_a_class_stands_beside_n() -> None:
    table = SHEET.assign(sentiment=["netral", "positif", "campuran"] * 2, trust=["ya", *["tidak"] * 5])
    made = evaluate(table, Words(), replicates=10)
    found = made.scores.set_index(["task", "label", "measure"])[["n", "support"]]
    assert tuple(found.loc[("trust", "", "recall")]) == (6, 1)
    assert tuple(found.loc[("sentiment", "neutral", "F1")]) == (4, 2)
    assert tuple(found.loc[("sentiment", "", "macro-F1")]) == (4, 4)
    assert "support: those" in made.markdown()


def test_comments_without_labels_are_told_by_their_columns(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["antrean lama sekali"], "tanggal_kode": ["pagi"], "label_asli": [""]})
    told = r"columns tanggal_kode, label_asli \(empty\); expected .*words: sentiment, trust"
    for labels in (table, written(table, "csv", tmp_path)):
        with pytest.raises(InputError, match=told):
            evaluate(labels, Words())


def test_labels_of_nothing_that_is_scored_are_refused() -> None:
    table = pd.DataFrame({"text": ["antrean lama sekali"], "layanan": ["ya"]})
    for refuse in (lambda: evaluate(table, Words()), lambda: compare(table, Words(), Words())):
        with pytest.raises(InputError, match=r"columns layanan; expected .*words: sentiment, trust"):
            refuse()
    assert evaluate(table.assign(trust="ya"), Words(), replicates=10).value("trust", "F1") == 0


@pytest.mark.parametrize("rows", [[], [{"isi": "a"}], [{"text": "a"}]])
def test_labels_that_cannot_be_compared_with(rows: list[dict[str, str]]) -> None:
    with pytest.raises(InputError):
        read_gold(pd.DataFrame(rows))


def test_a_table_that_was_read_keeps_its_labels(file: Path) -> None:
    from wacana import read

    direct, read_before = read_gold(file), read_gold(read(file))
    assert (direct.sentiment, direct.themes) == (read_before.sentiment, read_before.themes)
    assert direct.themes["trust"][4] == ("dokter",) and direct.left_out["spam"] == 5


def test_themes_may_have_indonesian_names_and_what_is_not_compared_is_told() -> None:
    table = pd.DataFrame(
        {"teks": ["yakin sama dokter", "buruk"], "Kepercayaan": ["ya", "tidak"], "marah": ["tidak", "ya"], "id": [7, 8]}
    )
    made = evaluate(table, Words(), replicates=10)
    assert {"trust"} == {*made.scores["task"]}
    assert not_compared(table) == [
        "Not compared: column 'marah' (words scores sentiment, trust, and nothing of that name)."
    ]  # no "id"


def test_texts_that_were_learnt_from_are_refused() -> None:
    class Learnt(Words):
        class model:
            from wacana.score.linear.model import text_hashes

            arrays: ClassVar = {"texts": text_hashes(["Kami SANGAT yakin, sama dokter @budi!", "bagus sekali"])}

    with pytest.raises(InputError, match=r"1 of 7 comments .* in row 5 \(header"):
        evaluate(pd.DataFrame(GOLD), Learnt())
    made = evaluate(pd.DataFrame(GOLD), Learnt(), allow_seen=True, replicates=10)
    assert "too good" in made.notes[-1] and "too good" in made.markdown()


def test_what_was_learnt_from_matters_only_where_its_scores_are_compared() -> None:
    from wacana.score.combined import CombinedScorer

    class Learnt(Words):
        class model:
            from wacana.score.linear.model import text_hashes

            arrays: ClassVar = {"texts": text_hashes(["kami sangat yakin sama dokter"])}

    themes = pd.DataFrame({"text": ["kami sangat yakin sama dokter", "buruk"], "trust": ["ya", "tidak"]})
    joined = CombinedScorer([Learnt(), Words()], sentiment_of=[learnt := Learnt()])
    with pytest.raises(InputError, match="learnt from"):
        evaluate(themes, joined, replicates=10)
    joined = CombinedScorer([learnt, Words()], sentiment_of=[learnt])
    assert evaluate(themes, joined, replicates=10).value("trust", "recall") >= 0
    with pytest.raises(InputError, match="learnt from"):
        evaluate(themes.assign(sentiment=["positif", "negatif"]), joined, replicates=10)


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


def test_a_class_without_labels_counts_only_where_it_is_said() -> None:
    table = pd.DataFrame(
        [("bagus sekali", "positive"), ("buruk sekali", "negative")] * 30, columns=["text", "sentiment"]
    )
    made = evaluate(table, Words(), replicates=100)
    whole = made.scores.set_index(["label", "measure"])
    assert made.value("sentiment", "macro-F1") == 1 and np.isnan(whole.loc[("", "macro-F1"), "low"])
    assert whole.loc[("", "accuracy"), "low"] == pytest.approx(0.94, abs=1e-3)
    assert whole.loc["neutral", ["value", "low", "high"]].isna().all(axis=None)
    assert (made.slices.loc[made.slices["measure"] == "macro-F1", "value"] == 1).all()
    assert "| sentiment | neutral | F1 | – | – | – | 60 | 0 |" in made.markdown()
    table.loc[0, "text"] = "biasa saja"  # said neutral once: the class is there, and missed
    made = evaluate(table, Words(), replicates=100)
    assert made.value("sentiment", "F1", "neutral") == 0
    assert made.value("sentiment", "macro-F1") == pytest.approx((58 / 59 + 1 + 0) / 3)
    assert np.isnan(made.value("sentiment", "recall", "neutral"))  # no neutral comment could be found


def test_a_theme_that_nobody_labelled_or_said_has_no_f1() -> None:
    rows = [{"text": f"bagus sekali {i}", "sentiment": "positive", "trust": "tidak"} for i in range(30)]
    made = evaluate(pd.DataFrame(rows), Words(), replicates=100)
    assert np.isnan(made.value("trust", "F1")) and made.value("trust", "ECE") == pytest.approx(0.1)
    rows[0]["trust"] = "ya"  # one was missed: F1 is 0, of one case there is no interval
    made = evaluate(pd.DataFrame(rows), Words(), replicates=100).scores.set_index(["task", "measure"])
    assert made.loc[("trust", "F1"), "value"] == 0 and np.isnan(made.loc[("trust", "F1"), "low"])


def test_interval_is_of_the_draws_that_are_defined() -> None:
    draws_ = np.r_[0.5, np.linspace(0, 1, 98), np.nan, np.nan]
    assert interval(draws_) == pytest.approx((0.5, 0.025, 0.975))
    draws_[1:8] = np.nan  # more are undefined than the interval leaves out
    assert np.isnan(interval(draws_)[1:]).all()


def test_measures_agree_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    truth, said = rng.choice(["a", "b", "c"], 200).astype(object), rng.choice(["a", "b", "c"], 200).astype(object)
    ours = macro_f1(truth, said, ("a", "b", "c"), draws(200, 0, 0))[0]
    assert ours == pytest.approx(metrics.f1_score(list(truth), list(said), average="macro"))
    kept = truth != "c"  # a class that is only said
    ours = macro_f1(truth[kept], said[kept], ("a", "b", "c"), draws(int(kept.sum()), 0, 0))[0]
    assert ours == pytest.approx(metrics.f1_score(list(truth[kept]), list(said[kept]), average="macro"))
    kept &= said != "c"  # and one that is nowhere
    ours = macro_f1(truth[kept], said[kept], ("a", "b", "c"), draws(int(kept.sum()), 0, 0))[0]
    assert ours == pytest.approx(metrics.f1_score(list(truth[kept]), list(said[kept]), average="macro"))
    flags, score = rng.random(200) < 0.3, rng.integers(0, 20, 200) / 20
    assert average_precision(flags, score, draws(200, 0, 0))[0] == pytest.approx(
        metrics.average_precision_score(flags, score)
    )


def test_a_label_that_the_scorer_does_not_know_counts_as_missed() -> None:
    truth, said = np.array(list("abzz"), object), np.array(list("abab"), object)
    weights = draws(4, 0, 0)
    assert macro_f1(truth, said, ("a", "b", "z"), weights)[0] == pytest.approx(0.4444, abs=1e-4)


def test_scores_of_themes_or_of_a_task_of_ones_own_are_no_labels() -> None:
    themes = {"trust": [True, False], "p_trust": [0.9, 0.1], "trust_targets": [["us"], []]}
    own = {"nada": ["kasar", "sopan"], "p_nada_kasar": [0.8, 0.3], "p_nada_sopan": [0.2, 0.7]}
    table = pd.DataFrame({"text": ["contoh satu", "contoh dua"], "baik": ["ya", "tidak"], **themes, **own})
    found = read_gold(table)
    assert found.tasks == ["baik"]
    assert "no labels" in found.notes[0]


def test_an_empty_cell_of_a_theme_counts_as_a_comment_without_it() -> None:
    table = pd.DataFrame({"text": ["bohong semua", "cuaca cerah", "janji palsu"], "skepticism": ["ya", None, "ya"]})
    found = evaluate(read_gold(table), resolve("dictionary")).scores
    assert set(found.loc[found["task"] == "skepticism", "n"]) == {3}


def test_classes_that_read_as_yes_and_no_are_compared_as_classes() -> None:
    class Classes(Words):
        columns: ClassVar = {"nada": "str", "p_nada_ada": "float64", "p_nada_tidak ada": "float64"}

        def rows(self, texts: Sequence[str]) -> Rows:
            p = [0.9 if "bagus" in text else 0.1 for text in texts]
            nada = ["ada" if each > 0.5 else "tidak ada" for each in p]
            return {"nada": nada, "p_nada_ada": p, "p_nada_tidak ada": [1 - each for each in p]}

    table = pd.DataFrame({"text": ["bagus", "buruk", "bagus sekali"], "nada": ["ada", "tidak ada", "tidak ada"]})
    assert evaluate(table, Classes(), replicates=10).value("nada", "accuracy") == pytest.approx(2 / 3)


def test_targets_are_compared_of_themes_whose_labels_list_them() -> None:
    class Two(Words):
        columns: ClassVar = {**Words.columns, "skepticism": "boolean", "p_skepticism": "float64"}

        def rows(self, texts: Sequence[str]) -> Rows:
            rows = dict(super().rows(texts))
            return {**rows, **{name.replace("trust", "skepticism"): rows[name] for name in rows if "trust" in name}}

    table = pd.DataFrame({"text": ["yakin dokter", "buruk"], "trust": [["dokter"], []], "skepticism": [1, 0]})
    scores = evaluate(table, Two(), replicates=10).scores
    assert {*scores.loc[scores["label"].str.startswith("targets"), "task"]} == {"trust"}
    assert {*scores.loc[scores["measure"] == "F1", "task"]} == {"trust", "skepticism"}


def test_a_cell_beside_lists_that_says_nothing_is_named() -> None:
    table = pd.DataFrame({"text": ["yakin dokter", "buruk", "biasa"], "trust": [["dokter"], [], "maybe"]})
    with pytest.raises(InputError, match=r"column 'trust' with 'maybe' \(1\) in row 3 "):
        evaluate(table, Words())
    table.loc[2, "trust"] = "ya"
    assert evaluate(table, Words(), replicates=10).value("trust", "recall") == 0.5
    with pytest.raises(InputError, match="labels in the columns layanan;"):  # a column of lists is not empty
        evaluate(table.rename(columns={"trust": "layanan"}), Words())


@pytest.mark.parametrize(
    "given, missing",
    [
        (["sentiment"], {"ECE", "average precision"}),
        (["sentiment", "p_positive"], {"ECE"}),
        (["trust", "p_trust"], {"macro-F1"}),
        (["trust", "trust_targets"], {"ECE", "average precision"}),
        (["sentiment", "p_positive", "p_neutral", "p_negative", "trust", "p_trust", "trust_targets"], set()),
    ],
)
def test_a_scorer_may_give_some_of_the_columns(given: list[str], missing: set[str]) -> None:
    class Some(Words):
        columns: ClassVar = {name: kind for name, kind in Words.columns.items() if name in given}

        def rows(self, texts: Sequence[str]) -> Rows:
            rows = super().rows(texts)
            return {name: rows[name] for name in given}

    made = evaluate(pd.DataFrame(GOLD * 4), Some(), replicates=10)
    assert {"F1"} <= {*made.scores["measure"]} <= {*made.scores["measure"]} - missing
    assert ("targets" in set(made.scores["label"])) == ("trust_targets" in given)
    assert bool(len(made.reliability)) == ("ECE" in set(made.scores["measure"])) and made.plot() and made.markdown()


@pytest.mark.parametrize("off, held", [(0, (0.5, 1)), (0.15, (0, 0))])
def test_the_interval_of_calibration_holds_0_where_it_is_calibrated(off: float, held: tuple[float, float]) -> None:
    rng, weights, holds = np.random.default_rng(0), draws(440, 200, 0), []
    for _ in range(40):
        p = rng.uniform(0.2, 1, 440)
        value, low, high = interval(error_of_calibration(p, rng.random(440) < p - off, weights))
        assert 0 <= low <= high and value > 0 and low <= value
        holds.append(low == 0)
    assert held[0] <= np.mean(holds) <= held[1]


def test_bars_in_names_stay_in_their_cells() -> None:
    rows = [{"text": f"bagus sekali {i}", "sentiment": "positive", "source": "yt | a"} for i in range(30)]
    lines = evaluate(pd.DataFrame(rows), Words(), replicates=10).markdown().splitlines()
    named = next(line for line in lines if "yt" in line)
    assert named.startswith("| source | yt \\| a | sentiment |")
