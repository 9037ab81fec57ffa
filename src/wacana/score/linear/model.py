"""A linear model as a folder: ``config.json``, ``arrays.npz``, ``README.md``; checked before an array is read."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wacana import schema
from wacana.errors import ModelError
from wacana.score.folder import LARGEST, Kind, digest, number, probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "ARRAYS",
    "FINE",
    "PAIR",
    "Model",
    "Near",
    "Task",
    "bare",
    "load",
    "save",
    "text_hash",
    "text_hashes",
]

MASKED = re.compile(r"@\w+|\b(?:URL|NOMOR|EMAIL)\b|https?://\S+")
KIND = Kind(
    "wacana-linear",
    version=3,
    whole="a folder written by wacana train, with config.json and arrays.npz unchanged",
    advice="Train it again, or take the model that ships (scorer 'linear').",
)
TELLING = 20  # letters from which a text is its writer's own
FINE, PAIR = 8, 3  # words count in steps of eight units, pairs of three: one n-gram adds little, a word much
MOST_TARGETS = 32  # bits of names
MOST_OUTPUTS = 1000  # each takes memory for every token type that is scored, whatever the arrays hold
FURTHEST = 1000  # tokens that a border may count
ARRAYS = {
    "word_keys": "uint32",  # crc32 of known word types, sorted
    "words": "int8",  # their contributions: (words, 2, outputs), plain and denied
    "name_keys": "uint32",  # words that name a target
    "names": "uint32",  # which: bit i for target i
    "naming": "float32",  # (1 + 2 targets, targets): what a text gains that names none, names each, names only it
    "gram_keys": "uint32",  # character n-grams and shapes, for words that are not known
    "grams": "int8",  # (grams, outputs)
    "pair_keys": "uint32",  # pairs of neighbours
    "pairs": "int8",  # (pairs, outputs of the tasks; none for targets)
    "texts": "uint64",  # hashes of the texts that labels were learnt from
}


@dataclass(frozen=True)
class Task:
    """One thing that is scored.

    ``labels`` are the classes in the order of the outputs; a task without labels is yes or no, with one output.
    ``threshold`` is the probability from which yes is said. A task with ``targets`` has, for each of the
    model's targets, a bias in ``target_bias``.
    """

    name: str
    labels: tuple[str, ...] = ()
    threshold: float = 0.5
    target_bias: tuple[float, ...] = ()
    target_threshold: float = 0.5

    @property
    def outputs(self) -> int:
        """How many columns of the arrays the task takes."""
        return len(self.labels) or 1

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of the scored table that the task gives, each with its dtype."""
        if self.labels:
            return (self.name, "str"), *((schema.class_column(self.name, label), "float64") for label in self.labels)
        return (self.name, "boolean"), (f"p_{self.name}", "float64"), (f"{self.name}_targets", "list[str]")


class Near(NamedTuple):
    """How standing near counts.

    A target gains ``weight`` times the logarithm of its share of a theme's words over an equal share. A word counts for
    a target half as much every ``half`` tokens, and the beginning of a clause or sentence between them is as far as
    ``border`` tokens.
    """

    weight: float = 0.0
    half: float = 2.0
    border: int = 4


NOT_NEAR = Near()


@dataclass(frozen=True, eq=False)
class Model:
    """The parameters: what each token type adds to each output, in units of ``unit``.

    The outputs are those of the tasks in order, then one for each target. A text's logit is
    ``unit × Σ contributions / √(tokens + k) + bias``; a contribution is an entry of ``grams``, FINE times one of
    ``words``, or PAIR times one of ``pairs``. The logits of targets gain from ``naming`` what the targets that the text
    names are worth.
    """

    name: str
    tasks: tuple[Task, ...]
    targets: tuple[str, ...]
    k: float
    unit: tuple[float, ...]
    bias: tuple[float, ...]
    arrays: Mapping[str, NDArray[Any]]
    near: Near = NOT_NEAR
    about: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""  # of config and arrays; empty until loaded

    @property
    def outputs(self) -> int:
        """How many outputs there are, targets included."""
        return sum(task.outputs for task in self.tasks) + len(self.targets)


