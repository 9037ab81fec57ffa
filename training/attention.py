"""Attention over word vectors (torch): what pretrain.py trains on unlabelled text and encoder.py on labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as fun

KNOWN, KEYS = "known", "known_keys"  # names in the file of weights


@dataclass(frozen=True)
class Shape:
    """Size of the network and course of the training; ``length`` in words, ``batch`` in sequences a step."""

    layers: int = 3
    width: int = 192
    heads: int = 3
    wide: int = 3  # of the gated layers, in widths
    vector: int = 96  # directions of the word vectors
    taught: int = 0  # 1: the word vectors are trained too
    objective: str = "hidden"  # or "replaced"
    share: float = 0.2  # of the words that are hidden or replaced
    guessed: int = 16_000  # words among which a hidden one is looked for
    drawn: int = 2_048  # of them, those that it is told from at a step
    length: int = 64
    batch: int = 48
    rate: float = 1e-3
    seed: int = 0


class Block(nn.Module):
    """Attention with rotary positions (Su et al. 2021) and a gated layer (Shazeer 2020), each after a norm."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, inner = shape.width, shape.wide * shape.width
        self.heads = shape.heads
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.asked, self.told = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.gate, self.back = nn.Linear(width, 2 * inner), nn.Linear(inner, width)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], seen: Tensor | None, dropout: float) -> Tensor:
        """Give the next states; ``seen`` tells which words may be looked at."""
        rows, words, width = x.shape
        asked = self.asked(self.norms[0](x)).view(rows, words, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = rotated(asked[0], turn), rotated(asked[1], turn), asked[2]
        mixed = fun.scaled_dot_product_attention(q, k, v, attn_mask=seen).transpose(1, 2).reshape(rows, words, width)
        x = x + fun.dropout(self.told(mixed), dropout, self.training)
        up, gate = self.gate(self.norms[1](x)).chunk(2, dim=-1)
        return x + fun.dropout(self.back(up * fun.silu(gate)), dropout, self.training)


def rotated(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Turn pairs of entries by their word's place."""
    one, two = x.chunk(2, dim=-1)
    cos, sin = turn
    return torch.cat([one * cos - two * sin, two * cos + one * sin], dim=-1).to(x.dtype)


class Attention(nn.Module):
    """States of words in context, from the vectors of their types."""

    def __init__(self, given: int, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.into = nn.Linear(given, shape.width)
        self.hidden = nn.Parameter(torch.randn(given) * 0.1)  # stands for a hidden word
        self.blocks = nn.ModuleList([Block(shape) for _ in range(shape.layers)])
        self.norm = nn.LayerNorm(shape.width)
        for block in self.blocks:
            for layer in (block.told, block.back):
                layer.weight.data /= (2 * shape.layers) ** 0.5

    def forward(self, x: Tensor, lengths: Tensor | None = None, dropout: float = 0.0) -> Tensor:
        """Give the states (texts × words × width) of word vectors; what stands behind ``lengths`` is not looked at."""
        seen = None
        if lengths is not None:
            seen = (torch.arange(x.shape[1], device=x.device) < lengths.to(x.device)[:, None])[:, None, None]
        half = self.shape.width // self.shape.heads // 2
        speed = 10_000 ** (-torch.arange(half, device=x.device) / half)
        angle = torch.arange(x.shape[1], device=x.device)[:, None] * speed
        turn = angle.cos(), angle.sin()
        x = self.into(x)
        for block in self.blocks:
            x = block(x, turn, seen, dropout)
        return self.norm(x)


@dataclass(frozen=True)
class Pretrained:
    """What pretrain.py wrote: ``known`` are the keys and vectors of the words whose vectors were trained too.

    ``losses`` are (step, loss), in nats a guess.
    """

    shape: Shape
    weights: dict[str, Tensor]
    known: tuple[np.ndarray, np.ndarray] | None = None
    losses: Sequence[tuple[int, float]] = ()

    @classmethod
    def load(cls, file: Path) -> Pretrained:
        """Read the weights of a moment, named without an ending."""
        told = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        weights = load_file(file.with_suffix(".safetensors"))
        keys, known = weights.pop(KEYS, None), weights.pop(KNOWN, None)
        own = None if keys is None or known is None else (keys.numpy().astype(np.uint32), known.numpy())
        return cls(Shape(**told["shape"]), weights, own, told["losses"])

    def save(self, file: Path, **told: object) -> None:
        """Write the weights, and what is told of them."""
        weights = {name: value.cpu().contiguous() for name, value in self.weights.items()}
        if self.known:
            keys, known = self.known
            weights |= {KEYS: torch.from_numpy(keys.astype(np.int64)), KNOWN: torch.from_numpy(known)}
        save_file(weights, file.with_suffix(".safetensors"))
        file.with_suffix(".json").write_text(
            json.dumps({**told, "losses": self.losses, "shape": asdict(self.shape)}), encoding="utf-8"
        )
