"""Transformers as scorers: the right tokenizer, the right labels, the same answer however the texts come."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import transformer_models as models
from typer.testing import CliRunner

import wacana
from wacana.cli import app
from wacana.errors import InputError, ModelError
from wacana.pipeline import Config, run
from wacana.schema import SENTIMENT, dtypes
from wacana.score import resolve
from wacana.score.transformer import TransformerScorer, load, runtime
from wacana.score.transformer.checkpoint import Checkpoint, load_config, load_model
from wacana.score.transformer.encoder import Encoder
from wacana.score.transformer.heads import Head
from wacana.score.transformer.labels import label_map
from wacana.score.transformer.runtime import Choice, TorchRuntime, choose

pytest.importorskip("torch", reason="needs wacana[transformers]")

TEXTS = ["pelayanannya ramah dan bagus", "barangnya rusak dan kotor", "pelayanannya ramah dan bagus",
         "rapat pukul sembilan", "penjualnya bohong", "bangga"]  # fmt: skip


@pytest.fixture(autouse=True)
def no_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test here make an int8 twin: test_transformer_onnx does."""
    monkeypatch.setattr(runtime, "find_spec", lambda name: None)


def changed(folder: Path, to: Path, **entries: object) -> Path:
    shutil.copytree(folder, to)
    config = json.loads((to / "config.json").read_text(encoding="utf-8"))
    (to / "config.json").write_text(json.dumps({**config, **entries}), encoding="utf-8")
    return to


def test_scores_come_in_order_and_duplicates_agree(sentiment: Path) -> None:
    made = load(str(sentiment)).rows(TEXTS)
    assert made["sentiment"] == ["positive", "negative", "positive", "neutral", "negative", "positive"]
    assert made["p_positive"][0] == made["p_positive"][2]
    assert dtypes(SENTIMENT).keys() == made.keys()


def test_alone_is_as_in_company(sentiment: Path) -> None:
    scorer = load(str(sentiment), precision="fp32")
    together = scorer.rows([*TEXTS, "a " * 50])["p_negative"][: len(TEXTS)]
    alone = [load(str(sentiment), precision="fp32").rows([text])["p_negative"][0] for text in TEXTS[:3]]
    np.testing.assert_allclose(together[:3], alone, atol=1e-5)


def test_bf16_keeps_the_labels_of_fp32(sentiment: Path) -> None:
    texts = list(models.comments()["text"].drop_duplicates())
    full = load(str(sentiment), precision="fp32").rows(texts)
    short = load(str(sentiment), precision="bf16").rows(texts)
    assert np.mean(np.array(full["sentiment"]) == np.array(short["sentiment"])) >= 0.99
    np.testing.assert_allclose(full["p_positive"], short["p_positive"], atol=0.1)


def test_a_series_keeps_index_and_missing_text_and_counts_what_was_cut(sentiment: Path) -> None:
    data = pd.Series(["bagus", None, "kotor " * 700, "bagus"], index=[5, 5, 6, 7])
    made = wacana.score(data, scorer=f"hf:{sentiment}")
    assert list(made.index) == [5, 5, 6, 7]
    assert made["sentiment"].isna().tolist() == [False, True, False, False]
    told = made.attrs["score"]
    assert told["truncated"] == 1
    assert told["model"]["max_length"] == 64
    assert "fp32" in told["model"]["runtime"] or "bf16" in told["model"]["runtime"]


def test_every_way_to_a_table_says_how_many_were_cut(sentiment: Path, tmp_path: Path) -> None:
    source = tmp_path / "komentar.csv"
    pd.DataFrame({"text": [*TEXTS, "kotor " * 100]}).to_csv(source, index=False)
    name = f"hf:{sentiment}+dictionary"
    done = CliRunner().invoke(app, ["score", str(source), "--scorer", name, "-o", str(tmp_path / "a.parquet")])
    assert done.exit_code == 0, done.output
    assert "truncated 1" in done.output
    whole = run(source, tmp_path, config=Config(scorer=name))
    assert whole.manifest["counts"]["score"]["truncated"] == 1
    for file in (tmp_path / "a.parquet", whole.tables / "scored.parquet"):
        assert pd.read_parquet(file).attrs["score"]["truncated"] == 1


def test_nothing_and_odd_unicode_are_scored(sentiment: Path) -> None:
    scorer = load(str(sentiment))
    assert scorer.rows([])["sentiment"] == []
    assert len(scorer.rows(["", "\ud83d", "\x00", "😡" * 99, "ﷺ" * 99])["sentiment"]) == 5


def test_joined_with_the_dictionary_the_first_wins(sentiment: Path) -> None:
    text = "pelayanannya bagus, saya percaya KPK"
    made = wacana.score(text, scorer=f"hf:{sentiment}+dictionary")
    assert made["trust"] is True
    assert made["trust_targets"] == ["police_court"]
    assert made["p_positive"] == pytest.approx(wacana.score(text, scorer=f"hf:{sentiment}")["p_positive"])
    assert "trust" not in wacana.score(text, scorer=f"hf:{sentiment}")