def save(model: Model, folder: str | Path, card: str) -> None:
    """Write a model as a folder; the same model always gives the same bytes."""
    import numpy as np

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "arrays.npz"
    with zipfile.ZipFile(file, "w") as archive:  # not compressed: unpacking took longer than all else at loading
        for name, dtype in ARRAYS.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            with archive.open(member, "w") as handle:
                array = np.ascontiguousarray(model.arrays[name], dtype=dtype)
                np.lib.format.write_array(handle, array, allow_pickle=False)
    config = {
        "name": model.name,
        "tasks": [asdict(task) for task in model.tasks],
        "targets": model.targets,
        "k": model.k,
        "unit": model.unit,
        "bias": model.bias,
        "near": model.near._asdict(),
        "arrays": {name: list(model.arrays[name].shape) for name in ARRAYS},
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "about": model.about,
    }
    KIND.write(folder, config, card)


def load(folder: str | Path) -> Model:
    """Read a model folder.

    What the config says is checked first, then the hash, and of each array type and shape before it is read: a folder
    that claims too much, however small it is, costs no more than reading its config (at most 4 MiB).

    Raises:
        ModelError: when a file is missing, damaged, changed, too large, or of another version, and when a task has a
            name that no column of scores may have.
    """
    folder = Path(folder)
    config = KIND.read(folder)
    try:
        targets = tuple(str(target) for target in config["targets"])
        tasks = tuple(_task(task, len(targets)) for task in config["tasks"])
        model = Model(
            name=str(config["name"]),
            tasks=tasks,
            targets=targets,
            k=number(config["k"]),
            unit=tuple(number(u) for u in config["unit"]),
            bias=tuple(number(b) for b in config["bias"]),
            arrays={},
            near=Near(number(config["near"]["weight"]), number(config["near"]["half"]), int(config["near"]["border"])),
            about=dict(config["about"]),
            sha256=digest(config),
        )
        claimed = {name: tuple(int(n) for n in config["arrays"][name]) for name in ARRAYS}
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise KIND.bad(folder, f"config.json has a wrong or missing entry ({error!r})") from error
    n, first = model.outputs, sum(task.outputs for task in model.tasks)
    if n > MOST_OUTPUTS:
        raise KIND.bad(folder, f"config.json has {n:,} outputs, more than {MOST_OUTPUTS:,}")
    columns = [name for task in tasks for name, _ in task.columns]
    if len({*columns}) < len(columns) or len({*targets}) < len(targets):
        raise KIND.bad(folder, "config.json has two tasks, labels or targets of one name")
    wide = {"words": (2, n), "grams": (n,), "pairs": (first,), "naming": (n - first,)}
    as_many = {"words": "word_keys", "names": "name_keys", "grams": "gram_keys", "pairs": "pair_keys"}
    for name, shape in claimed.items():
        rows = claimed[as_many.get(name, name)] if name != "naming" else (1 + 2 * (n - first),)
        if min(shape, default=-1) < 0 or shape != (*rows[:1], *wide.get(name, ())):
            raise KIND.bad(
                folder, f"array '{name}' is said to have the shape {list(shape)}, which does not fit the tasks"
            )
    if not (len(model.unit) == len(model.bias) == n and model.k > 0 and tasks and n - first <= MOST_TARGETS):
        raise KIND.bad(folder, f"config.json has {len(model.unit)} units and {len(model.bias)} biases for {n} outputs")
    if not (model.near.half > 0 and 0 <= model.near.border <= FURTHEST):
        raise KIND.bad(folder, f"config.json has {model.near}, which is no way to be near")
    return Model(**{**vars(model), "arrays": _arrays(folder, claimed, str(config["sha256"]))})


