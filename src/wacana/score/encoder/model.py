"""An encoder as a folder: ``config.json``, ``arrays.safetensors``, ``README.md``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana.score.folder import LARGEST, Kind, digest, number, probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FLAGS", "MATRICES", "Encoder", "load", "save"]

KIND = Kind(
    "wacana-encoder",
    version=2,
    whole="a folder written by training/encoder.py, unchanged",
    advice="Take the encoder that ships (scorer 'encoder'), or train it again.",
)
FLAGS = 3  # of each token, behind its vector: written in capitals, unknown, within reach of a negator
MATRICES = ("into", "asked", "told", "gate", "back", "look", "out")  # each with units and a shift, a row an output
NAMES = {"F16": "float16", "I8": "int8", "U32": "uint32", "U64": "uint64"}  # safetensors' names of types


@dataclass(frozen=True)
class Sizes:
    """How large the arrays are."""

    members: int
    layers: int
    heads: int
    width: int
    state: int
    gated: int
    look: int
    outputs: int
    words: int
    buckets: int
    texts: int

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], heads: int) -> Sizes:
        """Give the sizes of arrays that fit each other."""
        members, layers, state, gated = arrays["back"].shape
        return cls(
            members=members,
            layers=layers,
            heads=heads,
            width=arrays["into"].shape[-1],
            state=state,
            gated=gated,
            look=arrays["look_at"].shape[-1],
            outputs=arrays["out"].shape[-2],
            words=len(arrays["words"]),
            buckets=len(arrays["grams"]),
            texts=len(arrays["texts"]),
        )

    def shapes(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Give type and shape of each array, in the order of the file."""
        m, d, w, layers = self.members, self.width, self.state, (self.members, self.layers)
        matrices = {
            "into": (m, w, d),
            "asked": (*layers, 3 * w, w),
            "told": (*layers, w, w),
            "gate": (*layers, 2 * self.gated, w),
            "back": (*layers, w, self.gated),
            "look": (m, self.look, w),
            "out": (m, self.outputs, 2 * w + d),
        }
        found: dict[str, tuple[str, tuple[int, ...]]] = {
            "texts": ("U64", (self.texts,)),  # hashes of texts that the linear model has not learnt from
            "word_keys": ("U32", (self.words,)),  # crc32 of known token types, sorted
            "words": ("I8", (self.words, d - FLAGS)),  # what is known of them, in units of ``word_units``
            "word_units": ("F16", (self.words,)),
            "grams": ("I8", (self.buckets, d - FLAGS)),  # hashed character n-grams, for other types
            "gram_units": ("F16", (self.buckets,)),
            "norms": ("F16", (m, 2 * self.layers + 1, 2, w)),
            "look_at": ("F16", (m, self.look)),
        }
        for name in MATRICES:
            shape = matrices[name]
            found |= {name: ("I8", shape), f"{name}_units": ("F16", shape[:-1]), f"{name}_shift": ("F16", shape[:-1])}
        return found


@dataclass(frozen=True, eq=False)
class Encoder:
    """The parameters. The logits of the linear model that ships are added: ``own × encoder + other × linear + bias``.

    The linear model also says which tasks and targets there are. The outputs are those of the tasks in order, then, for
    each theme in order, one for each target. ``thresholds`` are those of the sum, one for each theme.
    """

    name: str
    sizes: Sizes
    own: tuple[float, ...]
    other: tuple[float, ...]
    bias: tuple[float, ...]
    thresholds: Mapping[str, float]
    arrays: Mapping[str, NDArray[Any]]
    about: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""  # of config and arrays; empty until loaded

    def networks(self) -> list[dict[str, NDArray[np.float32]]]:
        """Give the weights of each network as the forward pass takes them."""
        import numpy as np

        made = []
        for member in range(self.sizes.members):
            own = {name: self.arrays[name][member].astype(np.float32) for name in ("norms", "look_at")}
            for name in MATRICES:
                whole, units, shift = (self.arrays[f"{name}{part}"][member] for part in ("", "_units", "_shift"))
                scaled = whole * units[..., None].astype(np.float32)
                own |= {name: np.ascontiguousarray(scaled.swapaxes(-1, -2)), f"{name}_shift": shift.astype(np.float32)}
            made.append(own)
        return made


