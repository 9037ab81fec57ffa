from __future__ import annotations

import csv
import gc
import itertools
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wacana import schema
from wacana.clean import clean, cleaner, ledger
from wacana.clean.adverts import is_advert, may_offer
from wacana.clean.context import markers
from wacana.clean.engine import _repairs
from wacana.clean.patterns import chunk, is_odd
from wacana.errors import CodebookError, InputError
from wacana.lexicon import Level, negators, rows
from wacana.text.ledger import replay

CASES = Path(__file__).parent / "cases" / "clean"
# Pieces that set the rules off, beside arbitrary Unicode.
PIECES = [
    "yg",
    "di",
    "ke",
    "nya",
    "lawan",
    "orang",
    "mana",
    "km",
    "5",
    "Allah",
    "insya",
    "a'lam",
    "janji2",
    "&amp;",
    "&lt;",
    "<br>",
]
PIECES += [
    "ðŸ˜‚",
    "Ã©",
    "👨‍👩‍👧",
    "✌️",
    "\u200d",
    "\ufe0f",
    "\u0301",
    "@ani",
    "http://x.y",
    "wkwkwk",
    "sih",
    "\n",
    " ",
    "_",
    "²",
    "\0",
    "\x01",
    "\x03",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from([*PIECES, " ", " "]), max_size=30).map("".join))