def test_a_plus_in_a_folder_name_joins_nothing(sentiment: Path, tmp_path: Path) -> None:
    folder = changed(sentiment, tmp_path / "a+b")
    assert "trust" not in resolve(f"hf:{folder}").columns
    assert "trust" in resolve(f"hf:{folder}+dictionary").columns


def test_a_folder_that_was_trained_again_is_read_again(sentiment: Path, tmp_path: Path) -> None:
    folder = changed(sentiment, tmp_path / "m")
    first = resolve(f"hf:{folder}")
    assert resolve(f"hf:{folder}") is first
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes())  # the same size: another time is enough
    os.utime(file, ns=(0, 10**18))
    assert resolve(f"hf:{folder}") is not first


def test_themes_come_with_their_targets(sentiment: Path) -> None:
    encoder = load(str(sentiment)).encoder
    marks = [encoder.backend.token_to_id(word) for word in ("katanya", "kami")]

    class Words:
        """Stands for a model of two themes, each told by one word."""

        def logits(self, batch: Sequence[Sequence[int]]) -> np.ndarray:
            return np.array([[9.0 if mark in ids else -9.0 for mark in marks] for ids in batch])

    head = Head("themes", ("skepticism", "solidarity"), (0.4, 0.6))
    scorer = TransformerScorer("m", encoder, head, lambda _: Choice(Words(), "words"), identity=lambda: "")
    texts = ["katanya bagus, kata pemerintah", "kami bersama palestina", "pemerintah bagus"]
    made = wacana.score(pd.Series(texts), scorer=scorer)
    assert made["skepticism"].tolist() == [True, False, False]
    assert made["skepticism_targets"].tolist() == [["indonesia_gov"], [], []]
    assert made["solidarity_targets"].tolist() == [[], ["palestine_people"], []]
    assert made.dtypes.astype(str).to_dict() == {
        **head.columns,
        "skepticism_targets": "object",
        "solidarity_targets": "object",
    }


