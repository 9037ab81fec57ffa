"""The tables: one definition gives dtypes, validation, the data dictionary and the privacy flags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from wacana.errors import InputError, SchemaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CELLS",
    "SENTIMENTS",
    "TABLES",
    "Column",
    "check_task",
    "class_column",
    "class_columns",
    "columns",
    "complete",
    "conform",
    "dictionary",
    "dtypes",
    "labels_of",
    "scored_of",
    "taken",
    "themes_of",
    "validate",
]

TableName = Literal["comments", "cleaned", "scored"]
TABLES: tuple[TableName, ...] = ("comments", "cleaned", "scored")
SENTIMENTS = ("positive", "neutral", "negative")
THEMES = ("trust", "solidarity", "skepticism")


@dataclass(frozen=True)
class Column:
    """One column: its pandas dtype, meaning in English and Indonesian, and what may stand in it.

    ``dtype`` ``list[str]`` is an object column of lists; ``low`` and ``high`` bound a number, both allowed.
    """

    name: str
    dtype: str
    en: str
    id: str
    personal: bool = False
    nullable: bool = True
    unique: bool = False
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()


COMMENTS = (
    Column("comment_id", "str", "The export's own id; else a hash of source, position and text.",
           "Id dari berkas ekspor; bila tidak ada, hash dari sumber, posisi dan teks.",
           nullable=False, unique=True),
    Column("text", "str", "The comment as written, unchanged.", "Komentar seperti ditulis, tidak diubah.",
           personal=True),
    Column("source", "str", "Where the comment comes from: the input's name, or the export's own source.",
           "Asal komentar: nama berkas masukan, atau sumber menurut ekspor.", nullable=False),
    Column("thread_id", "str", "The post, video or conversation that the comment stands under.",
           "Unggahan, video atau percakapan tempat komentar berada."),
    Column("parent_id", "str", "The comment that this one replies to.", "Komentar yang dibalas.",),
    Column("created_at", "datetime64[us, UTC]", "When it was written, UTC.", "Waktu ditulis, UTC."),
    Column("author", "str", "A keyed pseudonym of the author; never the name itself.",
           "Nama samaran penulis yang dibuat dengan kunci; bukan nama asli.", personal=True),
    Column("likes", "Int64", "Likes at the time of export.", "Jumlah suka saat diekspor.", low=0),
    Column("row", "Int64", "Position in the input, counted from 1, without the header.",
           "Posisi dalam masukan, dihitung dari 1 tanpa baris judul.",
           nullable=False, low=1),
)  # fmt: skip

CLEANED = (
    Column("clean", "str", "The comment in regular spelling.", "Komentar dengan ejaan yang dirapikan.",
           personal=True),
    Column("n_tokens", "Int64", "Tokens of the clean text: words, hashtags, numbers, emoji, emoticons; no "
           "punctuation, no @user, URL, EMAIL, NOMOR.",
           "Jumlah token teks bersih: kata, tagar, angka, emoji, emotikon; tanpa tanda baca, @user, URL, EMAIL, NOMOR.",
           low=0),
    Column("emoji", "list[str]", "The emoji, in order.", "Emoji, berurutan."),
    Column("duplicate_of", "str",
           "comment_id of the first comment with the same clean text, a retweet's RT @user: apart.",
           "comment_id dari komentar pertama dengan teks bersih yang sama, tanpa RT @user: di depannya."),
    Column("is_empty", "boolean", "True where no word, number or emoji is left (n_tokens is 0): also where only "
           "@user, URL, EMAIL, NOMOR, [deleted] or [removed] stands.",
           "Benar bila tidak ada kata, angka atau emoji yang tersisa (n_tokens 0): juga bila hanya ada @user, URL, "
           "EMAIL, NOMOR, [deleted] atau [removed]."),
    Column("is_ad", "boolean", "True where the comment is very likely an advert or spam of gambling, loans or "
           "sellers, by patterns; such comments are scored and counted like others.",
           "Benar bila komentar sangat mungkin iklan atau spam judi, pinjaman atau penjual, menurut pola; komentar itu "
           "tetap dinilai dan dihitung."),
    Column("ritual", "list[str]", "What the Arabic formulas do: prayer, praise, thanks, oath, lament, curse, blessing.",
           "Fungsi ungkapan Arab: prayer (doa), praise (pujian), thanks (syukur), oath (sumpah), lament (istigfar, "
           "duka), curse (laknat), blessing (salam, berkah)."),
    Column("hashtags", "list[str]", "The words of the hashtags, split.", "Kata-kata dalam tagar, dipisah."),
    *(Column(f"lang_{code}", "boolean", f"True where the comment holds {en}.",
             f"Bernilai True bila komentar memuat {id}.")
      for code, en, id in (
          ("malay", "Malaysian Malay", "bahasa Melayu Malaysia"), ("javanese", "Javanese", "bahasa Jawa"),
          ("sundanese", "Sundanese", "bahasa Sunda"), ("english", "English", "bahasa Inggris"),
          ("arabic", "Arabic script", "aksara Arab"))),
)  # fmt: skip

SENTIMENT = (
    Column("sentiment", "str", "Overall evaluation or feeling: the most probable class.",
           "Penilaian atau perasaan keseluruhan: kelas yang paling mungkin.", allowed=SENTIMENTS),
    *(Column(f"p_{name}", "float64", f"Score of the class {name}.", f"Skor kelas {name}.", low=0, high=1)
      for name in SENTIMENTS),
)  # fmt: skip


def theme_columns(theme: str) -> tuple[Column, ...]:
    """Give the three columns of one theme of the codebook."""
    return (
        Column(theme, "boolean",
               f"True where the comment expresses {theme}: where p_{theme} reaches the scorer's threshold for it.",
               f"Benar bila komentar menyatakan tema {theme}: bila p_{theme} mencapai ambang pemberi skor."),
        Column(f"p_{theme}", "float64",
               f"Score of the theme {theme}; it counts from the scorer's threshold on, which is often not 0.5 "
               f"(counts.score.thresholds in manifest.json).",
               f"Skor tema {theme}; tema dihitung ada mulai ambang pemberi skor, yang sering bukan 0,5 "
               f"(counts.score.thresholds dalam manifest.json).", low=0, high=1),
        Column(f"{theme}_targets", "list[str]", f"Slugs of whom the {theme} is directed at.",
               f"Nama pendek (slug) sasaran tema {theme}; artinya ada di wacana codebook show."),
    )  # fmt: skip


def label_columns(task: str, labels: Iterable[str]) -> tuple[Column, ...]:
    """Give the columns of a task of a researcher's own: its label, and a score for each."""
    return (
        Column(task, "str", f"The most probable label of {task}.", f"Label {task} yang paling mungkin."),
        *(Column(f"p_{task}_{label}", "float64", f"Score of the label {label} of {task}.",
                 f"Skor label {label} dari {task}.", low=0, high=1) for label in labels),
    )  # fmt: skip


