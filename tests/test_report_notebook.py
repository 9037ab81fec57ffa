"""Blocks, Markdown cells, and notebooks executed into reports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pypdfium2
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from report_document import document
from scored_table import scored_table

from wacana.errors import InputError, WacanaError
from wacana.report import execute, render, report, write
from wacana.report.blocks import (
    MIME,
    Block,
    Code,
    Comment,
    Figure,
    Heading,
    Items,
    Note,
    Paragraph,
    Quote,
    Span,
    Table,
    Title,
    from_json,
)
from wacana.report.markdown import from_markdown
from wacana.report.notebook import run_notebook

CASES = Path(__file__).parent / "cases" / "report"
SMALL = CASES / "small.ipynb"


def small_table() -> pd.DataFrame:
    table = pd.DataFrame({"text": ["halo 👍", "<script>alert(1)</script>", "السلام عليكم"]})
    table.attrs["read"] = {"rows_in": 3}
    return table


@pytest.fixture(scope="module")
def found() -> list[Block]:
    return execute(small_table(), title="Judul kita", notebook=SMALL)


@pytest.mark.parametrize("block", document(), ids=lambda block: type(block).__name__)
def test_blocks_survive_json_and_show_as_html(block: Block) -> None:
    assert from_json(json.loads(json.dumps(block.to_json()))) == block
    shown = block._repr_mimebundle_()
    assert from_json(shown[MIME]) == block and "<script" not in shown["text/html"]


@pytest.mark.parametrize("wrong", [
    lambda: Heading("x", 4),
    lambda: Table(("a", "b"), (("1",),)),
    lambda: Table((), ()),
    lambda: Table(("a",), (), align=("middle",)),  # type: ignore[arg-type]
    lambda: Figure("bukan gambar", "alt"),
    lambda: Figure("<svg/>", " "),
    lambda: from_json({"block": "Iframe"}),
    lambda: from_json({"block": "Heading", "text": "x", "onclick": "y"}),
])  # fmt: skip
def test_impossible_blocks_are_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="expected"):
        wrong()


def test_markdown_of_the_author() -> None:
    source = (
        "# Satu\n\nteks **tebal** *miring* `kode` [tautan](https://a.b/)\nlanjut\n\n"
        "- a\n  - b\n- c\n\n1. x\n\n> kutip\n\n"
        "```\nbaris\n```\n\n| h | n |\n| :- | -: |\n| a | 1 |\n\n#### Empat\n\n<b>bukan html</b>\n"
    )
    assert from_markdown(source) == [
        Heading("Satu"),
        Paragraph((
            Span("teks "), Span("tebal", "strong"), Span(" "), Span("miring", "emphasis"), Span(" "),
            Span("kode", "code"), Span(" "), Span("tautan", href="https://a.b/"), Span(" "), Span("lanjut"),
        )),
        Items(("a", (Span("– "), Span("b")), "c")),
        Items(("x",), ordered=True),
        Quote("kutip"),
        Code("baris"),
        Table(("h", "n"), (("a", "1"),), align=("left", "right")),
        Heading("Empat", 3),
        Paragraph("<b>bukan html</b>"),
    ]  # fmt: skip


def test_execution_gives_blocks_in_order(found: list[Block]) -> None:
    kinds = [type(block) for block in found]
    assert kinds == [
        Heading, Paragraph, Items, Table,
        Title, Heading, Comment, Comment, Comment,
        Figure, Table, Note, Code, Paragraph,
    ]  # fmt: skip
    title = next(block for block in found if isinstance(block, Title))
    assert title.title == "Judul kita" and title.subtitle == "bahasa id"
    assert title.facts == (("Baris", "3"), ("Atribut", "{'read': {'rows_in': 3}}"))
    table = [block for block in found if isinstance(block, Table)][-1]
    assert table.rows == (
        ("acak", "0.8444218515250481"),
        ("tempat", "True"),
    )  # random.seed(0); an empty folder


def test_execution_is_the_same_each_time(found: list[Block]) -> None:
    assert execute(small_table(), title="Judul kita", notebook=SMALL) == found


def test_report_by_suffix_whole_or_not_at_all(found: list[Block], tmp_path: Path) -> None:
    paths = write(found, [tmp_path / "a" / "x.pdf", tmp_path / "a" / "x.HTML"])
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"x.HTML", "x.pdf"}
    with pypdfium2.PdfDocument(paths[0]) as made:
        assert "<script>alert(1)</script>" in made[0].get_textpage().get_text_bounded()
    assert "&lt;script&gt;alert(1)" in paths[1].read_text(encoding="utf-8")
    for wrong in ("x.docx", "x"):
        with pytest.raises(InputError, match=r"\.pdf or \.html"):
            report(small_table(), tmp_path / wrong, notebook=SMALL)
    with pytest.raises(InputError, match="language"):
        render(found, tmp_path / "y.pdf", lang="ms")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_report_is_the_notebook_executed(tmp_path: Path) -> None:
    path = report(small_table(), tmp_path / "l.html", lang="en", title="Ours", notebook=SMALL)
    text = path.read_text(encoding="utf-8")
    assert '<html lang="en">' in text and "<title>Ours</title>" in text and "bahasa en" in text


def test_a_failing_cell_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(WacanaError) as caught:
        report(small_table(), tmp_path / "x.pdf", notebook=CASES / "failing.ipynb")
    message = str(caught.value)
    assert "failing.ipynb, cell 1, line 3 (y = x / 0 # sengaja): ZeroDivisionError: division by zero" in message
    assert "Traceback" not in message and "\n" not in message and not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "{}", "bukan json", '{"nbformat": 4}', "[1]"])
def test_files_that_are_no_notebooks(content: str, tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text(content)
    with pytest.raises(InputError, match="Jupyter notebook"):
        run_notebook(tmp_path / "x.ipynb", {})
    with pytest.raises(InputError, match="Jupyter notebook"):
        run_notebook(tmp_path / "absent.ipynb", {})


def test_a_hanging_cell_and_other_output(tmp_path: Path) -> None:
    hanging = tmp_path / "hanging.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("import time; time.sleep(60)")]), hanging)
    with pytest.raises(WacanaError, match="within 1 s"):
        run_notebook(hanging, {}, timeout=1)
    other = tmp_path / "other.ipynb"
    code = "import sys, matplotlib.pyplot as plt\nprint('galat', file=sys.stderr)\nplt.bar([1], [2])\nplt.show()"
    nbformat.write(new_notebook(cells=[new_code_cell(code), new_code_cell("{'a': n}")]), other)
    blocks, _ = run_notebook(other, {"n": 7})
    assert [type(block) for block in blocks] == [Figure, Code] and blocks[1] == Code("{'a': 7}")
    assert pypdfium2.PdfDocument(render(blocks, tmp_path / "x.pdf"))[0].render().to_pil().getextrema()


def test_a_table_that_pandas_read_is_reported(tmp_path: Path) -> None:
    scored_table().to_parquet(tmp_path / "scored.parquet")
    assert report(pd.read_parquet(tmp_path / "scored.parquet"), tmp_path / "a.html").exists()


def test_scores_of_any_origin_are_reported(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["bagus sekali", "biasa saja"], "sentiment": ["positive", "neutral"]}, index=[4, 4])
    text = report(table, tmp_path / "x.html", lang="en").read_text(encoding="utf-8")
    assert "Positive" in text and list(table) == ["text", "sentiment"]


@pytest.mark.parametrize(("table", "said"), [
    (pd.DataFrame({"text": ["halo"]}), "without scores"),
    ("scored.csv", "type str"),
    (pd.DataFrame({"text": ["halo"], "sentiment": ["positif"]}), "'positif'"),
    (pd.DataFrame({"comment_id": ["a", "a"], "sentiment": ["neutral", "neutral"]}), "comment_id"),
])  # fmt: skip
def test_what_is_no_scored_table_is_refused(table: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(WacanaError, match=said):
        report(table, tmp_path / "x.html")
    with pytest.raises(WacanaError, match=r"nowhere\.yaml"):
        report(small_table(), tmp_path / "x.html", codebook="nowhere.yaml")
    assert not list(tmp_path.iterdir())


def test_works_without_network_and_leaves_no_kernel(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode:
        pytest.skip("needs unshare -rn: a network namespace without even loopback")
    code = (
        "import sys, pandas as pd; from wacana.report import report; "
        "report(pd.DataFrame({'text': ['halo']}), sys.argv[1], notebook=sys.argv[2])"
    )
    folder = tmp_path / ("panjang" * 12)  # a temporary folder whose path is too long for a socket
    folder.mkdir()
    done = subprocess.run(
        [unshare, "-rn", sys.executable, "-c", code, str(tmp_path / "x.pdf"), str(SMALL)],
        env={**os.environ, "TMPDIR": str(folder)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Parent appears to have exited" not in done.stderr
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF") and not list(folder.iterdir())
