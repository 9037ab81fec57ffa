"""Changes to model folders that loading must notice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path


def config(change: Callable[[dict], object]) -> Callable[[Path], None]:
    """Change the config of a folder."""

    def apply(folder: Path) -> None:
        changed = json.loads((folder / "config.json").read_text())
        change(changed)
        (folder / "config.json").write_text(json.dumps(changed))

    return apply
