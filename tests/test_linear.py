"""The linear scorer: sums that do not depend on company, reasons that add up, folders that cannot do harm."""

from __future__ import annotations

import hashlib
import math
import pickle
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_folders import config

from wacana import resources
from wacana.clean import clean
from wacana.errors import InputError, ModelError
from wacana.score import Explains
from wacana.score.linear import forms
from wacana.score.linear.forms import Types
from wacana.score.linear.learn import train
from wacana.score.linear.model import load, text_hash
from wacana.score.linear.scorer import LinearScorer, default

TEXTS = [
    "Saya percaya penuh sama bapak menteri, pasti amanah",
    "Semoga saudara kita di Gaza selalu dikuatkan, aamiin 🤲",
    "Halah, pencitraan doang. Yakin tidak dikorupsi?",
    "gak percaya",
    "",
    "😂😂😂",
    "Jam berapa acaranya, kak?",
    "qxzvwk",
]
SHIPPED = resources.path("models/komentar")
CASES = Path(__file__).parent / "cases" / "score"


def toward_cases() -> list[dict[str, str]]:
    return list(resources.read_tsv(CASES / "toward.tsv"))


@pytest.fixture(scope="module")
def scorer() -> LinearScorer:
    return default()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def test_a_batch_gives_the_same_bits_as_single_texts(scorer: LinearScorer) -> None:
    together = scorer.rows(TEXTS * 3)
    fresh = LinearScorer(scorer.model)  # has met nothing before
    for i, text in enumerate(TEXTS):
        alone = fresh.rows([text])
        for name in scorer.columns:
            assert together[name][i] == alone[name][0] == together[name][i + len(TEXTS)], (name, text)


def test_threads_that_share_a_scorer_do_not_disturb_each_other(scorer: LinearScorer) -> None:
    shared = LinearScorer(scorer.model)
    batches = [[f"{text} kata{i}x{j}" for j in range(20) for text in TEXTS] for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(shared.rows, batches))
    assert found == [LinearScorer(scorer.model).rows(batch) for batch in batches]


