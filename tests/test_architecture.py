"""The layers hold, `import wacana` stays light, and modules stay short."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import wacana

SOURCE = Path(wacana.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
# A module imports only from earlier entries, or from its own entry.
LAYERS = (
    ("errors",), ("schema", "stage", "resources", "extras", "files"), ("tokens",), ("text",),
    ("lexicon",), ("codebook",), ("read",), ("clean",), ("score",), ("estimate",), ("evaluate",),
    ("analysis",), ("figures",), ("report", "publish"), ("pipeline",), ("cli",),
)  # fmt: skip
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
HEAVY = (
    "torch", "transformers", "onnxruntime", "dask", "matplotlib", "sklearn", "nltk", "typst", "pandas",
    "numpy", "pyarrow", "pandera", "ftfy", "emoji", "typer", "nbclient", "IPython",
)  # fmt: skip
LINES = 400


def imports(tree: ast.AST) -> set[str]:
    """Names of our own top-level modules that a syntax tree imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("wacana.")}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "wacana":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


def violations(name: str, tree: ast.AST) -> list[str]:
    return sorted(
        other for other in imports(tree) if other != name and not (other in RANK and RANK[other] < RANK[name])
    )


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_module_keeps_to_its_layer_and_length(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    name = file.relative_to(SOURCE).parts[0].removesuffix(".py")
    if name != "__init__":
        assert name in RANK, f"give '{name}' a layer"
        assert violations(name, ast.parse(text)) == []
    assert text.count("\n") <= LINES


def test_a_wrong_import_is_seen_and_a_right_one_is_not() -> None:
    upward = ast.parse("def f():\n    from wacana.report import report")
    assert violations("analysis", upward) == ["report"]
    assert violations("analysis", ast.parse("from wacana.score import score")) == []
    assert violations("lexicon", ast.parse("import wacana.codebook")) == ["codebook"]  # beside, not above


def test_analysis_never_imports_score() -> None:
    for file in (SOURCE / "analysis").glob("*.py"):
        assert "score" not in imports(ast.parse(file.read_text(encoding="utf-8"))), file.name


def fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_import_loads_no_heavy_library() -> None:
    code = f"import wacana, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert fresh(code) == "[]"
    assert fresh(code.replace("import wacana", "import wacana, pandas")) != "[]"


def test_public_names_stay_functions_after_submodule_imports() -> None:
    code = (
        "import wacana, wacana.read, wacana.clean, wacana.score.base, wacana.report.blocks;"
        "print(all(callable(getattr(wacana, name)) for name in wacana.__all__))"
    )
    assert fresh(code) == "True"
