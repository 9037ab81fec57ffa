"""Fine-tune pretrained networks on all labels but one fold, and print what each gives on dev and on that fold.

    python training/pretrained.py --shared ../shared --work WORK none WORK/hidden/1440 WORK/replaced/1440

A name is one of pretrain.py's files without its ending; "none" begins at random with the shape of the file after it,
"gru" is the network that ships. Dev is never trained on. No threshold is chosen: sentiment has macro-F1 and log-loss
(after the best slope), themes have average precision, each alone and added to the linear model of the same labels.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import time
from dataclasses import replace
from pathlib import Path

import encoder
import metrics
import numpy as np
import torch
import train as linear
from corpus import THEMES
from encoder_net import Config, Reader, Texts, learn, predict
from encoder_table import build
from labelled import LEARNT, Labelled
from pretrain import Attention, Shape
from safetensors.torch import load_file
from sklearn.metrics import average_precision_score, f1_score
from torch import Tensor, nn

from wacana.score.encoder.scorer import embed

FOLD = 0
GRU, RANDOM = "gru", "none"
COLUMNS = ("sentiment", "log-loss", *THEMES)


class AttentionReader(Reader):
    """The reader over attention instead of recurrent states."""

    def __init__(self, table: np.ndarray, config: Config, shape: Shape, weights: dict[str, Tensor] | None) -> None:
        self._shape = shape
        super().__init__(table, encoder.HEADS, replace(config, hidden=shape.width // 2))
        if weights:
            self.states.load_state_dict(weights)

    def made(self, given: int) -> nn.Module:
        """Make the network that reads token vectors."""
        return Attention(given, self._shape)

    def read(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Give the states; what stands after the end of a text is not looked at."""
        inside = torch.arange(x.shape[1], device=x.device) < lengths.to(x.device)[:, None]
        with torch.autocast(x.device.type, torch.bfloat16, enabled=self.training):
            return self.states(x, inside[:, None, None], dropout=0.1).float()


def scores(data: Labelled, name: str, rows: np.ndarray, logits: np.ndarray) -> list[float]:
    """Give the columns' values."""
    classes, themes = data.classes(name)[rows], data.themes(name)[rows]
    clear = classes >= 0
    said, wanted = logits[clear, : encoder.CLASSES.stop], classes[clear]
    losses = [
        -np.log(metrics.softmax(slope * said)[np.arange(len(wanted)), wanted] + 1e-9).mean()
        for slope in np.linspace(0.2, 2.5, 47)
    ]
    precision = [average_precision_score(themes[:, i], logits[:, encoder.CLASSES.stop + i]) for i in range(len(THEMES))]
    return [f1_score(wanted, said.argmax(axis=1), average="macro"), min(losses), *precision]


def main() -> None:
    """Fine-tune each, several seeds, and print a row for each set it is judged on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument("--rate", type=float, default=7e-4)
    args = parser.parse_args()
    data = Labelled(args.shared, args.work)
    arrays = build(data.vectors, data.types.forms, Config())
    table = embed(arrays, data.types.forms)
    taken = {name: np.flatnonzero(data.fold[name] != FOLD) for name in LEARNT} | {"dev": np.empty(0, int)}
    left = {"dev": np.arange(len(data.dev)), "silver": np.flatnonzero(data.fold["silver"] == FOLD)}
    texts = {name: Texts([data.coded[i] for i in data.at[name]]) for name in linear.WEIGHTS}
    taken["smsa_train"] = np.arange(len(texts["smsa_train"].codes))
    own = Texts.joined([texts[name].take(taken[name]) for name in linear.WEIGHTS])
    wanted = encoder.labels(data, {name: taken[name] for name in linear.WEIGHTS})
    weights = linear.learn(data, taken)
    other = {
        name: weights.logits(data.design.take(data.at[name][rows]), data.z[data.at[name][rows]])
        for name, rows in left.items()
    }
    print("| network | judged on |", *(f"{column} |" for column in COLUMNS), "minutes |")
    print("| --- " * (len(COLUMNS) + 3) + "|")

    def row(label: str, name: str, logits: np.ndarray, minutes: float = 0.0) -> None:
        values = [f"{value:.3f} |" for value in scores(data, name, left[name], logits)]
        print(f"| {label} | {name} |", *values, f"{minutes:.1f} |", flush=True)

    for name, logits in other.items():
        row("linear", name, logits)
    for at, network in enumerate(args.networks):
        made: dict[str, list[np.ndarray]] = {name: [] for name in left}
        for seed in range(args.seeds):
            torch.manual_seed(seed)
            if network == GRU:
                reader = Reader(table, encoder.HEADS, Config())
            else:
                file = Path(args.networks[at + 1] if network == RANDOM else network)
                shape = Shape(**json.loads(file.with_suffix(".json").read_text())["shape"])
                begun = None if network == RANDOM else load_file(file.with_suffix(".safetensors"))
                config = replace(Config(), rate=args.rate, epochs=args.epochs, batch=64)
                reader = AttentionReader(table, config, shape, begun)
            reader = reader.to("cuda" if torch.cuda.is_available() else "cpu")
            start = time.monotonic()
            with contextlib.redirect_stdout(io.StringIO()):
                learn(reader, own, wanted, seed=seed)
            minutes = (time.monotonic() - start) / 60
            for name, rows in left.items():
                made[name].append(predict(reader, texts[name].take(rows), list(encoder.HEADS)))
                row(f"{network}, seed {seed}", name, made[name][-1], minutes)
        for name, parts in made.items():
            row(f"{network} + linear", name, np.mean(parts, axis=0) + other[name])


if __name__ == "__main__":
    main()
