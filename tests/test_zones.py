"""Times that tell no zone, and the days that a timeline counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scored_table import scored_table

from wacana import analysis, report, resources
from wacana.codebook import load
from wacana.errors import InputError
from wacana.publish import write_table
from wacana.read import read, read_with_report, values, zones
from wacana.report.sections import over_time
from wacana.report.sections.material import Material
from wacana.report.words import Words

CASES = [*resources.read_tsv(Path(__file__).parent / "cases" / "read" / "zones.tsv")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['cell']} {case['zone']}")
def test_a_time_without_a_zone_is_read_in_the_one_given(case: dict[str, str]) -> None:
    parsed = values.times(pd.Series([case["cell"]], dtype="str"), case["zone"] or None)
    assert parsed.values[0].isoformat() == case["time"]
    assert parsed.note == (f"times without a zone were read as {case['zone']}" if case["told"] else "")
    assert str(parsed.values.dtype) == "datetime64[us, UTC]"


def test_typed_times_are_read_in_the_zone_too(tmp_path: Path) -> None:
    clocks = pd.to_datetime(pd.Series(["2025-09-13 23:30", "2025-09-14 06:00"]))
    table = pd.DataFrame({"tanggal": clocks, "komentar": ["lampu mati lagi", "air keruh"]})
    table.to_parquet(tmp_path / "naive.parquet")
    table.assign(tanggal=clocks.dt.tz_localize("UTC")).to_parquet(tmp_path / "aware.parquet")
    naive, report = read_with_report(tmp_path / "naive.parquet", timezone="Asia/Jakarta")
    assert [time.isoformat() for time in naive["created_at"]] == [
        "2025-09-13T16:30:00+00:00",
        "2025-09-13T23:00:00+00:00",
    ]
    assert any("read as Asia/Jakarta" in note for note in report.notes)
    assert read(tmp_path / "naive.parquet")["created_at"][0].isoformat() == "2025-09-13T23:30:00+00:00"
    aware, report = read_with_report(tmp_path / "aware.parquet", timezone="Asia/Jakarta")
    assert aware["created_at"][0].isoformat() == "2025-09-13T23:30:00+00:00" and not report.notes


def test_the_zone_travels_with_the_table(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,tanggal,komentar\n1,2025-09-13 23:30,lampu mati\n2,2025-09-14 00:10,air keruh\n")
    comments = read(file, timezone="Asia/Makassar")
    write_table(comments, tmp_path / "comments.parquet")
    again = read(tmp_path / "comments.parquet")
    assert again.attrs["timezone"] == "Asia/Makassar" and again["created_at"].equals(comments["created_at"])
    other = read(tmp_path / "comments.parquet", timezone="Asia/Jakarta")  # our times are UTC: only the days move
    assert other.attrs["timezone"] == "Asia/Jakarta" and other["created_at"].equals(comments["created_at"])
    assert "timezone" not in read(file).attrs


@pytest.mark.parametrize("name", ["WIB", "Jakarta", "Asia", "", "../etc/passwd", "+07:00"])
def test_an_unknown_zone_is_refused_with_what_to_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Asia/Jakarta \(WIB\).*pip install tzdata"):
        zones.check(name)
    with pytest.raises(InputError, match="Asia/Jakarta"):
        read(tmp_path / "none.csv", timezone=name or " ")


def evening() -> pd.DataFrame:
    """Comments of 13 September in UTC, most of them written on the 14th by Jakarta's clocks, and a few of the 15th."""
    scored = scored_table()
    hours = ["2025-09-13 09:00"] * 5 + ["2025-09-13 17:30"] * (len(scored) - 8) + ["2025-09-15 05:00"] * 3
    return scored.assign(created_at=pd.to_datetime(pd.Series(hours), utc=True).astype("datetime64[us, UTC]"))


def counts(scored: pd.DataFrame) -> dict[str, int]:
    found = analysis.timeline(scored).query("name == 'comments'")
    return {str(day.date()): n for day, n in zip(found["period"], found["n"], strict=True)}


def test_days_begin_in_the_tables_zone() -> None:
    scored = evening()
    n = int((~scored["is_empty"]).sum())
    assert counts(scored) == {"2025-09-13": n - 2, "2025-09-14": 0, "2025-09-15": 2}
    scored.attrs["timezone"] = "Asia/Jakarta"
    assert counts(scored) == {"2025-09-13": 5, "2025-09-14": n - 7, "2025-09-15": 2}
    scored.attrs["timezone"] = "WIB"
    with pytest.raises(InputError, match="Asia/Jakarta"):
        analysis.timeline(scored)


@pytest.mark.parametrize(("lang", "zone", "said"), [
    ("id", None, "per hari (waktu UTC). Yang paling ramai adalah 13 September 2025"),
    ("id", "Asia/Jakarta", "per hari (waktu Asia/Jakarta). Yang paling ramai adalah 14 September 2025"),
    ("en", "Asia/Jakarta", "by day (Asia/Jakarta). The busiest was 14 September 2025"),
])  # fmt: skip
def test_the_report_names_the_zone(lang: str, zone: str | None, said: str) -> None:
    scored = evening()
    scored.attrs["timezone"] = zone
    assert said in str(over_time(Material(scored, Words(lang), load())))  # type: ignore[arg-type]


def test_a_report_can_be_asked_for_a_zone(tmp_path: Path) -> None:
    scored = evening()
    report(scored, tmp_path / "a.html", timezone="Asia/Jakarta")
    assert "waktu Asia/Jakarta" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "timezone" not in scored.attrs
    with pytest.raises(InputError, match="Asia/Jakarta"):
        report(scored, tmp_path / "a.html", timezone="WIB")
