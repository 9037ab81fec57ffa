from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scored_table import scored_table

from wacana import figures, lexicon, resources
from wacana.analysis import examples
from wacana.codebook import Codebook, Target, Theme, new
from wacana.codebook import load as load_codebook
from wacana.errors import InputError
from wacana.read import read, read_with_report
from wacana.report import report, sections
from wacana.report.blocks import Block, Comment, Figure, Heading, Items, Note, Paragraph, Quote, Table, Title
from wacana.report.carried import carried, scorer_of
from wacana.report.notes import in_indonesian
from wacana.report.pictures import pictures
from wacana.report.sections.examples import quotable
from wacana.report.sections.scores import axis_date
from wacana.report.words import LANGUAGES, Lang, Words, messages
from wacana.score import resolve, score
from wacana.score.linear.scorer import LinearScorer
from wacana.score.linear.scorer import default as default_linear

SOURCES = Path(__file__).parents[1] / "src" / "wacana"
CASES = Path(__file__).parent / "cases" / "read"
ALL = [
    sections.title_page,
    sections.key_findings,
    sections.what_was_read,
    sections.source_text,
    sections.sentiment_and_themes,
    sections.themes_and_targets,
    sections.over_time,
    sections.by_source,
    sections.carrying_words,
    sections.key_words,
    sections.emoji,
    sections.example_comments,
    sections.method,
    sections.run_manifest,
]
# Pages without a source text, scorers without reasons, comments from one place.
MAY_BE_EMPTY = (sections.source_text, sections.carrying_words, sections.by_source)
BOOK = Codebook(
    "uji",
    "1",
    {"id": "Buku uji", "en": "Test book"},
    (
        Theme("trust", {"id": "kepercayaan", "en": "trust"}, {"id": "arti", "en": "meaning"}, ()),
        Theme("solidarity", {"id": "solidaritas", "en": "solidarity"}, {"id": "arti", "en": "meaning"}, ()),
        Theme("skepticism", {"id": "skeptisisme", "en": "skepticism"}, {"id": "arti", "en": "meaning"}, ()),
    ),
    (Target("palestine_people", {"id": "rakyat Palestina", "en": "Palestinians"}, ()),),
    sha256="0123456789abcdef0123",
)


def material(table: pd.DataFrame | None = None, lang: Lang = "id", **manifest: Any) -> sections.Material:
    return sections.Material(scored_table() if table is None else table, Words(lang), BOOK, "Judul", manifest)


def said(blocks: list[Block]) -> str:
    """Give everything a reader reads, one line a string; drawings by their alt text."""
    lines: list[str] = []
    for block in blocks:
        values = {name: value for name, value in vars(block).items() if name not in ("svg", "align")}
        lines += chain.from_iterable(_strings(value) for value in values.values())
    return "\n".join(lines)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in _strings(part)]
    return [str(getattr(value, "text", ""))]


def alone(row: int) -> pd.DataFrame:
    return scored_table().iloc[[row]]


def twice() -> pd.DataFrame:
    return pd.concat([scored_table()] * 2, ignore_index=True)


def no_themes() -> pd.DataFrame:
    table = scored_table()
    return table.assign(
        **{theme: table[theme].mask(table[theme].notna(), False) for theme in ("trust", "solidarity", "skepticism")}
    )


def bare() -> pd.DataFrame:
    """A researcher's own scores: no threads, dates, authors, emoji, copies or attrs."""
    table = scored_table()
    table.attrs = {}
    for column in ("thread_id", "created_at", "author", "likes", "emoji", "duplicate_of", "n_tokens"):
        table[column] = pd.Series([None] * len(table), dtype=table[column].dtype)
    return table


def no_sentiment() -> pd.DataFrame:
    """Scores of themes alone, as a researcher's own scorer may give them."""
    return scored_table().assign(sentiment=None, p_positive=float("nan"))


TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "all": scored_table,
    "none": lambda: scored_table().iloc[:0],
    "only an empty one": lambda: alone(-1),
    "one": lambda: alone(0),
    "no themes": no_themes,
    "bare": bare,
    "no sentiment": no_sentiment,
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", TABLES)
def test_every_section_has_something_proper_to_say(kind: str, lang: Lang) -> None:
    for section in ALL:
        blocks = section(material(TABLES[kind](), lang))
        for block in blocks:
            assert not isinstance(block, Table) or block.rows, (section.__name__, "an empty table")
            assert not isinstance(block, Items) or block.items, (section.__name__, "an empty list")
        text = said(blocks)
        assert not re.search(r"\bnan\b|\bNaN\b|None|NaT|<NA>|\{|\}", text), (section.__name__, text)
        assert isinstance(blocks[0], Heading | Title) if blocks else section in MAY_BE_EMPTY
        assert len(blocks) != 1 or isinstance(blocks[0], Title), (section.__name__, "a heading alone")