def cases(level: str) -> list[tuple[str, str, str]]:
    rows = (CASES / f"{level}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(cell.replace("\\n", "\n") for cell in row.split("\t")) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize(("rule", "raw", "expected"), cases("spelling"))
def test_spelling(rule: str, raw: str, expected: str) -> None:
    assert clean(raw) == expected
    assert (rule == "near-miss") == (raw == expected) or rule in ("emoji",)


@pytest.mark.parametrize(("rule", "raw", "expected"), cases("formal"))
def test_formal(rule: str, raw: str, expected: str) -> None:
    assert clean(raw, level="formal") == expected


@given(TEXTS, st.sampled_from(["spelling", "formal"]))
@settings(max_examples=400, deadline=None)
def test_ledger_replays_and_clean_is_stable(text: str, level: str) -> None:
    done = clean(text, level=level)
    edits = ledger(text, level=level)  # type: ignore[arg-type]
    assert replay(text, edits) == done
    assert clean(done, level=level) == done
    assert all(text[edit.start : edit.end] == edit.before != edit.after for edit in edits)
    assert all(one.end <= two.start for one, two in itertools.pairwise(edits))


@given(st.lists(TEXTS, max_size=8))
@settings(max_examples=100, deadline=None)
def test_batched_is_the_same_as_alone(texts: list[str]) -> None:
    alone = [clean(text) for text in texts]
    assert cleaner().clean_all(texts) == alone
    assert cleaner().clean_all(texts, Counter()) == alone


# One thing said over and over, as nobody writes; what is quadratic in any of them takes minutes for a megabyte.
HOSTILE = [
    *("a", "((((", "😂", "👨‍👩‍👧 ", "\u200b", "\u0301", "Ã", "²", "_", "@", "@a ", "#a", "a.", "a-", "a\n", "ab,"),
    *("di ", "nya ", "di di di ", "orang ", "insya ", '"a" ', 'a" ', "janji2janji2", "janji2 ", " - "),
    *("&", "&amp;", "&amp;lt;", "<a", "<br>", "1.", "1.2 ", "0812 ", "0812-", "(0", "\u0315\u0300", "\u0651\u064b"),
]
WAYS = {"clean": clean, "ledger": ledger, "table": lambda text: clean(pd.DataFrame({"text": [text]}))}


def seconds(work: Callable[[str], object], text: str) -> float:
    gc.disable()  # a collection walks through everything that other tests have loaded
    try:
        start = time.process_time()
        work(text)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_time_in_proportion_to_its_length(unit: str, way: str) -> None:
    short, long = unit * (10_000 // len(unit)), unit * (80_000 // len(unit))
    first = seconds(WAYS[way], short)
    if first < 0.005:  # of a clock that ticks in milliseconds, so short a time tells nothing
        short, long = short * 8, long * 8
        first = seconds(WAYS[way], short)
    # Eight times the text takes eight times as long, and 64 times where a step is quadratic; up to 30 where strings
    # grow past 128 KiB, for which the system hands out fresh pages each time.
    # What is quadratic is slow each time; a busy machine is slow once.
    assert any(seconds(WAYS[way], long) < 45 * max(first, 0.01) for _ in range(3))


@pytest.mark.parametrize("unit", ["a", "((((", "😂"])
def test_a_megabyte_is_cleaned(unit: str) -> None:
    done = clean(unit * (1_000_000 // len(unit)))
    assert clean(done) == done


def test_a_memo_never_changes_a_result_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["yg di lawan", "janji2 nya", "Dimana km?", "kata2 @ani"]
    expected = [clean(text) for text in texts]
    monkeypatch.setattr(sys.modules["wacana.clean.chunks"], "MOST", 2)
    from wacana.clean.engine import Cleaner
    from wacana.lexicon import load

    small = Cleaner(load())
    for _ in range(3):
        random.Random(1).shuffle(texts)
        assert sorted(small.clean_all(texts)) == sorted(expected)


def test_a_table_gets_the_cleaned_columns() -> None:
    texts = ["yg benar 👍🏽", "yang benar 👍🏽", None, "", "Alhamdulillah #GazaMerdeka", "nak tengok korang punya"]
    frame = pd.DataFrame({"comment_id": list("abcdef"), "text": texts}, index=[0, 0, 1, 1, 2, 2])
    done = clean(frame)
    names = [column.name for column in schema.CLEANED]
    assert [name for name in done if name in names] == names
    assert done.index.tolist() == frame.index.tolist()
    assert done["clean"].isna().tolist() == [False, False, True, False, False, False]
    assert done["duplicate_of"].iloc[1] == "a" and done["duplicate_of"].notna().sum() == 1
    assert done["emoji"].iloc[0] == ["👍"]
    assert done["n_tokens"].iloc[0] == 3
    assert done["is_empty"].iloc[3]
    assert done["ritual"].iloc[4] == ["thanks"]
    assert done["hashtags"].iloc[4] == ["gaza", "merdeka"]
    assert done["lang_malay"].iloc[5] and not done["lang_malay"].iloc[0]
    summary = done.attrs["clean"]
    assert summary["level"] == "spelling" and summary["changed"] == 1 and summary["duplicates"] == 1
    assert summary["edits"] == {"lexicon": 1}
    assert "clean" not in frame


@pytest.mark.parametrize(("kind", "raw"), cases("adverts"))
def test_adverts_are_marked_and_talk_about_them_is_not(kind: str, raw: str) -> None:
    assert is_advert(clean(raw)) == (kind == "advert")


def test_the_column_of_adverts_agrees_with_each_text_alone_and_they_are_counted() -> None:
    texts = [raw for _, raw in cases("adverts")]
    done = clean(pd.DataFrame({"text": [*texts, None]}))
    assert done["is_ad"].iloc[:-1].tolist() == [is_advert(text) for text in done["clean"].iloc[:-1]]
    assert pd.isna(done["is_ad"].iloc[-1]) and len(done) == len(texts) + 1
    assert done.attrs["clean"]["adverts"] == sum(kind == "advert" for kind, _ in cases("adverts"))


def test_a_row_of_adverts_is_met_by_its_example_and_by_the_word_that_it_is_looked_for_by() -> None:
    for row in rows("adverts"):
        assert re.search(row["pattern"], row["example"], re.IGNORECASE), row
        if row["kind"] == "offer":
            assert any(map(may_offer, row["example"].split())), row
        assert (int(row["weight"]) < 0) == (row["kind"] == "talk") and row["kind"] in ("offer", "sign", "talk")


@pytest.mark.parametrize(
    ("raw", "n_tokens"),
    [("@budi @ani", 0), ("http://t.co/x", 0), ("budi@contoh.id", 0), ("081200000000", 0), ("[deleted]", 0),
     ("[removed]", 0), ("@budi ...", 0), ("", 0), ("@budi setuju", 1), ("#SaveGaza", 1), (":)", 1), ("5", 1), ("😂", 1),
     ("[deleted] lagi", 1), ("deleted", 1), ("yang dihapus [removed]?", 3)],
)  # fmt: skip
def test_what_holds_only_masks_or_a_removed_text_is_empty(raw: str, n_tokens: int) -> None:
    done = clean(pd.DataFrame({"text": [raw, raw]}))
    assert done["n_tokens"].tolist() == [n_tokens] * 2
    assert done["is_empty"].tolist() == [n_tokens == 0] * 2
    assert done["duplicate_of"].notna().tolist() == [False, n_tokens > 0]
    assert done.attrs["clean"]["empty"] == 2 * (n_tokens == 0)


def test_a_researchers_row_wins_over_the_neighbours_too(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("informal\tspelling\tformal\ndr\tdari\t\nsma\tSMA\tsekolah\n", encoding="utf-8")
    assert clean("kata dr Tirta sma dia") == "kata dr Tirta sama dia"
    assert clean("kata dr Tirta sma dia", lexicon=own) == "kata dari Tirta SMA dia"
    assert clean("di sma, dr sana", lexicon=own, level="formal") == "di sekolah, dari sana"


def test_a_table_is_read_again_when_it_changes_and_its_cleaner_kept_when_not(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("informal\tspelling\nkewl\tkeren\n", encoding="utf-8")
    kept = cleaner("spelling", own)
    assert clean("kewl", lexicon=own) == "keren" and cleaner("spelling", own) is kept
    own.write_text("informal\tspelling\nkewl\tasyik\n", encoding="utf-8")
    assert clean("kewl", lexicon=own) == "asyik"


def test_a_researchers_table_wins(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("informal\tspelling\nyg\tyang-nya\nkonoha\tIndonesia\n", encoding="utf-8")
    assert clean("yg konoha gk", lexicon=own) == "yang-nya Indonesia gak"
    assert clean("yg konoha gk", lexicon=own, level="formal") == "yang-nya Indonesia tidak"
    for empty in ("", "informal\tspelling\n", "yg\tyang\n"):  # the last: a pair without its header
        own.write_text(empty, encoding="utf-8")
        with pytest.raises(CodebookError, match="without rows"):
            clean("yg", lexicon=own)
    own.write_text("kata\tganti\nyg\tyang\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="informal and spelling"):
        clean("yg", lexicon=own)
    with pytest.raises(InputError, match="a TSV file"):
        clean("yg", lexicon=tmp_path / "none.tsv")
    with pytest.raises(InputError, match="spelling, formal"):
        clean("yg", level="resmi")  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])  # what spreadsheets save as "Unicode text" and "text"
def test_a_researchers_table_of_another_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("informal\tspelling\ncafé\tkafe\n", encoding=encoding)
    with pytest.raises(CodebookError, match=r"^own\.tsv is not UTF-8.*; expected .*UTF-8"):
        clean("café", lexicon=own)
    own.write_text("informal\tspelling\ncafé\tkafe\n", encoding="utf-8-sig")
    assert clean("café", lexicon=own) == "kafe"


@pytest.mark.parametrize("row", ["kewl\t", "kewl\t ", "\tkeren", " \tkeren", "kagak tau\ttidak tahu", "a\xa0b\tc"])
def test_a_row_that_would_delete_a_word_or_do_nothing_is_named(tmp_path: Path, row: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(f"informal\tspelling\nyg\tyang\n{row}\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"^own\.tsv, row 2: ") as told:
        clean("yg", lexicon=own)
    assert all(repr(cell.strip()) in str(told.value) for cell in row.split("\t"))


@pytest.mark.parametrize("rows", ["rob\tbanjir rob", "pemkot\tpemerintah kota\nkota\tpemkot lama", "WALI\tpak wali"])
def test_a_row_that_each_cleaning_would_add_to_is_refused(tmp_path: Path, rows: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(f"informal\tspelling\n{rows}\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="holds it again"):
        clean("ada rob lagi", lexicon=own)
    own.write_text("informal\tspelling\npemkot\tpemerintah kota\nwali\twali\nrob\tbanjir\n", encoding="utf-8")
    assert clean("wali pemkot rob", lexicon=own) == "wali pemerintah kota banjir"


def test_a_row_may_have_a_spelling_of_two_words_no_formal_one_and_spaces_around(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("informal\tspelling\tformal\nkgktau\tkagak tahu\t\nkewl \t keren\t \n", encoding="utf-8")
    for level in ("spelling", "formal"):
        assert cleaner(level, own).lexicon.informal["kgktau"] == "kagak tahu"
        assert clean("film kewl, kewl", level=level, lexicon=own) == "film keren, keren"


@pytest.mark.parametrize("word", sorted(negators()))
def test_a_negator_stays_a_negator(word: str) -> None:
    for level in ("spelling", "formal"):
        done = clean(f"mereka {word} percaya", level=level)
        assert negators() & set(done.lower().split()), done


def test_links_handles_hashtags_and_names_of_real_comments_are_never_changed(shared: Path) -> None:
    file = shared / "data" / "comments_raw" / "x_boikot_2023_11.csv"
    with file.open(encoding="utf-8", newline="") as handle:
        texts = [row["text"] for row in csv.DictReader(handle)]
    lex = cleaner().lexicon
    changed: Counter[str] = Counter()
    for text in texts:
        done = clean(text)
        assert replay(text, ledger(text)) == done
        assert clean(done) == done
        for match in chunk().finditer(done):
            changed[match.lastgroup or ""] += match.lastgroup in ("url", "email", "phone")
        tags = [m[0] for m in chunk().finditer(text) if m.lastgroup == "hashtag"]
        assert [m[0] for m in chunk().finditer(done) if m.lastgroup == "hashtag"] == tags or "&" in text
        for edit in ledger(text):
            assert edit.before.lower() not in lex.names or edit.rule != "typo", edit
    assert not any(changed.values())


def test_a_copy_of_a_comment_without_an_id_points_to_it_and_not_to_itself() -> None:
    done = clean(pd.DataFrame({"comment_id": [None, "b", "c", "d"], "text": ["sama", "sama", "sama", "lain"]}))
    assert done["duplicate_of"].isna().tolist() == [True, False, False, True]
    assert done["duplicate_of"].iloc[1] == done["duplicate_of"].iloc[2] != "b"


@pytest.mark.parametrize("word", ["ınsya Allah", "İnsya Allah", "inſya Allah", "alhamdulıllah"])
def test_letters_that_look_like_those_of_a_formula_are_no_formula(word: str) -> None:
    done = clean(pd.DataFrame({"text": [word, "Insya Allah"]}))
    assert done["ritual"].tolist() == [[], ["prayer"]]


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("#DPRkorup", ["dpr", "korup"]),
        ("#GAZAmerdeka", ["gaza", "merdeka"]),
        ("#GazaMerdeka", ["gaza", "merdeka"]),
        ("#DPRQzxv", ["dpr", "qzxv"]),  # near-miss: what is not known stays as its capitals part it
    ],
)
def test_hashtags_in_words(tag: str, words: list[str]) -> None:
    assert clean(pd.DataFrame({"text": [tag]}))["hashtags"].iloc[0] == words


@pytest.mark.parametrize(("text", "runs"), [("a b", 0), (" ", 1), ("   ", 1), (" a  b\tc ", 4), ("a\tb", 1)])
def test_white_space_is_counted_by_runs(text: str, runs: int) -> None:
    assert clean(pd.DataFrame({"text": [text]})).attrs["clean"]["edits"].get("spaces", 0) == runs


def test_a_letter_keeps_no_more_marks_than_a_stream_may_hold() -> None:
    stacked = clean("\u0627" + "\u0651\u064b" * 500)
    assert len(stacked) == 1 + 30
    assert (
        clean("\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f") != "\u0645\u062d\u0645\u062f"
    )  # vowelled Arabic stays


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "\U000e0067", "\xa0", "< br>", "8123 4567 890", "\x80"]), max_size=8))
def test_what_is_not_odd_needs_no_repair(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert is_odd(text) or all(rule.pattern.sub(rule.replace, text) == text for rule, _ in _repairs())


def test_copies_are_found_in_a_table_without_ids() -> None:
    table = pd.DataFrame({"text": ["gk jelas", "bagus", "gak jelas", " "]}, index=["a", "b", "c", "d"])
    done = clean(table)
    assert done["duplicate_of"].dropna().to_dict() == {"c": "a"} and done.attrs["clean"]["duplicates"] == 1


@pytest.mark.parametrize("level", ["spelling", "formal"])
def test_no_rule_changes_a_word_that_only_another_language_has(level: Level) -> None:
    listed = cleaner(level).lexicon.informal  # "rejim" is rezim, and "wae" without a neighbour saja: by a table
    words = [word for word in sorted(markers()) if listed.get(word, word) == word]
    assert len(words) > 200 and [word for word in words if clean(word, level=level) != word] == []


def test_edits_are_counted_as_the_ledger_lists_them_in_another_language_too() -> None:
    texts = ["iki ora gk kowe bgt", "yg penting gk bgt", "ora opo yg di lawan, kowe"]
    counted = clean(pd.DataFrame({"text": texts}), level="formal").attrs["clean"]["edits"]
    listed = Counter(name for text in texts for edit in ledger(text, level="formal") for name in edit.rule.split("+"))
    assert counted == listed


def test_own_rows_win_over_clitics_and_prefixes(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("informal\tspelling\nny\tnyonya\n", encoding="utf-8")
    assert clean("kata ny Meneer", lexicon=own) == "kata nyonya Meneer"
    assert clean("rumah ny besar") == "rumahnya besar"
