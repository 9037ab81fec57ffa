"""Codebooks: the pattern language, negation, the file format and its errors, and examples as tests."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from wacana.clean import clean
from wacana.codebook import check, load, new, parse, show, warnings
from wacana.codebook.reading import Reader
from wacana.codebook.units import units
from wacana.errors import CodebookError, InputError

CASES = Path(__file__).parent / "cases" / "codebook"
BOOK = """
name: uji
groups:
  hebat: [mantap, luar biasa]
themes:
  - slug: tema
    negated: NEGATED
    unless: [katanya]
    default: lain
    patterns: PATTERNS
  - {slug: ragu, patterns: [sangsi]}
targets:
  - {slug: warga, forms: [nelayan*, petani, petani kecil]}
  - {slug: kota, forms: [walikota, dinas]}
  - {slug: lain, forms: []}
"""


def cases(name: str) -> list:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def book(patterns: str, negated: str = "ignore"):
    return parse(BOOK.replace("PATTERNS", patterns).replace("NEGATED", negated), "uji.yaml")


def themes(codebook, text: str) -> dict[str, float]:
    return Reader(codebook).read(units(text)).totals()


@pytest.mark.parametrize("case", cases("patterns.yaml"), ids=lambda case: case["pattern"])
def test_pattern_finds_what_it_should_and_misses_near_misses(case: dict) -> None:
    codebook = book(f'["{case["pattern"]}"]')
    for text in case["found"]:
        assert themes(codebook, text) == {"tema": 1}, text
    for text in case["missed"]:
        assert themes(codebook, text) == {}, text


@pytest.mark.parametrize(("text", "theme"), cases("negation.yaml"))
def test_negators_reach_as_far_as_their_clause(text: str, theme: str) -> None:
    assert themes(book("[percaya]", "ragu"), text) == ({theme: 1} if theme else {})


def test_negated_keep_and_ignore() -> None:
    assert themes(book("[{match: nelayan, negated: keep}]"), "bukan nelayan") == {"tema": 1}
    assert themes(book("[nelayan]"), "bukan nelayan") == {}


def test_the_longest_of_overlapping_patterns_counts_and_each_pattern_once() -> None:
    codebook = book("[{match: janji, weight: 0.3}, {match: janji kosong, weight: 0.8}]")
    assert themes(codebook, "janji kosong") == {"tema": 0.8}
    assert themes(codebook, "janji, janji, janji") == {"tema": 0.3}
    assert themes(codebook, "janji, janji kosong") == {"tema": 1.1}


def test_weights_add_up_exactly() -> None:
    codebook = book("[" + ", ".join(f"{{match: kata{i}, weight: 0.1}}" for i in range(10)) + "]")
    assert themes(codebook, " ".join(f"kata{i}" for i in range(10))) == {"tema": 1}


def test_needs_wants_one_of_its_targets_mentioned() -> None:
    codebook = book("[{match: tolak, needs: [warga]}]")
    assert themes(codebook, "tolak demi nelayan") == {"tema": 1}
    assert themes(codebook, "tolak demi walikota") == {}


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("nelayan hebat", ["warga"]),
        ("hebat", ["lain"]),  # nobody is named
        ("walikota datang, nelayan hebat", ["warga"]),  # the nearest
        ("walikota, nelayan dan dinas hebat", ["kota", "warga"]),  # a list brings its members
        ("walikota marah kepada nelayan hebat", ["warga"]),  # no list
        ("walikota datang. hebat", ["kota"]),  # in another sentence, when this one names nobody
        ("walikota datang. nelayan itu hebat", ["warga"]),
    ],
)
def test_targets_attach_to_the_match(text: str, targets: list[str]) -> None:
    assert Reader(book("[hebat]")).read(units(text)).toward("tema") == targets


def test_a_pattern_can_set_its_target_and_hold_it() -> None:
    assert Reader(book("[{match: hebat, targets: [kota]}]")).read(units("nelayan hebat")).toward("tema") == ["kota"]
    reading = Reader(book("[<warga> ... hebat]")).read(units("petani kecil memang hebat, walikota"))
    assert reading.toward("tema") == ["warga"]


@pytest.mark.parametrize("case", cases("bad.yaml"), ids=lambda case: str(case["says"][-1]))
def test_a_mistake_is_named_with_its_place(case: dict) -> None:
    with pytest.raises(CodebookError) as caught:
        parse(case["text"], "salah.yaml")
    for said in case["says"]:
        assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_binary_file(tmp_path: Path) -> None:
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    for file in (tmp_path / "tiada.yaml", binary, tmp_path):
        with pytest.raises(CodebookError, match="cannot be read"):
            load(file)


@pytest.mark.parametrize("prepare", [str, clean], ids=["as written", "cleaned"])
def test_the_shipped_codebook_passes_its_own_examples(prepare) -> None:
    assert check(load(), clean=prepare) == []
    assert all(theme.examples for theme in load().themes)


def test_check_reports_what_fails_and_why() -> None:
    text = BOOK.replace(
        "PATTERNS", "[hebat]\n    examples: {match: [biasa, {text: hebat, targets: [kota]}], not: [hebat]}"
    )
    failures = check(parse(text.replace("NEGATED", "ignore"), "uji.yaml"))
    assert [(f.theme, f.text) for f in failures] == [("tema", "biasa"), ("tema", "hebat"), ("tema", "hebat")]
    assert "no pattern matches" in failures[0].found
    assert "targets kota" in failures[1].expected
    assert "'hebat' +1" in failures[2].found
    assert str(failures[0]).startswith("tema: “biasa” expected weights that add up to 1 or more; found 0")


@pytest.mark.parametrize(
    ("pattern", "wider"),
    [
        ("tidak becus", "<not> becus"),
        ("kota ... gak [pernah] becus", "kota ... <not> [pernah] becus"),
        ("bukan (salah|ulah) kota", "<not> (salah|ulah) kota"),
        ("Tidak becus", "<not> becus"),
        ("<not> becus", ""),
        ("(tidak|gak) becus", ""),  # who lists them has thought of them
        ("belum becus", ""),  # "not yet" is not "not"
        ("jangan percaya", ""),
        ("bukannya", ""),  # alone it denies nothing
        ("ketidakadilan kota", ""),
    ],
)
def test_a_negator_written_out_is_warned_of(pattern: str, wider: str) -> None:
    text = BOOK.replace("PATTERNS", f"['{pattern}']").replace("NEGATED", "ignore")
    found = warnings(parse(text, "uji.yaml"))
    assert [warning.rsplit("; ", 1)[1] for warning in found] == ([f"'{wider}' finds any"] if wider else [])


def test_the_codebooks_that_ship_leave_nothing_to_warn_of() -> None:
    assert warnings(load()) == warnings(parse(new("layanan"), "layanan.yaml")) == []


def test_a_new_codebook_passes_and_names_itself() -> None:
    made = parse(new("layanan"), "layanan.yaml")
    assert made.name == "layanan"
    assert check(made) == check(made, clean=clean) == []
    with pytest.raises(CodebookError):
        new("Layanan Publik")


def test_show_gives_every_theme_target_and_definition() -> None:
    for lang in ("id", "en"):
        shown = show(load(), lang=lang)
        for theme in load().themes:
            assert theme.definition[lang] in shown
        for target in load().targets:
            assert f"`{target.slug}`" in shown


def test_show_names_the_languages_there_are() -> None:
    with pytest.raises(InputError, match="lang='fr'; expected one of id, en"):
        show(load(), lang="fr")


def test_names_may_be_alike_where_nothing_confuses_them() -> None:
    """A theme may be called as a target is, and the same key may stand in two places."""
    text = "name: x\nthemes: [{slug: duga, label: Warga, patterns: [a]}, {slug: ragu, patterns: [b]}]\n"
    made = parse(text + "targets: [{slug: warga, forms: [rakyat]}, {slug: neutral_side, forms: [wasit]}]", "x.yaml")
    assert made.slugs == ("duga", "ragu")


def test_the_hash_follows_the_text() -> None:
    assert book("[a]").sha256 != book("[b]").sha256
    assert book("[a]").sha256 == book("[a]").sha256