def test_key_findings_say_numbers_with_intervals_of_these_comments() -> None:
    text = said(sections.key_findings(material()))
    assert "Dari 26 komentar dalam tabel, 25 dapat dinilai." in text
    assert "menurut skor kamus" in text and "bukan pendapat masyarakat" in text
    assert re.search(r"Kepercayaan: 12,0% \(\d+,\d–\d+,\d%\), yaitu 3 dari 25 komentar\.", text)
    text = said(sections.key_findings(material(twice())))
    assert re.search(r"Solidaritas: .*Sasaran tersering: rakyat Palestina \(14 dari 18 komentar itu, 77,8%\)\.\n", text)


def test_below_ten_comments_key_findings_count_and_give_no_per_cent() -> None:
    text = said(sections.key_findings(material(scored_table().head(9))))
    assert "%" not in text
    assert "Sentimen: positif 6, netral 1, dan negatif 2 dari 9 komentar." in text
    assert "Skeptisisme: 2 dari 9 komentar." in text
    assert "60,0%" in said(sections.key_findings(material(scored_table().head(10))))


def test_a_target_of_fewer_than_ten_comments_is_no_key_finding() -> None:
    text = said(sections.key_findings(material(scored_table())))
    assert "Solidaritas: " in text and "asaran" not in text  # nine comments
    table = scored_table()
    table.loc[table["comment_id"] == "k03", "solidarity"] = True  # the tenth, without a target
    assert "Sasaran tersering: rakyat Palestina (7 dari 10" in said(sections.key_findings(material(table)))


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (0.1, "Rata-rata skor solidaritas 10,0%, sehingga persentasenya mungkin terlalu tinggi."),
        (0.9, "Rata-rata skor solidaritas 90,0%, sehingga persentasenya mungkin terlalu rendah."),
        (0.36, ""),
    ],
)
def test_a_share_whose_mean_score_lies_outside_its_interval_says_so(score: float, told: str) -> None:
    table = scored_table().assign(p_solidarity=score)  # nine of 25 hold it
    table.attrs = {"score": {"scorer": "linear-2"}}
    lines = said(sections.key_findings(material(table))).splitlines()
    (line,) = (line for line in lines if line.startswith("Solidaritas: "))
    assert told in line and ("Rata-rata" in line) == bool(told)
    (shown,) = (block for block in sections.sentiment_and_themes(material(table)) if isinstance(block, Table))
    assert shown.header[-1] == "rata-rata skor"
    assert {row[1]: row[-1] for row in shown.rows}["Solidaritas"] == f"{score:.1%}".replace(".", ",")


def test_a_dictionarys_scores_are_not_averaged() -> None:
    table = scored_table().assign(p_solidarity=0.1)
    text = said([*sections.key_findings(material(table)), *sections.sentiment_and_themes(material(table))])
    assert "ata-rata" not in text


def test_the_score_from_which_a_theme_counts_is_said_where_scores_are() -> None:
    table = score(scored_table(), scorer="linear")
    lines = [f"{task.threshold:.2f}".replace(".", ",") for task in default_linear().model.tasks if not task.labels]
    listed = "kepercayaan {}; solidaritas {}; skeptisisme {}. Skor di bawah 0,5 pun".format(*lines)
    assert f"ambang pemberi skor: {listed}" in said(sections.sentiment_and_themes(material(table)))
    mean = f"{material(table).judged['p_trust'].mean():.1%}".replace(".", ",")
    assert f"Rata-rata skor: kepercayaan {mean}" in said(sections.sentiment_and_themes(material(table)))
    quoted = [b.meta for b in sections.example_comments(material(table, "en")) if isinstance(b, Comment)]
    assert quoted and all(re.search(r"score \d\.\d\d \(threshold 0\.\d\d\)$", meta) for meta in quoted)


def test_one_threshold_for_all_themes_is_said_once_and_an_unknown_one_is_called_unknown() -> None:
    text = said(sections.sentiment_and_themes(material(score(scored_table(), scorer="dictionary"))))
    assert "ambang pemberi skor: setiap tema 0,50." in text and "di bawah 0,5" not in text
    assert "Rata-rata skor" not in text
    text = said([*sections.sentiment_and_themes(material()), *sections.example_comments(material())])
    assert "tidak mencatat mulai dari skor berapa" in text and "ambang" not in text


def test_overlapping_intervals_are_not_called_a_lead() -> None:
    close, clear = scored_table(), scored_table()
    clear["sentiment"] = clear["sentiment"].replace("positive", "negative")
    assert "tidak pasti mana yang lebih sering" in said(sections.key_findings(material(close)))
    text = said(sections.key_findings(material(clear)))
    assert "yang paling sering adalah negatif: 84,0" in text and "tidak pasti" not in text


