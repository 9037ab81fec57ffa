"""Optional libraries: imported when asked for, and missed with the exact pip line."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from wacana.errors import MissingExtraError

__all__ = ["require"]

# torch alone pulls gigabytes of CUDA on Linux unless the CPU build is there first.
CPU_TORCH = "pip install torch --index-url https://download.pytorch.org/whl/cpu && "


def require(module: str, extra: str) -> Any:
    """Import an optional module, or say which extra installs it.

    >>> require("json", "scale").dumps([1])
    '[1]'

    Raises:
        MissingExtraError: when the module (or something it needs) is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        torch_first = CPU_TORCH if extra == "transformers" else ""
        raise MissingExtraError(
            f"module '{module}' could not be imported ({error})",
            f"the optional libraries of wacana[{extra}]",
            f'Run: {torch_first}pip install "wacana[{extra}]"',
        ) from error
