"""Training: the same course after a kill, splits without leaks, an encoder that learns."""

from __future__ import annotations

import json
import lzma
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import transformer_models as models

from wacana.errors import InputError
from wacana.score.transformer import load, loop
from wacana.score.transformer.cooccurrence import vectors
from wacana.score.transformer.corpus import lines, mask
from wacana.score.transformer.data import labelled
from wacana.score.transformer.finetune import FinetuneConfig, finetune
from wacana.score.transformer.measure import f1_scores, thresholds
from wacana.score.transformer.pretrain import PretrainConfig, pretrain
from wacana.score.transformer.split import groups, held_out
from wacana.score.transformer.vocabulary import train_tokenizer

torch = pytest.importorskip("torch", reason="needs wacana[transformers]")


class Killed(Exception):
    pass


def kill_at(step: int, patch: pytest.MonkeyPatch) -> None:
    """End a training after so many saves, as a power cut would."""
    save, done = loop.Loop._save, []

    def once(self: loop.Loop, memory: loop.Memory) -> None:
        save(self, memory)
        done.append(memory.step)
        if memory.step >= step:
            raise Killed

    patch.setattr(loop.Loop, "_save", once)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(str(folder / "model.safetensors"))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("base")
    return str(models.encoder(folder, list(models.comments()["text"])))


def test_a_killed_finetuning_ends_as_an_unbroken_one(base: str, tmp_path: Path) -> None:
    config = FinetuneConfig(epochs=3, lr=2e-3, save_every=7)
    whole = finetune(models.comments(), base, tmp_path / "whole", task="sentiment", config=config)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        kill_at(21, patch)
        finetune(models.comments(), base, tmp_path / "cut", task="sentiment", config=config)
    assert (tmp_path / "cut" / ".training" / "state.safetensors").exists()
    again = finetune(models.comments(), base, tmp_path / "cut", task="sentiment", config=config)
    assert (again.f1, again.steps) == (whole.f1, whole.steps)
    one, other = weights(tmp_path / "whole"), weights(tmp_path / "cut")
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not (tmp_path / "cut" / ".training").exists()


def test_a_state_of_other_data_is_not_used(base: str, tmp_path: Path) -> None:
    config = FinetuneConfig(epochs=1, lr=2e-3, save_every=5)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        kill_at(5, patch)
        finetune(models.comments(), base, tmp_path / "a", task="sentiment", config=config)
    fewer = models.comments().iloc[::2]
    with pytest.MonkeyPatch.context() as patch:
        started: list[int] = []
        done = loop.Loop._done
        patch.setattr(loop.Loop, "_done", lambda self, memory: (started.append(memory.step), done(self, memory))[1])
        finetune(fewer, base, tmp_path / "a", task="sentiment", config=config)
    assert started[0] == 0


def test_the_folder_says_what_it_is(base: str, tmp_path: Path) -> None:
    config = FinetuneConfig(epochs=1, themes=("solidarity", "skepticism"))
    done = finetune(models.comments(), base, tmp_path / "m", task="themes", config=config)
    said = json.loads((tmp_path / "m" / "config.json").read_text(encoding="utf-8"))
    assert said["id2label"] == {"0": "solidarity", "1": "skepticism"}
    assert said["wacana"]["task"] == "themes" and len(said["wacana"]["thresholds"]) == 2
    card = (tmp_path / "m" / "README.md").read_text(encoding="utf-8")
    assert f"{done.macro_f1:.4f}" in card and "flatter" in card
    assert load(str(tmp_path / "m")).head.thresholds == tuple(said["wacana"]["thresholds"])


def test_a_task_of_ones_own(base: str, tmp_path: Path) -> None:
    data = models.comments().rename(columns={"sentiment": "emosi"})
    data["emosi"] = data["emosi"].map({"positive": "senang", "negative": "marah", "neutral": "biasa"})
    finetune(data, base, tmp_path / "m", task="emosi", config=FinetuneConfig(epochs=1))
    made = load(str(tmp_path / "m"), precision="fp32").rows(["bagus"])
    assert set(made) == {"emosi", "p_emosi_senang", "p_emosi_marah", "p_emosi_biasa"}


def test_validation_rows_are_kept_out_of_training(base: str, tmp_path: Path) -> None:
    data = models.comments()
    valid = data.groupby("sentiment").head(20)
    done = finetune(data, base, tmp_path / "m", task="sentiment", valid=valid, config=FinetuneConfig(epochs=1))
    assert done.rows["left out: repeats a validation row"] >= 60
    assert done.rows["training"] + done.rows["left out: repeats a validation row"] == len(data)


