"""Scores: every kind of input, evidence that adds up, explanations that point into the raw text, and agreement."""

from __future__ import annotations

import csv
import json
import math
import pickle
import re
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wacana import resources, schema
from wacana.clean import clean
from wacana.codebook import Codebook, load, new, parse
from wacana.codebook.reading import strength
from wacana.codebook.units import units
from wacana.errors import InputError, ModelError
from wacana.lexicon import read_own
from wacana.score import explain, resolve, score
from wacana.score.base import Evidence, Explains
from wacana.score.combined import CombinedScorer
from wacana.score.linear.scorer import LinearScorer
from wacana.score.sentiment import SMOOTH, probabilities

CASES = Path(__file__).parent / "cases" / "score"
COMMENT = "Bersatu nya rakyat, tdk perlu percaya pd janji2 amerika 😂 mantap bgt <b>pejuang</b>"


def theme_cases() -> list[dict]:
    return yaml.safe_load((CASES / "themes.yaml").read_text(encoding="utf-8"))


def sentiment_cases() -> list[dict[str, str]]:
    with (CASES / "sentiment.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("case", theme_cases(), ids=lambda case: case["text"][:30])
def test_themes_and_targets(case: dict) -> None:
    found = score(case["text"], scorer="dictionary")
    for theme, targets in case.get("themes", {}).items():
        assert found[theme], explain(case["text"], scorer="dictionary")
        if targets is not None:
            assert found[f"{theme}_targets"] == targets
    for theme in case.get("absent", []):
        assert not found[theme], explain(case["text"], scorer="dictionary")
        assert found[f"{theme}_targets"] == []


@pytest.mark.parametrize("case", sentiment_cases(), ids=lambda case: case["why"])
def test_sentiment(case: dict[str, str]) -> None:
    assert score(case["text"], scorer="dictionary")["sentiment"] == case["sentiment"], explain(
        case["text"], scorer="dictionary"
    )


def test_the_same_score_for_a_text_a_series_and_a_table() -> None:
    texts = pd.Series([COMMENT, None, "semoga menang", ""], index=[7, 7, "x", 9], dtype="str")
    table = score(texts)
    assert list(table.index) == list(texts.index)
    one = score(COMMENT)
    assert {name: table.iloc[0][name] for name in one} == one
    assert table.iloc[1].isna().all()
    added = score(pd.DataFrame({"text": texts, "clean": clean(texts)}))
    assert list(added.columns) == ["text", "clean", *table.columns]
    for name in table:
        assert list(added[name].dropna()) == list(table[name].dropna())


def test_a_table_is_cleaned_first_unless_it_is_clean_already() -> None:
    assert score(pd.DataFrame({"text": ["tdk prcya"]}))["clean"][0] != "tdk prcya"
    assert score(pd.DataFrame({"clean": ["tdk prcya"]}))["clean"][0] == "tdk prcya"


def test_a_scored_table_fits_the_schema_and_says_what_scored_it() -> None:
    frame = pd.DataFrame({"text": [COMMENT, "halo"]})
    frame.attrs["read"] = {"rows": 2}
    scored = score(frame)
    assert schema.themes_of(scored.columns) == load().slugs
    for column in schema.scored_columns(load().slugs):
        assert str(scored[column.name].dtype) == ("object" if column.dtype == "list[str]" else column.dtype)
    said = scored.attrs["score"]
    assert said["scorer"] == "komentar" and "notes" not in said
    assert said["codebook"] == {"name": "kepercayaan", "version": load().version, "sha256": load().sha256}
    assert said["themes"] == list(load().slugs)
    assert scored.attrs["read"] == {"rows": 2}
    assert json.loads(json.dumps(scored.attrs)) == scored.attrs
    assert "score" not in frame.attrs


def test_another_topic_gives_its_own_columns(tmp_path: Path) -> None:
    file = tmp_path / "layanan.yaml"
    file.write_text(new("layanan"), encoding="utf-8")
    found = score("antre di puskesmas lama bgt", codebook=file)
    assert found["complaint"] and found["complaint_targets"] == ["clinic"]
    said = score(pd.DataFrame({"text": ["antre"]}), codebook=file).attrs["score"]
    assert said["parts"] == {"komentar": ["sentiment"], "dictionary": ["complaint"]}
    assert said["notes"] == ["sentiment by 'komentar'; themes by the patterns of 'layanan', which the model that ships "
                             "has not learnt"]  # fmt: skip
    assert "trust" not in found
    assert found == score("antre di puskesmas lama bgt", codebook=parse(new("layanan"), "x"))


class Shouting:
    """A researcher's own scorer: capitals are a theme."""

    columns = {"shout": "boolean", "p_shout": "float64"}  # noqa: RUF012

    def rows(self, texts):
        return {"shout": [text.isupper() for text in texts], "p_shout": [float(text.isupper()) for text in texts]}


def test_any_scorer_plugs_in_and_explains_only_if_it_can() -> None:
    assert score("AWAS", scorer=Shouting()) == {"shout": True, "p_shout": 1.0}
    assert score(pd.DataFrame({"text": ["AWAS"]}), scorer=Shouting()).attrs["score"]["scorer"] == "Shouting"
    assert score(pd.DataFrame({"text": ["AWAS"]}), scorer=Shouting()).attrs["score"].get("codebook") is None
    assert not isinstance(Shouting(), Explains)
    with pytest.raises(InputError, match="gives reasons"):
        explain("AWAS", scorer=Shouting())


def test_the_model_that_ships_is_for_its_themes_and_a_folder_for_its_own(tmp_path: Path) -> None:
    assert resolve("linear").columns == resolve("dictionary").columns
    with pytest.raises(InputError, match="trust, solidarity, skepticism"):
        resolve("linear", parse(new("layanan"), "layanan"))
    with pytest.raises(ModelError, match=r"config\.json"):
        resolve(str(tmp_path))


def own_book(**changes: str) -> Codebook:
    text = resources.path("codebooks/kepercayaan.yaml").read_text(encoding="utf-8")
    text = text.replace("name: kepercayaan", "name: punyaku")
    for before, after in changes.items():
        text = re.sub(rf"\b{before}\b", after, text)
    return parse(text, "punyaku.yaml")


@pytest.mark.parametrize("scorer", ["linear", "encoder"])
def test_a_model_that_ships_names_no_target_that_a_codebook_has_not(scorer: str) -> None:
    with pytest.raises(InputError, match=r"punyaku.*indonesia_gov.*dictionary"):
        resolve(scorer, own_book(indonesia_gov="pemerintah"))
    assert resolve(scorer, own_book()) is resolve(scorer)
    assert resolve("dictionary", own_book(indonesia_gov="pemerintah"))


def test_a_table_names_another_codebook_only_where_it_was_read() -> None:
    def said(scorer: object, book: Codebook | None) -> dict:
        return score(pd.DataFrame({"clean": ["percaya"]}), scorer=scorer, codebook=book).attrs["score"]

    book = own_book()
    told = said("linear", book)
    assert "codebook" not in told and "targets" not in told and "'punyaku' was not read" in told["notes"][0]
    for scorer, named in (("dictionary", book), (resolve("dictionary", book), None)):
        assert said(scorer, named)["codebook"]["sha256"] == book.sha256
        assert said(scorer, named)["notes"][0].startswith("sentiment by 'dictionary'; themes by the patterns of 'punya")
    assert said("linear", None)["codebook"]["name"] == said("linear", load())["codebook"]["name"] == "kepercayaan"
    assert "notes" not in said("linear", load())


@pytest.mark.parametrize("scorer", [None, "linear+dictionary", "encoder+dictionary"])
@pytest.mark.parametrize("book", [parse(new("layanan"), "layanan"), own_book(becus="bajus")], ids=["new", "edited"])
def test_with_a_codebook_of_ones_own_a_model_gives_the_sentiment_and_the_patterns_the_themes(
    scorer: str | None, book: Codebook
) -> None:
    text = "percaya pada negara, mantap, pelayanan lambat"
    made, model, patterns = (
        score(text, scorer=name, codebook=its)
        for name, its in ((scorer, book), ((scorer or "linear").split("+")[0], None), ("dictionary", book))
    )
    ours = {name for name in patterns if name == "sentiment" or name in ("p_positive", "p_neutral", "p_negative")}
    assert made == patterns | {name: model[name] for name in ours} != patterns
    reasons = {(e.task, e.rule) for e in explain(text, scorer=scorer, codebook=book).evidence}
    assert reasons and not any(task in book.slugs and rule in ("word", "pair", "left out") for task, rule in reasons)


def test_in_another_order_the_first_still_gives_all_that_it_has() -> None:
    assert resolve("dictionary+linear", own_book()).name == "dictionary"
    assert resolve("linear+dictionary", load()) is resolve("linear")


class Silent(Shouting):
    """A scorer whose columns come from it alone, but for those that another has first."""

    def __init__(self, **attributes: object) -> None:
        vars(self).update(attributes)


def test_a_part_that_gives_no_column_is_left_out() -> None:
    assert resolve("linear+dictionary") is resolve("linear")
    joined, first = CombinedScorer([resolve("linear"), Silent(), resolve("dictionary")]), CombinedScorer([Silent()])
    assert joined.name == "komentar+Silent" and len(joined.parts) == 2
    assert len(CombinedScorer([Silent(), resolve("dictionary")]).parts) == 2 and first.rows(["A"])["shout"] == [True]


def test_of_joined_scorers_the_least_patient_says_how_many_comments_are_explained() -> None:
    joined = CombinedScorer([Silent(explained=300), resolve("encoder")])
    assert joined.explained == resolve("encoder").explained < 300
    assert CombinedScorer([Silent(explained=3), resolve("encoder")]).explained == 3
    assert not hasattr(CombinedScorer([Silent(), resolve("dictionary")]), "explained")


def test_what_decides_joined_scores_is_which_models_and_codebooks() -> None:
    model = resolve("linear").model
    a, b = LinearScorer(model), LinearScorer(replace(model, sha256="f00d"))
    made = [CombinedScorer([Silent(), part]).identity for part in (a, b, LinearScorer(model))]
    assert made[0] != made[1] and made[0] == made[2]
    assert resolve("dictionary").identity != resolve("dictionary", own_book()).identity


def test_without_words_that_weigh_the_dictionary_says_neutral() -> None:
    found = score("jam berapa mulainya", scorer="dictionary")
    assert found["sentiment"] == "neutral" and found["p_neutral"] > found["p_negative"]
    assert score("jam berapa mulainya, payah", scorer="dictionary")["sentiment"] == "negative"


@pytest.mark.parametrize("wrong", ["kamus", "", object(), 3])
def test_an_unknown_scorer_is_named(wrong: object) -> None:
    with pytest.raises(InputError, match="scorer"):
        resolve(wrong)  # type: ignore[arg-type]


def test_the_scorer_travels_to_another_process() -> None:
    scorer = resolve("dictionary")
    assert pickle.loads(pickle.dumps(scorer)).rows([COMMENT]) == scorer.rows([COMMENT])


def replayed(text: str) -> dict[str, float]:
    """Work the scores of a clean text out again from its evidence alone."""
    sums: dict[str, float] = {}
    for reason in resolve("dictionary").evidence(text):
        assert text[reason.start : reason.end] == reason.text
        sums[reason.task] = sums.get(reason.task, 0.0) + reason.weight
    value = sums.get("sentiment", 0.0) / (len(units(text).forms) + SMOOTH) ** 0.5
    found = {f"p_{name}": p for name, p in probabilities(value).items()}
    return found | {f"p_{theme}": strength(sums.get(theme, 0.0)) for theme in load().slugs}


def assert_replays(text: str) -> None:
    found = score(pd.DataFrame({"clean": [text]}), scorer="dictionary").iloc[0]
    for name, value in replayed(text).items():
        assert found[name] == pytest.approx(value, abs=1e-9), name
    for theme in load().slugs:
        said = {r.label for r in resolve("dictionary").evidence(text) if r.task == f"{theme}_targets"}
        assert not found[theme] or said == set(found[f"{theme}_targets"])


@pytest.mark.parametrize("case", theme_cases(), ids=lambda case: case["text"][:30])
def test_evidence_adds_up_to_the_score(case: dict) -> None:
    assert_replays(clean(case["text"]))


WORDS = [
    "percaya",
    "tidak",
    "tidak hanya",
    "Gaza",
    "israel",
    "semoga",
    "bohong",
    "😂",
    "?",
    ".",
    ",",
    "\n",
    "tapi",
    "banget",
    "dan",
    "Mesir",
]


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
def test_any_text_is_scored_and_its_evidence_adds_up(text: str) -> None:
    assert_replays(text)


def test_alone_and_batched_are_the_same() -> None:
    texts = [clean(case["text"]) for case in theme_cases()]
    scorer = resolve("dictionary")
    batched = scorer.rows(texts)
    for i, text in enumerate(texts):
        assert {name: values[0] for name, values in scorer.rows([text]).items()} == {
            name: values[i] for name, values in batched.items()
        }


def test_an_explanation_points_into_the_raw_text() -> None:
    found = explain(COMMENT, scorer="dictionary")
    assert (found.raw, found.scores) == (COMMENT, score(COMMENT, scorer="dictionary"))
    reason = found.reasons("skepticism")[0]
    assert COMMENT[reason.start : reason.end] == "tdk perlu percaya"
    assert reason.text == "tidak perlu percaya"
    shown = str(found)
    for part in ("tdk perlu percaya", "'pd' → 'pada'", "skepticism: yes", "toward us: amerika +", "sentiment: "):
        assert part in shown
    assert "toward us: amerika +" in str(explain("tdk perlu percaya pd janji2 amerika"))  # of the linear model too


@pytest.mark.parametrize("text", ["tdk perlu percaya janji2 amerika", "jam brp mulainya", "pinjol cair cepat wa"])
def test_the_weights_of_the_linear_model_and_its_start_add_up_to_the_score(text: str) -> None:
    found = explain(text, scorer="linear")
    assert found.themes
    for theme in found.themes:
        total = found.starts[theme, theme] + sum(e.weight for e in found.reasons(theme))
        assert found.scores[f"p_{theme}"] == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-6)
        assert f"  {found.starts[theme, theme]:+.2f}  (start)" in str(found)
    assert str(found).count("(start)") == found._repr_html_().count("(start)") == 4  # sentiment too


