"""The invented sample: that it holds what it is there for."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

COLUMNS = ["videoId", "commentId", "author", "publishedAt", "likeCount", "parentId", "textDisplay"]
PHENOMENA = {
    "abbreviation": r"\b(?:yg|bgt|tdk|jgn|krn|utk|sdh|klo)\b",
    "elongation": r"(?i)([a-z])\1\1",
    "doubling by figure": r"[a-z]{3}2\b",
    "doubling by superscript": r"[a-z]²",
    "prefix apart": r"\bdi (?:lawan|percaya|baca|opname)\b",
    "suffix apart": r"\b\w+ nya\b",
    "laughter": r"\bwk(?:wk)+",
    "emoji with a skin tone": "[\U0001f3fb-\U0001f3ff]",
    "flag": "\U0001f1f5\U0001f1f8",
    "watermelon": "🍉",
    "handle": r"@contoh_\w+",
    "link": r"https://example\.org/",
    "hashtag": r"#\w+",
    "HTML entity": r"&(?:quot|amp|#39);",
    "HTML line break": r"<br>",
    "HTML link": r"<a href=",
    "Arabic script": "[\u0600-\u06ff]{3}",
    "line break in a cell": r"\n",
    "mojibake": "ðŸ",
    "dressed-up letters": "[\U0001d5d4-\U0001d607]",
    "English": r"\b(?:who still believes|not just another)\b",
    "Javanese": r"\b(?:saiki|iki|mbahku)\b",
    "Malay": r"\b(?:kat sana|syurga)\b",
    "cell that looks like a formula": r"^[=+]",
    "phone number": r"\b08\d\d-",
}


@pytest.fixture(scope="module")
def rows(sample: Path) -> list[dict[str, str]]:
    with sample.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", text.lower()))


def test_there_are_comments_enough_in_threads_enough(rows: list[dict[str, str]]) -> None:
    threads = Counter(row["videoId"] for row in rows)
    assert len(rows) >= 240
    assert 6 <= len(threads) <= 8
    assert min(threads.values()) >= 20
    topics = Counter(row["videoId"].rstrip("0123456789") for row in rows)
    assert topics["contohKairo"] >= 120
    assert topics["contohAir"] >= 55
    assert topics["contohMakan"] >= 55


def test_ids_are_unique_and_replies_stand_below_their_parents(rows: list[dict[str, str]]) -> None:
    at = {row["commentId"]: i for i, row in enumerate(rows)}
    assert len(at) == len(rows)
    replies = [row for row in rows if row["parentId"]]
    assert len(replies) >= 30
    for reply in replies:
        parent = rows[at[reply["parentId"]]]
        assert parent["parentId"] == ""
        assert parent["videoId"] == reply["videoId"]
        assert parent["publishedAt"] < reply["publishedAt"]


def test_dates_are_utc_in_october_and_november_2025(rows: list[dict[str, str]]) -> None:
    dates = [datetime.fromisoformat(row["publishedAt"]) for row in rows]
    assert all(date.tzinfo is UTC for date in dates)
    assert min(dates) >= datetime(2025, 10, 1, tzinfo=UTC)
    assert max(dates) < datetime(2025, 12, 1, tzinfo=UTC)
    assert {date.month for date in dates} == {10, 11}


def test_likes_are_counts_with_a_long_tail(rows: list[dict[str, str]]) -> None:
    likes = sorted(int(row["likeCount"]) for row in rows)
    assert likes[0] == 0
    assert likes[-1] > 20 * likes[len(likes) // 2]


def test_every_name_link_and_number_is_invented(rows: list[dict[str, str]]) -> None:
    text = "\n".join(row["author"] + " " + row["textDisplay"] for row in rows)
    assert [h for h in re.findall(r"(?<![\w.])@\w+", text) if not h.startswith("@contoh_")] == []
    assert [u for u in re.findall(r"https?://([^/\s\"<]+)", text) if u != "example.org"] == []
    assert [n for n in re.findall(r"\b08[\d-]{8,}", text) if not n.endswith("-0000-0000")] == []


@pytest.mark.parametrize("name", PHENOMENA)
def test_it_holds_what_real_exports_hold(rows: list[dict[str, str]], name: str) -> None:
    assert any(re.search(PHENOMENA[name], row["textDisplay"]) for row in rows)


def test_one_cell_is_empty_and_some_are_only_emoji(rows: list[dict[str, str]]) -> None:
    texts = [row["textDisplay"] for row in rows]
    assert sum(not text.strip() for text in texts) == 1
    assert any(text and not re.search(r"[\w.]", text) for text in texts)


def test_there_are_exact_and_near_duplicates(rows: list[dict[str, str]]) -> None:
    texts = [row["textDisplay"] for row in rows if row["textDisplay"]]
    assert sum(n > 1 for n in Counter(texts).values()) >= 2
    bags = sorted({(text, words(text)) for text in texts if len(words(text)) >= 5})
    near = [(a, b) for i, (a, x) in enumerate(bags) for b, y in bags[:i] if len(x & y) > 0.6 * len(x | y)]
    assert len(near) >= 3


def test_no_generator_shows(rows: list[dict[str, str]]) -> None:
    # Sentences made from a template share their openings; people's rarely do.
    openings = Counter(tuple(re.findall(r"\w+", row["textDisplay"].lower())[:3]) for row in rows)
    openings.pop((), None)
    assert max(openings.values()) <= 4
    long = {row["textDisplay"] for row in rows if len(row["textDisplay"]) > 30}
    assert len(long) > 0.6 * len(rows)
