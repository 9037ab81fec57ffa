"""The encoder as it is trained (torch): vectors of token types, states in context, what is read off them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from attention import Attention, Pretrained
from torch import Tensor, nn
from torch.nn import functional as fun

from wacana.score.encoder.forward import crop


@dataclass(frozen=True)
class Config:
    """How networks learn from labels, and how long."""

    look: int = 64
    first: float = 1.0  # passes over the labels that are less like those that are judged on
    epochs: float = 3.0
    rate: float = 7e-4
    batch: int = 64
    dropout: float = 0.4  # of what is read off the states
    within: float = 0.1  # of what the layers add
    hide: float = 0.12  # share of tokens that are hidden


def changed(config: Any, settings: Iterable[str]) -> Any:
    """Give a dataclass of plain values with some of them changed, as ``--set NAME=VALUE`` names them."""
    kinds = {field.name: type(field.default) for field in fields(config)}
    return replace(config, **{name: kinds[name](value) for name, value in (each.split("=") for each in settings)})


class Reader(nn.Module):
    """A pretrained network over the tokens' vectors, which stay as they are; read off by a look and by the largest."""

    def __init__(self, table: np.ndarray, heads: Mapping[str, int], begun: Pretrained, config: Config) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("table", torch.from_numpy(table), persistent=False)
        self.states = Attention(table.shape[1], begun.shape)
        if begun.weights:
            self.states.load_state_dict(begun.weights)
        self.look = nn.Linear(begun.shape.width, config.look)
        self.look_at = nn.Linear(config.look, 1, bias=False)
        read = 2 * begun.shape.width + table.shape[1]
        self.heads = nn.ModuleDict({name: nn.Linear(read, size) for name, size in heads.items()})

    def forward(self, codes: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """Give the logits of each head."""
        x = fun.embedding(codes, self.table)
        if self.training:
            x = fun.dropout(x, 0.2) * (torch.rand(*x.shape[:2], 1, device=x.device) > self.config.hide)
        there = lengths.to(x.device)
        outside = (torch.arange(x.shape[1], device=x.device) >= there[:, None])[..., None]
        with torch.autocast(x.device.type, torch.bfloat16, enabled=self.training):
            y = self.states(x, there, self.config.within).float()
        weight = self.look_at(torch.tanh(self.look(y))).masked_fill(outside, -1e4).softmax(dim=1)
        summed = x.masked_fill(outside, 0).sum(dim=1) / (there + 2).sqrt()[:, None]
        read = torch.cat([(weight * y).sum(dim=1), y.masked_fill(outside, -1e4).amax(dim=1), summed], dim=1)
        read = fun.dropout(read, self.config.dropout, self.training)
        return {name: head(read) for name, head in self.heads.items()}


@dataclass(frozen=True)
class Wanted:
    """What a head is to say: shares of classes (or yes/no each), and how much each text weighs."""

    shares: np.ndarray
    weight: np.ndarray
    classes: bool

    def loss(self, logits: Tensor, rows: np.ndarray) -> Tensor:
        """Give the mean cross-entropy of some rows."""
        parts = (torch.from_numpy(a[rows].astype(np.float32)) for a in (self.shares, self.weight))
        wanted, weight = (part.to(logits.device) for part in parts)
        if self.classes:
            return (-(wanted * logits.log_softmax(dim=-1)).sum(dim=-1) * weight).mean()
        return (fun.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * weight).sum(dim=1).mean()


class Texts:
    """Coded texts, in batches of like length."""

    def __init__(self, coded: Sequence[np.ndarray]) -> None:
        self.codes = [crop(np.asarray(codes)) for codes in coded]
        self.lengths = np.array([len(codes) for codes in self.codes])

    @classmethod
    def joined(cls, parts: Sequence[Texts]) -> Texts:
        """Give the texts of several sets, in order."""
        return cls([codes for part in parts for codes in part.codes])

    def take(self, rows: np.ndarray) -> Texts:
        """Give some of the texts."""
        taken = Texts([])
        taken.codes, taken.lengths = [self.codes[row] for row in rows], self.lengths[rows]
        return taken

    def batches(self, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
        """Give the rows of each batch; the order is drawn."""
        order = np.argsort(self.lengths + 6 * rng.random(len(self.lengths)))
        cut = [order[start : start + size] for start in range(0, len(order), size)]
        yield from (cut[i] for i in rng.permutation(len(cut)))

    def tensors(self, rows: np.ndarray, device: torch.device) -> tuple[Tensor, Tensor]:
        """Give codes on the device, padded with the blank type, and lengths."""
        codes = np.zeros((len(rows), self.lengths[rows].max()), np.int64)
        for i, row in enumerate(rows):
            codes[i, : self.lengths[row]] = self.codes[row]
        return torch.from_numpy(codes).to(device), torch.from_numpy(self.lengths[rows])


def learn(
    reader: Reader, texts: Texts, wanted: Mapping[str, Wanted], epochs: float, *, seed: int
) -> list[tuple[int, float]]:
    """Train with Adam, the rate rising and then falling; gives (step, loss) as means of fifty steps."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    parameters, config = list(reader.parameters()), reader.config
    device = parameters[0].device
    optimiser = torch.optim.Adam(parameters, lr=config.rate, weight_decay=1e-5)
    steps = int(epochs * -(-len(texts.codes) // config.batch))
    curve, losses, step = [], [], 0
    reader.train()
    while step < steps:
        for rows in texts.batches(config.batch, rng):
            if step == steps:
                break
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = config.rate * min(1, step / 100) * max(0.02, min(1, 1.5 * (1 - step / steps)))
            said = reader(*texts.tensors(rows, device))
            loss = sum(each.loss(said[name], rows) for name, each in wanted.items())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 2.0)
            optimiser.step()
            losses.append(loss.item())
            if len(losses) == 50:
                curve.append((step, float(np.mean(losses))))
                losses = []
                print(f"  step {step} of {steps}, loss {curve[-1][1]:.3f}", flush=True)
    reader.eval()
    return curve


@torch.no_grad()
def predict(reader: Reader, texts: Texts, heads: Sequence[str]) -> np.ndarray:
    """Give the logits of texts, the heads side by side."""
    order = np.argsort(texts.lengths, kind="stable")
    device, parts = next(reader.parameters()).device, []
    for start in range(0, len(order), 256):
        said = reader(*texts.tensors(order[start : start + 256], device))
        parts.append(torch.cat([said[name] for name in heads], dim=1).cpu().numpy())
    made = np.concatenate(parts)
    return made[np.argsort(order)]
