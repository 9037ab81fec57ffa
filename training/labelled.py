"""The labelled texts, cleaned and coded, with what is known of their words before any label is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import corpus
import numpy as np
import swaps
from corpus import SENTIMENTS, THEMES
from knowledge import Knowledge

from wacana.clean import cleaner
from wacana.score.linear.fit import Design
from wacana.score.linear.forms import Form, Types

FOLDS = 5  # comments that begin alike stay in one
LEARNT = ("silver", "social", "invented", "dev")  # sets that have every label
JUDGED = ("silver", "dev")  # those that scores are given on: social was drawn by what a model was unsure of


class Labelled:
    """All labelled comments and the parts of SmSA in one design; ``at[name]`` are the rows of one of them.

    ``read`` is what is done to a text before it is read (cleaning, unless told).
    """

    def __init__(self, shared: Path, work: Path, read: Callable[[str], str] | None = None) -> None:
        self.dev = [row for row in corpus.gold(shared, "dev") if not row["spam"]]
        held, held_dev = corpus.held(shared), corpus.Held([row["text"] for row in self.dev])
        self.silver = [r for r in corpus.gold(shared, "silver") if not r["spam"] and not held_dev.copied(r["text"])]
        social = [r for r in corpus.labelled_social(shared) if not r["spam"] and not held.copied(r["text"])]
        self.rows = {"silver": self.silver, "social": social, "invented": corpus.invented(), "dev": self.dev}
        self.smsa = {part: corpus.smsa(shared, part) for part in ("train", "valid", "test")}
        self.smsa["train"] = [pair for pair in self.smsa["train"] if not held.copied(pair[0])]
        self.texts = {name: [row["text"] for row in rows] for name, rows in self.rows.items()}
        self.texts |= {f"smsa_{part}": [text for text, _ in rows] for part, rows in self.smsa.items()}
        self.read, self.types, clean, self.at = read or cleaner().clean, Types(), [], {}
        for name, texts in self.texts.items():
            self.at[name] = np.arange(len(clean), len(clean) + len(texts))
            clean += [self.read(text) for text in texts]
        self.types.read(clean)
        self.clean = clean
        self.vectors, self._knowledge = Vectors(work), Knowledge()
        self.slugs = tuple(target.slug for target in self._knowledge.book.targets)
        fold = {name: np.array([corpus.text_hash(text, 40) % FOLDS for text in self.texts[name]]) for name in LEARNT}
        self.fold = fold | self._swap(clean, fold)
        codes, lengths = self.types.read(clean)
        self.coded = np.split(codes, np.cumsum(lengths)[:-1])
        self.design = Design(self.types, codes, lengths, self.known(self.types.forms), least=3)
        self.of_pairs = self._knowledge.of_pairs(self.design)
        self.z = self.design.dense(self.of_pairs)
        self.named = self._named()

    def _swap(self, clean: list[str], fold: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Add the comments with swapped actors to the clean texts and rows; gives the folds of their sources."""
        learnt = [clean[i] for name in LEARNT for i in self.at[name]]
        rows, names = [row for name in LEARNT for row in self.rows[name]], self.names(self.types.forms)
        made = swaps.swapped(learnt, rows, self.types, names, self._knowledge.book, self.vectors.place)
        self.at["swapped"] = np.arange(len(clean), len(clean) + len(made))
        self.rows["swapped"] = [labels for _, _, labels in made]
        clean += [text for _, text, _ in made]
        return {"swapped": np.concatenate([fold[name] for name in LEARNT])[[i for i, _, _ in made]]}

    def known(self, forms: list[Form]) -> np.ndarray:
        """Give what is known of types: their vectors, and what the codebook says of them."""
        return np.hstack([self.vectors.of(forms), self._knowledge.of_types(forms), self._knowledge.of_names(forms)])

    def names(self, forms: list[Form]) -> np.ndarray:
        """Tell which targets types name (types × targets)."""
        return self._knowledge.of_names(forms) > 0

    def _named(self) -> np.ndarray:
        """Tell of each text that it names no target, which it names, and which it names alone."""
        codes = self.design.tokens[:, 0::2] + self.design.tokens[:, 1::2]
        each = (codes @ self.names(self.types.forms).astype(np.float32)) > 0
        many = each.sum(axis=1, keepdims=True)
        return np.hstack([many == 0, each, each & (many == 1)]).astype(np.float32)

    def classes(self, name: str) -> np.ndarray:
        """Give the sentiment of each text of a set as its place in the classes; -1 for mixed."""
        if name in self.rows:
            listed = [row["sentiment"] for row in self.rows[name]]
        else:
            listed = [label for _, label in self.smsa[name.removeprefix("smsa_")]]
        return classes_of(listed)

    def themes(self, name: str) -> np.ndarray:
        """Give the themes of each text of a set (texts × 3); reviews have none."""
        if name not in self.rows:
            return np.zeros((len(self.texts[name]), len(THEMES)), bool)
        return themes_of(self.rows[name])

    def toward(self, name: str) -> np.ndarray:
        """Give the targets of the themes of each text of a set (texts × 3 × targets)."""
        if name not in self.rows:
            return np.zeros((len(self.texts[name]), len(THEMES), len(self.slugs)), bool)
        return toward_of(self.rows[name], self.slugs)

    def like_dev(self) -> np.ndarray:
        """Weigh silver comments so that sources and slices have the shares that they have in dev."""
        places = {
            name: [(row["source"], row["slice"]) for row in rows] for name, rows in self.rows.items() if name in JUDGED
        }
        here, there = Counter(places["dev"]), Counter(places["silver"])
        even = len(self.silver) / len(self.dev)
        return np.clip([even * here[place] / there[place] for place in places["silver"]], 0.1, 5)


def classes_of(listed: list[str]) -> np.ndarray:
    """Give sentiments as their places in the classes; -1 for mixed."""
    return np.array([SENTIMENTS.index(label) if label in SENTIMENTS else -1 for label in listed])


def themes_of(rows: list[dict]) -> np.ndarray:
    """Tell which themes labels hold (rows × 3)."""
    return np.array([[bool(row[theme]) for theme in THEMES] for row in rows])


def toward_of(rows: list[dict], slugs: tuple[str, ...]) -> np.ndarray:
    """Tell at whom the themes that labels hold are directed (rows × 3 × targets)."""
    return np.array([[[slug in row[theme] for slug in slugs] for theme in THEMES] for row in rows])


class Vectors:
    """The word vectors, each kind of length one and centred."""

    def __init__(self, work: Path) -> None:
        made, words = [], []
        for name in ("vectors", "vectors_cbow"):
            with np.load(work / f"{name}.npz") as file:
                words.append(file["words"].tolist())
                v = file["vectors"]
            v = v / np.linalg.norm(v, axis=1, keepdims=True)
            made.append(v - v[:20_000].mean(axis=0))
        if words[0] != words[1]:  # equally many of another run would pass for each other's
            raise ValueError(f"{work}: vectors.npz and vectors_cbow.npz differ in words; run training/vectors.py")
        self.words = words[0]
        self._table = np.hstack(made).astype(np.float32)
        self.place = {word: i for i, word in enumerate(self.words)}

    def of(self, forms: list[Form]) -> np.ndarray:
        """Look up the vectors of token types; zeros where there is none."""
        made = np.zeros((len(forms), self._table.shape[1]), np.float32)
        for i, form in enumerate(forms):
            if (at := self.place.get(form.text)) is not None:
                made[i] = self._table[at]
        return made
