"""Loading a sequence classifier safely, with the tokenizer that its weights were trained with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wacana.errors import ModelError
from wacana.extras import require
from wacana.resources import sha256

__all__ = ["Checkpoint", "fingerprint", "load_config", "load_model", "load_tokenizer", "quiet"]

EXTRA = "transformers"
INDEX = "model.safetensors.index.json"
FILES = ("config.json", "model.safetensors", INDEX, "pytorch_model.bin", "model.onnx",
         "tokenizer.json", "tokenizer_config.json", "vocab.txt", "spiece.model", "sentencepiece.bpe.model")  # fmt: skip


@dataclass(frozen=True)
class Checkpoint:
    """Where a model is, and whether a hub may be asked for it."""

    name: str
    download: bool = False

    def file(self, name: str) -> Path | None:
        """Find one of its files, in the folder or in the hub's cache."""
        if Path(self.name).is_dir():
            found = Path(self.name) / name
            return found if found.exists() else None
        hub = require("transformers.utils", EXTRA)
        try:
            path = hub.cached_file(self.name, name, **self.options)
        except OSError:
            return None
        return Path(path) if path else None

    @property
    def options(self) -> dict[str, Any]:
        """What every loading call is told: no network unless asked, no code of strangers."""
        return {"local_files_only": not self.download, "trust_remote_code": False}


def load_config(checkpoint: Checkpoint) -> Any:
    """Read the model's config.

    Raises:
        ModelError: when there is none.
    """
    transformers = require("transformers", EXTRA)
    try:
        return transformers.AutoConfig.from_pretrained(checkpoint.name, **checkpoint.options)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"no model '{checkpoint.name}' here ({_first_line(error)})",
            "a folder with config.json and weights, or a name in the local hub cache",
            "Check the path, or let it be fetched with --download.",
        ) from error


def load_tokenizer(checkpoint: Checkpoint, config: Any) -> Any:
    """Load the tokenizer that fits the weights.

    IndoBERT-lite has ALBERT weights over a BERT vocabulary; AutoTokenizer takes its word for ALBERT, finds no
    SentencePiece model, and turns every word into ``<unk>`` without an error.

    Raises:
        ModelError: when there is no vocabulary, or it is larger than the embedding.
    """
    transformers = require("transformers", EXTRA)
    wordpiece = checkpoint.file("vocab.txt") and not checkpoint.file("spiece.model")
    kind = transformers.BertTokenizer if wordpiece else transformers.AutoTokenizer
    try:
        tokenizer = kind.from_pretrained(checkpoint.name, **checkpoint.options)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"no tokenizer in '{checkpoint.name}' ({_first_line(error)})",
            "tokenizer.json, vocab.txt or spiece.model beside the weights",
            "Copy them from the model that it was fine-tuned from.",
        ) from error
    if not tokenizer.is_fast:
        raise ModelError(
            f"'{checkpoint.name}' with a tokenizer written in Python ({type(tokenizer).__name__})",
            "one that the tokenizers library can run",
            "Save it as tokenizer.json first (see transformers.convert_slow_tokenizer).",
        )
    if len(tokenizer) > config.vocab_size:  # smaller is usual: IndoBERT-base has 30,521 words for 50,000 rows
        raise ModelError(
            f"a vocabulary of {len(tokenizer)} words for {config.vocab_size} embeddings in '{checkpoint.name}'",
            "no more words than embeddings",
            "The tokenizer is of another model; copy the right one.",
        )
    return tokenizer


def load_model(checkpoint: Checkpoint, config: Any) -> Any:
    """Load a classifier's weights in fp32, from safetensors or (without unpickling objects) a torch file.

    Raises:
        ModelError: when weights are missing, damaged, or the classifier's head would be random.
    """
    try:
        with quiet() as transformers:
            model, notes = transformers.AutoModelForSequenceClassification.from_pretrained(
                checkpoint.name,
                config=config,
                dtype="float32",
                weights_only=True,
                output_loading_info=True,
                **checkpoint.options,
            )
    except Exception as error:  # the weight readers raise errors of many libraries
        raise ModelError(
            f"the weights of '{checkpoint.name}' cannot be read ({_first_line(error)})",
            "model.safetensors (or pytorch_model.bin) of the kind that config.json names",
            "Fetch the files again; convert other formats to safetensors.",
        ) from error
    if missing := sorted(notes["missing_keys"]):
        raise ModelError(
            f"'{checkpoint.name}' has no weights for {', '.join(missing[:3])}",
            "a fine-tuned classifier, not a bare encoder",
            "Fine-tune it first: wacana finetune DATA --base NAME.",
        )
    return model.eval()


@contextmanager
def quiet() -> Iterator[Any]:
    """Give transformers without its own progress bars and reports on reading and writing a file."""
    transformers = require("transformers", EXTRA)
    log = transformers.utils.logging
    level, bar = log.get_verbosity(), log.is_progress_bar_enabled()
    log.set_verbosity_error()
    log.disable_progress_bar()
    try:
        yield transformers
    finally:
        log.set_verbosity(level)
        if bar:
            log.enable_progress_bar()


def fingerprint(checkpoint: Checkpoint) -> str:
    """Hash the files that decide what a model says: SHA-256 over the hashes of config, weights and vocabulary."""
    names = list(FILES)
    if index := checkpoint.file(INDEX):
        names += sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    found = {name: sha256(file) for name in names if (file := checkpoint.file(name))}
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