def test_targets_that_tie_are_named_together() -> None:
    text = said(sections.key_findings(material(twice())))
    assert re.search(
        r"Skeptisisme: .*\(sama banyak\): indonesia gov; mediators \(masing-masing 4 dari 18 .*, 22,2%\)\. "
        r"Tanpa sasaran: 22,2%",
        text,
    )


def test_english_reports_are_english() -> None:
    text = said([block for section in ALL for block in section(material(lang="en"))])
    assert "by the dictionary's scores" in text and "12.0%" in text
    shown = set(examples(scored_table())["text"])
    indonesian = {both["id"] for both in messages().values() if both["id"] != both["en"] and len(both["id"]) > 12}
    assert not {line for line in text.splitlines() if line in indonesian} - shown


def test_a_scorer_is_named_and_never_called_a_dictionary() -> None:
    table = scored_table()
    table.attrs = {"score": {"scorer": "linear-2"}}
    text = said([*sections.key_findings(material(table)), *sections.method(material(table))])
    assert "“linear-2”" in text and "oleh kamus" not in text


def linear(**score: Any) -> pd.DataFrame:
    """A table as the linear model that ships leaves it."""
    from wacana.score.linear.scorer import default

    table = scored_table()
    table.attrs = {"score": {"scorer": default().name, **default().notes([]), **score}}
    return table


def test_the_model_that_ships_says_who_labelled_what_it_learnt_from() -> None:
    blocks = [*sections.title_page(material(linear())), *sections.method(material(linear()))]
    text = said(blocks)
    assert "model linear “komentar”" in text and "dilabeli oleh model bahasa, bukan oleh manusia" in text
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert "buatan model bahasa (bukan manusia)" in table.caption
    assert [row[:2] for row in table.rows] == [
        ("Sentimen", "macro-F1"),
        ("Kepercayaan", "F1"),
        ("Solidaritas", "F1"),
        ("Skeptisisme", "F1"),
    ]
    # After a change of model or codebook: python training/measured.py ../shared/gold/dev.jsonl
    assert all(re.fullmatch(r"0,\d\d–0,\d\d", row[3]) for row in table.rows)


def test_the_encoder_is_told_and_measured_as_itself_not_as_its_linear_half() -> None:
    from wacana.score.encoder.scorer import default

    table = linear(scorer=default().name, **default().notes([]))
    blocks = [*sections.title_page(material(table)), *sections.method(material(table))]
    assert "jaringan saraf “komentar_encoder”" in said(blocks) and "model linear “komentar" not in said(blocks)
    counts = [
        re.search(r"belajar dari ([\d.]+) komentar", said(part))
        for part in (blocks, sections.method(material(linear())))
    ]
    both, alone = (int(found[1].replace(".", "")) for found in counts if found)
    assert both == alone + default().encoder.about["more"] > alone
    (measured,) = (block for block in blocks if isinstance(block, Table))
    (half,) = (block for block in sections.method(material(linear())) if isinstance(block, Table))
    assert measured.rows[0] != half.rows[0]


def test_the_dictionary_is_measured_with_the_codebook_that_ships_and_no_other() -> None:
    table = scored_table()
    table.attrs["score"]["codebook"] = {"name": "x", "version": "1", "sha256": load_codebook(None).sha256}
    assert any(isinstance(block, Table) for block in sections.method(material(table)))
    assert not any(isinstance(block, Table) for block in sections.method(material()))
    assert "tidak tercatat" in said(sections.method(material()))


def test_a_model_of_ones_own_is_not_given_the_numbers_of_another() -> None:
    table = linear(model={"kind": "linear", "sha256": "f00d", "about": {"comments": 250, "labels": {"ya": 90}}})
    text = said(sections.method(material(table)))
    assert "250 komentar berlabel" in text and "tidak tercatat" in text and "SmSA" not in text


@pytest.mark.parametrize(
    ("cut", "lang", "told"),
    [
        (3, "id", "Sebanyak 3 komentar lebih panjang dari 128 token"),
        (0, "id", "Tidak ada komentar yang dipotong (batas model itu 128 token)"),
        (1, "en", "limit of 128 tokens were cut, and only their beginning was scored (n = 1)"),
    ],
)
def test_comments_that_a_model_cut_are_counted(cut: int, lang: Lang, told: str) -> None:
    table = scored_table()
    table.attrs = {"score": {"scorer": "indobert", "model": {"sha256": "f00d", "max_length": 128}, "truncated": cut}}
    assert told in said(sections.method(material(table, lang)))
    assert "token" not in said(sections.method(material(lang=lang)))


def test_a_table_that_does_not_say_what_scored_it_is_not_guessed_about() -> None:
    table = scored_table()
    table.attrs = {}
    text = said(sections.method(material(table)))
    assert "seperti adanya" in text and "kamus" not in text


