"""The run: every row accounted for, equal bytes on equal input, a manifest that says with what."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from wacana.codebook import new
from wacana.pipeline import Config, Run, run
from wacana.read import read
from wacana.resources import sha256
from wacana.schema import validate


@pytest.fixture(scope="module")
def done(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    out = tmp_path_factory.mktemp("run")
    return run(sample, out), out


@pytest.fixture(scope="module")
def keyed(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    out = tmp_path_factory.mktemp("keyed")
    return run(sample, out, config=Config(key="rahasia-123", lang="en")), out


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_results_are_where_they_should_be(done: tuple[Run, Path]) -> None:
    assert set(files(done[1])) == {
        *(f"processed/contoh/{name}.parquet" for name in ("comments", "cleaned", "scored")),
        "processed/contoh/scored.csv", "processed/contoh/manifest.json",
        "reports/contoh.pdf", "reports/contoh.html",
    }  # fmt: skip


def test_every_row_is_accounted_for(done: tuple[Run, Path]) -> None:
    result, _ = done
    counts = result.manifest["counts"]["read"]
    scored = read(result.tables / "scored.parquet")
    assert counts["rows_in"] == counts["rows_out"] + sum(entry["count"] for entry in counts["dropped"])
    assert len(scored) == counts["rows_out"] == len(pd.read_csv(result.tables / "scored.csv"))
    validate(scored, "scored")


def test_the_manifest_names_input_versions_and_config_but_no_secret(keyed: tuple[Run, Path], sample: Path) -> None:
    result, out = keyed
    text = (result.tables / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest["input"]["sha256"] == sha256(sample)
    assert manifest["config"]["lang"] == "en"
    assert manifest["config"]["key"] == "given"
    assert "rahasia-123" not in text
    assert str(out) not in text
    assert {"wacana", "pandas", "typst"} <= set(manifest["versions"])


def test_two_runs_give_the_same_bytes(done: tuple[Run, Path], sample: Path, tmp_path: Path) -> None:
    run(sample, tmp_path)
    assert files(tmp_path) == files(done[1])


def test_an_author_key_changes_pseudonyms_and_no_key_leaves_no_name(
    done: tuple[Run, Path], keyed: tuple[Run, Path], sample: Path
) -> None:
    authors = [pd.read_parquet(r.tables / "comments.parquet")["author"] for r, _ in (done, keyed)]
    assert authors[0].nunique() == authors[1].nunique() > 1
    assert set(authors[0].dropna()).isdisjoint(authors[1].dropna())
    names = set(pd.read_csv(sample)["author"].dropna())
    assert names.isdisjoint(authors[0].dropna())


def test_files_may_be_named_by_texts_or_paths(tmp_path: Path) -> None:
    source, book, words = (tmp_path / name for name in ("a.csv", "banjir.yaml", "kata.tsv"))
    source.write_text("id,text\n1,banjir zzq lagi\n", encoding="utf-8")
    book.write_text(new("banjir"), encoding="utf-8")
    words.write_text("informal\tspelling\nzzq\tbesar\n", encoding="utf-8")
    manifest = run(str(source), tmp_path / "out", config=Config(codebook=str(book), lexicon=words)).manifest
    assert manifest["input"]["name"] == "a.csv"
    assert (manifest["config"]["codebook"], manifest["config"]["lexicon"]) == ("banjir.yaml", "kata.tsv")
    assert manifest["config_files"] == {"codebook": sha256(book), "lexicon": sha256(words)}


def test_the_seed_page_gives_its_clauses_comments_and_themes(shared: Path, tmp_path: Path) -> None:
    (page,) = (shared / "seeds").glob("000*.txt")
    result = run(page, tmp_path)
    scored = pd.read_parquet(result.tables / "scored.parquet")
    assert len(scored.attrs["page"]["clauses"]) == 5
    gold = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").open(encoding="utf-8")]
    assert scored["text"].tolist() == [row["text"] for row in gold if row["slice"] == "seed"]
    first, last = scored.iloc[0], scored.iloc[8]
    assert "mediators" in first["skepticism_targets"]
    assert first["solidarity"]
    assert "us" in last["skepticism_targets"]
    assert not last["trust"]
    assert scored.iloc[7]["skepticism"]
    assert scored.iloc[1:7]["solidarity"].all()
