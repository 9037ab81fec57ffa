"""A killed run goes on: no row lost, none scored twice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from wacana import schema
from wacana.score import score
from wacana.score.combined import CombinedScorer
from wacana.score.journal import resuming
from wacana.stage import Rows

TEXTS = pd.Series([f"komentar nomor {i}" for i in range(40)] + ["komentar nomor 3", None])


class Slow:
    """Counts what it scores; ``wait`` seconds a block."""

    slow = True
    block = 8

    def __init__(self, log: Path, name: str = "slow", wait: float = 0.0) -> None:
        self.log, self.name, self.identity, self.wait = log, name, name, wait

    @property
    def columns(self) -> Mapping[str, str]:
        return schema.dtypes(schema.SENTIMENT)

    def rows(self, texts: Sequence[str]) -> Rows:
        time.sleep(self.wait)
        with self.log.open("a", encoding="utf-8") as handle:
            handle.writelines(f"{text}\n" for text in texts)
        p = [len(text) / 100 for text in texts]
        return {"sentiment": ["neutral"] * len(p), "p_positive": p, "p_neutral": p, "p_negative": p}

    def scored(self) -> Counter[str]:
        return Counter(self.log.read_text(encoding="utf-8").splitlines())


def test_a_kill_loses_no_row_and_scores_none_twice(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path; from test_journal import Slow, TEXTS\n"
        "from wacana.score import score; from wacana.score.journal import resuming\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "with resuming(Slow(folder / 'log', wait=float(sys.argv[1])), folder / 'scored.csv') as scorer:\n"
        "    score(TEXTS, scorer=scorer).to_csv(folder / 'scored.csv')\n"
    )
    first = subprocess.Popen([sys.executable, "-c", code, "0.2"])
    deadline = time.monotonic() + 60
    while not any(file.stat().st_size for file in tmp_path.glob(".scored.csv.*.journal")):
        assert first.poll() is None and time.monotonic() < deadline, "it ended before it could be killed"
        time.sleep(0.01)
    first.kill()
    first.wait()
    assert not (tmp_path / "scored.csv").exists()
    before = Slow(tmp_path / "log").scored()
    assert 8 <= sum(before.values()) < 40
    subprocess.run([sys.executable, "-c", code, "0"], check=True)
    whole = pd.read_csv(tmp_path / "scored.csv", index_col=0)
    pd.testing.assert_frame_equal(
        whole, score(TEXTS, scorer=Slow(tmp_path / "other")), check_dtype=False, check_column_type=False
    )
    counts = Slow(tmp_path / "log").scored()
    twice = [text for text, n in counts.items() if n > 1]
    assert len(counts) == 40
    assert len(twice) <= 8  # a block that was scored but not yet written down when the kill came
    assert not list(tmp_path.glob(".scored.csv.*"))


@pytest.mark.parametrize("tail", [b"", b'[["00', b'[["00", 1]]\n', b"\xff\xfe\n"])
def test_a_torn_or_foreign_line_is_scored_again(tmp_path: Path, tail: bytes) -> None:
    out, slow = tmp_path / "scored.csv", Slow(tmp_path / "log")
    with pytest.raises(KeyboardInterrupt), resuming(slow, out) as scorer:
        scorer.rows(["satu", "dua"])
        raise KeyboardInterrupt
    (journal,) = tmp_path.glob(".scored.csv.*.journal")
    with journal.open("ab") as handle:
        handle.write(tail)
    with pytest.raises(KeyboardInterrupt), resuming(slow, out) as scorer:
        scorer.rows(["dua", "tiga"])
        raise KeyboardInterrupt
    with resuming(slow, out) as scorer:
        made = scorer.rows(["satu", "dua", "tiga", "satu"])
    assert made["p_positive"] == [0.04, 0.03, 0.04, 0.04]
    assert slow.scored() == Counter(["satu", "dua", "tiga"])


def test_another_scorer_or_output_starts_its_own(tmp_path: Path) -> None:
    one, other = Slow(tmp_path / "log1", "one"), Slow(tmp_path / "log2", "other")
    with pytest.raises(KeyboardInterrupt), resuming(one, tmp_path / "a.csv") as scorer:
        scorer.rows(["satu"])
        raise KeyboardInterrupt
    with resuming(other, tmp_path / "a.csv") as scorer:
        scorer.rows(["satu"])
    with resuming(one, tmp_path / "b.csv") as scorer:
        scorer.rows(["satu"])
    assert other.scored() == Counter(["satu"])
    assert one.scored() == Counter(["satu", "satu"])


def test_a_quick_scorer_needs_no_journal(tmp_path: Path) -> None:
    class Quick(Slow):
        slow = False

    quick = Quick(tmp_path / "log")
    with resuming(quick, tmp_path / "a.csv") as scorer:
        assert scorer is quick
    assert not list(tmp_path.glob(".*"))


def test_half_an_emoji_is_kept_apart_from_a_question_mark(tmp_path: Path) -> None:
    with resuming(Quiet(), tmp_path / "a.csv") as scorer:
        assert scorer.rows(["\ud83d", "?"])["n"] == [0xD83D, ord("?")]


class Quiet:
    slow = True
    columns: Mapping[str, str] = {"n": "Int64"}

    def rows(self, texts: Sequence[str]) -> Rows:
        return {"n": [ord(text) for text in texts]}


def test_combined_takes_each_column_from_the_first_that_has_it(tmp_path: Path) -> None:
    first, second = Quiet(), Slow(tmp_path / "log")
    joined = CombinedScorer([first, second, first])
    assert list(joined.columns) == ["n", *schema.dtypes(schema.SENTIMENT)]
    assert joined.rows(["a"])["n"] == [97]
    assert joined.slow and joined.block == 8
    assert joined.identity != CombinedScorer([second, first]).identity
