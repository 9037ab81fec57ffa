"""Label files to train transformers on: what is learnt from, and that every other row is counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from label_files import KINDS, written

from wacana.errors import InputError
from wacana.resources import load_yaml
from wacana.score.transformer.data import labelled

CASES: Any = load_yaml(
    (Path(__file__).parent / "cases" / "score" / "labelled.yaml").read_text(encoding="utf-8"), "labelled"
)


@pytest.mark.parametrize("missing", ["empty", "missing"])
@pytest.mark.parametrize("kind", [*KINDS, "table"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_labels_as_people_write_them(case: dict[str, Any], kind: str, missing: str, tmp_path: Path) -> None:
    table = pd.DataFrame(case["columns"])
    if kind == "Excel's csv":
        table["text"] = table["text"].str.replace("😡", "é")  # cp1252 has no emoji
    table = table if missing == "empty" else table.replace("", None)
    data = table if kind == "table" else written(table, kind, tmp_path)
    if wanted := case.get("error"):
        with pytest.raises(InputError) as caught:
            labelled(data, case["task"], themes=("trust", "doubt"))
        assert all(part in str(caught.value) for part in wanted)
        return
    found = labelled(data, case["task"], themes=("trust", "doubt"))
    assert list(found.labels) == case["labels"]
    y = [[("no", "yes")[int(cell)] for cell in row] if found.y.ndim == 2 else str(row) for row in found.y]
    assert y == case["y"] and len(found.texts) == len(y) and all(found.texts)
    assert {reason: str(count) for reason, count in found.left_out.items()} == case["left_out"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_tsv_of_two_columns_needs_no_header(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "smsa.tsv"
    file.write_text('kafé "enak\tpositive\njelek\tsekali\tnegative\n\tneutral\nbelum\n', encoding=encoding)
    found = labelled(file, "sentiment")
    assert found.texts[0].startswith("kafé") and found.y.tolist() == [0, 1]
    assert found.left_out == {"no text": 1, "no label": 1}


@pytest.mark.parametrize("header", ["text\tnada", "nada\ttext", '"text"\t"nada"', "text\tlabel"])
def test_a_header_of_two_columns_is_no_comment(tmp_path: Path, header: str) -> None:
    file = tmp_path / "label.tsv"
    rows = [("petugas ramah", "sopan"), ("antrean lama", "kasar")]
    lines = ["\t".join(row[::-1] if header.startswith("nada") else row) for row in rows]
    file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    assert labelled(file, "nada").labels == ("kasar", "sopan")
    assert labelled(file, "nada").y.tolist() == [1, 0]


def test_a_header_without_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "label.tsv"
    file.write_text("komentar\tlabel\npetugas ramah\tsopan\nantrean lama\tkasar\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"columns komentar, label.*also text"):
        labelled(file, "nada")


def test_the_sheet_that_was_not_read_can_be_named(tmp_path: Path) -> None:
    with pd.ExcelWriter(file := tmp_path / "label.xlsx") as book:
        for sheet, labels in (("satu", ["sopan", "kasar", "sopan"]), ("dua", ["a", "b"])):
            table = pd.DataFrame({"text": [f"komentar {label} {i}" for i, label in enumerate(labels)], "nada": labels})
            table.to_excel(book, sheet_name=sheet, index=False)
    found = labelled(file, "nada")
    assert found.labels == ("kasar", "sopan") and "--sheet" in found.notes[0]
    assert labelled(file, "nada", sheet="dua").labels == ("a", "b")