def test_data_is_read_as_people_write_it(tmp_path: Path) -> None:
    (tmp_path / "smsa.tsv").write_text('enak "sekali\tpositive\njelek\tnegative\n', encoding="utf-8")
    assert labelled(tmp_path / "smsa.tsv", "sentiment").y.tolist() == [0, 1]
    rows = [
        {"text": "bagus", "sentiment": "Positif", "trust": ["us"], "spam": 0},
        {"text": "jelek", "sentiment": "negatif", "trust": [], "spam": 0},
        {"text": "ada baik ada buruk", "sentiment": "mixed", "trust": [], "spam": 0},
        {"text": "jual tenda", "sentiment": "netral", "trust": [], "spam": 1},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    read = labelled(tmp_path / "a.jsonl", "sentiment")
    assert (read.labels, read.y.tolist()) == (("positive", "negative"), [0, 1])
    assert read.left_out == {"spam": 1, "another label": 1}
    flags = labelled(pd.DataFrame({"text": ["a", "b", "c"], "x": ["True", "false", ""], "y": [1, 0, 1]}), "themes",
                     themes=("x", "y"))  # fmt: skip
    assert flags.y.tolist() == [[1, 1], [0, 0], [0, 1]]
    with pytest.raises(InputError, match="also trust"):
        labelled(pd.DataFrame({"text": ["a"]}), "themes", themes=("trust",))


def test_near_duplicates_stay_together_and_others_apart() -> None:
    texts = [
        f"komentar yang sama panjangnya tentang hal {word}" for word in ("banjir", "banjir!", "banjir 😭", "pilkada")
    ]
    texts += ["harga beras naik", "semoga lekas sembuh", "", "😡"]
    found = groups(texts)
    assert found[0] == found[1] == found[2]
    assert len(set(found[4:])) == 4
    out = held_out([0, 0, 0, 1, 2, 3, 4, 5, 6, 7], share=0.3, seed=1)
    assert sum(out) == 3
    assert len(set(out[:3])) == 1


def test_thresholds_are_those_of_best_f1() -> None:
    p = np.array([[0.9], [0.4], [0.35], [0.1]])
    wanted = np.array([[1], [1], [0], [0]])
    (threshold,) = thresholds(wanted, p)
    assert 0.35 < threshold < 0.4
    assert f1_scores(wanted, p >= threshold) == [1.0]
    assert thresholds(np.zeros((4, 1)), p) == (0.5,)


def test_the_vocabulary_keeps_emoji_masks_and_families() -> None:
    made = train_tokenizer(["Terima kasih @user 😡 lihat URL 👨‍👩‍👧", "kasihan @user 😡😡 NOMOR 👨‍👩‍👧"] * 3, size=300)
    tokens = made.encode("terima kasih, @user😡😡 URL 👨‍👩‍👧 user").tokens
    assert tokens[:8] == ["[CLS]", "terima", "kasih", "[UNK]", "@user", "😡", "😡", "URL"]
    assert "👨‍👩‍👧" in tokens and tokens.count("@user") == 1


def test_masks_hide_what_they_should() -> None:
    ids = np.full((200, 100), 7)
    ids[:, 0], ids[:, 1] = 2, 1
    generator = np.random.default_rng(0)
    seen, wanted = mask(ids, generator, special=5, unknown=1, size=50, share=0.15)
    hidden = wanted != -100
    assert not hidden[:, :2].any()
    assert hidden[:, 2:].mean() == pytest.approx(0.15, abs=0.01)
    assert (wanted[hidden] == 7).all()
    assert (seen[hidden] == 4).mean() == pytest.approx(0.8, abs=0.02)
    assert (seen[hidden] == 7).mean() == pytest.approx(0.1, abs=0.02)
    assert (seen[~hidden] == ids[~hidden]).all()
    again, _ = mask(ids, generator, special=5, unknown=1, size=50, share=0.15)
    assert (again != seen).any()


def test_pretraining_learns_resumes_and_serves_finetuning(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    pairs = ["kopi hitam", "teh manis", "nasi goreng", "ikan bakar", "langit biru", "jalan raya", "hujan deras"]
    corpus.write_text("\n".join(np.random.default_rng(0).choice(pairs, 4000)), encoding="utf-8")
    config = PretrainConfig(layers=2, width=32, heads=2, vocabulary=100, length=16, batch=32, steps=120, lr=5e-3,
                            masked=0.3, save_every=30)  # fmt: skip
    (words := tmp_path / "words").mkdir()
    train_tokenizer(pairs * 9, size=100).save(str(words / "tokenizer.json"))
    whole = pretrain([corpus], tmp_path / "whole", config=config, tokenizer=words)
    assert whole.loss < 0.85 * whole.unigram
    assert whole.unigram < math.log(100)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        kill_at(60, patch)
        pretrain([corpus], tmp_path / "cut", config=config, tokenizer=words)
    again = pretrain([corpus], tmp_path / "cut", config=config, tokenizer=words)
    assert again.loss == whole.loss
    assert "unigram entropy" in (tmp_path / "cut" / "README.md").read_text(encoding="utf-8")
    assert (tmp_path / "cut" / "loss.svg").read_bytes() == (tmp_path / "whole" / "loss.svg").read_bytes()
    finetune(
        models.comments(), str(tmp_path / "cut"), tmp_path / "m", task="sentiment", config=FinetuneConfig(epochs=1)
    )
    assert load(str(tmp_path / "m")).head.labels == ("positive", "neutral", "negative")


def test_a_killed_pretraining_keeps_the_vocabulary_that_it_learnt(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("\n".join(models.comments()["text"]), encoding="utf-8")
    config = PretrainConfig(layers=1, width=16, heads=1, vocabulary=90, length=16, batch=8, steps=6, save_every=2)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        kill_at(4, patch)
        pretrain([corpus], tmp_path / "m", config=config)
    started: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        done = loop.Loop._done
        patch.setattr(loop.Loop, "_done", lambda self, memory: (started.append(memory.step), done(self, memory))[1])
        pretrain([corpus], tmp_path / "m", config=config)
    assert sorted(set(started)) == [4, 5, 6]


def test_a_corpus_is_lines_as_they_are_and_comments_cleaned(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("yg penting\n\n sehat \n", encoding="utf-8")
    (tmp_path / "b.csv").write_text('author,text\nbudi,"yg penting,\nsehat"\nsiti,\n', encoding="utf-8")
    with lzma.open(tmp_path / "c.xz", "wt", encoding="utf-8") as handle:
        handle.write("kopi\nteh\n")
    found = list(lines([tmp_path / name for name in ("a.txt", "b.csv", "c.xz")]))
    assert found == ["yg penting", "sehat", "yang penting, sehat", "kopi", "teh"]


def test_a_time_ends_the_training_whatever_the_steps(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("\n".join(models.comments()["text"]), encoding="utf-8")
    config = PretrainConfig(layers=1, width=16, heads=1, vocabulary=90, length=16, batch=8, steps=10**9)
    done = pretrain([corpus], tmp_path / "m", config=config, minutes=0.005)
    assert 0 < done.steps < 10**9
    assert f"| steps | {done.steps} |" in (tmp_path / "m" / "README.md").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="minutes"):
        pretrain([corpus], tmp_path / "m", config=config, minutes=0)


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"batch": 0}, {"batch": -1}, {"lr": 0.0}])
def test_a_course_of_nothing_is_named_before_anything_is_read(tmp_path: Path, wrong: dict[str, float]) -> None:
    ((name, value),) = wrong.items()
    with pytest.raises(InputError, match=f"^{value} {name}"):
        finetune(tmp_path / "absent.csv", "absent", tmp_path / "m", task="nada", config=FinetuneConfig(**wrong))
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"batch": 0}, {"minutes": 0}])
def test_a_config_of_nothing_is_named(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match=f"^0 {next(iter(wrong))}"):
        pretrain([tmp_path / "absent.txt"], tmp_path / "m", config=PretrainConfig(**wrong))


