"""What all model folders share: the config that says what the arrays must be, its numbers, and the card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wacana.errors import ModelError

__all__ = ["LARGEST", "Kind", "digest", "number", "probability"]

LARGEST = 64 * 2**20  # bytes of all arrays together; the models that ship have 4.7 and 13.4 million
GREATEST = 1e9  # no number of a model comes near; of greater ones, sums could be infinite


@dataclass(frozen=True)
class Kind:
    """One kind of model folder: the mark in its config, and what is said of a folder that is not one."""

    format: str
    version: int
    whole: str  # what was expected
    advice: str

    def write(self, folder: Path, config: Mapping[str, Any], card: str) -> None:
        """Write config and card beside the arrays."""
        config = {"format": self.format, "version": self.version, **config}
        (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (folder / "README.md").write_text(card, encoding="utf-8")

    def read(self, folder: Path) -> dict[str, Any]:
        """Read the config.

        Raises:
            ModelError: when it is missing, damaged, too large, or of another format or version.
        """
        file = folder / "config.json"
        try:
            if file.stat().st_size > LARGEST // 16:
                raise self.bad(folder, "config.json is larger than 4 MiB")
            config = json.loads(file.read_text(encoding="utf-8"))
            json.dumps(config, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair is no text for a table
        except ModelError:
            raise
        except (OSError, ValueError, RecursionError) as error:
            raise self.bad(folder, f"config.json cannot be read ({error})") from error
        if not isinstance(config, dict) or config.get("format") != self.format:
            raise self.bad(folder, f"config.json is not of the format '{self.format}'")
        if config.get("version") != self.version:
            raise self.bad(folder, f"version {config.get('version')!r} (this wacana reads version {self.version})")
        return config

    def bad(self, folder: Path, what: str) -> ModelError:
        """Give the error that says what is wrong with a folder."""
        return ModelError(f"model folder {folder}: {what}", self.whole, self.advice)


def digest(config: Mapping[str, Any]) -> str:
    """Hash all that decides a score: the config, with its thresholds, biases and the hash of the arrays."""
    return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()


def number(value: Any) -> float:
    """Read a number of a config.

    Raises:
        TypeError, ValueError, OverflowError: for what is no number, not finite, or too great to reckon with.

    >>> number(0.5), number(-3)
    (0.5, -3.0)
    """
    found = float(value)
    if not abs(found) <= GREATEST:  # of NaN no comparison is true
        raise ValueError(f"{found} is no finite number up to {GREATEST:g}")
    return found


def probability(value: Any) -> float:
    """Read a threshold of a config, which lies between 0 and 1.

    Raises:
        TypeError, ValueError, OverflowError: for anything else.
    """
    found = float(value)
    if not 0 < found < 1:
        raise ValueError(f"the threshold {found} is not between 0 and 1")
    return found
