"""Dates as people and spreadsheets write them: ``20/03/2025 19.31``, ``Kamis, 20 Maret 2025 19:31 WIB``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from wacana import resources

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dates", "read"]

_ZONES = {"wib": "+07:00", "wita": "+08:00", "wit": "+09:00", "utc": "+00:00", "gmt": "+00:00"}
_FORMAT = "%Y-%m-%d %H:%M:%S %z"
_CLOCK = (
    r"(?: (?:[-|–] )?(?:(?:pukul|jam|at) )?(?P<hour>\d{1,2})[.:](?P<minute>\d\d)(?:[.:](?P<second>\d\d))?"
    r"(?: ?(?P<half>am|pm))?(?: ?\(?(?P<zone>wib|wita|wit|utc|gmt|[+-]\d\d:?\d\d)\)?)?)?"
)
_YEAR = r"(?P<year>\d{4}|[0-3]\d)"
# A year of two digits needs slashes or the month's name: 1.2.20 is a version, and 20-03-25 may begin with the year.
_WAYS = (
    r"(?P<year>\d{4})(?P<gap>[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})",
    r"(?P<day>\d{1,2})(?P<gap>[ /-])(?P<month>[a-z]+)\.?(?P=gap)" + _YEAR,
    r"(?P<month>[a-z]+)\.? (?P<day>\d{1,2}) (?P<year>\d{4})",
    r"(?P<first>\d{1,2})/(?P<other>\d{1,2})/" + _YEAR,
    r"(?P<first>\d{1,2})(?P<gap>[-.])(?P<other>\d{1,2})(?P=gap)(?P<year>\d{4})",
)


class Dates(NamedTuple):
    """Times by the text they were read from, the texts without a zone (taken as UTC), and what to tell.

    ``clock`` says whether one of those texts has a time of the day, not the date alone.
    """

    times: pd.Series
    zoneless: list[str]
    clock: bool
    notes: list[str]


def read(given: pd.Series) -> Dates:
    """Read distinct texts to times; those that are no date are absent.

    ``1/3/2025`` is the first of March, as Indonesians write, unless another date shows that the month comes first.
    """
    import pandas as pd

    found = {text: parts for text in given.tolist() if (parts := _parts(text))}
    given_pairs = {
        text: (int(parts["first"]), int(parts["other"])) for text, parts in found.items() if "first" in parts
    }
    # "45/13/2025" is no date, and says nothing of the order.
    pairs = {text: pair for text, pair in given_pairs.items() if min(pair) <= 12 and max(pair) <= 31}
    days = any(first > 12 for first, _ in pairs.values())
    months = any(other > 12 for _, other in pairs.values())
    written = [_written(parts, months and not days) for parts in found.values()]
    stamps = pd.Series(written, index=list(found), dtype="str")
    times = pd.to_datetime(stamps, format=_FORMAT, utc=True, errors="coerce").dropna()
    zoneless = [text for text in times.index if not found[text].get("zone")]
    clock = any(found[text].get("hour") for text in zoneless)
    return Dates(
        times, zoneless, clock, _notes({text: pair for text, pair in pairs.items() if text in times}, days, months)
    )


def _notes(pairs: dict[str, tuple[int, int]], days: bool, months: bool) -> list[str]:
    if days and months:
        return [
            "dates stand day first in some cells and month first in others; those that fit both were read day first"
        ]
    if months:
        return ["dates were read month first"]
    unclear = next((text for text, (first, other) in pairs.items() if first != other), None)
    if days or unclear is None:
        return []
    return [f"no date shows whether the day or the month comes first; {unclear!r} was read day first"]


def _parts(text: str) -> dict[str, str] | None:
    """Take a date apart: ``year``, ``month`` and ``day``, or ``first`` and ``other``; ``hour`` … of its clock."""
    plain = re.sub(r"[\s,]+", " ", text.lower())
    match = next((match for way in _ways() if (match := way.fullmatch(plain))), None)
    if not match:
        return None
    parts = {name: part for name, part in match.groupdict().items() if part}
    if parts.get("month", "").isalpha():
        parts["month"] = _months().get(parts["month"], "")
    return None if parts.get("month") == "" else parts


def _written(parts: dict[str, str], month_first: bool) -> str:
    """Write the parts of a date in one form; what is no time, such as 13:15 PM, stays what none reads."""
    first, other = parts.get("first", ""), parts.get("other", "")
    month, day = (first, other) if month_first or int(other or 0) > 12 else (other, first)
    hour, half = int(parts.get("hour", "0")), parts.get("half")
    if half:
        hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else 99
    zone = parts.get("zone", "utc")
    year = parts["year"] if len(parts["year"]) == 4 else f"20{parts['year']}"
    return (
        f"{year}-{parts.get('month', month)}-{parts.get('day', day)} "
        f"{hour}:{parts.get('minute', '00')}:{parts.get('second', '00')} {_ZONES.get(zone, zone)}"
    )


@cache
def _ways() -> tuple[re.Pattern[str], ...]:
    days = "|".join(row["name"] for row in resources.read_tsv(resources.path("read/days.tsv")))
    return tuple(re.compile(rf"(?:(?:{days})\.? )?{way}{_CLOCK}") for way in _WAYS)


@cache
def _months() -> dict[str, str]:
    return {row["name"]: row["number"] for row in resources.read_tsv(resources.path("read/months.tsv"))}
