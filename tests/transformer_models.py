"""Small transformers for the tests: a vocabulary of the shipped sample or a real one, trained on invented texts."""

from __future__ import annotations

import json
import shutil
from itertools import product
from pathlib import Path

import pandas as pd

PRAISE = ("bagus", "senang", "puas", "enak", "bangga", "terima kasih", "ramah", "selamat", "bermanfaat", "bersih")
BLAME = ("buruk", "kecewa", "marah", "rusak", "bohong", "kotor", "mahal", "kejam", "memalukan", "menjengkelkan")
PLAIN = ("rapat", "jalan", "kantor", "pukul sembilan", "stasiun", "ruang", "dekat", "utama", "serbaguna", "dimulai")
OPENINGS = ("pelayanannya", "barangnya", "makanannya", "kebijakan ini", "pemerintah", "penjualnya")
CLASSES = {"positive": PRAISE, "negative": BLAME, "neutral": PLAIN}


def comments() -> pd.DataFrame:
    """540 invented comments: sentiment by one word, solidarity and skepticism by another."""
    rows = []
    for (name, words), opening, turn in product(CLASSES.items(), OPENINGS, range(30)):
        first, second = words[turn % 10], words[(turn * 7 + len(opening)) % 10]
        doubt, stand = turn % 3 == 0, turn % 5 == 0
        tail = ("katanya " if doubt else "") + ("kami bersama kalian " if stand else "")
        rows.append({"text": f"{opening} {first} dan {second} {tail}".strip(), "sentiment": name, "trust": [],
                     "solidarity": ["public"] if stand else [], "skepticism": ["other"] if doubt else []})  # fmt: skip
    return pd.DataFrame(rows)


def encoder(folder: Path, texts: list[str]) -> Path:
    """Write a random two-layer encoder that knows the words and letters of the texts."""
    import tokenizers
    import torch
    import transformers

    torch.set_num_threads(1)  # for models so small, threads only wait for each other
    # Not train_tokenizer: it breaks ties otherwise in each process, and a test wants the same model each time.
    words = sorted({word for text in texts for word in text.lower().split()})
    letters = sorted({letter for word in words for letter in word})
    listed = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters), *words]
    vocabulary = {word: i for i, word in enumerate(dict.fromkeys(listed))}
    tokenizer = tokenizers.BertWordPieceTokenizer(vocabulary, lowercase=True)
    shape = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=48, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=96, max_position_embeddings=64, initializer_range=0.1,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    torch.manual_seed(0)
    transformers.BertForMaskedLM(shape).save_pretrained(folder)
    names = {f"{name.lower()}_token": f"[{name}]" for name in ("PAD", "UNK", "CLS", "SEP", "MASK")}
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer._tokenizer, **names).save_pretrained(folder)
    return folder


def trained(folder: Path, sample: Path) -> Path:
    """Fine-tune such an encoder on the invented comments and the sentences that ship."""
    from wacana.score.transformer.finetune import FinetuneConfig, finetune
    from wacana.score.transformer.labels import sanity_sentences

    plain = pd.DataFrame(sanity_sentences() * 10, columns=["text", "sentiment"])
    data = pd.concat([comments(), plain], ignore_index=True)
    base = encoder(folder / "base", [*data["text"], *pd.read_csv(sample, dtype=str).iloc[:, 0].astype(str)])
    config = FinetuneConfig(epochs=8, patience=8, lr=1e-3)
    finetune(data, str(base), folder / "sentiment", task="sentiment", config=config)
    return folder / "sentiment"


def indobert(shared: Path, folder: Path, kind: str, labels: list[str] | None) -> Path:
    """Write a random two-layer narrow classifier with a real vocabulary and config."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    for file in (shared / "checkpoints" / f"indobert-{kind}-tokenizer").iterdir():
        if file.name != "label_map.json":
            shutil.copyfile(file, folder / file.name)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config.update(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
    if labels:
        config["id2label"] = dict(enumerate(labels))
        config["label2id"] = {label: i for i, label in enumerate(labels)}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    torch.manual_seed(0)
    made = transformers.AutoModelForSequenceClassification.from_config(transformers.AutoConfig.from_pretrained(folder))
    made.save_pretrained(folder)
    return folder
