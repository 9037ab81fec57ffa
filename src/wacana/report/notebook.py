"""A notebook executed with parameters in a fresh kernel of this interpreter; its output as blocks."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana.errors import InputError, WacanaError
from wacana.report.blocks import MIME, Block, Code, Figure, from_json
from wacana.report.markdown import from_markdown

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["collect", "run_notebook"]

SEED = 0
INJECTED = "wacana-parameters"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# Sockets are files on POSIX, and the system allows their paths about 100 bytes.
LONGEST_FOLDER = 70
PNG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    '<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
)


def run_notebook(
    notebook: Path, parameters: Mapping[str, object], *, timeout: int = 600
) -> tuple[list[Block], NotebookNode]:
    """Run a notebook from top to bottom and give its blocks and the executed notebook.

    The parameters (strings, numbers, None) are set in a cell after the one tagged ``parameters``. The kernel
    is this interpreter, in a temporary working folder, with fixed seeds; ``timeout`` is in seconds per cell.

    Raises:
        InputError: for a file that is not a notebook.
        WacanaError: when a cell fails; its text names the cell, the line and the error.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError

    node = _load(notebook)
    _inject(node, parameters)
    with _folders() as (sockets, work):
        client = NotebookClient(node, km=_manager(sockets), timeout=timeout, record_timing=False)
        try:
            client.execute(cwd=str(work), env=_environment(sockets), cleanup_kc=True)
        except CellExecutionError:
            raise _failure(notebook, node) from None
        except (CellControlSignal, DeadKernelError) as error:
            raise WacanaError(
                f"notebook {notebook.name} stopped ({' '.join(str(error).split())[:200]})",
                f"every cell done within {timeout} s",
                "Run it in Jupyter to see which cell hangs or needs too much memory.",
            ) from None
    return collect(node), node


def collect(node: NotebookNode) -> list[Block]:
    """Collect the blocks of an executed notebook in order: displayed ones, and the author's Markdown cells.

    Output of other kinds is kept too: images as figures, printed and plain text as code.
    """
    found: list[Block] = []
    for cell in node.cells:
        if cell.cell_type == "markdown":
            found += from_markdown(cell.source)
        elif cell.cell_type == "code":
            found += (block for output in cell.outputs for block in _output(output))
    return found


def _output(output: Mapping[str, Any]) -> Iterator[Block]:
    data = output.get("data", {})
    if output["output_type"] == "stream":
        if output["name"] == "stdout" and output["text"].strip():
            yield Code(output["text"].rstrip())
    elif MIME in data:
        yield from_json(data[MIME])
    elif "image/svg+xml" in data:
        yield Figure(data["image/svg+xml"], data.get("text/plain") or "SVG")
    elif "image/png" in data:
        size = output["metadata"].get("image/png", {})
        width, height = size.get("width", 640), size.get("height", 480)
        svg = PNG.format(width=width, height=height, data="".join(data["image/png"].split()))
        yield Figure(svg, data.get("text/plain") or "PNG")
    elif data.get("text/plain"):
        yield Code(data["text/plain"])


def _load(notebook: Path) -> NotebookNode:
    import nbformat

    try:
        node: NotebookNode = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
        raise InputError(
            f"notebook {notebook} ({' '.join(str(error).split())[:120]})",
            "a Jupyter notebook (.ipynb)",
            "Check the path.",
        ) from None
    return node


def _inject(node: NotebookNode, parameters: Mapping[str, object]) -> None:
    """Insert the cell of parameters and seeds after the one tagged ``parameters``, else as the first."""
    from nbformat.v4 import new_code_cell

    tagged = [n for n, cell in enumerate(node.cells) if "parameters" in cell.metadata.get("tags", [])]
    lines = [f"{name} = {value!r}" for name, value in parameters.items()]
    lines += [
        "import random as _random, numpy as _numpy",
        f"_random.seed({SEED}); _numpy.random.seed({SEED})",
    ]
    # A fixed id: nbformat's own are random, and the executed notebook is to be the same each time.
    about = {"id": INJECTED, "metadata": {"tags": ["injected-parameters"]}}
    cell = new_code_cell("\n".join(lines), **about)  # type: ignore[no-untyped-call]
    node.cells.insert(tagged[0] + 1 if tagged else 0, cell)


@contextmanager
def _folders() -> Iterator[tuple[Path, Path]]:
    """Give a short path for sockets and a temporary working folder; both go afterwards."""
    short = tempfile.gettempdir()
    if os.name == "posix" and len(os.fsencode(short)) > LONGEST_FOLDER:
        short = "/tmp"
    # Windows cannot remove a file that the dying kernel still holds.
    with (
        tempfile.TemporaryDirectory(prefix="wacana-", dir=short, ignore_cleanup_errors=True) as sockets,
        tempfile.TemporaryDirectory(prefix="wacana-notebook-", ignore_cleanup_errors=True) as work,
    ):
        yield Path(sockets), Path(work)


def _manager(folder: Path) -> Any:
    """Give a kernel manager for this very interpreter, whatever kernels the user has installed."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager = AsyncKernelManager(connection_file=str(folder / "kernel.json"))
    manager._kernel_spec = KernelSpec(argv=argv, display_name="wacana", language="python")
    if os.name == "posix":
        # Not TCP: a sandbox without network (unshare -n) has no loopback either.
        manager.transport, manager.ip = "ipc", str(folder / "k")
    return manager


def _environment(folder: Path) -> dict[str, str]:
    """Give the kernel's environment: no user's profile or startup file, hashes and dates fixed."""
    fixed = {"IPYTHONDIR": str(folder), "PYTHONHASHSEED": str(SEED), "SOURCE_DATE_EPOCH": "315532800"}
    own = {name: value for name, value in os.environ.items() if name != "PYTHONSTARTUP"}
    return {**own, **fixed}


def _failure(notebook: Path, node: NotebookNode) -> WacanaError:
    """Describe the failed cell by its number, the line that failed and the error's message."""
    written = [cell for cell in node.cells if cell.get("id") != INJECTED]  # numbered as the author sees them
    for number, cell in enumerate(written, start=1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                trace = ANSI.sub("", "\n".join(output["traceback"]))
                at = re.search(rf"Cell In\[{cell.execution_count}\], line (\d+)", trace)
                lines = cell.source.splitlines()
                line = lines[int(at[1]) - 1].strip() if at and int(at[1]) <= len(lines) else lines[0]
                where = f"cell {number}, line {at[1] if at else 1} ({line})"
                return WacanaError(
                    f"notebook {notebook.name}, {where}: {output['ename']}: {output['evalue']}",
                    "a notebook that runs from top to bottom",
                    "Open it in Jupyter with the same parameters and run it there.",
                )
    raise AssertionError("a cell failed and left no error output")
