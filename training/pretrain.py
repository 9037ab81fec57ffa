"""Pretrain attention over the word vectors on unlabelled text, by hidden words or by replaced words.

    python training/corpus.py --shared ../shared --out WORK/corpus.txt.xz
    python training/pretrain.py --work WORK --out WORK/hidden --set objective=hidden --minutes 30

Needs the vectors of vectors.py in WORK, and torch; with a GPU it uses it. WORK/corpus.npz keeps the corpus as numbers.
The weights of several moments of one run are kept (``OUT/SECONDS.safetensors``), so that what more text gives can be
read off by fine-tuning each: ``training/pretrained.py``.
"""

from __future__ import annotations

import argparse
import lzma
import time
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from attention import Attention, Pretrained, Shape
from encoder_net import changed
from encoder_table import build
from labelled import Vectors
from torch import Tensor, nn
from torch.nn import functional as fun

from wacana.score.encoder.scorer import embed, places
from wacana.score.linear.forms import Form, Types

READ = 50_000  # texts that are coded together


class Guesser(nn.Module):
    """What the network learns from: the hidden word among the frequent ones, or whether a word was replaced."""

    def __init__(self, table: Tensor, words: Tensor, counts: Tensor, known: Tensor | None, shape: Shape) -> None:
        super().__init__()
        self.body = Attention(table.shape[1], shape)
        if known is not None:
            self.known = nn.Parameter(known)
        if shape.objective == "hidden":
            self.ask = nn.Linear(shape.width, table.shape[1])
            self.words = nn.Parameter(fun.normalize(table[words]))
            share = counts[words] / counts[words].sum()
            self.bias = nn.Parameter(share.log())
            self.register_buffer("chance", share**0.75 / (share**0.75).sum())
        else:
            self.ask = nn.Linear(shape.width, 1)

    def forward(self, x: Tensor, wanted: Tensor) -> Tensor:
        """Give the loss (nats a guess); ``wanted`` is −1 where nothing is asked."""
        if self.body.shape.objective == "replaced":
            said = self.ask(self.body(x))[..., 0].float()
            return fun.binary_cross_entropy_with_logits(said, wanted.float())
        asked = wanted >= 0
        states, right = fun.gelu(self.ask(self.body(x)[asked])), wanted[asked]
        if not self.training:
            return fun.cross_entropy((states @ self.words.T + self.bias).float(), right)
        # Sampled softmax (Jean et al. 2015): all 16,000 words at each step would cost as much as the network.
        drawn = torch.multinomial(self.chance, self.body.shape.drawn)
        among = self.bias - self.chance.log()
        others = (states @ self.words[drawn].T).float() + among[drawn]
        others = others.masked_fill(right[:, None] == drawn, -1e4)
        own = (states * self.words[right]).sum(dim=1).float() + among[right]
        return fun.cross_entropy(torch.cat([own[:, None], others], dim=1), torch.zeros_like(right))


