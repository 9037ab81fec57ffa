"""The encoder scorer: a forward pass as the equations say, company that does not matter, folders without harm."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_folders import config

from wacana import resources
from wacana.clean import clean
from wacana.errors import InputError, ModelError
from wacana.score import Explains, explain, resolve, score
from wacana.score.encoder.forward import batches, crop, forward
from wacana.score.encoder.model import NAMES, Encoder, Sizes, load, save
from wacana.score.encoder.scorer import EncoderScorer, default, embed
from wacana.score.linear.forms import Form, crc
from wacana.score.linear.scorer import LinearScorer
from wacana.score.linear.scorer import default as default_linear

SIZES = Sizes(members=2, width=6, hidden=5, look=4, outputs=6, words=40, buckets=32)
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
SHIPPED = resources.path("models/komentar_encoder")
KNOWN = ("percaya", "pencitraan", "semoga", "tidak", "🤲")


def _tiny() -> Encoder:
    rng = np.random.default_rng(7)
    arrays = {}
    for name, (kind, shape) in SIZES.shapes().items():
        whole = kind == "I8"
        arrays[name] = (rng.integers(-127, 128, shape) if whole else rng.normal(0, 0.3, shape)).astype(NAMES[kind])
    arrays["word_keys"] = np.sort(np.array([crc(w) for w in KNOWN] + list(range(35)), np.uint32))
    arrays["word_units"] = np.abs(arrays["word_units"]) / 64
    arrays["gram_units"] = np.abs(arrays["gram_units"]) / 64
    lines = {"trust": 0.5, "solidarity": 0.4, "skepticism": 0.3}
    return Encoder("kecil", SIZES, (0.7,) * 6, (0.4,) * 6, (0.1,) * 6, lines, arrays, {"labels": "none"})


@pytest.fixture(scope="module")
def scorer() -> EncoderScorer:
    return EncoderScorer(_tiny())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(_tiny(), tmp_path / "model", "# kecil\n")
    return tmp_path / "model"


def _alone(weights: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """One text at a time, as the equations of the paper read; x is tokens × width."""
    sigmoid = lambda v: 1 / (1 + np.exp(-v))  # noqa: E731
    logits = []
    for m in range(SIZES.members):
        ways = []
        for way, tokens in ((0, x), (1, x[::-1])):
            h, states = np.zeros(SIZES.hidden), []
            for token in tokens:
                given = token @ weights["into"][m, way] + weights["shift"][m, way, 0]
                kept = h @ weights["again"][m, way] + weights["shift"][m, way, 1]
                (ir, iz, i), (kr, kz, k) = np.split(given, 3), np.split(kept, 3)
                update = sigmoid(iz + kz)
                h = (1 - update) * np.tanh(i + sigmoid(ir + kr) * k) + update * h
                states.append(h)
            ways.append(states if way == 0 else states[::-1])
        y = np.hstack([np.array(states) for states in ways])
        asked = np.tanh(y @ weights["look"][m] + weights["look_shift"][m]) @ weights["look_at"][m]
        share = np.exp(asked) / np.exp(asked).sum()
        read = np.concatenate([share @ y, y.max(axis=0), x.sum(axis=0) / math.sqrt(len(x) + 2)])
        logits.append(read @ weights["out"][m] + weights["out_shift"][m])
    return np.mean(logits, axis=0)


def test_sizes_are_those_of_the_arrays() -> None:
    assert Sizes.of(_tiny().arrays) == SIZES


def test_the_forward_pass_is_that_of_the_equations() -> None:
    weights = {name: array.astype(np.float64) for name, array in _tiny().arrays.items()}
    rng = np.random.default_rng(1)
    lengths = np.array([9, 4, 4, 1])
    x = np.zeros((4, 9, SIZES.width), np.float32)
    for row, length in enumerate(lengths):
        x[row, :length] = rng.normal(size=(length, SIZES.width))
    made = forward({name: array.astype(np.float32) for name, array in weights.items()}, x, lengths)
    wanted = [_alone(weights, x[row, :length].astype(float)) for row, length in enumerate(lengths)]
    np.testing.assert_allclose(made, wanted, atol=1e-5)


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


def test_order_counts_which_no_sum_of_words_can_tell(scorer: EncoderScorer) -> None:
    a, b = scorer.logits(["amanah pak lurah baru", "baru lurah pak amanah"])
    sums = LinearScorer(scorer.model).logits(["amanah pak lurah baru"])
    assert not np.allclose(a[:6], b[:6], atol=1e-3) and len(a) == len(sums[0])


def test_logits_are_the_sum_that_the_config_tells_of(scorer: EncoderScorer) -> None:
    silent = Encoder(**{**vars(scorer.encoder), "own": (0.0,) * 6, "other": (2.0,) * 6, "bias": (0.5,) * 6})
    made, half = EncoderScorer(silent).logits(TEXTS), LinearScorer(scorer.model).logits(TEXTS)
    np.testing.assert_array_equal(made[:, 6:], half[:, 6:])  # targets are the linear model's
    np.testing.assert_allclose(made[:, :6], 2 * half[:, :6] + 0.5)


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
    "another version": config(lambda c: c.update(version=2)),
    "entry missing": config(lambda c: c.pop("own")),
    "unknown size": config(lambda c: c["sizes"].update(depth=3)),
    "size is no number": config(lambda c: c["sizes"].update(width="wide")),
    "fewer counts": config(lambda c: c["own"].pop()),
    "huge claim": config(lambda c: c["sizes"].update(words=10**12)),
    "negative claim": config(lambda c: c["sizes"].update(words=-3)),
    "other sizes": config(lambda c: c["sizes"].update(hidden=4)),
    "hash differs": config(lambda c: c.update(sha256="0" * 64)),
    "arrays missing": lambda f: (f / "arrays.safetensors").unlink(),
    "arrays cut off": _content(lambda b: b[:100]),
    "arrays longer": _content(lambda b: b + b"\0" * 16),
    "much longer": _content(lambda b: b + b"\0" * 100_000),
    "changed in place": _content(lambda b: b[:-1] + b"\1", rehash=False),
    "no thresholds": config(lambda c: c.update(thresholds=[])),
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


def test_the_shipped_encoder_is_small_and_says_what_the_codebook_calls_for() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*")) < 15_000_000
    assert "{" not in (SHIPPED / "README.md").read_text(encoding="utf-8")  # every number was filled in
    scorer = resolve("encoder")
    rows = scorer.rows([clean(text) for text in SAID])
    assert rows["trust"][0] and rows["trust_targets"][0] == ["indonesia_gov"] and not rows["trust"][3]  # denied
    assert rows["solidarity"][1] and rows["solidarity_targets"][1] == ["palestine_people"] and not rows["solidarity"][4]
    assert rows["skepticism"][2] and not rows["skepticism"][4]
    assert [rows["sentiment"][i] for i in (0, 2, 4)] == ["positive", "negative", "neutral"]
