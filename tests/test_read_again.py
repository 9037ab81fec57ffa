"""What was scraped twice, replies without a thread, and several files read as one table."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from wacana import resources
from wacana.analysis import account
from wacana.clean import clean
from wacana.errors import InputError
from wacana.read import read, read_with_report
from wacana.score import score

AGAIN = "the same comment again"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def dropped(file: Path) -> dict[str, str]:
    report = read_with_report(file)[1]
    assert report.rows_in == report.rows_out + report.rows_dropped
    return {entry.reason: entry.rows for entry in report.dropped}


CASES = [*resources.read_tsv(Path(__file__).parent / "cases" / "read" / "again.tsv")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_same_comment_again(case: dict[str, str], tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", case["lines"].replace(" / ", "\n") + "\n")
    assert dropped(file).get(AGAIN, "") == case["dropped"]
    assert read(file)["comment_id"].is_unique


def test_the_first_of_them_stays_and_table_1_counts_the_others(tmp_path: Path) -> None:
    rows = "id,likes,komentar\nx,1,lampu mati\ny,2,lampu redup\nx,5,lampu mati\n"
    frame = read(write(tmp_path / "a.csv", rows))
    assert frame["comment_id"].tolist() == ["x", "y"] and frame["likes"].tolist() == [1, 2]
    steps = account(score(clean(frame)))
    assert [(row.detail, row.n) for row in steps.itertuples() if row.step == "left_out"] == [(AGAIN, 1)]
    assert "x_id" not in frame and frame.attrs["read"]["notes"] == []


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        (
            "x,lampu mati\nx,air keruh\ny,ya",
            "1 row has the 'id' of an earlier row, but another text",
        ),
        ("x,lampu mati\n,air keruh\n,ya\ny,oh", "2 rows have no usable 'id'; they"),
        ("x,lampu mati\nx,air keruh\n,ya\nx,tidak\ny,oh\nz,ah", "2 rows have the 'id' of an earlier row, but another"),
    ],
)
def test_repeated_and_missing_ids_are_said_apart(rows: str, note: str, tmp_path: Path) -> None:
    report = read_with_report(write(tmp_path / "a.csv", f"id,komentar\n{rows}\n"))[1]
    assert any(found.startswith(note) and "got a hash as comment_id" in found for found in report.notes)
    assert not report.dropped and ("own is kept in x_id" in str(report)) == ("earlier" in note)


def pages(tmp_path: Path, *found: object) -> Path:
    return write(tmp_path / "a.json", json.dumps(found))


def thread(number: int, *, video: str | None = "v1", own: str | None = None) -> dict[str, object]:
    answer = {"id": f"T{number}.r1", "snippet": {"textOriginal": "setuju sekali", "parentId": f"T{number}"}}
    if own:
        answer["snippet"]["videoId"] = own  # type: ignore[index]
    comment = {"id": f"T{number}", "snippet": {"textOriginal": f"lampu nomor {number} mati"}}
    return {
        "id": f"T{number}",
        "snippet": {**({"videoId": video} if video else {}), "topLevelComment": comment},
        "replies": {"comments": [answer]},
    }


def test_overlapping_pages_are_read_once(tmp_path: Path) -> None:
    page = {"kind": "youtube#commentThreadListResponse", "items": [thread(1), thread(2)]}
    frame, report = read_with_report(pages(tmp_path, page, page, page))
    assert frame["comment_id"].tolist() == ["T1", "T1.r1", "T2", "T2.r1"]
    assert [(entry.reason, entry.count, entry.rows) for entry in report.dropped] == [(AGAIN, 8, "5-12")]


def test_a_reply_without_a_thread_has_its_parents(tmp_path: Path) -> None:
    frame, report = read_with_report(pages(tmp_path, thread(1), thread(2, own="v9"), thread(3, video=None)))
    threads = dict(zip(frame["comment_id"], frame["thread_id"].astype("object"), strict=True))
    assert threads["T1.r1"] == "v1" and threads["T2.r1"] == "v9"
    assert pd.isna(threads["T3"]) and pd.isna(threads["T3.r1"])
    assert "1 reply without 'videoId' has that of the comment above it" in report.notes


def test_a_reply_to_a_reply_has_the_thread_of_both(tmp_path: Path) -> None:
    rows = "id,video_id,parent_id,komentar\nc,,b,ya betul\nb,,a,setuju pak\na,v1,,lampu mati\nz,,y,tidak ada induknya\n"
    frame = read(write(tmp_path / "a.csv", rows))
    assert frame["thread_id"].fillna("-").tolist() == ["v1", "v1", "v1", "-"]


def test_an_id_of_two_threads_gives_none(tmp_path: Path) -> None:
    rows = "id,video_id,parent_id,komentar\n1,v1,,lampu mati\n1,v2,,air keruh\n2,,1,setuju pak\n3,v2,,oh ya\n"
    assert read(write(tmp_path / "a.csv", rows))["thread_id"].isna().tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("korupsi lagi", "RT @budi: korupsi lagi", True),
        ("RT @budi: korupsi lagi", "RT @ani RT @budi: korupsi lagi", True),
        ("korupsi lagi", "betul RT @budi: korupsi lagi", False),
        ("05 gotong royong", "RT 05 gotong royong", False),
        ("korupsi lagi", "@budi korupsi lagi", False),
        ("air keruh", "RT @budi:", False),
    ],
)
def test_a_retweet_is_a_copy(first: str, second: str, same: bool) -> None:
    copies = clean(pd.DataFrame({"comment_id": ["1", "2"], "text": [first, second]}))["duplicate_of"]
    assert copies.fillna("").tolist() == ["", "1" if same else ""]


def two(tmp_path: Path, first: str, second: str) -> list[Path]:
    return [write(tmp_path / "a.csv", first), write(tmp_path / "b.csv", second)]


def test_several_files_are_one_table_with_one_record_and_one_key(tmp_path: Path) -> None:
    files = two(
        tmp_path,
        "id,username,likes,komentar\nx,ani,1,lampu mati\n,,,\ny,budi,2,air keruh\n",
        "id,username,komentar,topik\ny,budi,air keruh,air\nz,@ani,sudah lapor,lampu\nz,@ani,sudah lapor,lampu\n",
    )
    frame, report = read_with_report(files)
    assert frame["comment_id"].tolist() == ["x", "y", "z"] and frame["source"].tolist() == ["a", "a", "b"]
    assert frame["author"].nunique() == 2 and frame["author"][0] == frame["author"][2]
    assert read(files[::-1])["author"].nunique() == 2 and {*read(files[::-1])["author"]} == {*frame["author"]}
    assert (report.name, report.rows_in, report.rows_out) == ("a.csv, b.csv", 6, 3)
    told = {entry.reason: (entry.count, entry.rows) for entry in report.dropped}
    assert told == {"blank": (1, "a.csv: 2"), AGAIN: (2, "b.csv: 3; b.csv: 1")}
    assert frame.attrs["read"] == json.loads(json.dumps(report.as_dict()))
    steps = account(score(clean(frame))).query("step in ('rows_in', 'taken_out')")
    assert steps["n"].tolist() == [6]
    frame.to_parquet(tmp_path / "ab.parquet")
    assert read(tmp_path / "ab.parquet").attrs["read"] == frame.attrs["read"]


def test_ids_that_each_file_begins_anew_lose_no_comment(tmp_path: Path) -> None:
    files = two(tmp_path, "id,komentar\n1,amin\n2,lampu mati\n", "id,komentar\n1,amin\n2,air keruh\n")
    frame, report = read_with_report(files)
    assert frame["comment_id"].is_unique and len(frame) == 4 and not report.dropped
    assert frame["x_comment_id"].fillna("").tolist() == ["", "", "1", "2"]
    assert any(note.startswith("2 comments have the id of another file's comment") for note in report.notes)


def test_columns_that_are_kept_fit_together(tmp_path: Path) -> None:
    write(tmp_path / "a.json", json.dumps([{"id": "1", "text": "lampu mati", "nilai": 3}]))
    write(tmp_path / "b.csv", "id,text,nilai\n2,air keruh,baik\n")
    frame = read([tmp_path / "a.json", tmp_path / "b.csv"])
    frame.to_parquet(tmp_path / "ab.parquet")
    assert frame["x_nilai"].tolist() == ["3", "baik"]


def test_what_cannot_be_read_together_is_refused(tmp_path: Path) -> None:
    file, other = two(tmp_path, "id,komentar\n1,amin\n", "id,komentar\n2,lampu mati\n")
    with pytest.raises(InputError, match=r"two files of the name a\.csv"):
        read([file, file])
    read(file).to_parquet(tmp_path / "ours.parquet")
    with pytest.raises(InputError, match=r"ours\.parquet, a table that wacana wrote, among 2 files"):
        read([other, tmp_path / "ours.parquet"])
    with pytest.raises(InputError, match="boundaries for 2 files"):
        read([file, other], boundaries="b.yaml")
    assert read([file])["comment_id"].tolist() == ["1"] and read([file]).attrs["read"]["name"] == "a.csv"
