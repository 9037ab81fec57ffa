"""Files are written whole, and CSV is safe in a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import wacana
from wacana import schema
from wacana.errors import InputError
from wacana.files import guard, replacing
from wacana.publish import write_table


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "hasil.csv"
    target.write_text("lama")
    with pytest.raises(RuntimeError), replacing(target) as temporary:
        temporary.write_text("setengah")
        raise RuntimeError
    assert target.read_text() == "lama"
    assert list(tmp_path.iterdir()) == [target]


def test_success_replaces_and_makes_the_folder(tmp_path: Path) -> None:
    target = tmp_path / "baru" / "hasil.csv"
    with replacing(target) as temporary:
        temporary.write_text("baru")
    assert target.read_text() == "baru"
    assert list(target.parent.iterdir()) == [target]


FRAME = pd.DataFrame(
    {
        "text": ["=1+1", "-jujur saja", "@warga benar", "\tcmd", "biasa = saja", "baris\r\nkedua", None],
        "emoji": [["😭", "🙏"], [], [], [], [], [], None],
        "n": [-1, 2, 3, 4, 5, 6, 7],
    }
)


def test_csv_guards_formulas_and_only_those(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    assert write_table(FRAME, target) == 4
    back = pd.read_csv(target, encoding="utf-8-sig")
    assert back["text"].iloc[:5].tolist() == [
        "'=1+1",
        "'-jujur saja",
        "'@warga benar",
        "'\tcmd",
        "biasa = saja",
    ]
    assert back["n"].tolist() == FRAME["n"].tolist()
    assert back["emoji"][0] == "😭|🙏"
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")


def test_csv_guards_text_of_every_dtype_and_nothing_else(tmp_path: Path) -> None:
    cells = ["=cmd|x", "biasa = saja"]
    numbers = {"n": [-1, -2], "skor": [-0.5, None], "ya": [True, None], "waktu": pd.to_datetime(["2025-10-24", None])}
    frame = pd.DataFrame(numbers).astype({"ya": "boolean"})
    for dtype in ("str", "object", "string", "category"):
        frame[dtype] = pd.Series([*cells], dtype=dtype)
    assert write_table(frame, tmp_path / "a.csv") == 4
    rows = list(csv.DictReader((tmp_path / "a.csv").open(encoding="utf-8-sig", newline="")))
    for dtype in ("str", "object", "string", "category"):
        assert [row[dtype] for row in rows] == ["'=cmd|x", "biasa = saja"]
    assert list(rows[0].values())[:4] == ["-1", "-0.5", "True", "2025-10-24"]
    assert list(rows[1].values())[:4] == ["-2", "", "", ""]


# Every line end, what other programs take for one, the marks of CSV itself; and texts with nothing odd.
CELLS = [
    "satu\rdua", "satu\n\ndua", "satu\r\ndua", "akhir\r", "\rawal", "\r", "\n", "a\u2028b\u0085c\x0bd\x0ce\x1cf ujung",
    '"', '"a"\rb', "a,b;c", "a\\", "komentar \x00 dengan nol", "a\ufeffb", "biasa saja " * 99,
]  # fmt: skip


@pytest.mark.parametrize("cells", [CELLS, *([cell, "ya sudah " * 99] for cell in CELLS)])
def test_every_csv_has_the_rows_that_were_written(tmp_path: Path, cells: list[str]) -> None:
    target = tmp_path / "a.csv"
    ids = [f"k{place}" for place in range(len(cells))]
    frame = schema.complete(pd.DataFrame({"comment_id": ids, "text": cells}), "contoh")
    frame = frame.reindex(columns=list(schema.dtypes(schema.COMMENTS)))
    write_table(frame, target)
    guarded = [guard(cell) for cell in cells]
    with target.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["comment_id"] for row in rows] == ids and [row["text"] for row in rows] == guarded
    back = pd.read_csv(target, encoding="utf-8-sig", keep_default_na=False)
    assert back["comment_id"].tolist() == ids and back["text"].tolist() == guarded
    assert wacana.read(target)["text"].tolist() == cells


@pytest.mark.parametrize("suffix", [".parquet", ".jsonl"])
def test_other_formats_hold_the_exact_text(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"a{suffix}"
    assert write_table(FRAME, target) == 0
    back = pd.read_parquet(target) if suffix == ".parquet" else pd.read_json(target, lines=True)
    assert back["text"].iloc[:6].tolist() == FRAME["text"].iloc[:6].tolist()
    assert list(back["emoji"][0]) == ["😭", "🙏"]


def test_parquet_bytes_repeat(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_table(FRAME, tmp_path / f"{name}.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_an_unknown_suffix_is_refused_before_writing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.parquet, \.csv, \.jsonl"):
        write_table(FRAME, tmp_path / "a.xls")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_what_was_written_is_read_back_the_same(tmp_path: Path, sample: Path, suffix: str) -> None:
    scored = wacana.score(wacana.clean(wacana.read(sample).query("text.notna()")))
    scored.loc[0, "text"] = "'=1+1"
    write_table(scored, tmp_path / f"scored{suffix}")
    back = wacana.read(tmp_path / f"scored{suffix}")
    pd.testing.assert_frame_equal(back, scored.reset_index(drop=True), check_like=True)