def test_what_is_left_out_is_told_of_training_and_of_validation(base: str, tmp_path: Path) -> None:
    data = models.comments()
    valid = pd.concat(
        [data.groupby("sentiment").head(20), pd.DataFrame({"text": ["", "jelek"], "sentiment": ["netral", ""]})]
    )
    rows = pd.concat([data, pd.DataFrame({"text": ["apa ini"], "sentiment": [None]})])
    done = finetune(rows, base, tmp_path / "m", task="sentiment", valid=valid, config=FinetuneConfig(epochs=1))
    assert done.rows["left out: no label"] == 1
    assert done.rows["left out of validation: no text"] == done.rows["left out of validation: no label"] == 1
    assert "left out of validation: no text | 1" in (tmp_path / "m" / "README.md").read_text(encoding="utf-8")


def test_the_rate_rises_and_falls_to_nothing() -> None:
    course = loop.Loop(None, lambda step: None, 100, 1.0, Path(), "", warmup=0.1)
    rates = [course._rate(done / 100) for done in range(101)]
    assert rates[0] == pytest.approx(0.1) and max(rates) == rates[10] == 1.0 and rates[100] == 0.0


def test_word_pieces_of_the_same_company_start_alike() -> None:
    generator = np.random.default_rng(0)
    told = [[word, *generator.choice(near, 3)] for word, near in
             (((5, (9, 10, 11)), (6, (9, 10, 11)), (7, (12, 13, 14))) * 400)]  # fmt: skip
    found = vectors(np.array([[2, *line, 3, 3, 3, 3] for line in told]), size=15, width=8).numpy()
    unit = found / np.linalg.norm(found, axis=1, keepdims=True)
    assert unit[5] @ unit[6] > 0.8 and unit[5] @ unit[7] < 0.2
    assert found[5:].std() == pytest.approx(0.04, rel=0.01)


def test_a_corpus_or_config_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    corpus = tmp_path / "small.txt"
    corpus.write_text("satu baris\n", encoding="utf-8")
    with pytest.raises(InputError, match="one of tiny"):
        pretrain([corpus], tmp_path / "x", config="huge")
    with pytest.raises(InputError, match="word pieces"):
        pretrain([corpus], tmp_path / "x")
    with pytest.raises(InputError, match="absent"):
        pretrain([tmp_path / "absent.txt"], tmp_path / "x")
    assert not (tmp_path / "x").exists()
