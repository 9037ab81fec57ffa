"""One suite over every stage and every kind of input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dask.dataframe
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wacana

# What a call gives for a whole table, as a table; each must hold whatever the stage is.
STAGES: dict[str, Callable[[Any], Any]] = {
    "clean": wacana.clean,
    "clean formal": lambda data: wacana.clean(data, level="formal"),
    "score dictionary": lambda data: wacana.score(data, scorer="dictionary"),
}
TEXTS = [
    "Alhamdulillah, smg langkah² ini makin baik 🤲",
    "tdk perlu percaya janji2 mereka, pencitraan doang 😂😂",
    None,
    "",
    "   ",
    "🇵🇸🇵🇸",
    "@contoh_akun baca https://example.org/x dulu ya.. #SaveGaza",
    "A\x00B \ud83d <script>alert(1)</script> &amp;lt; =1+1",
    "السلام عليكم ورحمة الله",
    "wkwkwk " * 50,
]
every_stage = pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)


def same(left: Any, right: Any) -> None:
    if isinstance(left, pd.Series):
        left, right = left.to_frame("x"), right.to_frame("x")
    pd.testing.assert_frame_equal(left, right, check_exact=True)


@every_stage
def test_alone_batched_and_in_parts_are_the_same(stage: Callable[[Any], Any]) -> None:
    series = pd.Series(TEXTS, dtype="object")
    whole = stage(series)
    same(whole, pd.concat([stage(series.iloc[[i]]) for i in range(len(series))]))
    for text, row in zip(TEXTS, whole.to_dict("records") if isinstance(whole, pd.DataFrame) else whole, strict=True):
        if text is not None:
            assert stage(text) == row


@every_stage
def test_length_and_repeated_index_are_kept(stage: Callable[[Any], Any]) -> None:
    series = pd.Series(TEXTS, index=[3] * len(TEXTS), dtype="object")
    done = stage(series)
    assert done.index.tolist() == [3] * len(TEXTS)


@every_stage
def test_missing_and_empty_input(stage: Callable[[Any], Any]) -> None:
    missing = stage(None)
    assert missing is None or all(value is None for value in missing.values())
    done = stage(pd.Series([None, "halo"], dtype="object"))
    first = done.iloc[0]
    assert bool(first.isna().all()) if isinstance(done, pd.DataFrame) else pd.isna(first)
    empty = stage(pd.Series([], dtype="str"))
    assert len(empty) == 0
    if isinstance(done, pd.DataFrame):
        assert done.dtypes.to_dict() == empty.dtypes.to_dict()


@every_stage
def test_a_table_keeps_its_columns_rows_and_is_not_changed(stage: Callable[[Any], Any]) -> None:
    ids = [f"c{i}" for i in range(len(TEXTS))]
    frame = pd.DataFrame({"comment_id": ids, "text": pd.Series(TEXTS, dtype="object"), "x_kota": "Bima"})
    before = frame.copy(deep=True)
    done = stage(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert done["comment_id"].tolist() == frame["comment_id"].tolist()
    assert done["x_kota"].tolist() == frame["x_kota"].tolist()


@every_stage
def test_dask_gives_the_same_rows(stage: Callable[[Any], Any]) -> None:
    texts = [text for text in TEXTS if text is None or "\ud83d" not in text]  # Arrow strings hold no surrogates
    series = pd.Series(texts, dtype="str")
    done = stage(dask.dataframe.from_pandas(series.to_frame("text"), npartitions=3)["text"])
    there, here = done.compute(), stage(series)
    for name in here if isinstance(here, pd.DataFrame) else [None]:
        left, right = (there, here) if name is None else (there[name], here[name])
        assert [repr(v) for v in left.astype("object")] == [repr(v) for v in right.astype("object")]


@every_stage
@settings(deadline=None, max_examples=60)
@given(text=st.text(alphabet=st.characters(), max_size=60))
def test_never_raises_on_any_unicode(stage: Callable[[Any], Any], text: str) -> None:
    stage(text)
