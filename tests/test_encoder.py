"""The encoder scorer: a forward pass as the equations say, company that does not matter, folders without harm."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
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
from wacana.evaluate import evaluate
from wacana.score import Explains, explain, resolve, score
from wacana.score.encoder import scorer as encoder_scorer
from wacana.score.encoder.forward import batches, crop, forward
from wacana.score.encoder.model import MATRICES, NAMES, Encoder, Sizes, load, save
from wacana.score.encoder.scorer import EncoderScorer, default, embed
from wacana.score.linear.forms import Form, crc
from wacana.score.linear.model import text_hash, text_hashes
from wacana.score.linear.scorer import LinearScorer
from wacana.score.linear.scorer import default as default_linear

TASKS = 6  # outputs of sentiment and the themes
OUTPUTS = TASKS + 3 * len(default_linear().model.targets)
SIZES = Sizes(
    members=2, layers=2, heads=2, width=6, state=8, gated=5, look=4, outputs=OUTPUTS, words=40, buckets=32, texts=3
)
TEXTS = [
    "Saya percaya penuh sama bapak menteri, pasti amanah",
    "Semoga saudara kita di Gaza selalu dikuatkan, aamiin 🤲",
    "PENCITRAAN doang, yakin tidak dikorupsi?",
    "",
    "😂😂😂",
    "kata " * 300 + "akhir",
]
SAID = [
    "Saya percaya penuh sama bapak menteri, pasti amanah",
    "Semoga saudara kita di Gaza selalu dikuatkan, aamiin 🤲",
    "Halah, pencitraan doang. Yakin tidak dikorupsi?",
    "gak percaya",
    "Jam berapa acaranya, kak?",
]
LEARNT = ["komentar rekaan yang pertama", "komentar rekaan yang kedua", "komentar rekaan yang ketiga"]
SHIPPED = resources.path("models/komentar_encoder")
KNOWN = ("percaya", "pencitraan", "semoga", "tidak", "🤲")


def _tiny() -> Encoder:
    rng = np.random.default_rng(7)
    arrays = {}
    for name, (kind, shape) in SIZES.shapes().items():
        whole = kind == "I8"
        arrays[name] = (rng.integers(-127, 128, shape) if whole else rng.normal(0, 0.3, shape)).astype(NAMES[kind])
    arrays["word_keys"] = np.sort(np.array([crc(w) for w in KNOWN] + list(range(35)), np.uint32))
    for name in ("word", "gram", *MATRICES):
        arrays[f"{name}_units"] = np.abs(arrays[f"{name}_units"]) / 64
    arrays["texts"] = text_hashes(LEARNT)
    lines = {"trust": 0.5, "solidarity": 0.4, "skepticism": 0.3}
    about = {"labels": "none", "linear": default_linear().model.sha256}
    return Encoder("kecil", SIZES, (0.7,) * OUTPUTS, (0.4,) * OUTPUTS, (0.1,) * OUTPUTS, lines, arrays, about)


@pytest.fixture(scope="module")
def scorer() -> EncoderScorer:
    return EncoderScorer(_tiny())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(_tiny(), tmp_path / "model", "# kecil\n")
    return tmp_path / "model"


def _alone(own: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """One text, head and word at a time, as the equations of the papers read; x is tokens × width."""

    def norm(y: np.ndarray, at: int) -> np.ndarray:
        scale, shift = own["norms"][at]
        return np.array([(v - v.mean()) / math.sqrt(v.var() + 1e-5) * scale + shift for v in y])

    def turned(v: np.ndarray, place: int) -> np.ndarray:
        pairs = v[: len(v) // 2] + 1j * v[len(v) // 2 :]  # a turn is a product of complex numbers
        pairs = pairs * np.exp(1j * place * 10_000.0 ** (-np.arange(len(pairs)) / len(pairs)))
        return np.concatenate([pairs.real, pairs.imag])

    y = x @ own["into"] + own["into_shift"]
    for layer in range(SIZES.layers):
        asked = norm(y, 2 * layer) @ own["asked"][layer] + own["asked_shift"][layer]
        mixed = np.zeros_like(y)
        for head in np.split(np.arange(SIZES.state), SIZES.heads):
            q, k, v = (asked[:, head + part * SIZES.state] for part in range(3))
            for i in range(len(x)):
                said = [turned(q[i], i) @ turned(k[j], j) / math.sqrt(len(head)) for j in range(len(x))]
                share = np.exp(said) / np.exp(said).sum()
                mixed[i, head] = share @ v
        y = y + mixed @ own["told"][layer] + own["told_shift"][layer]
        up, gate = np.split(norm(y, 2 * layer + 1) @ own["gate"][layer] + own["gate_shift"][layer], 2, axis=1)
        y = y + (up * gate / (1 + np.exp(-gate))) @ own["back"][layer] + own["back_shift"][layer]
    y = norm(y, -1)
    looked = np.exp(np.tanh(y @ own["look"] + own["look_shift"]) @ own["look_at"])
    summed = x.sum(axis=0) / math.sqrt(len(x) + 2)
    return np.concatenate([looked @ y / looked.sum(), y.max(axis=0), summed]) @ own["out"] + own["out_shift"]


def test_sizes_are_those_of_the_arrays() -> None:
    assert Sizes.of(_tiny().arrays, SIZES.heads) == SIZES


def test_the_forward_pass_is_that_of_the_equations() -> None:
    rng = np.random.default_rng(1)
    lengths = np.array([9, 4, 4, 1])
    x = np.zeros((4, 9, SIZES.width), np.float32)
    for row, length in enumerate(lengths):
        x[row, :length] = rng.normal(size=(length, SIZES.width))
    for own in _tiny().networks():
        made = forward(own, SIZES.heads, x, lengths)
        exact = {name: array.astype(float) for name, array in own.items()}
        wanted = [_alone(exact, x[row, :length].astype(float)) for row, length in enumerate(lengths)]
        np.testing.assert_allclose(made, wanted, atol=1e-5)


def test_the_networks_are_averaged(scorer: EncoderScorer) -> None:
    parts = []
    for member in range(SIZES.members):
        sizes = Sizes(**{**vars(SIZES), "members": 1})
        arrays = dict(scorer.encoder.arrays)
        for name, (_, shape) in SIZES.shapes().items():
            if sizes.shapes()[name][1] != shape:
                arrays[name] = arrays[name][member : member + 1]
        alone = replace(scorer.encoder, sizes=sizes, arrays=arrays)
        parts.append(EncoderScorer(alone).logits(TEXTS))
    np.testing.assert_allclose(scorer.logits(TEXTS), np.mean(parts, axis=0), atol=1e-5)


def test_company_does_not_matter(scorer: EncoderScorer) -> None:
    together = scorer.logits(TEXTS * 3)
    alone = np.array([scorer.logits([text])[0] for text in TEXTS * 3])
    np.testing.assert_allclose(together, alone, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_has_scores(texts: list[str]) -> None:
    rows = EncoderScorer(_tiny()).rows(texts)
    for shares in zip(*(rows[f"p_{name}"] for name in ("positive", "neutral", "negative")), strict=True):
        assert math.isclose(sum(shares), 1) and all(0 <= p <= 1 for p in shares)
    assert all(len(values) == len(texts) for values in rows.values())


def test_what_either_half_has_learnt_from_counts_as_seen(scorer: EncoderScorer) -> None:
    known, half = ({*model.arrays["texts"].tolist()} for model in (scorer.model, default_linear().model))
    assert known == half | {text_hash(text) for text in LEARNT}
    with pytest.raises(InputError, match="1 of 2 comments"):
        evaluate(pd.DataFrame({"text": [LEARNT[0], "bukan yang itu"], "sentiment": ["negative", "neutral"]}), scorer)


def test_order_counts_which_no_sum_of_words_can_tell(scorer: EncoderScorer) -> None:
    a, b = scorer.logits(["amanah pak lurah baru", "baru lurah pak amanah"])
    assert not np.allclose(a[:TASKS], b[:TASKS], atol=1e-3)


def _silent(scorer: EncoderScorer, other: float = 1.0, bias: float = 0.0, **changed: object) -> EncoderScorer:
    """An encoder whose networks count for nothing."""
    parts = {"own": (0.0,) * OUTPUTS, "other": (other,) * OUTPUTS, "bias": (bias,) * OUTPUTS}
    return EncoderScorer(replace(scorer.encoder, **parts, **changed))


def test_logits_are_the_sum_that_the_config_tells_of(scorer: EncoderScorer) -> None:
    made, half = _silent(scorer, other=2.0, bias=0.5).logits(TEXTS), default_linear().logits(TEXTS)
    themes = [np.array(task.target_bias) for task in default_linear().model.tasks if not task.labels]
    wanted = np.hstack([half[:, :TASKS], *(half[:, TASKS:] + bias for bias in themes)])
    np.testing.assert_allclose(made, 2 * wanted + 0.5)


def test_targets_are_named_as_by_the_linear_model_where_the_networks_are_silent(scorer: EncoderScorer) -> None:
    texts = [clean(text) for text in (*SAID, "amerika bohong, dukung palestina", "terima kasih mesir, israel bohong")]
    lines = {task.name: task.threshold for task in default_linear().model.tasks if not task.labels}
    silent = _silent(scorer, thresholds=lines).rows(texts)
    assert silent["skepticism_targets"] == default_linear().rows(texts)["skepticism_targets"] != [[]] * len(texts)


def test_each_theme_has_targets_of_its_own(scorer: EncoderScorer) -> None:
    lines = dict.fromkeys(scorer.encoder.thresholds, 1e-9)  # every theme is present
    bias, targets = np.zeros(OUTPUTS), scorer.model.targets
    for i, slug in enumerate(("us", "israel", "media")):
        bias[TASKS + i * len(targets) + targets.index(slug)] = 1000
    certain = EncoderScorer(replace(scorer.encoder, bias=tuple(bias.tolist()), thresholds=lines))
    told = certain.rows(["Mesir dan Israel datang"])
    assert "us" in told["trust_targets"][0] and "us" not in told["skepticism_targets"][0]
    assert "media" in told["skepticism_targets"][0] and "media" not in told["trust_targets"][0]


def test_what_is_decided_rests_on_the_sum_and_not_on_the_linear_half(scorer: EncoderScorer) -> None:
    rows, half = scorer.rows(TEXTS), LinearScorer(scorer.model).rows(TEXTS)
    logits = scorer.logits(TEXTS)[:, 3]  # the first theme
    np.testing.assert_allclose(rows["p_trust"], 1 / (1 + np.exp(-logits)))
    assert not np.allclose(rows["p_trust"], half["p_trust"], atol=1e-3)


def test_thresholds_are_those_of_the_sum(scorer: EncoderScorer) -> None:
    rows = scorer.rows(TEXTS)
    for theme, line in scorer.encoder.thresholds.items():
        assert rows[theme] == [p >= line for p in rows[f"p_{theme}"]]
    other = Encoder(**{**vars(scorer.encoder), "thresholds": {"trust": 0.5}})
    with pytest.raises(ModelError, match="those of the linear model that ships"):
        EncoderScorer(other)


def test_the_encoder_that_ships_was_fitted_with_the_linear_model_that_ships() -> None:
    assert default().encoder.about["linear"] == default_linear().model.sha256  # else: python training/encoder.py


@pytest.mark.parametrize("about", [{}, {"linear": "f00d"}])
def test_an_encoder_fitted_with_another_linear_model_is_refused(scorer: EncoderScorer, about: dict) -> None:
    with pytest.raises(ModelError, match=r"fitted with.*training/encoder\.py"):
        EncoderScorer(replace(scorer.encoder, about=about))
    assert EncoderScorer(scorer.encoder).name == "kecil"


def test_reasons_of_a_long_text_are_worked_out_a_block_at_a_time(
    scorer: EncoderScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, sizes, whole = "percaya tidak " * 4 + "bohong", [], EncoderScorer._logits
    wanted = scorer.evidence(text)
    monkeypatch.setattr(encoder_scorer, "COPIES", 4)
    monkeypatch.setattr(EncoderScorer, "_logits", lambda own, texts: sizes.append(len(texts)) or whole(own, texts))
    found = scorer.evidence(text)
    assert sizes == [4, 4, 2]  # the text itself and nine copies
    assert [e[:5] for e in found] == [e[:5] for e in wanted]
    np.testing.assert_allclose([e.weight for e in found], [e.weight for e in wanted], atol=1e-5)


def test_what_decides_the_scores_are_both_halves(scorer: EncoderScorer) -> None:
    other = EncoderScorer(replace(scorer.encoder, sha256="f00d"))
    assert scorer.identity == EncoderScorer(_tiny()).identity
    assert len({scorer.identity, other.identity, default_linear().identity, default().identity}) == 4


def test_of_a_long_text_both_ends_are_read(scorer: EncoderScorer) -> None:
    long = "kata " * 300
    ends = {scorer.logits([text])[0][0] for text in (long, long + "bohong", "bohong " + long)}
    assert len(ends) == 3
    assert crop(np.arange(81)).tolist()[58:62] == [58, 59, 61, 62] and len(crop(np.arange(80))) == 80


def test_batches_hold_every_text_once_longest_first() -> None:
    lengths = np.array([5, 80, 1, 80, 7] * 40)
    found = list(batches(lengths))
    assert len(found) > 1 and sorted(np.concatenate(found)) == list(range(200))
    ordered = lengths[np.concatenate(found)]
    assert all(ordered[:-1] >= ordered[1:])


def test_unknown_words_are_read_by_their_letters(scorer: EncoderScorer) -> None:
    forms = [Form(*f) for f in (("kzqxvw", "word"), ("kzqxva", "word"), ("percaya", "word"), ("percaya", "word", True))]
    plain = embed(scorer.encoder.arrays, forms)[::2]
    assert np.abs(plain[0] - plain[1]).max() > 0
    np.testing.assert_array_equal(plain[3] - plain[2], [0, 0, 0, 1, 0, 0])  # only the flag of capitals differs
    assert plain[:3, -2].tolist() == [1, 1, 0]


def test_a_reason_is_what_is_lost_without_the_token(scorer: EncoderScorer) -> None:
    assert isinstance(scorer, Explains)
    text = "PENCITRAAN doang bohong"
    reasons = [e for e in scorer.evidence(text) if e.task == "skepticism"]
    assert [e.text for e in reasons] == ["PENCITRAAN", "doang", "bohong"]
    full, without = scorer.logits([text, "PENCITRAAN  bohong"])
    assert math.isclose(reasons[1].weight, full[5] - without[5], abs_tol=1e-5)
    assert all(text[e.start : e.end] == e.text for e in reasons)
    assert "bohong" in str(explain(text, scorer=scorer))


def test_a_folder_gives_back_what_was_saved(folder: Path, scorer: EncoderScorer) -> None:
    again = resolve(str(folder))
    assert isinstance(again, EncoderScorer)
    np.testing.assert_allclose(again.logits(TEXTS), scorer.logits(TEXTS), atol=1e-5)
    assert score("percaya penuh", scorer=again)["sentiment"] in ("positive", "neutral", "negative")
    before = (folder / "arrays.safetensors").read_bytes()
    save(load(folder), folder, "# kecil\n")
    assert (folder / "arrays.safetensors").read_bytes() == before


def test_the_arrays_can_be_opened_by_others(folder: Path) -> None:
    numpy_door = pytest.importorskip("safetensors.numpy")
    arrays = numpy_door.load_file(folder / "arrays.safetensors")
    np.testing.assert_array_equal(arrays["words"], _tiny().arrays["words"])


def _content(change: Callable[[bytes], bytes], rehash: bool = True) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        file = folder / "arrays.safetensors"
        file.write_bytes(change(file.read_bytes()))
        if rehash:
            config(lambda c: c.update(sha256=hashlib.sha256(file.read_bytes()).hexdigest()))(folder)

    return apply


TAMPERED: dict[str, Callable[[Path], None]] = {
    "config missing": lambda f: (f / "config.json").unlink(),
    "config not JSON": lambda f: (f / "config.json").write_text("{") and None,
    "config is nested": lambda f: (f / "config.json").write_text("[" * 100_000) and None,
    "another version": config(lambda c: c.update(version=1)),
    "entry missing": config(lambda c: c.pop("own")),
    "unknown size": config(lambda c: c["sizes"].update(depth=3)),
    "size is no number": config(lambda c: c["sizes"].update(width="wide")),
    "fewer counts": config(lambda c: c["own"].pop()),
    "heads that do not fit": config(lambda c: c["sizes"].update(heads=3)),
    "huge claim": config(lambda c: c["sizes"].update(words=10**12)),
    "negative claim": config(lambda c: c["sizes"].update(words=-3)),
    "other sizes": config(lambda c: c["sizes"].update(gated=4)),
    "hash differs": config(lambda c: c.update(sha256="0" * 64)),
    "arrays missing": lambda f: (f / "arrays.safetensors").unlink(),
    "arrays cut off": _content(lambda b: b[:100]),
    "arrays longer": _content(lambda b: b + b"\0" * 16),
    "much longer": _content(lambda b: b + b"\0" * 100_000),
    "changed in place": _content(lambda b: b[:-1] + b"\1", rehash=False),
    "no thresholds": config(lambda c: c.update(thresholds=[])),
    "endless size": config(lambda c: c["sizes"].update(words=math.inf)),
    "weight is no number": config(lambda c: c["own"].__setitem__(0, math.nan)),
    "enormous weight": config(lambda c: c["own"].__setitem__(0, 10**400)),
    "endless weight of the other": config(lambda c: c["other"].__setitem__(0, math.inf)),
    "bias is no number": config(lambda c: c["bias"].__setitem__(0, math.nan)),
    "threshold is no number": config(lambda c: c["thresholds"].update(trust=math.nan)),
    "certain threshold": config(lambda c: c["thresholds"].update(trust=1)),
    "arrays are no numbers": _content(lambda b: b[:-2] + np.float16(np.nan).tobytes()),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_folder_that_was_tampered_with_is_refused(folder: Path, name: str) -> None:
    load(folder)  # as it was saved, it loads
    TAMPERED[name](folder)
    with pytest.raises(ModelError, match="expected a folder written by training/encoder"):
        load(folder)


def test_the_themes_must_be_those_it_was_trained_on(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    shipped = resources.path("codebooks/kepercayaan.yaml").read_text(encoding="utf-8")
    book.write_text(shipped.replace("slug: trust", "slug: faith"), encoding="utf-8")
    with pytest.raises(InputError):
        score("percaya", scorer="encoder", codebook=book)
    book.write_text(shipped.replace("indonesia_gov", "pemerintah"), encoding="utf-8")
    with pytest.raises(InputError, match="indonesia_gov"):
        score("percaya", scorer="encoder", codebook=book)


def test_the_shipped_encoder_is_small_and_says_what_the_codebook_calls_for() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*")) < 15_000_000
    assert "{" not in (SHIPPED / "README.md").read_text(encoding="utf-8")  # every number was filled in
    scorer = resolve("encoder")
    rows = scorer.rows([clean(text) for text in SAID])
    assert rows["trust"][0] and rows["trust_targets"][0] == ["indonesia_gov"] and not rows["trust"][3]  # denied
    assert rows["solidarity"][1] and rows["solidarity_targets"][1] == ["palestine_people"] and not rows["solidarity"][4]
    assert rows["skepticism"][2] and not rows["skepticism"][4]
    assert [rows["sentiment"][i] for i in (0, 2, 4)] == ["positive", "negative", "neutral"]