def columns(table: TableName, themes: Sequence[str] = THEMES) -> tuple[Column, ...]:
    """Give the columns of a table; each table holds those of the one before it.

    >>> [c.name for c in columns("comments")][:3]
    ['comment_id', 'text', 'source']
    """
    if table not in TABLES:
        raise InputError(f"table '{table}'", f"one of {', '.join(TABLES)}", "Check the spelling.")
    found: tuple[Column, ...] = COMMENTS
    if table != "comments":
        found += CLEANED
    if table == "scored":
        found += scored_columns(themes)
    return found


def scored_columns(themes: Iterable[str]) -> tuple[Column, ...]:
    """Give the columns that a scorer adds."""
    return SENTIMENT + tuple(column for theme in themes for column in theme_columns(theme))


def dtypes(found: Iterable[Column]) -> dict[str, str]:
    """Map column names to dtypes: the whole contract of a stage."""
    return {column.name: column.dtype for column in found}


def themes_of(names: Iterable[str]) -> tuple[str, ...]:
    """Find the themes in a table's column names, in their order.

    >>> themes_of(["sentiment", "p_positive", "trust", "p_trust", "trust_targets"])
    ('trust',)
    """
    listed = list(names)
    return tuple(n for n in listed if f"p_{n}" in listed and f"{n}_targets" in listed)


