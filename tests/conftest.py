"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

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