@pytest.mark.parametrize("change", ["other themes", "other codebook"])
def test_a_codebook_is_not_claimed_for_themes_that_are_not_its_own(change: str) -> None:
    table = scored_table()
    if change == "other themes":
        table = table.rename(columns={"trust": "hope", "p_trust": "p_hope", "trust_targets": "hope_targets"})
    else:
        table.attrs["score"]["codebook"] = {"name": "lain", "version": "2", "sha256": "f00d"}
    text = said([*sections.title_page(material(table)), *sections.method(material(table))])
    assert "Buku uji" not in text and "uji 1" not in text and "tidak disertakan" in text
    assert "Buku uji" in said(sections.method(material()))


def test_themes_alone_are_reported_without_a_word_on_sentiment() -> None:
    table = material(no_sentiment())
    text = said([*sections.key_findings(table), *sections.sentiment_and_themes(table)])
    assert "Kepercayaan: " in text and "tepat satu sentimen" not in text and "ositif" not in text


def test_copies_that_change_no_share_are_said_to_change_none() -> None:
    table = scored_table().iloc[[0, 0, 0]].assign(comment_id=["a", "b", "c"], duplicate_of=[None, "a", "a"])
    assert "semua persentase tetap sama" in said(sections.what_was_read(material(table)))


def sources(**sizes: int) -> pd.DataFrame:
    """Repeat the judged comments of the table for each source, as many as are asked for."""
    judged = scored_table().iloc[:25]
    tables = [judged.iloc[[place % 25 for place in range(n)]].assign(source=name) for name, n in sizes.items()]
    table = pd.concat(tables, ignore_index=True)
    table.attrs = {"score": {"scorer": "dictionary"}}
    return table


@pytest.mark.parametrize(
    ("lang", "told"), [("id", "tidak ditampilkan: 2, dengan 39 komentar"), ("en", "not shown: 2, with 39 comments")]
)
def test_sources_are_set_side_by_side_and_small_ones_are_counted(lang: Lang, told: str) -> None:
    blocks = sections.by_source(material(sources(tiktok=30, x=50, ig=29, koran=10), lang))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [row[1] for row in table.rows] == ["x", "tiktok"] * 6  # the largest first, within each share
    assert table.rows[0][2:4] == ("20", "40,0%" if lang == "id" else "40.0%") and len(table.header) == 5
    assert "x 50; tiktok 30)" in said(blocks)
    assert told in said(blocks)
    assert "tidak ditampilkan" not in said(sections.by_source(material(sources(tiktok=30, x=50))))


def test_one_source_or_small_ones_are_not_compared() -> None:
    assert sections.by_source(material(sources(x=90))) == []
    assert sections.by_source(material(sources(x=90, ig=29))) == []


def test_of_more_sources_than_a_table_can_show_the_largest_are_shown() -> None:
    blocks = sections.by_source(material(sources(**{f"s{n}": 40 - n for n in range(9)})))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert {row[1] for row in table.rows} == {f"s{n}" for n in range(8)}
    assert "tidak ditampilkan: 1, dengan 32 komentar" in said(blocks)


def test_sources_of_a_model_are_given_with_its_mean_scores() -> None:
    table = sources(x=30, ig=30).assign(p_trust=0.25)
    table.attrs = {"score": {"scorer": "linear-2"}}
    (shown,) = (block for block in sections.by_source(material(table)) if isinstance(block, Table))
    assert (
        shown.header[-1] == "rata-rata skor"
        and [row[-1] for row in shown.rows if row[0] == "Kepercayaan"] == ["25,0%"] * 2
    )


@pytest.mark.parametrize(
    ("lang", "told"), [("id", "(3) tidak ikut di bagian ini"), ("en", "(3) are left out of this section")]
)
def test_adverts_are_said_to_be_left_out_of_words_and_examples(lang: Lang, told: str) -> None:
    table, left = scored_table(), (sections.key_words, sections.example_comments)
    assert all(told[3:] not in said(section(material(table, lang))) for section in left)
    table["is_ad"] = table["trust"].fillna(False).astype("boolean")
    assert all(told in said(section(material(table, lang))) for section in left)
    assert told not in said(sections.sentiment_and_themes(material(table, lang)))
    table["is_ad"] = table["is_empty"]
    assert all(told[3:] not in said(section(material(table, lang))) for section in left)
    only = table[table["trust"].fillna(False)].assign(is_ad=True)
    assert told in (text := said(sections.example_comments(material(only, lang)))) and "menurut" not in text


