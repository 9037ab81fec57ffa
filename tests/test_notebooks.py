from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT
from scored_table import scored_table

from wacana import resources
from wacana.errors import WacanaError
from wacana.report import execute, sections
from wacana.report.blocks import Block, Heading, Table
from wacana.report.notebook import run_notebook

REPORT = resources.path("report/report.ipynb")
TEACHING = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALL = [*TEACHING, REPORT]
each = pytest.mark.parametrize("notebook", ALL, ids=lambda path: path.stem)


def cells(notebook: Path, kind: str) -> list[Any]:
    return [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == kind]


def headings(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Heading)]


def test_there_are_three_teaching_notebooks() -> None:
    assert [path.stem for path in TEACHING] == ["01_load_and_clean", "02_sentiment_and_themes", "03_report"]


@each
def test_outputs_are_stripped(notebook: Path) -> None:
    for cell in cells(notebook, "code"):
        assert cell.outputs == [] and cell.execution_count is None


@each
def test_cells_are_short_and_have_parameters(notebook: Path) -> None:
    assert max(len(cell.source.splitlines()) for cell in cells(notebook, "code")) <= 8
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in cells(notebook, "code")) == 1


@pytest.mark.parametrize("notebook", TEACHING, ids=lambda path: path.stem)
def test_each_explanation_is_in_indonesian_and_english(notebook: Path) -> None:
    for cell in cells(notebook, "markdown"):
        first, *_, last = cell.source.split("\n\n")
        assert last.startswith("*") and last.endswith("*"), cell.source
        assert not first.startswith("*"), cell.source


@pytest.mark.parametrize("notebook", TEACHING, ids=lambda path: path.stem)
def test_teaching_notebooks_run_on_the_sample(notebook: Path, sample: Path, tmp_path: Path) -> None:
    parameters: dict[str, object] = {"data": str(sample)}
    if notebook.stem == "03_report":
        parameters["out"] = str(tmp_path / "contoh.pdf")
    _, executed = run_notebook(notebook, parameters)
    last = [cell for cell in executed.cells if cell.cell_type == "code"][-1]
    assert last.outputs and all(output.output_type != "error" for output in last.outputs)
    if "out" in parameters:
        assert (tmp_path / "contoh.pdf").read_bytes().startswith(b"%PDF")


def test_the_report_shows_each_section_in_order_and_the_manifest_it_is_given() -> None:
    blocks = execute(scored_table(), lang="en", title="Test", manifest={"input": {"name": "contoh.csv"}})
    order = ["Key findings", "What was read", "Sentiment and themes", "Targets of each theme", "Over time"]
    order += ["Words that set the themes apart", "Emoji", "Example comments", "Method and limits", "Run manifest"]
    assert [heading for heading in headings(blocks) if heading in order] == order
    assert ("input.name", "contoh.csv") in [row for b in blocks if isinstance(b, Table) for row in b.rows]


def test_the_report_shows_every_section_there_is() -> None:
    called = "\n".join(cell.source for cell in cells(REPORT, "code"))
    assert [name for name in sections.__all__ if name != "Material" and f"sections.{name}(" not in called] == []


def test_a_language_that_is_not_there_stops_the_report() -> None:
    with pytest.raises(WacanaError, match="one of id, en"):
        execute(scored_table(), lang="jv")