def _task(entry: Mapping[str, Any], targets: int) -> Task:
    task = Task(
        name=str(entry["name"]),
        labels=tuple(str(label) for label in entry["labels"]),
        threshold=probability(entry["threshold"]),
        target_bias=tuple(number(b) for b in entry["target_bias"]),
        target_threshold=probability(entry["target_threshold"]),
    )
    schema.check_task(task.name)  # a task "text" would write over the raw comments
    if task.name == "sentiment" and {*task.labels} != {*schema.SENTIMENTS}:
        raise ValueError(f"sentiment has the labels {', '.join(task.labels)}")
    if len(task.target_bias) not in (0, targets):
        raise ValueError(f"task '{task.name}' has {len(task.target_bias)} biases for {targets} targets")
    return task


def _arrays(folder: Path, claimed: Mapping[str, tuple[int, ...]], sha256: str) -> dict[str, NDArray[Any]]:
    import numpy as np

    file, found = folder / "arrays.npz", {}
    total = sum(prod(claimed[name]) * np.dtype(dtype).itemsize for name, dtype in ARRAYS.items())
    try:
        if total > LARGEST or file.stat().st_size > total + 8192:
            raise KIND.bad(folder, "arrays.npz is larger than config.json says, or than 64 MiB")
        with file.open("rb") as handle:
            if hashlib.file_digest(handle, "sha256").hexdigest() != sha256:
                raise KIND.bad(folder, "arrays.npz is not the file that config.json was written for (its hash differs)")
        with zipfile.ZipFile(file) as archive:
            if {member.filename for member in archive.infolist()} != {f"{name}.npy" for name in ARRAYS}:
                raise KIND.bad(folder, f"arrays.npz does not hold exactly the arrays {', '.join(ARRAYS)}")
            for name, dtype in ARRAYS.items():
                shape, right, stored = claimed[name], np.dtype(dtype), archive.getinfo(f"{name}.npy")
                if stored.compress_type != zipfile.ZIP_STORED or stored.flag_bits:
                    raise KIND.bad(folder, f"array '{name}' is compressed or encrypted")
                with archive.open(f"{name}.npy") as member:
                    if np.lib.format.read_magic(member) != (1, 0):
                        raise KIND.bad(folder, f"array '{name}' is not a version 1 .npy file")
                    header = np.lib.format.read_array_header_1_0(member)
                    if header != (shape, False, right):
                        raise KIND.bad(folder, f"array '{name}' is {header[0]} of {header[2]}, not {shape} of {right}")
                    found[name] = np.frombuffer(member.read(prod(shape) * right.itemsize), dtype=right).reshape(shape)
    except ModelError:
        raise
    except Exception as error:  # zipfile and NumPy raise many kinds when the bytes mislead them
        raise KIND.bad(folder, f"arrays.npz cannot be read ({error})") from error
    if not np.isfinite(found["naming"]).all():
        raise KIND.bad(folder, "array 'naming' has entries that are no finite numbers")
    return found


def bare(text: str) -> str:
    """Give a comment's letters and digits in lower case, without masks, handles and links.

    >>> bare("@budi Siap, 45! https://t.co/x") == bare("@user siap 45 URL")
    True
    """
    return "".join(char for char in MASKED.sub("", text).casefold() if char.isalnum())


def text_hash(text: str, letters: int | None = None) -> int:
    """Hash what makes a comment the same as another, or only its first ``letters``."""
    digest = hashlib.blake2b(bare(text)[:letters].encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def text_hashes(texts: Iterable[str]) -> NDArray[np.uint64]:
    """Hash texts, sorted and each once; short ones ("aamiin", "boikot!") are left out, many people write them."""
    import numpy as np

    return np.unique(np.array([text_hash(text) for text in texts if len(bare(text)) >= TELLING], dtype=np.uint64))