@pytest.mark.parametrize(("lang", "told"), [("id", "iklan atau spam"), ("en", "adverts or spam")])
def test_adverts_are_counted_and_from_one_per_cent_on_weighed(lang: Lang, told: str) -> None:
    table = scored_table()
    assert told not in said(sections.key_findings(material(table, lang)))
    table["is_ad"] = table["trust"].fillna(False).astype("boolean")
    text = said(sections.what_was_read(material(table, lang)))
    assert told in text and "0,0%".replace(",", "," if lang == "id" else ".") in text and "→" in text
    assert told in said(sections.key_findings(material(table, lang)))
    many = pd.concat([table.assign(is_ad=False)] * 13, ignore_index=True)  # 325 judged comments
    many["comment_id"] = [f"k{place}" for place in range(len(many))]
    many.loc[0, "is_ad"] = True
    text = said(sections.what_was_read(material(many, lang)))
    assert told in text and "→" not in text  # one of 325 is counted in the table, and weighs nothing
    assert told.split()[-1] in said(sections.method(material(lang=lang)))


def test_reading_accounts_for_each_row() -> None:
    table = scored_table()
    table.attrs["read"] = {"rows_in": 28, "dropped": [{"reason": "blank", "count": 2, "rows": "3-4"}]}
    (rows,) = (block.rows for block in sections.what_was_read(material(table)) if isinstance(block, Table))
    assert dict(rows) == {
        "Baris dalam masukan": "28",
        "– tidak dibaca: baris kosong": "2",
        "Komentar dalam tabel": "26",
        "– kosong (tanpa kata, angka, atau emoji)": "1",
        "– tanpa skor": "0",
        "Komentar yang dinilai": "25",
        "– di antaranya mengulang komentar lain": "1",
    }


def test_a_table_that_carries_no_record_of_reading_does_not_claim_one() -> None:
    table, claim = scored_table(), "Tidak ada baris yang dibuang tanpa disebut"
    text = said(sections.what_was_read(material(table)))
    assert claim not in text and "tidak mencatat baris yang dibuang" in text
    table.attrs["read"] = {"rows_in": 28, "dropped": [{"reason": "blank", "count": 2, "rows": "3-4"}]}
    text = said(sections.what_was_read(material(table)))
    assert claim in text and "tidak mencatat" not in text
    joined = pd.concat([table, table])  # has one file's record, and the rows of two
    assert claim not in said(sections.what_was_read(material(joined)))


def test_authors_and_replies_are_counted_where_the_table_has_them() -> None:
    table = scored_table()
    table["author"] = ["a1", "a1", "a1", "a2", None, *(f"b{n}" for n in range(21))]
    text = said(sections.what_was_read(material(table)))
    assert "oleh 22 penulis" in text and "menulis 3 komentar, yaitu 12,5% dari 24" in text and "membalas" not in text
    table.loc[[3, 4], "parent_id"] = "k01"
    assert "2 komentar yang dinilai membalas komentar lain, dan 23 tidak" in said(
        sections.what_was_read(material(table))
    )
    assert "penulis (" not in said(sections.what_was_read(material(bare())))


def test_the_readers_notes_are_indonesian_in_an_indonesian_report_and_unknown_ones_stay() -> None:
    for file in sorted([*(CASES / "files").iterdir(), *(CASES / "pages").glob("*.txt")]):
        for note in read_with_report(file)[1].notes:
            assert in_indonesian(note) != note, (file.name, note)
            assert in_indonesian(f"a.csv: {note}") == f"a.csv: {in_indonesian(note)}"
    assert in_indonesian("1,200 rows have fewer cells than the header: 3, 7-9") == (
        "1.200 baris memiliki sel lebih sedikit daripada baris judul: 3, 7-9"
    )
    assert in_indonesian("'Waktu': dates were read month first") == "'Waktu': tanggal dibaca dengan bulan di depan"
    for unknown in ("3 rows have fewer cells", "dates were read month first; a new note", "kept in x_a; Hujan: deras"):
        assert in_indonesian(unknown) == unknown


def test_every_phrase_of_the_readers_notes_stands_in_the_reader() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in sorted((SOURCES / "read").glob("*.py")))
    code = re.sub(r'"\n\s*f?"', "", code)  # long texts are written in pieces
    for row in resources.read_tsv(resources.path("report/notes.tsv")):
        literal = max(re.split(r"\{\w+\}|\*", row["note"]), key=len)
        assert literal in code, row["note"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("unit", "code"), [("week", "7D"), ("month", "MS"), ("quarter", "QS"), ("year", "YS")])
