"""Transformers as scorers: indobenchmark-compatible classifiers, correctly loaded and at the machine's speed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana.errors import InputError, ModelError
from wacana.score.transformer.checkpoint import Checkpoint, fingerprint, load_config, load_model, load_tokenizer
from wacana.score.transformer.encoder import Encoder, load_encoder
from wacana.score.transformer.heads import head_of
from wacana.score.transformer.runtime import Choice, Precision, choose
from wacana.score.transformer.scorer import Sample, TransformerScorer

if TYPE_CHECKING:
    from wacana.codebook import Codebook

__all__ = ["TransformerScorer", "load"]

SHORTEST = 8


def load(
    name: str,
    *,
    labels: Sequence[str] | None = None,
    download: bool = False,
    max_length: int | None = None,
    precision: Precision = "auto",
    codebook: Codebook | None = None,
) -> TransformerScorer:
    """Load a fine-tuned classifier from a folder or the local hub cache, or a folder made by ``wacana export-onnx``.

    ``labels`` names the outputs of a sentiment model, in order, where the model does not; ``max_length`` counts word
    pieces (default: all positions that the model has); ``download`` allows the hub to be asked. ``codebook`` finds
    the targets of a model of themes (default: the one that ships). An exported folder needs neither torch nor
    transformers.

    Raises:
        ModelError, InputError: with what is wrong with the folder, the tokenizer, the labels.
        MissingExtraError: with the pip line.
    """
    if (Path(name) / "model.onnx").exists():
        return _load_exported(Path(name), labels, max_length, codebook)
    checkpoint = Checkpoint(name, download)
    config = load_config(checkpoint)
    tokenizer = load_tokenizer(checkpoint, config)
    head = head_of(config.to_dict(), labels, name)
    length = _length(max_length, int(getattr(config, "max_position_embeddings", 512)), int(config.pad_token_id or 0))
    encoder = Encoder(
        tokenizer.backend_tokenizer,
        pad=int(tokenizer.pad_token_id or 0),
        unknown=tokenizer.unk_token_id,
        max_length=length,
    )

    def start(sample: Sample) -> Choice:
        from wacana.score.transformer.onnx import cached_int8

        model = load_model(checkpoint, config)
        int8 = partial(cached_int8, model, fingerprint(checkpoint), encoder.pad)
        return choose(model, head, sample, pad=encoder.pad, precision=precision, int8=int8)

    identity = partial(fingerprint, checkpoint)
    return TransformerScorer(name, encoder, head, start, identity=identity, precision=precision, codebook=codebook)


def _load_exported(
    folder: Path, labels: Sequence[str] | None, max_length: int | None, codebook: Codebook | None
) -> TransformerScorer:
    from wacana.score.transformer.onnx import OnnxRuntime

    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        told = config["onnx"]
        pad, unknown, positions = int(told["pad"]), told["unknown"], int(told["max_length"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"'{folder}' with a config.json that does not describe an export ({error})",
            "a folder made by wacana export-onnx",
            "Export the model again.",
        ) from error
    head = head_of(config, labels, str(folder))
    encoder = load_encoder(folder, pad=pad, unknown=unknown, max_length=_length(max_length, positions, 0))

    def start(sample: Sample) -> Choice:
        return Choice(OnnxRuntime(folder / "model.onnx", pad=pad), f"ONNX Runtime, {told['precision']}")

    identity = partial(fingerprint, Checkpoint(str(folder)))
    return TransformerScorer(str(folder), encoder, head, start, identity=identity, precision="auto", codebook=codebook)


def _length(asked: int | None, positions: int, offset: int) -> int:
    # RoBERTa counts positions from its padding id on, so that 514 positions hold 512 word pieces.
    most = positions - (offset + 1 if offset else 0)
    if asked is not None and asked < SHORTEST:
        raise InputError(f"max_length {asked}", f"at least {SHORTEST} word pieces", "Leave it out for the model's own.")
    return min(asked or most, most)
