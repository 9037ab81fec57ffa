"""The command line as a user meets it: commands, bad input, nothing half-written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from wacana.cli import main

Wacana = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def wacana(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Wacana:
    """Call the command in an empty folder, in this process: a fresh one takes a second or two to import all."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["wacana", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return subprocess.CompletedProcess(sys.argv, int(ended.value.code or 0), *capsys.readouterr())

    return call


COMMANDS = ("run", "read", "clean", "score", "report", "explain", "schema",
            "evaluate", "train", "codebook check", "codebook new", "codebook show")  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(wacana: Wacana, command: str) -> None:
    done = wacana(*command.split(), "--help")
    assert done.returncode == 0
    assert f"Example: wacana {command}" in re.sub(r"\s+", " ", done.stdout)


def test_clean_explains_every_change(wacana: Wacana) -> None:
    done = wacana("clean", "--text", "yg di lawan", "--explain")
    assert done.stdout.splitlines()[0] == "yang dilawan"
    assert "'yg' -> 'yang'" in done.stdout


@pytest.mark.parametrize(("call", "told"), [
    ("clean a.csv --text tdk", "--text and a.csv"),
    ("clean --text tdk -o b.csv", "--text and -o b.csv"),
    ("clean a.csv --explain", "--explain without --text"),
])  # fmt: skip
def test_clean_ignores_nothing_it_was_given(wacana: Wacana, tmp_path: Path, call: str, told: str) -> None:
    (tmp_path / "a.csv").write_text("text\ntdk mau\n", encoding="utf-8")
    done = wacana(*call.split())
    assert (done.returncode, done.stdout) == (2, "") and told in done.stderr
    assert not (tmp_path / "b.csv").exists()


