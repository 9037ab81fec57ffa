"""The labels of our own (training/labels): one a text, in the words of the codebook, and no text of others."""

import re
from pathlib import Path

import pytest

from wacana.codebook import load

FOLDER = Path(__file__).parents[1] / "training" / "labels"
SENTIMENTS = {"positive", "neutral", "negative", "mixed"}


def rows(name: str) -> list[list[str]]:
    head, *lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert head.split("\t")[1:] == ["sentiment", "trust", "solidarity", "skepticism"]
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize("name", ["social", "more", "invented"])
def test_labels_are_the_codebooks(name: str) -> None:
    slugs = {target.slug for target in load().targets}
    for key, sentiment, *themes in rows(name):
        assert sentiment in SENTIMENTS | ({"spam"} if name != "invented" else set()), key
        assert all(set(targets.split(",")) <= slugs for targets in themes if targets), key
        assert sentiment != "spam" or not any(themes), key


@pytest.mark.parametrize("name", ["social", "more", "invented"])
def test_every_text_is_labelled_once(name: str) -> None:
    keys = [key for key, *_ in rows(name)]
    assert len(keys) == len(set(keys))


def test_texts_of_others_are_named_by_their_hash_and_invented_ones_stand_there() -> None:
    assert all(re.fullmatch("[0-9a-f]{16}", key) for name in ("social", "more") for key, *_ in rows(name))
    assert all(" " in text and not re.search(r"https?://", text) for text, *_ in rows("invented"))