def test_the_dates_of_an_axis_do_not_collide(unit: str, code: str, lang: Lang) -> None:
    for periods in (3, 5, 12):  # of 12, every fourth has its date: no number up to 12 puts them nearer together
        days = pd.date_range("2025-09-01", periods=periods, freq=code)
        tables = [
            pd.DataFrame(
                {"period": days, "partial": False, "name": name, "label": name, "n": 9, "total": 9, "share": 0.5}
            )
            for name in ("comments", "trust")
        ]
        figure = figures.time_plot(
            pd.concat(tables).assign(low=0.1, high=0.9),
            count_axis="n",
            percent=Words(lang).percent,
            number=str,
            date=lambda day: axis_date(material(lang=lang), day, unit),
        )
        figure.draw_without_rendering()
        for axes in figure.axes:
            boxes = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
            assert all(one.x1 < other.x0 for one, other in pairwise(boxes)), (periods, unit)


def test_periods_that_the_dates_cut_are_called_partial() -> None:
    table = scored_table()
    text = said(sections.over_time(material(table)))
    assert "tidak penuh" in text and "(sebagian)" in text
    table["created_at"] = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta([n * 11 % 28 for n in range(26)], "D")
    table.loc[0, "created_at"] = pd.Timestamp("2024-01-28", tz="UTC")  # Monday to Sunday: four whole weeks
    assert "tidak penuh" not in said(sections.over_time(material(table)))


def test_what_the_reader_noted_is_said_beside_the_rows() -> None:
    table = scored_table()
    table.attrs["read"] = {"rows_in": 26, "dropped": [], "notes": ["sheet 'A' was read; not read: 'B' (3 rows)"]}
    assert "not read: 'B' (3 rows)" in said(sections.what_was_read(material(table)))
    table.attrs["read"]["notes"] = []
    assert "Catatan" not in said(sections.what_was_read(material(table)))


@pytest.mark.parametrize(
    ("column", "told"), [("Tanggal", "Kolom “Tanggal” tampaknya memuat tanggal"), ("Kota", "tidak bertanggal")]
)
def test_dates_that_could_not_be_read_are_not_called_absent(column: str, told: str, tmp_path: Path) -> None:
    rows = [f"komentar rekaan nomor {n} tentang jalan desa,lusa ke-{n}" for n in range(5)]
    file = tmp_path / "a.csv"
    file.write_text("\n".join([f"komentar,{column}", *rows]), encoding="utf-8")
    table = score(read(file), scorer="dictionary")
    assert told in said(sections.over_time(material(table)))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("kata @budi_77, cek https://contoh.id/x", "kata @user, cek URL"),
        ("wa 081234567890 atau budi@contoh.id", "wa NOMOR atau EMAIL"),
        ("ga percaya<br>sama janji &amp; pidato", "ga percaya sama janji & pidato"),
        ("yg bener aja, harga 15.000 di tahun 2024", "yg bener aja, harga 15.000 di tahun 2024"),
        ("Ingat kata&quot; saya", 'Ingat kata" saya'),
        ("Ingat kata&amp;quot;ku yg dulu", 'Ingat kata"ku yg dulu'),
        ("&lt;br&gt;kata&quot;@budi_77&amp;yg baik2", 'kata"@user&yg baik2'),
        ("cek https://contoh.id/?a=1&amp;b=2 yg ga jelas", "cek URL yg ga jelas"),
        ("wa&nbsp;0812&nbsp;3456&nbsp;7890 yg bener", "wa NOMOR yg bener"),
        ("@bu\u200bdi_contoh yg bener", "@user yg bener"),
    ],
)
def test_quotations_mask_people_and_keep_the_writers_spelling(raw: str, shown: str) -> None:
    assert quotable(raw) == shown


def test_example_comments_never_show_a_handle() -> None:
    blocks = sections.example_comments(material())
    quoted = [block.text for block in blocks if isinstance(block, Comment)]
    assert any("@user atau NOMOR, URL" in text for text in quoted)
    assert not re.search(r"@budi|0812|contoh\.id", said(blocks))


def test_a_quoted_comment_of_several_sources_says_which_it_is_from() -> None:
    table = scored_table()
    assert all(
        b.meta.startswith("baris data") for b in sections.example_comments(material(table)) if isinstance(b, Comment)
    )
    table["source"] = ["a", *["b"] * 25]
    found = [b.meta for b in sections.example_comments(material(table)) if isinstance(b, Comment)]
    assert found and all(meta.startswith(("a · baris data 1 ", "b · baris data ")) for meta in found)


def test_a_long_comment_is_cut_and_says_so() -> None:
    table = scored_table()
    table.loc[table["comment_id"] == "k03", "text"] = "percaya " * 200
    quoted = [b.text for b in sections.example_comments(material(table)) if isinstance(b, Comment)]
    assert max(map(len, quoted)) < 430 and sum(text.endswith(" …") for text in quoted) == 1


