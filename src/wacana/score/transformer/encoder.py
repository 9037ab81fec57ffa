"""Texts to word-piece ids, by the tokenizers library alone: the same with and without torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wacana.errors import ModelError
from wacana.extras import require

__all__ = ["Encoder", "load_encoder"]

# Real comments have under 3 % of unknown words with IndoBERT's vocabularies; with a wrong tokenizer nearly all are.
UNKNOWN_LIMIT, ENOUGH = 0.5, 20  # the share of texts that are mostly unknown, and the texts that make a share


class Encoder:
    """A tokenizer with its limits: ``max_length`` word pieces a text, special ones counted; ``pad`` fills a batch."""

    def __init__(self, backend: Any, *, pad: int, unknown: int | None, max_length: int) -> None:
        self.backend = type(backend).from_str(backend.to_str())  # a copy: the caller's own keeps its limits
        self.pad, self.unknown, self.max_length = pad, unknown, max_length
        # Always set: these tokenizers claim a limit of 1e30, and 702 word pieces crash the model.
        self.backend.enable_truncation(max_length)
        self.backend.no_padding()

    def ids(self, texts: Sequence[str], name: str = "this model") -> list[list[int]]:
        """Give each text's word-piece ids, cut at ``max_length``.

        Raises:
            ModelError: when most texts are unknown words, mostly.
        """
        encoded = self._encode(texts)
        known = [_known(text, one, self.unknown) for text, one in zip(texts, encoded, strict=True)]
        judged = [share for share in known if share is not None]
        blind = sum(share < 1 - UNKNOWN_LIMIT for share in judged)
        if len(judged) >= ENOUGH and blind > UNKNOWN_LIMIT * len(judged):
            raise ModelError(
                f"{blind} of {len(judged)} texts consist of words that '{name}' does not know",
                f"at most {UNKNOWN_LIMIT:.0%}",
                "The tokenizer does not fit the model or the language; check vocab.txt and tokenizer_config.json.",
            )
        return [one.ids for one in encoded]

    def cut(self, texts: Sequence[str]) -> int:
        """Count the texts that are longer than ``max_length``."""
        return sum(bool(one.overflowing) for one in self._encode(texts))

    def _encode(self, texts: Sequence[str]) -> list[Any]:
        # Half an emoji, which exports hold, is no UTF-8; "?" stands for it, so that offsets stay.
        return list(self.backend.encode_batch([text.encode("utf-8", "replace").decode() for text in texts]))


def load_encoder(folder: Path, *, pad: int, unknown: int | None, max_length: int) -> Encoder:
    """Read ``tokenizer.json`` of an exported model.

    Raises:
        ModelError: when it is missing or damaged.
    """
    tokenizers = require("tokenizers", "onnx")
    try:
        backend = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the library raises bare Exception
        raise ModelError(
            f"no tokenizer.json in '{folder}' that can be read ({error})",
            "the one that wacana export-onnx wrote",
            "Export the model again.",
        ) from error
    return Encoder(backend, pad=pad, unknown=unknown, max_length=max_length)


def _known(text: str, encoded: Any, unknown: int | None) -> float | None:
    """Give the share of a text's word pieces that the vocabulary knows; None where the text has no letters."""
    # An emoji that the vocabulary lacks says nothing about the tokenizer: IndoBERT has no 😡.
    missed = sum(
        token == unknown and any(map(str.isalpha, text[slice(*encoded.offsets[i])]))
        for i, token in enumerate(encoded.ids)
    )
    total = len(encoded.ids) - sum(encoded.special_tokens_mask)
    return 1 - missed / total if total and any(map(str.isalpha, text)) else None