class Corpus:
    """The unlabelled texts as one row of codes, and what hides or replaces words in it."""

    def __init__(self, work: Path, shape: Shape, limit: int | None) -> None:
        codes, self.forms = coded(work, limit)
        self.codes = codes.astype(np.int64)
        self.counts = np.bincount(self.codes // 2, minlength=len(self.forms)).astype(float)
        self.counts[0] = 0.5
        self.guessed = np.argsort(-self.counts, kind="stable")[: shape.guessed]
        self.place = np.full(len(self.forms), -1)
        self.place[self.guessed] = np.arange(shape.guessed)
        # Where each code stands before another: what may follow it is drawn from there.
        self._after = np.argsort(self.codes[:-1], kind="stable")
        self._first = np.searchsorted(self.codes[:-1][self._after], np.arange(2 * len(self.forms) + 1))
        self.shape = shape
        rows = np.arange(0, len(self.codes) - shape.length, shape.length)
        order = np.random.default_rng(shape.seed).permutation(rows)
        self.held, self.rows = order[:512], order[512:]

    def batch(self, rows: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give codes, which of them are hidden, and what is asked (−1: nothing)."""
        codes = self.codes[rows[:, None] + np.arange(self.shape.length)]
        chosen = (rng.random(codes.shape) < self.shape.share) & (codes > 1)
        if self.shape.objective == "hidden":
            wanted = np.where(chosen, self.place[codes // 2], -1)
            other = chosen & (rng.random(codes.shape) < 0.1)  # so that words that are shown are read too
            return codes, chosen & ~other & (wanted >= 0), wanted
        chosen[:, 0] = False
        before = np.roll(codes, 1, axis=1)[chosen]
        drawn = self._first[before] + (
            rng.random(len(before)) * (self._first[before + 1] - self._first[before])
        ).astype(int)
        new = codes.copy()
        new[chosen] = self.codes[self._after[drawn] + 1]
        return new, np.zeros(codes.shape, bool), new != codes


def coded(work: Path, limit: int | None) -> tuple[np.ndarray, list[Form]]:
    """Give the codes of all texts one after another, a 0 after each, and the token types."""
    types, found = Types(), []
    with lzma.open(work / "corpus.txt.xz", "rt", encoding="utf-8") as file:
        lines = islice((line.rstrip("\n") for line in file), limit)
        while texts := list(islice(lines, READ)):
            codes, lengths = types.read(texts)
            found.append(np.insert(codes, np.cumsum(lengths), 0).astype(np.int32))
    return np.concatenate(found), types.forms


def main() -> None:
    """Train for some minutes and keep weights, losses and shape."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--keep", type=float, nargs="*", default=[], help="minutes after which weights are kept too")
    parser.add_argument("--begin", type=Path, help="weights of another run to go on from")
    parser.add_argument("--limit", type=int, help="read so many texts only")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    args = parser.parse_args()
    shape = changed(Shape(), args.set)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    corpus = Corpus(args.work, shape, args.limit)
    arrays = build(Vectors(args.work), corpus.forms[:READ], shape.vector)
    table = torch.from_numpy(embed(arrays, corpus.forms))
    torch.manual_seed(shape.seed)
    begun = Pretrained.load(args.begin) if args.begin else Pretrained(shape, {})
    if begun.known and not np.array_equal(begun.known[0], arrays["word_keys"]):
        parser.error(f"{args.begin} knows other words than the vectors in {args.work}; begin with a run over these")
    given = arrays["words"] * arrays["word_units"][:, None].astype(np.float32)
    known = begun.known[1] if begun.known else given
    guesser = Guesser(
        table,
        torch.from_numpy(2 * corpus.guessed),
        torch.from_numpy(corpus.counts).float().repeat_interleave(2),
        torch.from_numpy(known) if shape.taught else None,
        shape,
    ).to(device)
    if begun.weights:
        guesser.body.load_state_dict(begun.weights)
    # Of known words a trained table keeps the flags only: their vectors are the network's.
    place = torch.from_numpy(places(arrays, corpus.forms).repeat(2))
    if shape.taught:
        table[place >= 0, : given.shape[1]] = 0
    table, place = table.to(device), place.to(device)
    args.out.mkdir(parents=True, exist_ok=True)
    decayed = [p for name, p in guesser.named_parameters() if p.ndim > 1 and name != "known"]
    plain = [p for name, p in guesser.named_parameters() if p.ndim <= 1 or name == "known"]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}], betas=(0.9, 0.98)
    )

    def loss_of(rows: np.ndarray, rng: np.random.Generator) -> Tensor:
        codes, hidden, wanted = (torch.from_numpy(a).to(device) for a in corpus.batch(rows, rng))
        x = fun.embedding(codes, table)
        if shape.taught:
            at = place[codes]
            own = fun.embedding(at.clamp(min=0), guesser.known) * (at >= 0)[..., None]
            x = x + fun.pad(own, (0, x.shape[-1] - own.shape[-1]))
        x = torch.where(hidden[..., None], guesser.body.hidden, x)
        with torch.autocast(device, torch.bfloat16):
            return guesser(x, wanted)

    def held() -> float:
        guesser.eval()
        with torch.inference_mode():
            rng = np.random.default_rng(1)
            parts = [float(loss_of(part, rng)) for part in np.split(corpus.held, 8)]
        guesser.train()
        return float(np.mean(parts))

    def keep(seconds: float) -> None:
        told = {"seconds": round(seconds), "steps": step, "passes": round(step * shape.batch / len(corpus.rows), 3),
                "held_out": round(held(), 4), "device": device, "words": len(corpus.codes),
                "parameters": sum(p.numel() for p in guesser.body.parameters())}  # fmt: skip
        own = (arrays["word_keys"], guesser.known.detach().cpu().numpy()) if shape.taught else None
        made = Pretrained(shape, guesser.body.state_dict(), own, curve)
        made.save(args.out / f"{round(seconds)}", **told)
        print(told, flush=True)

    print(f"{len(corpus.codes):,} words, {len(corpus.forms):,} types", flush=True)
    step, curve, recent, spent = 0, [], [], 0.0
    whole, moments = 60 * args.minutes, sorted(60 * minutes for minutes in args.keep)
    rng = np.random.default_rng(shape.seed + bool(args.begin))
    rounds = len(corpus.rows) // shape.batch
    keep(0)
    while spent < whole:
        started = time.monotonic()
        if step % rounds == 0:
            order = rng.permutation(corpus.rows)
        rows = order[step % rounds * shape.batch :][: shape.batch]
        rate = shape.rate * min(1, (step + 1) / 200, max(0.02, 3 * (1 - spent / whole)))  # falls in the last third
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = loss_of(rows, rng)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(guesser.parameters(), 1.0)
        optimiser.step()
        step += 1
        recent.append(float(loss.detach()))
        spent += time.monotonic() - started
        if len(recent) == 50:
            curve.append((step, round(float(np.mean(recent)), 4)))
            recent = []
            print(f"  {spent:6.0f} s, step {step}, loss {curve[-1][1]:.3f}", flush=True)
        if moments and spent >= moments[0]:
            keep(moments.pop(0))
    keep(whole)


if __name__ == "__main__":
    main()
