"""The word tables: their form, and the promises the cleaner builds on."""

from __future__ import annotations

import unicodedata

import pytest

from wacana.clean.place import Place, Reading
from wacana.lexicon import load, negators
from wacana.resources import path, read_tsv

COLUMNS = {
    "informal": ["informal", "spelling", "formal", "source"],
    "standard": ["word", "count", "source"],
    "names": ["name", "kind", "source"],
    "roots": ["root", "class", "source"],
    "ambiguous": ["form", "readings", "note", "source"],
    "emoji": ["emoji", "id", "en", "function", "source", "note"],
}
CLASSES = {"verb", "noun", "adjective", "place", "time"}
BESIDE = {"person", "loan", "shared", "not passive", "apart", "owned", "urging", "entry", "pun", "nickname", "once"}
BESIDE |= {"numbered"}
KINDS = {"person", "place", "organisation", "acronym", "brand"}


def table(name: str) -> list[dict[str, str]]:
    return list(read_tsv(path(f"lexicon/{name}.tsv")))


def entries(name: str) -> set[str]:
    return {row[COLUMNS[name][0]] for row in table(name)}


@pytest.fixture(scope="module")
def informal() -> dict[str, dict[str, str]]:
    return {row["informal"]: row for row in table("informal")}


@pytest.mark.parametrize("name", COLUMNS)
def test_file_is_nfc_with_line_feeds_sorted_unique_and_complete(name: str) -> None:
    raw = path(f"lexicon/{name}.tsv").read_bytes()
    assert b"\r" not in raw and raw.endswith(b"\n")
    text = raw.decode("utf-8")
    assert unicodedata.normalize("NFC", text) == text
    rows = table(name)
    assert list(rows[0]) == COLUMNS[name]
    keys = [row[COLUMNS[name][0]] for row in rows]
    assert keys == sorted(set(keys))
    assert all(cell and cell == cell.strip() for row in rows for cell in row.values())


def test_sizes_hold_what_the_cleaner_needs() -> None:
    assert len(table("informal")) >= 5000
    assert len(table("standard")) >= 25_000
    assert len(table("names")) >= 800
    assert sum("verb" in row["class"] for row in table("roots")) >= 1000


CONDITIONS = sorted({where for row in table("context") for where in row["where"].split(" & ")})


@pytest.mark.parametrize("where", CONDITIONS)
def test_a_condition_of_the_context_table_is_one_that_can_be_asked(where: str) -> None:
    place = Place("lagi", "dr", "", "sana", frozenset())
    assert Reading((where,), None).fits(place, load()) in (True, False)


@pytest.mark.parametrize("where", ["clause_strat", "befor sana", "aft", "", "near javanesse", "asked foo", "second"])
def test_a_misspelt_condition_does_not_pass_in_silence(where: str) -> None:
    with pytest.raises(KeyError):
        Reading((where,), None).fits(Place("lagi", "dr", "", "sana", frozenset()), load())


def test_classes_and_kinds_are_known() -> None:
    assert {part for row in table("roots") for part in row["class"].split("|")} == CLASSES
    assert {row["kind"] for row in table("names")} == KINDS
    assert {row["kind"] for row in table("beside")} == BESIDE  # a misspelt kind would be asked for by nobody


def test_no_negator_is_mapped_away(informal: dict[str, dict[str, str]]) -> None:
    lost = [
        form
        for form in negators() & set(informal)
        for level in ("spelling", "formal")
        if not negators() & {word.lower() for word in informal[form][level].split()}
    ]
    assert lost == []


def test_no_negation_appears_where_there_was_none(informal: dict[str, dict[str, str]]) -> None:
    """`enggak` may become `tidak`; `takut` may not. A fused negator starts with one: `gabisa`, `unfaedah`."""
    plain = {"tidak", "bukan", "belum", "jangan", "gak", "kagak", "ndak"}
    fused = ("g", "ng", "ti", "td", "tg", "t", "un", "b", "j", "k", "nd", "en", "e", "r", "cuek", "ora", "lum")
    slips = {"didak", "yidak"}  # the key beside; not a beginning: "didakwa" is no negation
    negated = [f for f, row in informal.items() if plain & set(row["formal"].split())]
    odd = [f for f in negated if not f.startswith(fused) and f not in slips]
    assert odd == []


def test_no_name_is_rewritten(informal: dict[str, dict[str, str]]) -> None:
    assert [n for n in entries("names") & set(informal) if informal[n]["spelling"].lower() != n] == []


def test_ambiguous_forms_are_left_out(informal: dict[str, dict[str, str]]) -> None:
    assert entries("ambiguous") & set(informal) == set()


def test_targets_are_final_and_never_hold_their_own_form(informal: dict[str, dict[str, str]]) -> None:
    for form, row in informal.items():
        for level in ("spelling", "formal"):
            parts = row[level].split()
            assert form not in parts or row[level] == form, (form, level)
            moved = [part for part in parts if part in informal and informal[part][level] != part]
            assert moved == [], (form, level, moved)


def test_forms_are_single_lower_case_words(informal: dict[str, dict[str, str]]) -> None:
    assert [form for form in informal if form != form.lower() or " " in form] == []


def test_no_respelt_form_counts_as_standard(informal: dict[str, dict[str, str]]) -> None:
    respelt = {form for form, row in informal.items() if form != row["spelling"]}
    assert respelt & entries("standard") == set()


@pytest.mark.parametrize(
    ("form", "spelling", "formal"),
    [
        ("ngga", "gak", "tidak"),
        ("gw", "gua", "saya"),
        ("udh", "udah", "sudah"),
        ("tdk", "tidak", "tidak"),
        ("kalo", "kalau", "kalau"),
        ("ampe", "sampai", "sampai"),
        ("goblog", "goblok", "goblok"),
        ("gabisa", "gak bisa", "tidak bisa"),
        ("terimakasih", "terima kasih", "terima kasih"),
        ("makasih", "makasih", "terima kasih"),
        ("matiin", "matiin", "matikan"),
        ("nyerang", "nyerang", "menyerang"),
        ("gmn", "gimana", "bagaimana"),
        ("dimana", "di mana", "di mana"),
        ("kedzaliman", "kezaliman", "kezaliman"),
    ],
)
def test_known_pairs(informal: dict[str, dict[str, str]], form: str, spelling: str, formal: str) -> None:
    assert (informal[form]["spelling"], informal[form]["formal"]) == (spelling, formal)


@pytest.mark.parametrize(
    "word", ["maaf", "saat", "menangis", "berikan", "relawan", "takut", "tangan", "apa", "terima", "dunia"]
)
def test_standard_words_stay(informal: dict[str, dict[str, str]], word: str) -> None:
    assert word in entries("standard")
    assert informal.get(word, {"spelling": word})["spelling"] == word