def class_column(task: str, label: str) -> str:
    """Name the column of a label's score.

    >>> class_column("sentiment", "positive"), class_column("nada", "kasar")
    ('p_positive', 'p_nada_kasar')
    """
    return f"p_{label}" if task == "sentiment" else f"p_{task}_{label}"


def class_columns(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Find the tasks of one label a comment in a table's column names: the column of each label's score.

    >>> class_columns(["sentiment", "nada", "p_nada_kasar", "p_nada_sopan"])["nada"]
    {'kasar': 'p_nada_kasar', 'sopan': 'p_nada_sopan'}
    """
    listed = list(names)
    found = {"sentiment": SENTIMENTS} if "sentiment" in listed else {}
    return {
        task: {label: class_column(task, label) for label in labels}
        for task, labels in (found | labels_of(listed)).items()
    }


def labels_of(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Find the tasks of a researcher's own in a table's column names, each with its labels.

    >>> labels_of(["nada", "p_nada_kasar", "p_nada_sopan", "trust", "p_trust", "trust_targets", "x_note"])
    {'nada': ('kasar', 'sopan')}
    """
    listed = [name for name in names if isinstance(name, str)]
    scores = [name for name in listed if name.startswith("p_")]
    others = [name for name in listed if scores and not taken(name) and f"p_{name}" not in scores]
    found: dict[str, tuple[str, ...]] = {}
    for task in sorted(others, key=len, reverse=True):  # of "nada" and "nada_saya", the longer name takes its own
        own = [name for name in scores if name.startswith(f"p_{task}_")]
        if len(own) > 1:
            found[task] = tuple(name.removeprefix(f"p_{task}_") for name in own)
            scores = [name for name in scores if name not in own]
    return {task: found[task] for task in others if task in found}


def scored_of(names: Iterable[str]) -> tuple[Column, ...]:
    """Give the columns of scores that a table of these column names is to have; no sentiment where it has none."""
    listed = list(names)
    found = SENTIMENT if SENTIMENT[0].name in listed else ()
    found += tuple(column for theme in themes_of(listed) for column in theme_columns(theme))
    return found + tuple(column for task, labels in labels_of(listed).items() for column in label_columns(task, labels))


@cache
def _taken() -> re.Pattern[str]:
    # "comments" is a row of the timeline, and "theme" the kind of a share.
    return re.compile(
        "|".join(["comments", "theme", *dtypes(columns("scored", ())), *SENTIMENTS, "[px]_.*", ".*_targets"])
    )


def taken(name: str) -> bool:
    """Tell whether a theme or task cannot have a name, because a column or its kin has it.

    >>> taken("clean"), taken("p_x"), taken("nada")
    (True, True, False)
    """
    return bool(_taken().fullmatch(name.lower()))


def check_task(name: str) -> None:
    """Refuse a name that cannot become a column of the scored table.

    Raises:
        InputError: for a name with other signs than letters, digits and _, and for one that is :func:`taken`.
    """
    if not name.isidentifier():
        raise InputError(f"task '{name}'", "a name of letters, digits and _", "It becomes the name of a column.")
    if taken(name) and name != SENTIMENT[0].name:
        raise InputError(
            f"task '{name}'", "a name that no column has (wacana schema)", "Take another, such as nada_saya."
        )


CELLS = {  # what may stand in a cell, for those who are told that theirs cannot
    "boolean": "True or False",
    "datetime64[us, UTC]": "a time such as 2025-10-24T13:15:00Z",
    "Int64": "a whole number",
    "float64": "a number",
}


def conform(frame: pd.DataFrame, found: Iterable[Column]) -> pd.DataFrame:
    """Give a copy with the columns' dtypes and order first, arrays as lists, absent nullable columns added as missing.

    Raises:
        InputError: for a cell that its column's dtype cannot hold, such as ``ya`` for true.
    """
    import numpy as np
    import pandas as pd

    done = frame.copy(deep=False)
    found = tuple(found)
    for column in found:
        if column.name not in done:
            done[column.name] = pd.Series([None] * len(done), index=done.index, dtype="object")
        dtype: Any = "object" if column.dtype == "list[str]" else column.dtype
        if column.dtype == "list[str]":  # pandas reads the lists of Parquet as arrays
            done[column.name] = done[column.name].map(lambda cell: list(cell) if isinstance(cell, np.ndarray) else cell)
        try:
            done[column.name] = done[column.name].astype(dtype)
        except (TypeError, ValueError, OverflowError) as error:
            raise _unfit(done[column.name], column) from error
    names = [column.name for column in found]
    return done[[*names, *(name for name in done.columns if name not in names)]]


def _unfit(cells: pd.Series, column: Column) -> InputError:
    """Name the first cell that the column's dtype cannot hold."""
    dtype: Any = column.dtype
    for place in range(len(cells)):
        try:
            cells.iloc[[place]].astype(dtype)
        except (TypeError, ValueError, OverflowError):
            found = f"{cells.iloc[place]!r} in row {place + 1} of column '{column.name}'"
            break
    else:
        found = f"column '{column.name}' of {cells.dtype}"
    return InputError(found, CELLS.get(column.dtype, column.dtype), "Correct the cell, or leave it empty.")


def complete(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Give a copy in which every comment has an id, a source and a position, where whole columns of them are absent."""
    places = range(1, len(frame) + 1)
    made: dict[str, Any] = {"comment_id": [f"row_{place}" for place in places], "source": source, "row": list(places)}
    return frame.assign(**{name: value for name, value in made.items() if name not in frame})


def validate(frame: pd.DataFrame, table: TableName) -> pd.DataFrame:
    """Check a table and report every failure at once; a scored one may lack sentiment where it has other scores.

    Raises:
        SchemaError: its ``failures`` is a table of row, column, check and value.
    """
    import pandera.pandas as pa

    scores = scored_of(frame.columns) if table == "scored" else ()
    found = columns("cleaned") + scores if scores else columns(table, ())
    schema = pa.DataFrameSchema({column.name: _pandera(column, pa) for column in found})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        failures = cases.assign(row=cases["index"], value=cases["failure_case"])
        failures["column"] = cases["column"].fillna(cases["failure_case"].astype(str))
        failures = failures[["row", "column", "check", "value"]].reset_index(drop=True)
        first = failures.iloc[0]
        raise SchemaError(
            f"{len(failures)} failures in the {table} table, first: column {first['column']}, "
            f"row {first['row']}, check {first['check']}, value {first['value']!r}",
            f"the {table} schema (wacana schema)",
            "See .failures for all of them.",
            failures,
        ) from None
    return frame


def _pandera(column: Column, pa: Any) -> Any:
    checks = []
    if column.low is not None:
        checks.append(pa.Check.ge(column.low))
    if column.high is not None:
        checks.append(pa.Check.le(column.high))
    if column.allowed:
        checks.append(pa.Check.isin(column.allowed))
    if column.dtype == "list[str]":
        checks.append(pa.Check(_is_list, element_wise=True, name="list of str"))
    dtype = "object" if column.dtype == "list[str]" else column.dtype
    return pa.Column(dtype, checks, nullable=column.nullable, unique=column.unique)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def dictionary(
    table: TableName = "scored",
    *,
    format: Literal["markdown", "json"] = "markdown",
    themes: Sequence[str] = THEMES,
) -> str:
    """Write the data dictionary of a table, as a Markdown table or as JSON."""
    found = columns(table, themes)
    if format == "json":
        return json.dumps([asdict(column) for column in found], ensure_ascii=False, indent=2)
    lines = ["| column | type | personal | meaning | arti |", "| --- | --- | --- | --- | --- |"]
    for column in found:
        allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
        personal = "yes" if column.personal else ""
        lines.append(f"| `{column.name}` | {column.dtype} | {personal} | {column.en}{allowed} | {column.id} |")
    lines.append(
        "\nColumns of the input that wacana does not know are kept with the prefix `x_`. In CSV, lists are joined with "
        "`|`, and a cell that begins with = + - @ has an apostrophe before it, so that no spreadsheet runs it as a "
        "formula (`wacana.read` takes it off again); Parquet and JSONL hold the exact text.\n\n"
        "Kolom masukan yang tidak dikenal wacana disimpan dengan awalan `x_`. Dalam CSV, daftar digabung dengan `|`, "
        "dan sel yang diawali = + - @ diberi apostrof di depannya supaya tidak dijalankan sebagai rumus; Parquet dan "
        "JSONL memuat teks persis."
    )
    return "\n".join(lines)
