"""A teacher that is not additive: small networks over a comment's summed word vectors, averaged with the linear model.

What it says of unlabelled comments is what the linear model then learns, besides the labels. Needs torch (for
training only).
"""

from __future__ import annotations

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional as F


class Net(nn.Module):
    """A linear layer plus products of two projections, or plus a hidden layer: what words say together."""

    def __init__(self, width: int, outputs: int, *, products: bool) -> None:
        super().__init__()
        hidden = 64 if products else 128
        self.line, self.left, self.out = nn.Linear(width, outputs), nn.Linear(width, hidden), nn.Linear(hidden, outputs)
        self.right = nn.Linear(width, hidden) if products else None
        nn.init.normal_(self.left.weight, 0, 0.03)
        if self.right is not None:
            nn.init.normal_(self.right.weight, 0, 0.03)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give the logits."""
        x = F.dropout(x, 0.3, self.training)
        hidden = self.left(x)
        hidden = F.relu(hidden) if self.right is None else hidden * self.right(x)
        return self.line(x) + self.out(F.dropout(hidden, 0.3, self.training))


def train(z: np.ndarray, classes, yes_no, *, seed: int, products: bool, epochs: int = 12) -> Net:
    """Train one network on rows of ``z``; the targets are ``wacana.score.linear.fit.Targets``."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    x, s, t, sw, tw = (torch.tensor(a) for a in (z, classes.wanted, yes_no.wanted, classes.weight, yes_no.weight))
    net = Net(z.shape[1], s.shape[1] + t.shape[1], products=products)
    adam = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.05)
    for epoch in range(epochs):
        net.train()
        for group in adam.param_groups:
            group["lr"] = 2e-3 * (1 - epoch / epochs)
        for start in range(0, len(x), 256):
            if start == 0:
                order = rng.permutation(len(x))
            rows = torch.tensor(order[start : start + 256])
            logits = net(x[rows])
            a, b = logits[:, : s.shape[1]], logits[:, s.shape[1] :]
            loss = -(s[rows] * a.log_softmax(-1) * sw[rows]).sum(1).mean()
            loss = loss + (F.binary_cross_entropy_with_logits(b, t[rows], reduction="none") * tw[rows]).sum(1).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
    return net.eval()


def logits(z: np.ndarray, linear: np.ndarray, rows: np.ndarray, groups, seeds: int = 2) -> np.ndarray:
    """Give the logits of every text: half the linear model's, half the mean of the networks trained on ``rows``."""
    scaled = (z / (z[rows].std(axis=0) + 1e-6)).astype(np.float32)
    nets = [train(scaled[rows], *groups, seed=seed, products=p) for seed in range(seeds) for p in (True, False)]
    with torch.no_grad():
        mean = np.mean([net(torch.tensor(scaled)).numpy() for net in nets], axis=0)
    return 0.5 * linear + 0.5 * mean


def blend(said: np.ndarray, book: np.ndarray, rows: np.ndarray, labels: tuple[np.ndarray, ...]) -> np.ndarray:
    """Add what the dictionary scorer says, as much as comments that the networks have not seen call for.

    ``book`` holds its three sentiment scores and the strength of each theme; ``rows`` are the unseen comments;
    ``labels`` are their classes (-1: mixed, left out), the weights of these, and their themes.
    """
    classes, weight, themes = labels
    clear = rows[classes >= 0]
    x = np.hstack([said[:, :3], np.log(book[:, :3] + 0.01)])
    # Balanced as the labels are, or the student would learn two different shares of neutral comments.
    line = LogisticRegression(max_iter=500).fit(x[clear], classes[classes >= 0], sample_weight=weight[classes >= 0])
    made = [line.decision_function(x)]
    for i in range(themes.shape[1]):
        x = np.stack([said[:, 3 + i], book[:, 3 + i]], axis=1)
        made.append(LogisticRegression().fit(x[rows], themes[:, i]).decision_function(x)[:, None])
    return np.hstack(made)
