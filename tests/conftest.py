"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before NumPy is imported: threads that wait for each other made a training on 200 comments take six times the time.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; absent from a plain clone."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold" / "dev.jsonl").exists():
        pytest.skip("needs the real data in ../shared, which is not part of the project")
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    """The invented sample that ships with the project."""
    return ROOT / "data" / "raw" / "contoh.csv"


@pytest.fixture(scope="session")
def sentiment(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A small transformer of sentiment, trained once for all tests that need one; they need torch."""
    import transformer_models

    return transformer_models.trained(tmp_path_factory.mktemp("sentiment"), sample)
