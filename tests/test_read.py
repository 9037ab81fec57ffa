"""Files in every layout that exports come in, damaged ones among them, and files that must be refused."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from wacana import clean, resources, schema, score
from wacana.errors import InputError
from wacana.publish import write_table
from wacana.read import names, read, read_with_report

CASES = Path(__file__).parent / "cases" / "read"
FILES = json.loads((CASES / "files.json").read_text(encoding="utf-8"))


def test_every_case_file_has_an_expectation() -> None:
    assert sorted(FILES) == sorted(path.name for path in (CASES / "files").iterdir())


@pytest.mark.parametrize("name", FILES)
def test_layout(name: str) -> None:
    wanted = FILES[name]
    frame, report = read_with_report(CASES / "files" / name)
    schema.validate(frame, "comments")
    assert len(frame) == wanted["rows"] == report.rows_out
    assert report.rows_in == report.rows_out + report.rows_dropped
    assert json.loads(json.dumps(report.as_dict())) == frame.attrs["read"]
    for field in ("delimiter", "encoding", "text_column", "header_row", "empty"):
        if field in wanted:
            assert getattr(report, field) == wanted[field]
    assert {entry.reason: entry.rows for entry in report.dropped} == wanted.get("dropped", {})
    if "texts" in wanted:
        assert frame["text"].tolist() == wanted["texts"]
    if "ids" in wanted:
        assert frame["comment_id"].tolist() == wanted["ids"]
    if "row" in wanted:
        assert frame["row"].tolist() == wanted["row"]
    if wanted.get("hashed"):
        assert frame["comment_id"].str.fullmatch(r"c_[0-9a-f]{16}").all()
    if "parents" in wanted:
        assert [None if pd.isna(p) else p for p in frame["parent_id"]] == wanted["parents"]
    if "created_at" in wanted:
        assert frame["created_at"].iloc[0].isoformat() == wanted["created_at"]
    if "thread_id" in wanted:
        assert frame["thread_id"].iloc[0] == wanted["thread_id"]
    if "likes" in wanted:
        likes = frame["likes"].iloc[0]
        assert (None if pd.isna(likes) else likes) == wanted["likes"]
    if "kept" in wanted:
        assert set(wanted["kept"]) <= set(report.kept) and set(report.kept) <= set(frame.columns)
    if "personal" in wanted:
        assert list(report.personal) == wanted["personal"]
        assert not {f"x_{column}" for column in report.personal} & set(frame.columns)
    assert wanted.get("note", "") in str(report)


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


BAD = {
    "empty.csv": (b"", "is empty"),
    "blank.txt": (b" \n\n\t\n", "is empty"),
    "header_only.csv": (b"id,text\n", "no rows"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
    "noise.csv": (bytes(range(256)) * 8, "no text"),
    "archive.xlsx": (b"PK\x05\x06" + bytes(18), "zip archive"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "old Office"),
    "cut.parquet": (b"PAR1 and then nothing", "Parquet"),
    "broken.json": (b'[{"text": "satu dua"},\n {"text": "tiga empat"', "line 2"),
    "broken.jsonl": (b'{"text": "satu dua"}\n{"text": "tiga" "empat"}\n{"text": "lima enam"}\n', "line 2"),
    "scalar.json": (b'"hanya teks"', "no records"),
    "nothing.json": (b"[null, {}, 7]", "no records"),
    "broken.txt": (b'[{"text": "satu dua"},\n {"text": "tiga empat"', "line 2"),
    "deep.json": (b'{"a":' * 4000 + b"1" + b"}" * 4000, "nested too deeply"),
    "deep.jsonl": (b'{"text": "satu dua"}\n' + b'{"a":' * 4000 + b"1" + b"}" * 4000, "nested too deeply"),
    "codes.csv": (b"kode,nilai\nA1,3\nB2,4\n", "--text-column"),
    "page.html": (b"<!DOCTYPE html><html><body>halo<br>semua</body></html>", "web page"),
    "xhtml.html": (b"<html><body><p>halo</p></body></html>", "web page"),
    "other.xml": (b"<catatan><isi>halo</isi></catatan>", "without posts"),
    "cut_utf16.csv": ("id,text\n1,halo semua\n".encode("utf-16")[:-1], "utf-16"),
    "essay.txt": (
        b"Pemerintah daerah menyatakan bahwa jalan tersebut akan diperbaiki berdasarkan hasil rapat, dan "
        b"anggaran sudah disetujui dewan terkait pekerjaan itu pada bulan depan menurut keterangan "
        b"tertulis kepala dinas kepada para wartawan di kantornya.",
        "--boundaries",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    content, message = BAD[name]
    with pytest.raises(InputError) as caught:
        read(write(tmp_path / name, content))
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "tidak_ada.csv")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)


def test_unknown_text_column_lists_the_columns(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "kode,isi\n1,jalan rusak lagi\n")
    with pytest.raises(InputError, match=r"kode, isi.*--text-column"):
        read(file, text_column="komentar")
    assert read(file, text_column="ISI")["text"].tolist() == ["jalan rusak lagi"]


def test_a_text_column_tells_a_comment_from_the_post_above(tmp_path: Path) -> None:
    answer = {"id": "2", "Pesan Warga": "setuju, tadi cepat dilayani"}
    comment = {"id": "1", "Pesan Warga": "loketnya bersih sekali", "comments": [answer]}
    file = write(tmp_path / "a.json", json.dumps({"id": "p", "judul": "Loket baru", "comments": [comment]}))
    frame = read(file, text_column="pesan_warga")
    assert frame["comment_id"].tolist() == ["1", "2"] and frame["parent_id"].tolist()[1] == "1"
    assert frame["thread_id"].tolist() == ["p", "p"]
    assert read(file)["comment_id"].tolist() == ["2"]  # a list of comments alone stands below a post


@pytest.mark.parametrize("start", ["[BREAKING] Menteri", "[20/03/25 19.31.12] Budi:", "[1] Satu", "{Kabar} Menteri"])
def test_a_page_that_begins_with_a_bracket_is_no_json(start: str, tmp_path: Path) -> None:
    from wacana.read import kinds

    assert kinds.of(write(tmp_path / "a.txt", f"{start} mundur\nwah akhirnya")) == "text"
    assert kinds.of(write(tmp_path / "a.json", f"{start} mundur\nwah akhirnya")) == "json"
    for encoding in ("utf-8-sig", "utf-16"):
        assert kinds.of(write(tmp_path / "a.txt", '[\n {"text": "wah"}]'.encode(encoding))) == "json"


def test_raw_text_wins_over_cleaned_text_and_titles(tmp_path: Path) -> None:
    rows = [f"Rapat warga RW lima,jln {n} rusak bgt pak!!,jalan {n} rusak sekali pak" for n in range(9)]
    file = write(tmp_path / "a.csv", "video_title,comment,comment_clean\n" + "\n".join(rows))
    assert read_with_report(file)[1].text_column == "comment"


def test_column_found_by_content_alone(tmp_path: Path) -> None:
    rows = [f"q{n},2025-01-0{n},warga bilang lampu nomor {n} mati,barat" for n in range(1, 9)]
    report = read_with_report(write(tmp_path / "a.csv", "a,b,c,d\n" + "\n".join(rows)))[1]
    assert (report.text_column, report.text_reason) == ("c", "by content")


def test_text_named_column_that_is_no_text_is_passed_over(tmp_path: Path) -> None:
    rows = [f"{n},warga bilang lampu nomor {n} mati" for n in range(9)]
    report = read_with_report(write(tmp_path / "a.csv", "text,curhatan\n" + "\n".join(rows)))[1]
    assert report.text_column == "curhatan" and any("whose name says text" in note for note in report.notes)


@pytest.mark.parametrize("cell", ["NA", "null", "None", "nan", "1e5", "007", " spasi ", "=1+1", "TRUE", "a\r\nb"])
def test_cells_are_not_interpreted(cell: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", f'id,komentar\n1,"{cell}"\n2,lampu jalan mati\n')
    assert read(file)["text"].iloc[0] == cell


def test_a_repeated_id_loses_no_row_and_ids_are_stable(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "id,komentar\nx,lampu mati\nx,lampu padam\n,lampu nyala\ny,lampu redup\n")
    first, second = read(file), read(file)
    assert first["comment_id"].is_unique and first["comment_id"].tolist() == second["comment_id"].tolist()
    assert first["comment_id"].iloc[[0, 3]].tolist() == ["x", "y"]
    assert first["x_id"].tolist()[:2] == ["x", "x"]


def test_authors_share_pseudonyms_only_with_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WACANA_KEY", raising=False)
    one = write(tmp_path / "a.csv", "username,komentar\n@Budi_C,lampu mati\nbudi_c,lampu nyala\nani,lampu redup\n")
    two = write(tmp_path / "b.csv", "username,komentar\nbudi_c,air mati terus\n")
    own = read(one)["author"]
    assert own[0] == own[1] != own[2] and own.str.fullmatch(r"a_[0-9a-f]{16}").all()
    assert own[0] != read(two)["author"][0]
    assert read(one, key="rahasia")["author"][0] == read(two, key="rahasia")["author"][0] != own[0]
    monkeypatch.setenv("WACANA_KEY", "rahasia")
    assert read(two)["author"][0] == read(two, key="rahasia")["author"][0]


def test_a_cell_that_names_no_one_is_no_author(tmp_path: Path) -> None:
    names = ["-", "Anonim", "anonymous ", "N/A", "", "Anonimus77", "@anonim"]
    rows = [f"{name},lampu nomor {n} mati" for n, name in enumerate(names)]
    frame, report = read_with_report(write(tmp_path / "a.csv", "username,komentar\n" + "\n".join(rows)))
    assert frame["author"].isna().tolist() == [True] * 5 + [False] * 2
    assert "3 cells of 'username' name no one ('-', 'Anonim')" in str(report)  # the others are empty cells
    named = read_with_report(write(tmp_path / "b.csv", "username,komentar\nAnonimus77,lampu mati\n,lampu redup\n"))[1]
    assert "name no one" not in str(named)


@pytest.mark.parametrize(
    ("encoding", "second", "told"),
    [
        ("cp1252", "mantap ????", "1 text holds three or more"),
        ("cp1252", "masa ya??", ""),
        ("utf-8", "mantap ????", ""),
    ],
)
def test_lost_emoji_are_suspected_where_the_encoding_holds_none(
    encoding: str, second: str, told: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.csv", f"id;komentar\n1;café itu tutup\n2;{second}\n".encode(encoding))
    report = read_with_report(file)[1]
    assert report.encoding == encoding
    assert [note for note in report.notes if "CSV UTF-8" in note and told in note] if told else not report.notes


@pytest.mark.parametrize(
    ("last", "dropped"),
    [
        ("Jumlah,,,400", True),
        ("TOTAL:,,,400", True),
        ("Jumlah,ani,mahal semua,400", False),  # its text is a comment
        ("9,jumlah,,400", False),  # an author's name, and an empty comment
        ("Jumlah,,,3\n9,ani,mahal,1", False),  # not the last row
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_of_totals_at_the_foot_is_no_comment(last: str, dropped: bool, kind: str, tmp_path: Path) -> None:
    rows = ["No,Akun,Komentar,Suka", *(f"{n},ani{n},lampu nomor {n} mati,{n}" for n in range(1, 6)), *last.split("\n")]
    file = tmp_path / f"a.{kind}"
    if kind == "csv":
        write(file, "\n".join(rows))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([cell or None for cell in row.split(",")])
        book.save(file)
    frame, report = read_with_report(file)
    assert len(frame) == len(rows) - 1 - dropped and report.rows_in == len(rows) - 1
    assert [(entry.reason, entry.count, entry.rows) for entry in report.dropped] == [("total row", 1, "6")] * dropped


def test_the_file_key_is_not_the_published_hash(tmp_path: Path) -> None:
    from wacana import resources
    from wacana.read.identity import file_key

    file = write(tmp_path / "a.csv", "username,komentar\nani,lampu mati\n")
    assert file_key(file).hex() != resources.sha256(file)


def test_no_name_is_left_in_the_table(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.csv",
        "username,tautan,komentar\nani_contoh,https://www.instagram.com/ani_contoh/,lampu mati\n",
    )
    frame, report = read_with_report(file)
    assert "ani_contoh" not in frame.to_csv() + json.dumps(report.as_dict()) + json.dumps(frame.attrs)
    assert report.personal == ("tautan",)
    assert "x_tautan" in read(file, keep_personal=True)


def test_source_is_the_files_own_else_its_name_else_what_the_caller_says(tmp_path: Path) -> None:
    plain = write(tmp_path / "banjir.csv", "id,komentar\n1,air naik lagi\n")
    named = write(tmp_path / "b.csv", "source,komentar\ntwit,air naik lagi\ntwit,air surut\n")
    html = write(tmp_path / "c.csv", 'source,text\n"<a href=""x"">App</a>",air naik lagi\n')
    assert read(plain)["source"].tolist() == ["banjir"]
    assert read(named)["source"].tolist() == ["twit", "twit"]
    assert read(html)["source"].tolist() == ["c"] and "x_source" in read(html)
    assert read(named, source="saya")["source"].tolist() == ["saya", "saya"] and "x_source" in read(named, source="s")


@pytest.mark.parametrize("case", [*resources.read_tsv(CASES / "names.tsv")], ids=lambda case: case["name"])
def test_names_of_columns(case: dict[str, str]) -> None:
    found = names.role(case["name"])
    assert (found.name if found else "-") == case["role"]


@pytest.mark.parametrize("case", [*resources.read_tsv(CASES / "times.tsv")], ids=lambda case: case["cell"])
def test_times(case: dict[str, str]) -> None:
    from wacana.read import values

    parsed = values.times(pd.Series([case["cell"]], dtype="str"))
    assert ("-" if pd.isna(parsed.values[0]) else parsed.values[0].isoformat()) == case["time"]
    assert bool(parsed.unread[0]) == (case["time"] == "-")
    assert ("without a zone" in parsed.note) == (case["zone"] == "assumed")
    assert ("--timezone Asia/Jakarta" in parsed.note) == (case["zone"] == "assumed")


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (["1/3/2025", "12/3/2025"], "'1/3/2025' was read day first"),
        (["1/3/25 10.00", "4/3/25 10.00"], "'1/3/25 10.00' was read day first"),
        (["1/3/2025", "13/3/2025"], ""),
        (["3/3/2025", "2025-03-01", "4 Maret 2025"], ""),
        (["3/13/2025", "3/1/2025"], "month first"),
        (["3/13/2025", "45/13/2025", "3/1/2025"], "dates were read month first"),
        (["99/12/2024", "1/2/2025"], "no date shows"),
        (["3/13/2025", "13/3/2025", "3/1/2025"], "day first in some cells and month first in others"),
    ],
)
def test_the_order_of_day_and_month_is_told_where_no_date_shows_it(cells: list[str], note: str) -> None:
    from wacana.read import values

    parsed = values.times(pd.Series(cells, dtype="str"))
    assert note in parsed.note if note else not parsed.note


def test_dates_in_the_order_of_a_column() -> None:
    from wacana.read import values

    american = values.times(pd.Series(["3/13/2025 7:31 PM", "3/1/2025 12:05 AM"], dtype="str")).values
    assert [time.isoformat()[:16] for time in american] == ["2025-03-13T19:31", "2025-03-01T00:05"]
    mixed = values.times(pd.Series(["3/13/2025", "13/3/2025", "3/1/2025"], dtype="str"))
    assert [time.isoformat()[:10] for time in mixed.values] == ["2025-03-13", "2025-03-13", "2025-01-03"]


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("12", 12),
        ("12.0", 12),
        ("1.063", 1063),
        ("1,2 rb", 1200),
        ("3.4K", 3400),
        ("-3", None),
        ("1.5", None),
        ("dua", None),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        ("99999999999999999999", None),
        ("inf", None),
    ],
)
def test_counts(cell: str, count: int | None) -> None:
    from wacana.read import values

    parsed = values.counts(pd.Series([cell], dtype="str"))
    assert (None if pd.isna(parsed.values[0]) else parsed.values[0]) == count


def test_a_count_too_large_to_hold_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    frame, report = read_with_report(
        write(tmp_path / "a.csv", "id,komentar,likes\n1,air keruh,99999999999999999999\n2,lampu mati,3\n3,sabar ya,5\n")
    )
    assert frame["likes"].isna().tolist() == [True, False, False] and frame["likes"].tolist()[1:] == [3, 5]
    assert any("1 cell of 'likes' is no count ('99999999999999999999')" in note for note in report.notes)


def test_xlsx_with_banner_types_and_a_second_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Info"
    notes.append(["dibuat untuk contoh"])
    sheet = book.create_sheet("Data")
    sheet.append(["Ekspor komentar", None, None])
    sheet.append([])
    sheet.append(["id_str", "full_text", "favorite_count", "created_at"])
    sheet.append([1.69761e18, "NA", 2, pd.Timestamp("2025-01-02 03:04:05").to_pydatetime()])
    sheet.append([1.69762e18, "jalan rusak, lampu mati 😀", 3.0, None])
    sheet.append([None, None, None, None])
    sheet.append([1.69763e18, "sudah dilapor", None, None])
    book.save(tmp_path / "a.xlsx")
    frame, report = read_with_report(tmp_path / "a.xlsx")
    assert frame["text"].tolist() == ["NA", "jalan rusak, lampu mati 😀", "sudah dilapor"]
    assert report.header_row == 3 and {d.reason: d.rows for d in report.dropped} == {"blank": "3"}
    assert frame["likes"].tolist()[:2] == [2, 3] and frame["created_at"][0].isoformat() == "2025-01-02T03:04:05+00:00"
    assert frame["comment_id"].str.startswith("c_").all() and any("not 'Info' (1 row)" in note for note in report.notes)


def two_videos(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for title, texts in (
        ("Video 1", ["air keruh lagi", "sudah lapor dua kali", "belum ada kabar"]),
        ("Video 2", ["ok"]),
    ):
        sheet = book.create_sheet(title)
        for row in (["Nama", "Komentar"], *(["Ani Contoh", text] for text in texts)):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_a_sheet_is_chosen_and_the_others_are_told(tmp_path: Path) -> None:
    file = two_videos(tmp_path)
    first, report = read_with_report(file)
    assert len(first) == 3
    (note,) = report.notes
    assert "'Video 1' was read (3 rows), not 'Video 2' (1 row)" in note and "sheet='Video 2'" in note
    second, report = read_with_report(file, sheet="Video 2")
    assert second["text"].tolist() == ["ok"] and "'Video 2' was read (1 row)" in report.notes[0]


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no sheet 'Video 3'.*Video 1, Video 2"):
        read(two_videos(tmp_path), sheet="Video 3")
    with pytest.raises(InputError, match=r"'Video 1' of a\.csv.*workbook"):
        read(write(tmp_path / "a.csv", "id,komentar\n1,air keruh\n"), sheet="Video 1")


@pytest.mark.parametrize("given", [pd.DataFrame({"text": ["air keruh"]}), [1], [], None])
def test_what_is_no_path_is_refused(given: object) -> None:
    with pytest.raises(InputError, match=rf"a {type(given).__name__}; .*path.*wacana\.clean"):
        read(given)  # type: ignore[arg-type]


def test_xlsx_with_a_header_of_two_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Identitas", None, "Komentar", None])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    sheet.append(["Nama", "Tanggal", "Isi", "Suka"])
    sheet.append(["Ani Contoh", "2025-03-01", "lampu jalan mati lagi", 3])
    book.save(tmp_path / "a.xlsx")
    frame, report = read_with_report(tmp_path / "a.xlsx")
    assert frame["text"].tolist() == ["lampu jalan mati lagi"] and frame["likes"].tolist() == [3]
    assert frame["author"].str.startswith("a_").all() and "two rows" in str(report)


def test_parquet_of_others_keeps_types_and_lists(tmp_path: Path) -> None:
    pd.DataFrame(
        {"tweet": ["air mati terus", "NA"], "topik": [["air"], []], "n": [1, 2], "benar": [True, False]}
    ).to_parquet(tmp_path / "a.parquet")
    frame = read(tmp_path / "a.parquet")
    assert frame["text"].tolist() == ["air mati terus", "NA"]
    assert frame["x_topik"].tolist() == [["air"], []] and frame["x_n"].tolist() == [1, 2]
    frame.to_parquet(tmp_path / "b.parquet")


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_own_tables_come_back_as_they_were(suffix: str, tmp_path: Path) -> None:
    frame = read(CASES / "files" / "snscrape.jsonl")
    frame["emoji"] = pd.Series([["😩"], []], dtype="object")
    frame["is_empty"] = pd.Series([False, None], dtype="boolean")
    file = tmp_path / f"a.{suffix}"
    write_table(frame, file)
    again, report = read_with_report(file)
    names = [*schema.dtypes(schema.COMMENTS), "emoji", "is_empty"]
    pd.testing.assert_frame_equal(again[names], frame[names])
    assert report.format.startswith("wacana's own") and again["author"].tolist() == frame["author"].tolist()


# What programs make of scored.csv, and what they lose: pandas reads empty cells as missing, ids as numbers.
OTHERS = {
    "xlsx": lambda file, to: pd.read_csv(file, dtype="str", keep_default_na=False).to_excel(to, index=False),
    "parquet": lambda file, to: pd.read_csv(file).to_parquet(to),
    "nullable.parquet": lambda file, to: pd.read_csv(file, dtype_backend="numpy_nullable").to_parquet(to),
    "jsonl": lambda file, to: pd.read_csv(file).to_json(to, orient="records", lines=True),
}


@pytest.mark.parametrize("suffix", OTHERS)
def test_our_csv_saved_in_another_format_is_read_back_the_same(suffix: str, tmp_path: Path) -> None:
    texts = ["-jujur saja \N{LOUDLY CRYING FACE}", "'=x katanya", "'kutipan' saja", "lampu mati"]
    comments = schema.complete(pd.DataFrame({"comment_id": ["11", "12", "13", "14"], "text": texts}), "contoh")
    comments = comments.assign(parent_id=["12", None, None, None], likes=[3, None, 4, None], x_catatan=["=1", *"   "])
    scored = score(clean(schema.conform(comments, schema.COMMENTS)))
    write_table(scored, tmp_path / "scored.csv")
    OTHERS[suffix](tmp_path / "scored.csv", tmp_path / f"lain.{suffix}")
    pd.testing.assert_frame_equal(read(tmp_path / f"lain.{suffix}"), scored, check_like=True)


def test_an_apostrophe_in_what_was_no_csv_of_ours_stays(tmp_path: Path) -> None:
    texts = ["'-jujur saja", "'kutipan' saja", "lampu mati"]
    ordinary = pd.DataFrame({"id": ["1", "2", "3"], "komentar": texts})
    ordinary.to_excel(tmp_path / "a.xlsx", index=False)
    ordinary.to_csv(tmp_path / "a.csv", index=False)
    scored = score(clean(read(tmp_path / "a.csv")))
    for suffix in ("parquet", "jsonl"):
        write_table(scored, tmp_path / f"ours.{suffix}")
    for file in ("a.xlsx", "a.csv", "ours.parquet", "ours.jsonl"):
        assert read(tmp_path / file)["text"].tolist() == texts


def test_lists_that_were_not_looked_for_stay_missing_in_our_parquet(tmp_path: Path) -> None:
    scored = score(clean(read(write(tmp_path / "a.csv", "id,komentar\n1,lampu mati\n2,air keruh\n"))))
    scored["trust_targets"] = pd.Series([None, ["pdam"]], dtype="object")
    write_table(scored, tmp_path / "ours.parquet")
    assert read(tmp_path / "ours.parquet")["trust_targets"].tolist() == [None, ["pdam"]]


def test_a_number_that_became_text_in_our_parquet_costs_no_lists(tmp_path: Path) -> None:
    scored = score(clean(read(write(tmp_path / "a.csv", "id,komentar\n1,'-jujur 😭\n2,air keruh\n"))))
    scored.assign(likes=["3", "4"]).to_parquet(tmp_path / "a.parquet")
    frame = read(tmp_path / "a.parquet")
    assert frame["likes"].tolist() == [3, 4] and frame["emoji"].tolist() == [["😭"], []]
    assert frame["text"].tolist() == ["'-jujur 😭", "air keruh"]


@pytest.mark.parametrize("asked", [{"text_column": "zzz"}, {"text_column": "clean"}, {"source": "abc"}])
def test_what_cannot_be_asked_of_our_table_is_refused(asked: dict[str, str], tmp_path: Path) -> None:
    (given,) = asked.values()
    with pytest.raises(InputError, match=rf"'{given}' for scored\.csv, a table that wacana wrote; expected .*Leave"):
        read(edited(tmp_path), **asked)


@pytest.mark.parametrize("text_column", ["text", "Text", None])
def test_the_text_of_our_table_may_be_named(text_column: str | None, tmp_path: Path) -> None:
    frame = read(edited(tmp_path), text_column=text_column)
    assert frame["text"].tolist() == ["air keruh", "sabar ya"] and frame["source"].tolist() == ["contoh"] * 2


def edited(tmp_path: Path, **changed: object) -> Path:
    """Write a scored CSV as a spreadsheet gives it back: with other cells, or with columns left out (``None``)."""
    table = pd.DataFrame({
        "comment_id": ["a", "b"], "text": ["air keruh", "sabar ya"], "source": "contoh", "thread_id": "",
        "parent_id": "", "created_at": "2025-10-24 13:15:00+00:00", "author": "", "likes": "1", "row": ["1", "2"],
        "clean": "air",
        "sentiment": ["negative", "neutral"], "p_positive": "0.1", "p_neutral": "0.2", "p_negative": "0.7",
        "complaint": ["True", "False"], "p_complaint": ["0.875", "0.0"], "complaint_targets": ["pdam|mayor", ""],
    })  # fmt: skip
    table = table.assign(**{name: value for name, value in changed.items() if value is not None})
    table.drop(columns=[name for name, value in changed.items() if value is None]).to_csv(
        tmp_path / "scored.csv", index=False
    )
    return tmp_path / "scored.csv"


def test_scores_are_ours_still_when_other_columns_are_deleted(tmp_path: Path) -> None:
    gone = dict.fromkeys(("row", "author", "source", "text", "clean", "p_neutral"))
    frame, report = read_with_report(edited(tmp_path, **gone, note="periksa"))
    assert report.format == "wacana's own CSV"
    assert frame["comment_id"].tolist() == ["a", "b"] and frame["row"].tolist() == [1, 2]
    assert frame["source"].tolist() == ["scored"] * 2 and frame["text"].isna().all()
    assert frame["complaint"].tolist() == [True, False] and frame["complaint_targets"].tolist() == [
        ["pdam", "mayor"],
        [],
    ]
    assert report.kept == ("x_note",) and frame["x_note"].tolist() == ["periksa"] * 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"note": "a", "x_note": "b", "x_note_2": "c"}, {"x_note": "b", "x_note_2": "c", "x_note_3": "a"}),
        ({"note": "a", "note_2": "b", "x_note": "c"}, {"x_note": "c", "x_note_2": "a", "x_note_2_2": "b"}),
        ({"note": "a", "x_notes": "b"}, {"x_note": "a", "x_notes": "b"}),
    ],
)
def test_each_column_that_is_kept_has_a_name_of_its_own(
    given: dict[str, str], kept: dict[str, str], tmp_path: Path
) -> None:
    frame, report = read_with_report(edited(tmp_path, **given))
    assert frame.columns.is_unique and {*report.kept} == {*kept}
    assert frame.iloc[0][[*kept]].to_dict() == kept


def test_a_theme_without_its_scores_is_a_column_like_others(tmp_path: Path) -> None:
    frame, report = read_with_report(edited(tmp_path, p_complaint=None))
    assert "complaint" not in frame and {"x_complaint", "x_complaint_targets"} <= set(report.kept)


def test_labels_of_others_are_not_our_scores(tmp_path: Path) -> None:
    ours = dict.fromkeys(("row", "p_positive", "p_complaint", "source", "thread_id"))
    frame, report = read_with_report(edited(tmp_path, **ours))
    assert report.format == "CSV" and "sentiment" not in frame and "x_sentiment" in frame


def test_an_indonesian_spreadsheet_writes_cells_its_own_way(tmp_path: Path) -> None:
    frame = read(edited(tmp_path, complaint=["BENAR", "SALAH"], p_complaint="0,875", created_at="24/10/2025 20:15"))
    assert frame["complaint"].tolist() == [True, False] and frame["p_complaint"].tolist() == [0.875] * 2
    assert frame["created_at"][0].isoformat() == "2025-10-24T20:15:00+00:00"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("complaint", "mungkin"),
        ("p_complaint", "tinggi"),
        ("created_at", "lama"),
        ("n_tokens", "3.5"),
        ("likes", "99999999999999999999"),
        ("likes", "inf"),
    ],
)
def test_a_cell_of_ours_that_cannot_be_read_is_named(column: str, cell: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"'{column}', has '{cell}' in row 2"):
        read(edited(tmp_path, **{column: ["", cell]}))


def test_whole_numbers_of_ours_are_read_as_spreadsheets_write_them(tmp_path: Path) -> None:
    frame = read(edited(tmp_path, n_tokens=["3,0", ""], likes=["4.0", str(2**53)]))
    assert frame["n_tokens"].isna().tolist() == [False, True] and frame["n_tokens"][0] == 3
    assert frame["likes"].tolist() == [4, 2**53]


def test_a_number_too_large_in_our_jsonl_is_named(tmp_path: Path) -> None:
    frame = read(edited(tmp_path)).astype({"likes": "object"})
    frame.loc[1, "likes"] = 10**20
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True, date_format="iso")
    with pytest.raises(InputError, match=r"100000000000000000000 in row 2 of column 'likes'; expected a whole number"):
        read(tmp_path / "a.jsonl")


def test_raw_authors_in_our_columns_are_not_taken_for_pseudonyms(tmp_path: Path) -> None:
    frame = read(CASES / "files" / "snscrape.jsonl").assign(author=["ani_contoh", "budi"])
    frame.drop(columns="x_hashtags").to_csv(tmp_path / "a.csv", index=False)
    assert read(tmp_path / "a.csv")["author"].str.fullmatch(r"a_[0-9a-f]{16}").all()


def test_long_quoted_cells_and_many_stray_quotes(tmp_path: Path) -> None:
    long = "sangat panjang " * 20_000
    rows = "\n".join(f'{n},"belum tutup {n},ya' for n in range(300))
    good = "\n".join(f'{n},"tutup, rapi {n}",ya' for n in range(1000, 1400))
    file = write(tmp_path / "a.csv", f'id,text,label\n999,"{long}",ya\n{good}\n{rows}\n')
    frame = read(file)
    assert len(frame) == 701 and frame["text"][0] == long and frame["text"][400] == "tutup, rapi 1399"
    assert frame["text"][700] == '"belum tutup 299'


def test_no_file_is_left_open_or_written(tmp_path: Path) -> None:
    read(write(tmp_path / "a.csv", "id,text\n1,lampu mati lagi\n"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_real_files_lose_no_row(shared: Path) -> None:
    import csv

    for name in ("mixed_palestine_mentions.csv", "yt_nadiem_sidang_2025.csv", "x_palestina_2025_09.csv"):
        file = shared / "data" / "comments_raw" / name
        with file.open(encoding="utf-8", newline="") as handle:
            texts = [row["text"] for row in csv.DictReader(handle)]
        frame = read(file)
        assert frame["text"].tolist() == texts and frame["x_row_id"].tolist()[0] == "1"


def test_gold_keeps_its_ids_and_lists(shared: Path) -> None:
    frame = read(shared / "gold" / "dev.jsonl")
    first = json.loads((shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert frame["comment_id"][0] == first["id"] and frame["x_solidarity"][0] == first["solidarity"]


def test_a_comment_below_a_header_with_a_gap_is_no_second_header(tmp_path: Path) -> None:
    file = tmp_path / "indeks.csv"
    file.write_text(",text,jenis\na1,bagus sekali,komentar\na2,kurang enak,balasan\na3,mantap betul,komentar\n")
    frame = read(file)
    assert list(frame["text"]) == ["bagus sekali", "kurang enak", "mantap betul"]