def test_where_weights_do_not_add_up_or_begin_at_nothing_no_start_is_shown() -> None:
    assert "(start)" not in str(explain(COMMENT, scorer="encoder"))
    assert "(start)" not in str(explain(COMMENT, scorer="dictionary"))
    own = explain(COMMENT, codebook=own_book())
    assert [key for key in own.starts if key[0] != "sentiment"] == [] and str(own).count("(start)") == 1


def test_an_explanation_in_a_notebook_is_escaped() -> None:
    shown = explain("percaya <script>alert(1)</script> 'x' & y")._repr_html_()
    assert "<script" not in shown and "&lt;script" in shown


def test_a_series_is_explained_as_a_table() -> None:
    texts = pd.Series([COMMENT, None, "halo", "bohong"], index=["a", "b", "c", "a"], dtype="str")
    table = explain(texts, scorer="dictionary")
    assert list(table.columns) == ["index", *Evidence._fields]
    assert set(table["index"]) == {"a"}
    assert "bohong" in set(table["text"])
    with pytest.raises(InputError, match="Series"):
        explain(pd.DataFrame({"text": ["a"]}))


def test_a_lexicon_of_ones_own_is_read_once_for_a_series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("informal\tspelling\nzzq\tbohong\n", encoding="utf-8")
    module, read = sys.modules["wacana.clean"], []
    monkeypatch.setattr(module, "read_own", lambda file: read.append(file) or read_own(file))
    texts = ["zzq mereka", None, "zzq itu", "Zzq!"]
    table = explain(pd.Series(texts, dtype="str"), scorer="dictionary", level="formal", lexicon=own)
    assert set(table.loc[table["text"].str.lower() == "bohong", "index"]) == {0, 2, 3}
    assert read == [own]