def test_a_table_that_was_not_written_is_told(wacana: Wacana, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\ntdk mau\n", encoding="utf-8")
    done = wacana("clean", "a.csv")
    assert done.returncode == 0 and "changed 1" in done.stdout and "no table written" in done.stderr
    assert "no table written" not in wacana("clean", "a.csv", "-o", "b.csv").stderr


def test_read_clean_score_report_follow_each_other(wacana: Wacana, sample: Path, tmp_path: Path) -> None:
    for words in (
        ("read", sample, "-o", "comments.parquet"),
        ("clean", "comments.parquet", "-o", "cleaned.parquet"),
        ("score", "cleaned.parquet", "-o", "scored.parquet"),
        ("report", "scored.parquet", "-o", "laporan.html", "--lang", "en"),
    ):
        done = wacana(*words)
        assert done.returncode == 0, done.stderr
        assert f"wrote {words[3]}" in done.stdout
    tables = [pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("comments", "cleaned", "scored")]
    assert len({len(table) for table in tables}) == 1
    assert '<html lang="en"' in (tmp_path / "laporan.html").read_text(encoding="utf-8")


def test_a_sheet_is_chosen_and_the_others_are_told(wacana: Wacana, tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for sheet, texts in {"Satu": ["air keruh lagi", "sudah lapor"], "Dua": ["semoga menang"]}.items():
            pd.DataFrame({"komentar": texts}).to_excel(book, sheet_name=sheet, index=False)
    done = wacana("clean", "a.xlsx", "--sheet", "Dua", "-o", "cleaned.csv")
    assert "wrote cleaned.csv: 1 rows" in done.stdout
    assert "note: sheet 'Dua' was read (1 row), not 'Satu' (2 rows)" in done.stderr
    assert "one of: Satu, Dua" in wacana("run", "a.xlsx", "--sheet", "Tiga").stderr


def test_score_keeps_the_ids_of_labelled_jsonl(wacana: Wacana, tmp_path: Path) -> None:
    rows = [{"id": f"g{i}", "text": f"semoga menang {i}", "sentiment": "neutral"} for i in range(3)]
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert wacana("score", "gold.jsonl", "-o", "scored.csv").returncode == 0
    scored = pd.read_csv(tmp_path / "scored.csv", encoding="utf-8-sig")
    assert scored["comment_id"].tolist() == ["g0", "g1", "g2"]
    assert scored["x_sentiment"].tolist() == ["neutral"] * 3


def test_a_file_that_cannot_say_how_it_was_made_is_noted_and_parquet_is_not(wacana: Wacana, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\ntdk percaya\n", encoding="utf-8")
    for command in ("clean", "score"):
        assert "note: CSV carries no record" in wacana(command, "a.csv", "-o", "b.csv").stderr
        assert "no record" not in wacana(command, "a.csv", "-o", "b.parquet").stderr


def test_a_lexicon_of_ones_own_serves_every_command_that_cleans(wacana: Wacana, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,zolim zzq itu\n", encoding="utf-8")
    (tmp_path / "kata.tsv").write_text("informal\tspelling\nzzq\tbohong\n", encoding="utf-8")
    assert "'zzq' → 'bohong'" in wacana("explain", "zolim zzq itu", "--lexicon", "kata.tsv").stdout
    assert "bohong" not in wacana("explain", "zolim zzq itu").stdout
    assert wacana("score", "a.csv", "-o", "with.csv", "--lexicon", "kata.tsv").returncode == 0
    assert wacana("score", "a.csv", "-o", "without.csv").returncode == 0
    texts = [pd.read_csv(tmp_path / f"{name}.csv")["clean"].item() for name in ("with", "without")]
    assert ["bohong" in text for text in texts] == [True, False]


def test_a_lexicon_for_a_table_that_is_clean_is_refused(wacana: Wacana, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,zolim zzq itu\n", encoding="utf-8")
    (tmp_path / "kata.tsv").write_text("informal\tspelling\nzzq\tbohong\n", encoding="utf-8")
    wacana("clean", "a.csv", "-o", "clean.parquet")
    done = wacana("score", "clean.parquet", "-o", "scored.csv", "--lexicon", "kata.tsv")
    assert done.returncode == 2 and "clean already" in done.stderr
    assert not (tmp_path / "scored.csv").exists()


def test_a_level_that_a_clean_table_has_not_is_refused(wacana: Wacana, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,gua gak percaya\n", encoding="utf-8")
    wacana("clean", "a.csv", "-o", "clean.parquet", "--level", "formal")
    wacana("clean", "a.csv", "-o", "clean.csv", "--level", "formal")  # which does not tell its level
    for call in (("clean.parquet", "--level", "spelling"), ("clean.csv", "--level", "formal")):
        done = wacana("score", *call, "-o", "scored.csv")
        assert done.returncode == 2 and f"{call[1]} {call[2]} with {call[0]}" in done.stderr
        assert not (tmp_path / "scored.csv").exists()
    for call in (("clean.parquet",), ("clean.parquet", "--level", "formal"), ("clean.csv",)):
        assert wacana("score", *call, "-o", "scored.csv").returncode == 0
        assert pd.read_csv(tmp_path / "scored.csv")["clean"].item() == "saya tidak percaya"


def test_codebook_new_passes_its_own_check(wacana: Wacana) -> None:
    assert wacana("codebook", "new", "banjir", "-o", "banjir.yaml").returncode == 0
    assert wacana("codebook", "check", "banjir.yaml").returncode == 0
    again = wacana("codebook", "new", "banjir", "-o", "banjir.yaml")
    assert again.returncode == 2
    assert "exists" in again.stderr


def _bad_inputs(folder: Path) -> dict[str, tuple[str, str]]:
    (folder / "empty.csv").write_bytes(b"")
    (folder / "folder.csv").mkdir()
    (folder / "image.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (folder / "numbers.csv").write_text("a,b\n1,2\n3,4\n")
    (folder / "broken.jsonl").write_text('{"text": "baik"}\n{"text": \n')
    return {
        "nowhere.csv": ("nowhere.csv", ""), "empty.csv": ("empty", ""), "folder.csv": ("folder", ""),
        "image.csv": ("PNG picture", ""), "numbers.csv": ("a, b", "--text-column"), "broken.jsonl": ("line 2", ""),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["nowhere.csv", "empty.csv", "folder.csv", "image.csv", "numbers.csv", "broken.jsonl"])
@pytest.mark.parametrize("command", ["run", "score"])
def test_bad_input_is_one_line_and_exit_2(wacana: Wacana, tmp_path: Path, command: str, name: str) -> None:
    wanted = _bad_inputs(tmp_path)[name]
    before = sorted(tmp_path.rglob("*"))
    done = wacana(command, name, "--out", "out" if command == "run" else "out.csv")
    assert done.returncode == 2
    complaint = [line for line in done.stderr.splitlines() if not line.endswith("…")]
    assert len(complaint) == 1
    assert all(part in complaint[0] for part in wanted)
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("words", [
    ("run", "FILE", "--scorer", "kamus"),
    ("run", "FILE", "--codebook", "nowhere.yaml"),
    ("run", "FILE", "--lexicon", "nowhere.tsv"),
    ("score", "FILE", "--scorer", "kamus"),
    ("score", "FILE", "--labels", "a,b"),
    ("score", "FILE", "--scorer", "linear+dictionary", "--labels", "a,b"),
    ("score", "FILE", "-o", "scored.xlsx"),
    ("clean", "FILE", "-o", "cleaned.doc"),
    ("report", "FILE", "-o", "laporan.pdf"),
    ("report", "FILE", "-o", "laporan.docx"),
])  # fmt: skip
def test_bad_settings_are_told_before_any_work(
    wacana: Wacana, sample: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = wacana(*(sample if word == "FILE" else word for word in words))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("call", "told"), [
    ("score", ("Missing argument 'source'", "Usage: wacana score [OPTIONS]", "Example: wacana score komentar.csv")),
    ("score a.csv --scorr linear", ("--scorr", "--scorer", "Example:")),
    ("run a.csv --level kasar", ("'kasar' is not one of 'spelling', 'formal'", "Usage: wacana run", "Example:")),
    ("skor a.csv", ("'skor'", "expected one of run, read, clean, score", "wacana --help")),
    ("codebook tulis", ("'tulis'", "expected one of check, new, show", "wacana codebook --help")),
])  # fmt: skip
def test_a_wrong_call_is_one_line_with_an_example(wacana: Wacana, call: str, told: tuple[str, ...]) -> None:
    done = wacana(*call.split())
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("wacana: ") and all(part in line for part in told)


def test_a_bare_call_shows_the_help_and_no_complaint(wacana: Wacana) -> None:
    done = wacana()
    assert "explain" in done.stdout and not done.stderr


def test_a_codebook_that_fails_its_check_is_exit_1(wacana: Wacana, tmp_path: Path) -> None:
    wacana("codebook", "new", "banjir", "-o", "banjir.yaml")
    text = (tmp_path / "banjir.yaml").read_text(encoding="utf-8")
    wrong = re.sub(r"(?m)^( +)match:\n", r"\1match:\n\1  - sabar ya pak\n", text)
    (tmp_path / "banjir.yaml").write_text(wrong, encoding="utf-8")
    done = wacana("codebook", "check", "banjir.yaml")
    assert done.returncode == 1 and "sabar ya pak" in done.stdout


def test_run_tells_what_was_noted_and_refuses_to_overwrite_the_results_of_another_input(
    wacana: Wacana, tmp_path: Path
) -> None:
    for file, text in {
        "jan/a.csv": "id,text\n1,air keruh lagi\n1,sabar ya pak\n\n2,lampu mati\n",
        "feb/a.csv": "id,text\n1,sabar ya pak\n",
        "jan/a.json": '[{"id": 2, "text": "sabar ya pak"}]',
    }.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    done = wacana("run", "jan/a.csv")
    assert "dropped 1: blank" in done.stdout
    assert "note: 1 row has the 'id' of an earlier row" in done.stdout
    assert "header_row" not in done.stdout
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for other, told in (("jan/a.json", "holds the results of a.csv"), ("feb/a.csv", "results of another a.csv")):
        done = wacana("run", other)
        assert done.returncode == 2 and told in done.stderr and "--out" in done.stderr
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert wacana("run", "jan/a.csv", "--lang", "en").returncode == 0  # the same file again


def test_a_file_that_another_program_holds_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def held(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "scored.csv")

    monkeypatch.setattr("wacana.cli.app", held)
    with pytest.raises(SystemExit, match="2"):
        main()
    assert (
        capsys.readouterr().err == "wacana: Permission denied: scored.csv. Close it in other programs, such as Excel.\n"
    )


def test_evaluate_takes_the_default_scorer_and_compares(wacana: Wacana, tmp_path: Path) -> None:
    rows = [("mantap sekali pak", "positive"), ("payah, bohong terus", "negative"), ("jam berapa mulainya", "neutral")]
    pd.DataFrame(rows, columns=["text", "sentiment"]).to_csv(tmp_path / "gold.csv", index=False)
    done = wacana("evaluate", "gold.csv", "--against", "dictionary", "--origin", "human")
    assert done.returncode == 0, done.stderr
    assert "Scorer: komentar" in done.stdout and "Scorer: dictionary" in done.stdout and "# Differences" in done.stdout


def test_a_codebook_of_ones_own_is_scored_by_its_patterns_and_told(wacana: Wacana, tmp_path: Path) -> None:
    (tmp_path / "layanan.yaml").write_text(wacana("codebook", "new", "layanan").stdout, encoding="utf-8")
    (tmp_path / "komentar.csv").write_text("text\nantre di puskesmas lama\npetugas ramah sekali\n", encoding="utf-8")
    done = wacana("score", "komentar.csv", "--codebook", "layanan.yaml")
    assert "note: sentiment by 'komentar'; themes by the patterns of 'layanan'" in done.stdout
    assert "note:" not in wacana("score", "komentar.csv").stdout


def test_schema_prints_json(wacana: Wacana) -> None:
    done = wacana("schema", "comments", "--format", "json")
    assert json.loads(done.stdout)[0]["name"] == "comment_id"


def test_the_example_of_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    found = re.search(r'\$ wacana explain "([^"]+)"\n(.*?)```', readme, re.DOTALL)
    assert found
    done = fresh(tmp_path, "explain", found[1], PYTHONIOENCODING="ascii")  # as where the locale is C
    assert (done.returncode, done.stdout, done.stderr) == (0, found[2], "") and "→" in done.stdout


def test_a_process_of_its_own_ends_with_2_on_bad_input(tmp_path: Path) -> None:
    done = fresh(tmp_path, "score", "tiada.csv")
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("wacana: tiada.csv does not exist")


def fresh(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call the command in a process of its own, as a user's terminal does."""
    command = [sys.executable, "-c", "from wacana.cli import main; main()", *words]
    told = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, encoding="utf-8")