def test_a_scorer_can_be_copied_to_another_process(scorer: LinearScorer) -> None:
    assert pickle.loads(pickle.dumps(scorer)).rows(TEXTS) == scorer.rows(TEXTS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_has_scores_and_company_does_not_matter(texts: list[str]) -> None:
    rows = default().rows([*texts, "siap"])
    again = default().rows(["lain dulu", *texts])
    for i in range(len(texts)):
        shares = [rows[f"p_{name}"][i] for name in ("positive", "neutral", "negative")]
        assert math.isclose(sum(shares), 1) and all(0 <= p <= 1 for p in shares)
        assert all(rows[name][i] == again[name][i + 1] for name in rows)


def test_columns_are_those_of_the_scored_table(scorer: LinearScorer) -> None:
    from wacana import schema

    assert dict(scorer.columns) == schema.dtypes(schema.scored_columns(("trust", "solidarity", "skepticism")))


def test_reasons_add_up_to_the_logit(scorer: LinearScorer) -> None:
    assert isinstance(scorer, Explains)
    text = "Halah pencitraan doang, yakin tidak dikorupsi?"
    reasons = [e for e in scorer.evidence(text) if e.task == "skepticism"]
    logit = scorer.logits([text])[0][5]
    assert reasons and math.isclose(sum(e.weight for e in reasons) + scorer.model.bias[5], logit, abs_tol=1e-9)
    assert all(text[e.start : e.end] == e.text for e in reasons)


def test_a_theme_without_targets_cannot_be_and_an_absent_theme_has_none(scorer: LinearScorer) -> None:
    rows = scorer.rows([clean(text) for text in TEXTS])
    for theme in ("trust", "solidarity", "skepticism"):
        for present, targets in zip(rows[theme], rows[f"{theme}_targets"], strict=True):
            assert bool(targets) == present


def test_what_the_codebook_calls_for(scorer: LinearScorer) -> None:
    rows = scorer.rows([clean(text) for text in TEXTS])
    assert rows["trust"][0] and rows["trust_targets"][0] == ["indonesia_gov"]
    assert rows["solidarity"][1] and rows["solidarity_targets"][1] == ["palestine_people"]
    assert rows["skepticism"][2] and not rows["skepticism"][6]
    assert [rows["sentiment"][i] for i in (0, 2, 6)] == ["positive", "negative", "neutral"]
    assert not rows["trust"][3]  # denied


@pytest.mark.parametrize(
    ("text", "named", "not_named"),
    [
        ("tidak perlu percaya janji-janji amerika", "us", "indonesia_gov"),
        ("tidak perlu percaya janji-janji prabowo", "indonesia_gov", "us"),
        ("mesir dan qatar cuma omong doang, halah pencitraan", "mediators", "indonesia_gov"),
    ],
)
def test_who_is_named_is_meant(scorer: LinearScorer, text: str, named: str, not_named: str) -> None:
    targets = scorer.rows([text])["skepticism_targets"][0]
    assert named in targets and not_named not in targets
    reasons = [e for e in scorer.evidence(text) if (e.task, e.label) == ("skepticism_targets", named)]
    (reason,) = (e for e in reasons if e.rule == "name")
    assert reason.weight > 0 and reason.text in text


def is_right(scorer: LinearScorer, case: dict[str, str]) -> bool:
    """Tell whether a comment has its theme, toward those who are meant and nobody else that is named."""
    rows = scorer.rows([clean(case["text"])])
    found = set(rows[f"{case['theme']}_targets"][0])
    wanted, unwanted = (set(filter(None, case[name].split(", "))) for name in ("toward", "not_toward"))
    return bool(rows[case["theme"]][0]) and wanted <= found and not unwanted & found


@pytest.mark.parametrize("case", toward_cases(), ids=lambda case: f"{case['text'][:30]} {case['theme']}")
def test_of_several_that_are_named_those_near_to_the_theme_are_meant(
    scorer: LinearScorer, case: dict[str, str]
) -> None:
    assert is_right(scorer, case) == (case["holds"] == "yes")


def test_without_nearness_fewer_are_right(scorer: LinearScorer) -> None:
    without = LinearScorer(replace(scorer.model, near=scorer.model.near._replace(weight=0.0)))
    right, left = (sum(is_right(each, case) for case in toward_cases()) for each in (scorer, without))
    assert right > left


def test_standing_near_is_a_reason(scorer: LinearScorer) -> None:
    near = [e for e in scorer.evidence("dukung palestina, amerika bohong") if e.rule == "near"]
    found = {(e.task, e.label, e.text) for e in near}
    assert ("skepticism_targets", "us", "amerika") in found and all(e.weight > 0 for e in near)
    alone = scorer.evidence("tidak perlu percaya janji-janji amerika")
    assert not [e for e in alone if e.rule == "near"]  # near-miss: who is named alone is not nearer than others


def test_targets_do_not_depend_on_company(scorer: LinearScorer) -> None:
    texts = [case["text"] for case in toward_cases()]
    together = scorer.rows(texts)
    for i, text in enumerate(texts):
        alone = LinearScorer(scorer.model).rows([text])
        assert all(alone[name][0] == together[name][i] for name in alone)


def test_a_mark_and_the_conjunction_after_it_are_one_border() -> None:
    assert Types().clauses(["bagus, tapi mahal", "", "bagus sekali! mahal"]).tolist() == [0, 1, 1, 1, 1, 2, 2]


def test_types_are_learnt_anew_when_there_are_too_many(scorer: LinearScorer, monkeypatch: pytest.MonkeyPatch) -> None:
    small = LinearScorer(scorer.model)
    before = small.rows(TEXTS)
    monkeypatch.setattr(forms, "MEMO", 3)
    assert small.rows(TEXTS) == before


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("tidak percaya", ["percaya"]),
        ("tidak hanya percaya", []),
        ("tidak suka, percaya", ["suka"]),
        ("tidak suka tapi percaya", ["suka"]),
        ("percaya, bukan bohong", ["bohong"]),
    ],
)
def test_reach_of_negators(text: str, denied: list[str]) -> None:
    types = Types()
    assert [types.forms[code // 2].text for code in types.read([text])[0] if code % 2] == denied
    # Neither what stands before nor what comes after in a batch matters.
    codes, lengths = types.read(["", "bukan", text, "tidak"])
    own = codes[lengths[:2].sum() : lengths[:3].sum()]
    assert [types.forms[code // 2].text for code in own if code % 2] == denied


def test_spans_go_with_codes() -> None:
    types, text = Types(), 'Kata "dia"  BOHONG!!! 😂😂 #SaveGaza'
    assert len(types.read([text])[0]) == len(types.spans(text))
    assert [text[a:b] for a, b in types.spans(text)] == [
        "Kata",
        '"',
        "dia",
        '"',
        "BOHONG",
        "!!!",
        "😂😂",
        "#SaveGaza",
    ]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ('apa??? ya... ("janji")', ["apa", "??", "ya", "…", "(", '"', "janji", '"']),
        ("apa? ya. janji, 5.000 ribu; siap:", ["apa", "?", "ya", "janji", "0", "ribu", "siap"]),
    ],
)
def test_punctuation_that_speaks(text: str, forms: list[str]) -> None:
    types = Types()
    assert [types.forms[code // 2].text for code in types.read([text])[0]] == forms


def test_first_and_last_words_and_length_are_reasons(scorer: LinearScorer) -> None:
    rules = {e.rule for text in TEXTS for e in scorer.evidence(text)}
    assert {"word", "pair", "first", "length"} <= rules


def test_copies_of_a_comment_have_one_hash() -> None:
    assert text_hash("@budi Siap, 45!") == text_hash("siap 45") != text_hash("siap 46")


def _swap(
    folder: Path, name: str, array: np.ndarray, *, pickled: bool = False, version: tuple[int, int] = (1, 0)
) -> None:
    """Write the archive anew with another array, and the config with the right hash of it."""
    file = folder / "arrays.npz"
    with zipfile.ZipFile(file) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for each, data in members.items():
            if each != f"{name}.npy":
                archive.writestr(each, data)
        with archive.open(f"{name}.npy", "w") as handle:
            np.lib.format.write_array(handle, array, version=version, allow_pickle=pickled)
    _rehash(folder)


def _rehash(folder: Path) -> None:
    digest = hashlib.sha256((folder / "arrays.npz").read_bytes()).hexdigest()
    config(lambda c: c.update(sha256=digest))(folder)


def _directory(at: int, value: bytes) -> Callable[[Path], None]:
    """Write other bytes into the archive's directory, in the entry of the first array."""

    def apply(folder: Path) -> None:
        file = folder / "arrays.npz"
        content = file.read_bytes()
        start = content.index(b"PK\1\2") + at
        file.write_bytes(content[:start] + value + content[start + len(value) :])
        _rehash(folder)

    return apply


def _compressed(folder: Path) -> None:
    file = folder / "arrays.npz"
    with zipfile.ZipFile(file) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in members.items():
            archive.writestr(each, data)
    _rehash(folder)


def _task(at: int = 1, **values: object) -> Callable[[Path], None]:
    """Change a task in the config: the first is sentiment, the second trust."""
    return config(lambda c: c["tasks"][at].update(values))


def _number(name: str, value: float) -> Callable[[Path], None]:
    return config(lambda c: c[name].__setitem__(0, value))


def _many_outputs(c: dict) -> None:
    c["tasks"] = [{**c["tasks"][0], "name": "nada", "labels": [f"n{i}" for i in range(1001)]}]
    c["targets"], c["unit"], c["bias"] = [], [1] * 1001, [0] * 1001
    c["arrays"] |= {"words": [0, 2, 1001], "grams": [0, 1001], "pairs": [0, 1001], "naming": [1, 0]}
    c["arrays"] |= {"word_keys": [0], "gram_keys": [0], "pair_keys": [0]}


def _large_together(c: dict) -> None:
    rows = 60 * 2**20 // 20
    c["arrays"] |= {"gram_keys": [rows], "grams": [rows, 20]}  # 12 MiB and 60 MiB


TAMPERED: dict[str, Callable[[Path], None]] = {
    "config missing": lambda f: (f / "config.json").unlink(),
    "config not JSON": lambda f: (f / "config.json").write_text("{"),
    "config is nested": lambda f: (f / "config.json").write_text("[" * 100_000) and None,
    "config is too long": lambda f: (f / "config.json").write_text(" " * 5_000_000 + "{}") and None,
    "config is a list": lambda f: (f / "config.json").write_text("[]") and None,
    "another format": config(lambda c: c.update(format="other")),
    "another version": config(lambda c: c.update(version=1)),
    "no tasks": config(lambda c: c.update(tasks=[])),
    "entry missing": config(lambda c: c.pop("bias")),
    "no length": config(lambda c: c["near"].update(half=0)),
    "endless border": config(lambda c: c["near"].update(border=math.inf)),
    "fewer biases": config(lambda c: c["bias"].pop()),
    "huge claim": config(lambda c: c["arrays"].update(words=[10**12, 2, 20], word_keys=[10**12])),
    "negative claim": config(lambda c: c["arrays"].update(words=[-5, 2, 20], word_keys=[-5])),
    "naming does not fit": config(lambda c: c["arrays"].update(naming=[14, 14])),
    "names without keys": config(lambda c: c["arrays"].update(names=[1])),
    "shape does not fit": config(lambda c: c["arrays"].update(grams=[3, 3])),
    "hash differs": config(lambda c: c.update(sha256="0" * 64)),
    "arrays missing": lambda f: (f / "arrays.npz").unlink(),
    "arrays cut off": lambda f: (f / "arrays.npz").write_bytes((f / "arrays.npz").read_bytes()[:1000]) and None,
    "another dtype": lambda f: _swap(f, "texts", np.zeros(5, np.float32)),
    "another shape": lambda f: _swap(f, "texts", np.zeros(5, np.uint64)),
    "pickled objects": lambda f: _swap(f, "texts", np.array([print], object), pickled=True),
    "another npy version": lambda f: _swap(f, "texts", np.zeros(5, np.uint64), version=(2, 0)),
    "certain threshold": _task(threshold=1),
    "no threshold": _task(threshold=math.nan),
    "certain threshold of targets": _task(target_threshold=1),
    "no threshold of targets": _task(target_threshold=0),
    "biases of other targets": _task(target_bias=[0.5, 0.5]),
    "endless bias of a target": _task(target_bias=[math.inf] * 14),
    "unit is no number": _number("unit", math.nan),
    "enormous unit": _number("unit", 1e308),
    "bias is endless": _number("bias", -math.inf),
    "enormous bias": _number("bias", 10**400),
    "k is endless": config(lambda c: c.update(k=math.inf)),
    "near is no number": config(lambda c: c["near"].update(weight=math.nan)),
    "naming is no number": lambda f: _swap(f, "naming", np.full((29, 14), np.nan, np.float32)),
    "two tasks of one name": _task(name="solidarity"),
    "tasks with one column": lambda f: (_task(0, name="nada", labels=["a", "b", "c"])(f), _task(name="nada_a")(f))[0],
    "labels that are one": _task(0, name="nada", labels=["a", "a", "a"]),
    "sentiment of other labels": _task(0, labels=["positive", "trust", "negative"]),
    "sentiment without labels": config(lambda c: c.update(tasks=[{**c["tasks"][1], "name": "sentiment"}] * 3)),
    "targets that are one": config(lambda c: c["targets"].__setitem__(0, "israel")),
    "task named as the raw comment": _task(name="text"),
    "task named as another's column": _task(name="p_trust"),
    "task that is no name": _task(name="=1+1"),
    "label that is no text": _task(0, name="nada", labels=["a", "b", "\ud800"]),
    "archive far longer than its arrays": lambda f: (
        (f / "arrays.npz").write_bytes(b"\0" * 100_000 + (f / "arrays.npz").read_bytes()),
        _rehash(f),
    )[1],
    "encrypted": _directory(8, b"\1\0"),
    "patched": _directory(8, b"\x20\0"),
    "compressed": _compressed,
    "unknown compression": _directory(10, b"\x63\0"),
    "bad deflate": _directory(10, b"\x08\0"),
    "of a zip to come": _directory(6, b"\xff\0"),
    "member begins behind the end": _directory(42, b"\xff\xff\xff\x7f"),
}
CLAIMS = {
    "1,001 outputs": config(_many_outputs),
    "than 64 MiB": config(_large_together),
    "'word_keys'": config(lambda c: c["arrays"].update(word_keys=[], words=[2, 20])),
}
UNUSUAL: dict[str, Callable[[Path], None]] = {
    "high thresholds": _task(threshold=0.9999, target_threshold=0.0001),
    "no targets of a theme": _task(target_bias=[]),
    "a task of one's own": _task(0, name="nada", labels=["ya", "tidak", "p_trust"]),
    "a label in two tasks": _task(0, name="nada", labels=["trust", "text", ""]),
    "great numbers": lambda f: (_number("unit", 1e3)(f), _number("bias", -1e6)(f))[0],
    "no naming": lambda f: _swap(f, "naming", np.zeros((29, 14), np.float32)),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_folder_that_was_tampered_with_is_refused(folder: Path, name: str) -> None:
    load(folder)  # as it ships, it loads
    TAMPERED[name](folder)
    with pytest.raises(ModelError, match="expected a folder written by wacana train"):
        load(folder)


@pytest.mark.parametrize("what", CLAIMS)
def test_too_much_is_refused_before_the_arrays_are_looked_at(folder: Path, what: str) -> None:
    (folder / "arrays.npz").unlink()
    with pytest.raises(ModelError, match="No such file"):
        load(folder)
    CLAIMS[what](folder)
    with pytest.raises(ModelError, match=what):
        load(folder)


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_folder_is_not_refused_and_scores(folder: Path, name: str) -> None:
    UNUSUAL[name](folder)
    scorer = LinearScorer(load(folder))
    rows = scorer.rows(TEXTS)
    assert len({*rows}) == len(rows) == len(scorer.columns)
    assert all(0 <= p <= 1 for column, values in rows.items() if column.startswith("p_") for p in values)


def test_the_hash_of_a_model_is_that_of_all_that_decides(folder: Path) -> None:
    before = load(folder).sha256
    (folder / "README.md").write_text("# another card\n", encoding="utf-8")
    assert load(folder).sha256 == before
    config(lambda c: c["tasks"][1].update(threshold=0.123))(folder)
    assert load(folder).sha256 != before


def test_the_shipped_model_is_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 5_000_000
    assert (SHIPPED / "README.md").read_text(encoding="utf-8").startswith("# ")


def _labels(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    words = {"antre": ["lama", "antre", "loket", "panjang"], "ramah": ["petugas", "ramah", "senyum", "sabar"]}
    made = []
    filler = ["dan", "di", "ke", "itu", "ini", "saja", "lagi"]
    for i in range(rows):
        label = ("antre", "ramah")[i % 2]
        made.append((" ".join([*rng.choice(words[label], 3), *rng.choice(filler, 3), str(i)]), label))
    return pd.DataFrame(made, columns=["text", "layanan"])


def test_a_model_of_ones_own_learns_saves_and_scores(tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    made = train(_labels(240), "layanan", tmp_path / "layanan")
    assert made.scores["f1"].iloc[-1] > 0.95
    scorer = made.scorer
    rows = scorer.rows(["antre lama sekali", "petugas sabar dan ramah"])
    assert rows["layanan"] == ["antre", "ramah"]
    assert set(scorer.columns) == {"layanan", "p_layanan_antre", "p_layanan_ramah"}
    assert text_hash("antre") not in scorer.model.arrays["texts"].tolist()


def test_yes_and_no_make_a_theme(tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    table = _labels(240).assign(layanan=lambda t: (t["layanan"] == "ramah").astype(float))
    scorer = train(table, "layanan", tmp_path / "layanan").scorer
    assert scorer.rows(["petugas ramah"])["layanan"] == [True]
    assert set(scorer.columns) == {"layanan", "p_layanan", "layanan_targets"}


@pytest.mark.parametrize(("rows", "task"), [(100, "layanan"), (240, "dua kata"), (240, "lain")])
def test_labels_that_cannot_be_learnt_from(tmp_path: Path, rows: int, task: str) -> None:
    with pytest.raises(InputError):
        train(_labels(rows), task, tmp_path / "x")


def test_comments_labelled_in_two_ways_are_left_out_and_counted(tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    table = _labels(240)
    twice = pd.DataFrame({"text": ["sama saja", "Sama saja!"], "layanan": ["antre", "ramah"]})
    made = train(pd.concat([table, twice]), "layanan", tmp_path / "x")
    assert made.left_out["the same comment labelled in two ways"] == 2
