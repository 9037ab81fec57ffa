"""What a classifier's outputs mean: read from the model where it says so, asked for where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wacana import resources
from wacana.errors import InputError, ModelError
from wacana.schema import SENTIMENTS

__all__ = ["check_sentences", "class_names", "label_map", "sanity_sentences"]


def label_map(id2label: Mapping[int, str], given: Sequence[str] | None, name: str) -> tuple[str, ...]:
    """Name each output of a sentiment classifier: positive, neutral or negative.

    ``LABEL_0`` says nothing, and IndoNLU's own data sets order their classes differently, so an order is never guessed.

    >>> label_map({0: "positif", 1: "netral", 2: "negatif"}, None, "m")
    ('positive', 'neutral', 'negative')

    Raises:
        InputError: when ``given`` does not name each output once.
        ModelError: when nothing was given and the model does not say.
    """
    names = class_names()
    said = [id2label[i] for i in sorted(id2label)]
    wanted = [str(label).strip().lower() for label in (said if given is None else given)]
    found = tuple(names.get(label, "") for label in wanted)
    if len(found) == len(said) and set(found) <= set(SENTIMENTS) and len(set(found)) == len(found) >= 2:
        return found
    if given is not None:
        raise InputError(
            f"labels {', '.join(given)} for the {len(said)} outputs of {name}",
            f"{len(said)} different ones of {', '.join(SENTIMENTS)}, in the order of the outputs",
            "Look in the model's card for the order; IndoNLU SmSA is positive,neutral,negative.",
        )
    raise ModelError(
        f"{name} calls its outputs {', '.join(said)}",
        f"the words {', '.join(SENTIMENTS)} (or positif, netral, negatif)",
        "Say what they mean, in their order, with --labels positive,neutral,negative (see the model's card).",
    )


def class_names() -> dict[str, str]:
    """Map what sentiment classes are called, in lower case, to positive, neutral and negative."""
    return {row["label"]: row["class"] for row in resources.read_tsv(resources.path("score/labels.tsv"))}


def sanity_sentences() -> list[tuple[str, str]]:
    """Give the ten sentences (text, class) on which a sentiment model with the right label map is mostly right."""
    return [(row["text"], row["class"]) for row in resources.read_tsv(resources.path("score/sanity.tsv"))]


def check_sentences() -> list[str]:
    """Give 26 sentences to compare two runtimes on: the ten, and praise followed by blame, which lies between classes.

    They are the same for every input, so that a model always runs in the same precision on the same machine.
    """
    said = sanity_sentences()
    praise, blame = ([text for text, named in said if named == wanted] for wanted in ("positive", "negative"))
    return [*(text for text, _ in said), *(f"{good} {bad}" for good in praise for bad in blame)]