@pytest.mark.parametrize("scorer", [None, "linear", "encoder", "dictionary", "linear+dictionary"])
def test_labels_for_a_scorer_that_has_its_own_are_refused(scorer: str | None) -> None:
    with pytest.raises(InputError, match=rf"labels for the scorer '{re.escape(scorer or 'linear')}'.*hf:PATH"):
        resolve(scorer, labels=["a", "b"])
    assert resolve(scorer, labels=[]).columns == resolve(scorer).columns


def test_labels_for_an_object_are_refused() -> None:
    with pytest.raises(InputError, match="labels for the scorer 'dictionary'"):
        resolve(resolve("dictionary"), labels=["a", "b"])


def gold(shared: Path) -> list[dict]:
    return [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("scorer", ["linear", "dictionary"])
def test_the_seed_page_is_scored_as_it_was_read(shared: Path, scorer: str) -> None:
    found = [score(row["text"], scorer=scorer) for row in gold(shared) if row["slice"] == "seed"]
    assert len(found) == 9
    assert found[0]["skepticism"] and "mediators" in found[0]["skepticism_targets"] and found[0]["solidarity"]
    assert all(row["solidarity"] for row in found[1:7])
    assert found[7]["skepticism"]
    assert found[8]["skepticism"] and "us" in found[8]["skepticism_targets"] and not found[8]["trust"]


def test_agreement_with_the_labelled_comments_does_not_fall(shared: Path) -> None:
    rows = [row for row in gold(shared) if not row["spam"]]
    scored = score(pd.Series([row["text"] for row in rows]), scorer="dictionary")
    for theme, floor in {"trust": 0.45, "solidarity": 0.62, "skepticism": 0.57}.items():
        found, truth = scored[theme].to_numpy(dtype=bool), [bool(row[theme]) for row in rows]
        both = sum(f and t for f, t in zip(found, truth, strict=True))
        assert 2 * both / (sum(found) + sum(truth)) >= floor, theme


def test_an_explanation_says_from_which_score_on_a_theme_counts() -> None:
    text = "tdk perlu percaya pd janji2 amerika"
    told = explain(text)
    assert re.search(rf"^trust: no \(0\.\d\d; yes from {told.thresholds['trust']:.2f}\)$", str(told), re.MULTILINE)
    assert "; yes from 0.50)" in str(explain(text, scorer="dictionary"))
    scores = {**told.scores, "p_skepticism": 0.2968, "skepticism": False, "skepticism_targets": []}
    close = replace(told, scores=scores, thresholds={**told.thresholds, "skepticism": 0.2972})
    assert "skepticism: no (0.2968; yes from 0.2972)" in str(close)


@pytest.mark.parametrize("name", ["linear", "dictionary", "encoder"])
def test_a_theme_counts_exactly_from_the_threshold_that_the_table_names(name: str) -> None:
    texts = ["saya percaya", "semoga kuat", "janji bohong", "bantu warga gaza", "cuma omong", "hari ini panas"]
    table = score(pd.Series(texts), scorer=name)
    thresholds = table.attrs["score"]["thresholds"]
    assert set(thresholds) == {"trust", "solidarity", "skepticism"}
    for theme, least in thresholds.items():
        assert (table[theme] == (table[f"p_{theme}"] >= least)).all()
