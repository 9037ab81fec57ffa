"""The contract of `stage.apply`, on a stage of this test (test_contract.py: on the real ones)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pandas as pd
import pytest

from wacana import stage
from wacana.errors import InputError


class Lengths:
    columns: ClassVar = {"n": "Int64", "words": "list[str]"}

    def rows(self, texts: Sequence[str]) -> stage.Rows:
        return {"n": [len(text) for text in texts], "words": [text.split() for text in texts]}


def test_text_gives_a_dict_or_one_value() -> None:
    assert stage.apply(Lengths(), "a bc") == {"n": 4, "words": ["a", "bc"]}
    assert stage.apply(Lengths(), "a bc", only="n") == 4


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_missing_gives_missing(missing: object) -> None:
    assert stage.apply(Lengths(), missing) == {"n": None, "words": None}
    assert stage.apply(Lengths(), missing, only="n") is None


def test_rows_are_placed_by_position() -> None:
    series = pd.Series(["a", None, "ccc"], index=[7, 7, 7])
    table = stage.apply(Lengths(), series)
    assert table.index.tolist() == [7, 7, 7]
    assert table["n"].tolist() == [1, pd.NA, 3]
    assert stage.apply(Lengths(), series, only="n").tolist() == [1, pd.NA, 3]


def test_a_table_is_extended_not_changed() -> None:
    frame = pd.DataFrame({"text": ["a", "bb"], "other": [1, 2]})
    done = stage.apply(Lengths(), frame)
    assert list(done) == ["text", "other", "n", "words"]
    assert list(frame) == ["text", "other"]


def test_results_do_not_depend_on_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    series = pd.Series([str(i) * (i % 5) or None for i in range(50)])
    whole = stage.apply(Lengths(), series)
    monkeypatch.setattr(stage, "BLOCK", 7)
    pd.testing.assert_frame_equal(stage.apply(Lengths(), series), whole)


def test_progress_reaches_the_watcher_and_ends_with_the_block() -> None:
    seen: list[tuple[int, int]] = []
    with stage.watched(lambda done, total: seen.append((done, total))):
        stage.apply(Lengths(), pd.Series(["a", None, "b"]))
    stage.apply(Lengths(), pd.Series(["a"]))
    assert seen == [(2, 2)]


@pytest.mark.parametrize("rows", [{"n": [1]}, {"n": [1, 2], "words": [[]]}, {"n": [1, 2, 3], "words": [[], []]}])
def test_a_stage_that_does_not_give_a_value_per_text_is_refused(rows: dict[str, list[object]]) -> None:
    class Broken(Lengths):
        def rows(self, texts: Sequence[str]) -> stage.Rows:
            return rows

    with pytest.raises(InputError, match="from Broken for 2 texts"):
        stage.apply(Broken(), pd.Series(["a", "b"]))


@pytest.mark.parametrize("data", [3, ["a"], b"a", {"text": "a"}])
def test_other_types_are_refused_with_advice(data: object) -> None:
    with pytest.raises(InputError, match=r"pandas\.Series"):
        stage.apply(Lengths(), data)


def test_a_table_without_the_column_names_what_it_has() -> None:
    with pytest.raises(InputError, match="isi, id"):
        stage.apply(Lengths(), pd.DataFrame({"isi": ["a"], "id": [1]}))