def test_labels_are_read_given_or_asked_for(sentiment: Path, tmp_path: Path) -> None:
    silent = changed(sentiment, tmp_path / "m", id2label={"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}, label2id={})
    with pytest.raises(ModelError, match="--labels"):
        load(str(silent))
    given = load(str(silent), labels=["positif", "netral", "negatif"])
    assert given.rows(TEXTS[:2])["sentiment"] == ["positive", "negative"]
    both = resolve(f"hf:{silent}+dictionary", labels=["positif", "netral", "negatif"])
    assert both.rows(TEXTS[:2])["sentiment"] == ["positive", "negative"] and "trust" in both.columns
    with pytest.raises(InputError, match="3 different"):
        load(str(silent), labels=["positive", "negative"])
    assert label_map({0: "Negatif", 1: "Positif"}, None, "m") == ("negative", "positive")
    with pytest.raises(ModelError, match="happy"):
        label_map({0: "happy", 1: "sad"}, None, "m")


def test_a_reversed_label_map_is_refused(sentiment: Path) -> None:
    wrong = load(str(sentiment), labels=["negative", "neutral", "positive"])
    with pytest.raises(ModelError, match="opposite"):
        wrong.rows(["bagus"])


def test_a_folder_that_is_no_classifier_is_refused(sentiment: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--download"):
        load(str(tmp_path / "none"))
    with pytest.raises(ModelError, match="bare encoder"):
        base = changed(
            sentiment.parent / "base", tmp_path / "b", id2label={"0": "positive", "1": "negative"}, label2id={}
        )
        load(str(base)).rows(["bagus"])
    (damaged := changed(sentiment, tmp_path / "d")) and (damaged / "model.safetensors").write_bytes(b"\x08")
    with pytest.raises(ModelError, match="cannot be read"):
        load(str(damaged)).rows(["bagus"])
    with pytest.raises(ModelError, match="embeddings"):
        load(str(changed(sentiment, tmp_path / "v", vocab_size=50)))


class Evil:
    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.file,)


def test_a_pickle_is_never_run(sentiment: Path, tmp_path: Path) -> None:
    """Weights of an old kind are read as tensors; a pickle that does more is refused."""
    import torch
    from safetensors.torch import load_file

    plain = load_file(str(sentiment / "model.safetensors"))
    for name, content in (("good", plain), ("evil", {**plain, "x": Evil(tmp_path / "run")})):
        (folder := changed(sentiment, tmp_path / name)).joinpath("model.safetensors").unlink()
        torch.save(content, folder / "pytorch_model.bin")
    assert load(str(tmp_path / "good")).rows(["bagus"])["sentiment"] == ["positive"]
    with pytest.raises(ModelError, match="cannot be read"):
        load(str(tmp_path / "evil")).rows(["bagus"])
    assert not (tmp_path / "run").exists()


def test_code_of_strangers_is_never_run(sentiment: Path, tmp_path: Path) -> None:
    names = {"AutoConfig": "evil.E", "AutoModelForSequenceClassification": "evil.E", "AutoTokenizer": ["evil.E", None]}
    folder = changed(sentiment, tmp_path / "m", auto_map=names)
    told = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    (folder / "tokenizer_config.json").write_text(json.dumps({**told, "auto_map": names}), encoding="utf-8")
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')\nclass E: pass\n", encoding="utf-8")
    assert load(str(folder)).rows(["bagus"])["sentiment"] == ["positive"]
    with pytest.raises(ModelError):
        load(str(changed(folder, tmp_path / "unknown", model_type="evil")))
    assert not (tmp_path / "run").exists()


def test_a_batch_too_large_for_the_device_is_halved(sentiment: Path) -> None:
    import torch

    scorer = load(str(sentiment))
    model = load_model(checkpoint := Checkpoint(str(sentiment)), load_config(checkpoint))
    plain = TorchRuntime(model, pad=0)
    batch = scorer.encoder.ids(TEXTS)
    wanted, forward, most = plain.logits(batch), model.forward, 2

    def narrow(input_ids: torch.Tensor, **given: object) -> object:
        if len(input_ids) > most:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(input_ids=input_ids, **given)

    model.forward = narrow
    np.testing.assert_allclose(plain.logits(batch), wanted, atol=1e-5)
    most = 0
    with pytest.raises(torch.OutOfMemoryError):
        plain.logits(batch)


def test_precision_is_checked_on_sentences_not_by_a_clock(sentiment: Path) -> None:
    class Off:
        """Stands for a quantised twin that went wrong."""

        def logits(self, batch: list[list[int]]) -> np.ndarray:
            return np.tile([0.0, 9.0, 0.0], (len(batch), 1))

    class Near:
        def __init__(self, plain: TorchRuntime) -> None:
            self.plain = plain

        def logits(self, batch: list[list[int]]) -> np.ndarray:
            return self.plain.logits(batch) + 0.001

    scorer = load(str(sentiment))
    checkpoint = Checkpoint(str(sentiment))
    model = load_model(checkpoint, load_config(checkpoint))
    sample = scorer.encoder.ids(TEXTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "has_bf16", lambda: False)
        patch.setattr(runtime, "find_spec", lambda name: True)
        assert choose(model, scorer.head, sample, pad=0, int8=Off).reason.startswith("fp32")
        near = choose(model, scorer.head, sample, pad=0, int8=lambda: Near(TorchRuntime(model, pad=0)))
        assert near.reason.startswith("int8")
        assert choose(model, scorer.head, sample, pad=0).reason == "fp32 on the processor"


def test_the_order_of_precisions_is_that_of_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    able: dict[str, bool] = {}
    monkeypatch.setattr(runtime, "capabilities", lambda: able)
    monkeypatch.setattr(runtime, "find_spec", lambda name: True)
    assert runtime.candidates("cpu", True) == ["int8"]
    able.update(avx512_bf16=True)
    assert runtime.candidates("cpu", True) == ["bf16", "int8"]
    able.update(avx512_vnni=True)
    assert runtime.candidates("cpu", True) == ["int8", "bf16"]
    assert runtime.candidates("cpu", False) == ["bf16"]
    able.update(amx_bf16=True)
    assert runtime.candidates("cpu", True) == ["bf16", "int8"]


@pytest.mark.parametrize("kind", ["base-p1", "lite"])
def test_real_vocabularies_know_the_words(shared: Path, tmp_path: Path, kind: str) -> None:
    folder = models.indobert(shared, tmp_path / kind, kind, ["positive", "neutral", "negative"])
    encoder = load(str(folder)).encoder
    ids = encoder.ids(["bagus sekali pelayanannya", "buruk sekali pelayanannya 😡"])
    assert encoder.unknown not in ids[0]
    assert ids[0] != ids[1][:-1]
    assert ids[1].count(encoder.unknown) == 1  # the emoji
    made = load(str(folder), precision="fp32").rows(["bagus", "buruk", "kata " * 702])
    assert made["p_positive"][0] != made["p_positive"][1]


def test_labels_of_the_real_configs_are_asked_for(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="LABEL_0"):
        load(str(models.indobert(shared, tmp_path / "m", "base-p1", None)))


def test_a_tokenizer_of_another_language_is_refused_but_not_for_emoji(sentiment: Path) -> None:
    encoder = load(str(sentiment)).encoder
    blind = Encoder(encoder.backend, pad=0, unknown=encoder.backend.token_to_id("[UNK]"), max_length=64)
    with pytest.raises(ModelError, match="does not know"):
        blind.ids(["ветер дует с моря весь день и всю ночь"] * 20)
    assert blind.ids(["ветер дует с моря весь день и всю ночь", *["bagus sekali"] * 20])
    assert blind.ids(["🫎🫏🪿 wow 🫎 🫏 🪿"] * 40)  # emoji that no vocabulary here has


def test_head_without_neutral_and_with_thresholds() -> None:
    two = Head("sentiment", ("negative", "positive"))
    assert two.values(two.probabilities([[0.0, 2.0]]))["p_neutral"] == [0.0]
    several = Head("themes", ("trust", "solidarity"), (0.2, 0.9))
    made = several.values(several.probabilities([[-1.0, 1.0]]))
    assert (made["trust"], made["solidarity"]) == ([True], [False])
    assert several.probabilities([[-1000.0, 1000.0]]).tolist() == [[0.0, 1.0]]