@pytest.mark.parametrize("name", ["dictionary", "linear"])
def test_the_words_that_made_a_themes_scores_are_those_of_its_comments(name: str) -> None:
    table = score(scored_table(), scorer=name)
    table.attrs["carriers"] = carried(table, resolve(name))
    (rows,) = (block.rows for block in sections.carrying_words(material(table)) if isinstance(block, Table))
    words = dict(rows)
    assert list(words) == ["kepercayaan", "solidaritas", "skeptisisme"]
    said = table.loc[table["solidarity"].fillna(False), "clean"].str.lower()
    listed = re.findall(r"(\S.*?) \((\d+); \d+,\d\)(?:, |$)", words["solidaritas"])
    assert len(listed) > 1
    assert all(said.str.contains(word, regex=False).sum() >= int(n) for word, n in listed)
    assert "janji" in words["skeptisisme"] and "janji" not in words["solidaritas"]


def test_a_scorer_says_of_how_many_comments_it_can_give_reasons() -> None:
    class Slow(LinearScorer):
        explained = 12

    table, shipped = score(scored_table(), scorer="linear"), default_linear()
    assert carried(table, Slow(shipped.model))["comments"] == 12 < carried(table, shipped)["comments"]


def test_no_words_are_given_for_scores_of_another_scorer() -> None:
    table = score(scored_table(), scorer="linear")
    assert scorer_of(table, None) is not None
    table.attrs["score"]["model"]["sha256"] = "f00d"
    assert scorer_of(table, None) is None and carried(table, None) == {}
    assert scorer_of(scored_table(), None) is None  # does not say by which codebook
    assert scorer_of(score(scored_table(), scorer="dictionary"), None) is resolve("dictionary")
    assert sections.carrying_words(material()) == []


def test_of_joined_scorers_the_method_says_which_gave_what(tmp_path: Path) -> None:
    file = tmp_path / "layanan.yaml"
    file.write_text(new("layanan"), encoding="utf-8")
    own = scored_table().filter(regex="^(?!.*(trust|solidarity|skepticism))")
    table = score(own, codebook=file)
    text = said(sections.method(sections.Material(table, Words("id"), load_codebook(file))))
    assert "“komentar” memberi skor sentimen; kamus (dictionary) memberi skor Keluhan" in text
    assert "belajar dari" in text
    alone = said(sections.method(material(score(scored_table(), scorer="linear"))))
    assert "memberi skor" not in alone and "belajar dari" in alone


def test_the_agreement_of_joined_scorers_is_that_of_what_each_gave(tmp_path: Path) -> None:
    file = tmp_path / "punyaku.yaml"
    text = resources.path("codebooks/kepercayaan.yaml").read_text(encoding="utf-8")
    file.write_text(text + "# own", encoding="utf-8")
    table = score(scored_table(), codebook=file)
    measured = [b for b in sections.method(material(table)) if isinstance(b, Table) and "Kesesuaian" in b.caption]
    assert [row[0] for row in measured[0].rows] == ["Sentimen"]
    assert "Untuk kepercayaan, solidaritas, dan skeptisisme, kesesuaian" in said(sections.method(material(table)))
    assert "tidak tercatat" not in said(sections.method(material(score(scored_table(), scorer="linear"))))
    assert scorer_of(table, file).name == "komentar+dictionary" and scorer_of(table, None) is None


def test_pairs_of_words_are_given_for_all_comments_and_for_each_theme() -> None:
    table = pd.concat([scored_table()] * 3, ignore_index=True)
    found = next(b for b in sections.key_words(material(table)) if isinstance(b, Table) and "berdampingan" in b.caption)
    assert found.rows[0][0] == "Semua komentar"
    assert all(re.fullmatch(r"(\S+ \S+ \(\d+\)(, |$))+", row[1]) for row in found.rows)


def test_emoji_stand_in_the_table_and_their_names_in_the_figure() -> None:
    blocks = sections.emoji(material())
    figure = next(block for block in blocks if isinstance(block, Figure))
    table = next(block for block in blocks if isinstance(block, Table))
    assert "hati 2" in figure.alt and "hati merah" not in figure.alt  # as the table names it, up to the colon
    shown = {row[0]: row for row in table.rows}
    assert shown["❤️"][1:6] == ("hati: sayang, dukungan", "kasih sayang", "2", "8,0%", "0,0–25,0%")


def test_emoji_are_pictured_in_their_order_and_what_no_font_has_is_not() -> None:
    red, none, blue = pictures(["❤️", "\U0001fabe", "💙"])
    assert none is None and red is not None and blue is not None
    assert red.shape == blue.shape == (48, 48, 4)
    tint = [picture[20:28, 20:28, :3].mean(axis=(0, 1)) for picture in (red, blue)]
    assert tint[0][0] > tint[0][2] and tint[1][2] > tint[1][0]
    assert pictures(["\U0001fabe"]) == [None]


