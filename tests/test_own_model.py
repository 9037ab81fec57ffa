"""A model of one's own, of any task and labels, is usable at once; its name and its training texts are minded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import wacana
from wacana import schema
from wacana.analysis import shares
from wacana.cli import app
from wacana.errors import InputError
from wacana.evaluate import evaluate
from wacana.pipeline import Config, run
from wacana.score import resolve
from wacana.score.linear.learn import train
from wacana.score.linear.model import text_hash
from wacana.score.linear.scorer import default

pytest.importorskip("scipy")
WORDS = {
    "positif": ["mantap", "bagus", "hebat", "keren"],
    "negatif": ["payah", "kecewa", "rusak", "lambat"],
    "netral": ["kapan", "jadwal", "lokasi", "loket"],
}
FILLER = ["dan", "di", "ke", "itu", "ini", "saja", "lagi"]


def labelled(rows: int, seed: int = 3) -> pd.DataFrame:
    rng, made = np.random.default_rng(seed), []
    for i in range(rows):
        label = list(WORDS)[i % 3]
        made.append((" ".join([*rng.choice(WORDS[label], 3), *rng.choice(FILLER, 3), f"{seed}{i}"]), label))
    return pd.DataFrame(made, columns=["text", "nada"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(train(labelled(210), "nada", tmp_path_factory.mktemp("model") / "v+nada").folder)


@pytest.fixture(scope="module")
def comments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "komentar.csv"
    labelled(60, seed=4).to_csv(file, index=False)
    return file


@pytest.mark.parametrize("scorer", ["{}", "linear+{}", "{}+linear", "linear+{}+dictionary"])
def test_its_labels_are_scored_and_counted(folder: str, comments: Path, scorer: str) -> None:
    scored = wacana.score(wacana.read(comments), scorer=scorer.format(folder))
    found = shares(scored).set_index(["kind", "name"])["n"]
    assert found["nada"].to_dict() == {"negatif": 20, "netral": 20, "positif": 20}
    assert list(scored["nada"]) == list(scored["x_nada"])  # the given labels stay beside the scored ones
    assert ("sentiment" in scored) == ("sentiment" in found.index.levels[0]) == (scorer != "{}")
    assert schema.validate(scored, "scored") is scored
    assert {"nada", "nada_skor"} & {*schema.labels_of([*scored.columns, "nada_skor"])} == {"nada"}


def test_an_unknown_part_is_named(folder: str) -> None:
    with pytest.raises(InputError, match="scorer 'tiada'"):
        resolve(f"linear+tiada+{folder}")


def test_its_words_are_explained(folder: str) -> None:
    told = str(wacana.explain("payah, lambat sekali", scorer=folder))
    assert "nada: negatif (negatif 1.00, netral " in told and "payah  [0:5]" in told


def test_the_commands_that_train_names_work(folder: str, comments: Path, tmp_path: Path) -> None:
    scored, page = tmp_path / "scored.csv", tmp_path / "laporan.html"
    said = CliRunner().invoke(app, ["score", str(comments), "--scorer", folder, "-o", str(scored)])
    assert said.exit_code == 0 and "nada negatif 20" in " ".join(said.output.split())
    said = CliRunner().invoke(app, ["report", str(scored), "-o", str(page), "--lang", "en"])
    assert said.exit_code == 0, said.output
    told = page.read_text(encoding="utf-8")
    assert "Nada: negatif 33.3% (" in told and "Sentiment was not scored. Themes were not scored." in told


def test_a_run_reports_it_beside_the_model_that_ships(folder: str, comments: Path, tmp_path: Path) -> None:
    told = run(comments, tmp_path, config=Config(scorer=f"linear+{folder}", lang="en")).html.read_text(encoding="utf-8")
    assert "Nada: negatif 33.3% (" in told and "was not scored" not in told and "were not scored" not in told


def test_it_is_measured_by_a_column_of_its_name(folder: str, comments: Path) -> None:
    gold = pd.read_csv(comments)
    gold.loc[0, "nada"] = "campur"  # a label that it has not learnt is one that it misses
    gold.loc[1, "nada"] = None
    made = evaluate(gold, resolve(folder), replicates=10)
    assert made.value("nada", "accuracy") == pytest.approx(58 / 59)
    assert made.value("nada", "recall", "negatif") == 1
    assert {*made.confusion} == {"nada"} and made.confusion["nada"].loc["campur", "positif"] == 1
    assert set(made.scores["n"]) == {59}
    with pytest.raises(InputError, match="labels in the columns lain"):
        evaluate(gold.rename(columns={"nada": "lain"}), resolve(folder))


def test_what_the_model_below_has_learnt_from_counts_as_seen(folder: str, shared: Path, tmp_path: Path) -> None:
    learnt = {*default().model.arrays["texts"].tolist()}
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    seen = [row["text"] for row in rows if text_hash(row["text"]) in learnt][:12]
    gold = pd.concat([labelled(30, seed=5), pd.DataFrame({"text": seen, "nada": "netral"})])
    for scorer in (folder, f"linear+{folder}"):
        with pytest.raises(InputError, match="12 of 42 comments"):
            evaluate(gold, resolve(scorer))
    evaluate(gold.head(30), resolve(folder), replicates=10)
    data, out = tmp_path / "data.csv", tmp_path / "model"
    pd.concat([labelled(210), gold.tail(12)]).to_csv(data, index=False)
    said = CliRunner().invoke(app, ["train", str(data), "--task", "nada", "-o", str(out)])
    assert "has learnt from 12 of these comments" in " ".join(said.output.split())
    assert "learnt from 12 of these comments" in (out / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("task", ["text", "clean", "Emoji", "p_nada", "x_nada", "nada_targets", "positive", "theme"])
def test_names_of_columns_are_refused(task: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column has"):
        train(labelled(210), task, tmp_path / "m", label="nada")
    assert not (tmp_path / "m").exists()


def test_sentiment_has_the_three_classes_of_the_schema(tmp_path: Path) -> None:
    done = train(labelled(210), "sentiment", tmp_path / "m", label="nada")
    assert done.labels == ("negative", "neutral", "positive")
    assert {*done.scorer.columns} == {*schema.dtypes(schema.SENTIMENT)}
    with pytest.raises(InputError, match="another name"):
        train(labelled(300).query("nada != 'netral'").head(200), "sentiment", tmp_path / "m", label="nada")


@pytest.mark.parametrize("kind", ["jsonl", "excel's csv", "tsv", "xlsx"])
def test_label_files_are_read_as_comments_are(tmp_path: Path, kind: str) -> None:
    table = labelled(210).rename(columns={"text": "Komentar", "nada": "Nada bicara"})
    table["Komentar"] += ", é"
    table.loc[len(table)] = ["belum dilabeli", ""]
    file = tmp_path / f"label.{kind.split()[-1]}"
    if kind == "jsonl":
        table.to_json(file, orient="records", lines=True)
    elif kind == "xlsx":
        table.to_excel(file, index=False)
    else:
        told = {"sep": ";", "encoding": "cp1252"} if "excel" in kind else {"sep": "\t"}
        table.to_csv(file, index=False, **told)
    done = train(file, "nada", tmp_path / "m", text="Komentar", label="Nada bicara")
    assert done.scores["n"].iloc[-1] == 210 and done.labels == ("negatif", "netral", "positif")
    assert done.left_out["no text or no label"] == 1
    with pytest.raises(InputError, match="--text and --label"):
        train(file, "nada", tmp_path / "m")


@pytest.mark.parametrize("yes, no", [("ada", "tidak ada"), ("Ya", "tidak"), ("Yes", "no"), ("y", "N"), (1.0, 0.0)])
def test_two_labels_that_say_yes_and_no_make_a_theme(tmp_path: Path, yes: object, no: object) -> None:
    table = labelled(330).replace({"nada": {"positif": yes, "negatif": no, "netral": None}}).convert_dtypes()
    done = train(table, "nada", tmp_path / "m")  # None is pandas' NA here
    assert done.labels == ("no", "yes") and done.left_out["no text or no label"] == 110
    assert done.scorer.columns["nada"] == "boolean"
    fresh = labelled(60, seed=5).replace({"nada": {"positif": yes, "negatif": no, "netral": None}})
    found = evaluate(fresh[fresh["nada"].notna()], resolve(str(tmp_path / "m")), replicates=10)
    assert found.value("nada", "F1") == 1


@pytest.mark.parametrize(
    "labels", [("ya", "belum", None), ("ya", "benar", None), ("ya", "tidak", "1"), ("-", "n", None)]
)
def test_other_labels_are_classes_as_they_are_written(tmp_path: Path, labels: tuple[str, str, str | None]) -> None:
    names = dict(zip(("positif", "negatif", "netral"), labels, strict=True))
    done = train(labelled(330).replace({"nada": names}), "nada", tmp_path / "m")
    assert done.labels == tuple(sorted(label for label in labels if label))
    assert done.scorer.columns["nada"] == "str"


def test_rows_and_notes_of_reading_are_told(tmp_path: Path) -> None:
    file = tmp_path / "label.csv"
    file.write_text(labelled(210).to_csv(index=False) + ",\ntext,nada\n", encoding="utf-8")
    done = train(file, "nada", tmp_path / "m")
    assert sum(done.left_out.values()) == 2


def test_of_two_tasks_each_takes_its_own_scores() -> None:
    names = ["nada", "p_nada_kasar", "p_nada_sopan", "nada_saya", "p_nada_saya_a", "p_nada_saya_b", 0]
    assert schema.labels_of(names) == {"nada": ("kasar", "sopan"), "nada_saya": ("a", "b")}


def test_names_of_scorers_win_over_a_folder_of_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("linear+dictionary").mkdir()
    assert "sentiment" in resolve("linear+dictionary").columns


@pytest.mark.parametrize("yes_no", [False, True])
def test_a_label_whose_comments_all_begin_alike_is_named(tmp_path: Path, yes_no: bool) -> None:
    names = {"positif": "tidak", "negatif": "tidak", "netral": "tidak"} if yes_no else {}
    table, label = labelled(210).replace({"nada": names}), "ya" if yes_no else "doa"
    copies = pd.DataFrame({"text": ["semoga sehat selalu"] * 10, "nada": label})
    with pytest.raises(InputError, match=rf"{'yes' if yes_no else 'doa'} 10 \(1 distinct\)\)"):
        train(pd.concat([table, copies]), "nada", tmp_path / "m")
    copies["text"] = [f"semoga {word} sehat selalu" for word in "abcdefghij"]  # ten that differ will do
    assert train(pd.concat([table, copies]), "nada", tmp_path / "m").scores["n"].iloc[-1] == 220


def test_comments_without_letters_are_not_the_same_comment(tmp_path: Path) -> None:
    signs = pd.DataFrame({"text": ["😂😂😂", "👍", "👍", "🔥"], "nada": ["negatif", "positif", "positif", "positif"]})
    done = train(pd.concat([labelled(210), signs]), "nada", tmp_path / "m")
    assert done.scores["n"].iloc[-1] == 214 and not any(done.left_out.values())
    signs.loc[2, "nada"] = "negatif"  # the same sign, two labels
    done = train(pd.concat([labelled(210), signs]), "nada", tmp_path / "m")
    assert done.left_out["the same comment labelled in two ways"] == 2


@pytest.mark.parametrize("again, dropped", [("YA", 0), ("tidak", 2)])
def test_one_answer_in_two_spellings_is_one_label(tmp_path: Path, again: str, dropped: int) -> None:
    table = labelled(220).replace({"nada": {"positif": "Ya", "negatif": "tidak", "netral": "ya"}})
    table.loc[220] = [table["text"][0], again]
    done = train(table, "nada", tmp_path / "m")
    assert done.labels == ("no", "yes") and done.left_out["the same comment labelled in two ways"] == dropped


def test_a_label_of_which_no_comment_is_left_is_named(tmp_path: Path) -> None:
    table = labelled(210)
    table.loc[210] = [table["text"][0], "doa"]
    with pytest.raises(InputError, match=r"209 labelled comments \(.*doa 0\)"):
        train(table, "nada", tmp_path / "m")


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    table = labelled(240).query("nada != 'netral'")
    more = labelled(120, seed=6).query("nada != 'netral'")
    more = more.assign(text=more["text"].str.upper(), nada="negatif")  # who shouts is angry
    table = pd.concat([table, more])
    fresh = ["payah dan rusak itu", "mantap dan bagus ini", "PAYAH DAN RUSAK ITU"]
    first, last = (train(rows, "nada", tmp_path / "m").scorer.logits(fresh) for rows in (table, table.iloc[::-1]))
    assert first == pytest.approx(last, abs=0.03)
    assert first[2, 0] > first[0, 0]  # and capitals still say something


def test_a_bar_in_a_label_stays_in_its_cell(tmp_path: Path) -> None:
    done = train(labelled(210).replace({"nada": {"netral": "tanya | info"}}), "nada", tmp_path / "m")
    assert "| tanya \\| info | 70 |" in (done.folder / "README.md").read_text(encoding="utf-8")
    assert done.labels == ("negatif", "positif", "tanya | info")
