from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from wacana.text.ledger import Edit, compose, locate, replay


@st.composite
def edited(draw: st.DrawFn, text: str, rule: str) -> list[Edit]:
    """Give edits of a text: sorted, not overlapping."""
    points = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    found = []
    for start, end in zip(points[::2], points[1::2], strict=False):
        after = draw(st.text("xyz", max_size=3))
        if (not found or found[-1].end < start or (found[-1].end == start < end)) and after != text[start:end]:
            found.append(Edit(rule, start, end, text[start:end], after))
    return found


@given(st.data(), st.text("abcdef", max_size=20))
@settings(max_examples=1_000)
def test_composed_edits_replay_like_both_lists(data: st.DataObject, raw: str) -> None:
    first = data.draw(edited(raw, "one"))
    middle = replay(raw, first)
    second = data.draw(edited(middle, "two"))
    joined = compose(raw, first, second)
    assert replay(raw, joined) == replay(middle, second)
    assert all(raw[edit.start : edit.end] == edit.before for edit in joined)
    assert all(one.end <= two.start for one, two in itertools.pairwise(joined))


@given(st.data(), st.text("abcdef", max_size=20))
def test_a_span_is_located_where_it_came_from(data: st.DataObject, raw: str) -> None:
    edits = data.draw(edited(raw, "one"))
    clean = replay(raw, edits)
    start = data.draw(st.integers(0, len(clean)))
    end = data.draw(st.integers(start, len(clean)))
    low, high = locate(edits, start, end)
    assert 0 <= low <= high <= len(raw)
    touched = [edit for edit in edits if edit.start <= high and low <= edit.end]
    if start < end and not touched:
        assert raw[low:high] == clean[start:end]


def test_edits_apart_stay_apart() -> None:
    raw = "yg &amp; tdk"
    first = [Edit("html", 3, 8, "&amp;", "&")]
    second = [Edit("lexicon", 0, 2, "yg", "yang"), Edit("lexicon", 5, 8, "tdk", "tidak")]
    assert [edit.rule for edit in compose(raw, first, second)] == ["lexicon", "html", "lexicon"]