@pytest.mark.parametrize(("lang", "said"), [("id", "artinya belum tercatat"), ("en", "no meaning listed")])
def test_an_emoji_without_a_listed_meaning_is_named_and_said_to_have_none(lang: Lang, said: str) -> None:
    table = scored_table()
    table["emoji"] = [["🚀"] if row else [] for row in table["emoji"]]
    (rows, by_theme) = (block.rows for block in sections.emoji(material(table, lang)) if isinstance(block, Table))
    (row,) = rows
    assert len(by_theme) == 3
    assert row[0] == "🚀" and said in row[1] and row[2] == "–"


def test_no_table_of_emoji_by_theme_is_given_where_no_theme_has_any() -> None:
    table = no_themes()
    (every,) = (block for block in sections.emoji(material(table)) if isinstance(block, Table))
    assert "semua komentar" in every.caption and every.rows


def test_every_function_of_an_emoji_has_its_words() -> None:
    functions = {meaning.function for meaning in lexicon.emoji_meanings().values()}
    assert {f"function_{each}" for each in functions} == {key for key in messages() if key.startswith("function_")}


def test_the_source_text_of_a_pasted_page_is_quoted() -> None:
    table = scored_table()
    page = {
        "source_text": "…",
        "preamble": "Pernyataan:",
        "closing": "",
        "clauses": [{"number": 1, "text": "1. Sepakat."}],
    }
    table.attrs["page"] = page
    quoted = [block.text for block in sections.source_text(material(table)) if isinstance(block, Quote)]
    assert quoted == ["Pernyataan:", "1. Sepakat."]
    assert sections.source_text(material()) == []


def test_the_manifest_is_listed_with_short_hashes() -> None:
    blocks = sections.run_manifest(material(input={"name": "a.csv", "sha256": "f" * 64}, config={"key": None}))
    (rows,) = (block.rows for block in blocks if isinstance(block, Table))
    assert rows == (("input.name", "a.csv"), ("input.sha256", "f" * 16 + "…"))
    assert any(isinstance(block, Note) for block in sections.run_manifest(material()))


def test_method_says_which_interval_was_used() -> None:
    threads, none = said(sections.method(material())), said(sections.method(material(bare())))
    assert "bootstrap" in threads and "bootstrap" not in none


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("created_at", "kemarin", "'kemarin' in row 4 of column 'created_at'; expected a time"),
        ("trust", "ya", "'ya' in row 4 of column 'trust'; expected True or False"),
        ("likes", 1.5, "1.5 in row 4 of column 'likes'; expected a whole number"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(column: str, cell: object, said: str, tmp_path: Path) -> None:
    table = scored_table().astype({column: "object"})
    table.iloc[3, table.columns.get_loc(column)] = cell
    with pytest.raises(InputError, match=said):
        report(table, tmp_path / "a.pdf")


def test_a_codebook_of_other_themes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lain.yaml"
    file.write_text(new("layanan"), encoding="utf-8")
    with pytest.raises(InputError, match=r"codebook 'layanan' with the themes .* for a table with trust, solidarity"):
        report(scored_table(), tmp_path / "a.pdf", codebook=file)


def test_few_comments_are_called_few() -> None:
    many = pd.concat([scored_table()] * 2, ignore_index=True)
    notes = [sum(isinstance(b, Note) for b in sections.key_findings(material(t))) for t in (scored_table(), many)]
    assert notes == [2, 1]


def test_every_message_has_both_languages_with_the_same_names() -> None:
    for key, both in messages().items():
        assert set(both) == set(LANGUAGES), key
        names = [set(re.findall(r"\{(\w+)\}", text)) for text in both.values()]
        assert names[0] == names[1], key


def test_every_message_is_used_and_every_used_one_exists() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES.rglob("*.py"))
    built = re.findall(r'f"(\w+_)\{', code)
    used = set(re.findall(r"[\"'](\w+)[\"']", code))
    unused = {k for k in messages() if k not in used and not any(k.startswith(prefix) for prefix in built)}
    assert unused == set()
    assert set(re.findall(r'\bwords\("(\w+)"', code)) <= set(messages())


def test_numbers_are_written_as_each_language_writes_them() -> None:
    indonesian, english = Words("id"), Words("en")
    assert (indonesian.percent(0.5), english.percent(0.5)) == ("50,0%", "50.0%")
    assert indonesian.percent(float("nan")) == indonesian.interval(float("nan"), 1) == "–"
    assert english.decimal(-1.5) == "−1.5"
    assert english("finding_read", comments=6201, judged=6000).startswith("Of 6,201")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="one of id, en"):
        Words("jv")  # type: ignore[arg-type]


def test_paragraphs_end_as_sentences() -> None:
    for block in chain.from_iterable(section(material()) for section in ALL):
        if isinstance(block, Paragraph | Note) and isinstance(block.text, str):
            assert block.text.endswith((".", ":")), block.text
