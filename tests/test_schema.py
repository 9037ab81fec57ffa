"""One definition: dtypes, validation with all failures at once, and the data dictionary."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from wacana import schema
from wacana.errors import InputError, SchemaError


def scored(**changes: object) -> pd.DataFrame:
    row = {
        "comment_id": "a", "text": "halo", "source": "uji", "row": 1, "clean": "halo", "n_tokens": 1,
        "emoji": [], "is_empty": False, "sentiment": "neutral",
        "p_positive": 0.2, "p_neutral": 0.7, "p_negative": 0.1,
        "banjir": True, "p_banjir": 0.9, "banjir_targets": ["warga"],
    }  # fmt: skip
    frame = pd.DataFrame([row | changes])
    return schema.conform(frame, schema.columns("scored", ["banjir"]))


def test_each_table_holds_the_one_before() -> None:
    names = [[c.name for c in schema.columns(table)] for table in schema.TABLES]
    assert names[1][: len(names[0])] == names[0]
    assert names[2][: len(names[1])] == names[1]
    assert {"trust", "p_trust", "trust_targets"} <= set(names[2])


def test_a_good_table_of_any_theme_passes() -> None:
    frame = scored()
    assert schema.validate(frame, "scored") is frame


def test_all_failures_are_reported_at_once() -> None:
    frame = scored(sentiment="senang", p_banjir=1.5, banjir_targets="warga", row=0)
    with pytest.raises(SchemaError) as caught:
        schema.validate(frame, "scored")
    failures = caught.value.failures
    assert set(failures["column"]) == {"sentiment", "p_banjir", "banjir_targets", "row"}
    assert list(failures) == ["row", "column", "check", "value"]


def test_absent_and_duplicate_ids_fail() -> None:
    with pytest.raises(SchemaError, match="comment_id"):
        schema.validate(scored().drop(columns="comment_id"), "scored")
    with pytest.raises(SchemaError, match="comment_id"):
        schema.validate(pd.concat([scored(), scored()], ignore_index=True), "scored")


def test_conform_adds_missing_columns_and_keeps_the_others() -> None:
    frame = pd.DataFrame({"x_kota": ["Bima"], "comment_id": ["a"], "source": ["uji"], "row": [1]})
    done = schema.conform(frame, schema.columns("comments"))
    assert list(done)[-1] == "x_kota"
    assert str(done["created_at"].dtype) == "datetime64[us, UTC]"
    assert done["likes"].isna().all()


def test_lists_that_come_back_as_arrays_are_lists_and_other_cells_stay_as_they_are() -> None:
    frame = scored(emoji=np.array(["🤲", "🇵🇸"], dtype=object), banjir_targets=None)
    assert schema.validate(frame, "scored")["emoji"].tolist() == [["🤲", "🇵🇸"]]
    assert frame["banjir_targets"].item() is None
    for wrong in ("🤲", np.array([1, 2])):
        with pytest.raises(SchemaError, match="column emoji"):
            schema.validate(scored(emoji=wrong), "scored")


def test_the_dictionary_names_every_column_twice_over() -> None:
    listed = json.loads(schema.dictionary("scored", format="json", themes=["banjir"]))
    markdown = schema.dictionary("scored", themes=["banjir"])
    assert all(f"`{column['name']}`" in markdown for column in listed)
    assert {column["name"] for column in listed if column["personal"]} == {"text", "author", "clean"}
    assert "trust" not in markdown


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(InputError, match="comments, cleaned, scored"):
        schema.columns("score")  # type: ignore[arg-type]