def save(model: Encoder, folder: str | Path, card: str) -> None:
    """Write a model as a folder; the same model always gives the same bytes."""
    import numpy as np

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    header, parts, at = {}, [], 0
    for name, (kind, shape) in model.sizes.shapes().items():
        parts.append(np.ascontiguousarray(model.arrays[name], dtype=f"<{np.dtype(NAMES[kind]).str[1:]}").tobytes())
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [at, at + len(parts[-1])]}
        at += len(parts[-1])
    told = json.dumps(header, separators=(",", ":")).encode()
    told += b" " * (-len(told) % 8)
    content = b"".join([len(told).to_bytes(8, "little"), told, *parts])
    (folder / "arrays.safetensors").write_bytes(content)
    config = {
        "name": model.name,
        "sizes": vars(model.sizes),
        "own": model.own,
        "other": model.other,
        "bias": model.bias,
        "thresholds": model.thresholds,
        "sha256": hashlib.sha256(content).hexdigest(),
        "about": model.about,
    }
    KIND.write(folder, config, card)


def load(folder: str | Path) -> Encoder:
    """Read a model folder; the config decides the sizes, and nothing is read that does not have them.

    Raises:
        ModelError: when a file is missing, damaged, changed, too large, or of another version.
    """
    folder = Path(folder)
    config = KIND.read(folder)
    try:
        sizes = Sizes(**{name: int(size) for name, size in config["sizes"].items()})
        own, other, bias = (tuple(number(x) for x in config[name]) for name in ("own", "other", "bias"))
        name, sha256, about = str(config["name"]), str(config["sha256"]), dict(config["about"])
        thresholds = {str(theme): probability(line) for theme, line in config["thresholds"].items()}
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise KIND.bad(folder, f"config.json has a wrong or missing entry ({error!r})") from error
    if (
        min(vars(sizes).values()) < 1
        or sizes.width <= FLAGS
        or sizes.state % (2 * sizes.heads)
        or not len(own) == len(other) == len(bias) == sizes.outputs
    ):
        raise KIND.bad(folder, "the sizes in config.json do not fit each other")
    return Encoder(name, sizes, own, other, bias, thresholds, _arrays(folder, sizes, sha256), about, digest(config))


def _arrays(folder: Path, sizes: Sizes, sha256: str) -> dict[str, NDArray[Any]]:
    """Read the arrays one after the other: their order and sizes are known, so the file's header is not needed."""
    import numpy as np

    shapes, file = sizes.shapes(), folder / "arrays.safetensors"
    total = sum(prod(shape) * np.dtype(NAMES[kind]).itemsize for kind, shape in shapes.values())
    try:
        if total > LARGEST or file.stat().st_size > total + 8192:
            raise KIND.bad(folder, "arrays.safetensors is larger than config.json says, or than 64 MiB")
        content = file.read_bytes()
    except OSError as error:
        raise KIND.bad(folder, f"arrays.safetensors cannot be read ({error})") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise KIND.bad(folder, "arrays.safetensors is not the file that config.json was written for (its hash differs)")
    at = len(content) - total
    if at != 8 + int.from_bytes(content[:8], "little"):
        raise KIND.bad(folder, "arrays.safetensors does not hold the arrays that config.json tells of")
    found = {}
    for name, (kind, shape) in shapes.items():
        dtype = np.dtype(NAMES[kind]).newbyteorder("<")
        found[name] = np.frombuffer(content, dtype, prod(shape), at).reshape(shape)
        at += found[name].nbytes
        if kind == "F16" and not np.isfinite(found[name]).all():
            raise KIND.bad(folder, f"array '{name}' has entries that are no finite numbers")
    return found
