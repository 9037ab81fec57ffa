"""Time zones: where a clock stands that does not tell its zone, and where a day begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wacana.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check", "local", "to_utc", "zone_of"]


def check(name: str) -> str:
    """Give a zone's name back.

    >>> check("Asia/Jakarta")
    'Asia/Jakarta'

    Raises:
        InputError: for a name that the IANA database of time zones does not have, such as ``WIB``.
    """
    from zoneinfo import ZoneInfo

    try:
        if name != "UTC":  # known to pandas even where there is no database
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # absent; no name at all; a folder of the database, such as Asia
        raise InputError(
            f"timezone '{name}'",
            "a name such as Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT) or UTC",
            "Write one of these; if it is not known either, this computer has no list of zones: pip install tzdata.",
        ) from None
    return name


def to_utc(clocks: pd.Series, zone: str) -> pd.Series:
    """Read clocks (times without a zone) as those of a zone.

    Where clocks were set back, the hour that came twice is taken as the first; one that was left out, as its end.
    """
    import numpy as np

    first = np.ones(len(clocks), dtype=bool)
    zoned = clocks.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    found: pd.Series = zoned.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    return found


def local(table: pd.DataFrame) -> pd.Series:
    """Give ``created_at`` as clocks of the table's zone: ``attrs["timezone"]``, UTC where it names none."""
    clocks: pd.Series = table["created_at"].dt.tz_convert(zone_of(table)).dt.tz_localize(None)
    return clocks


def zone_of(table: pd.DataFrame) -> str:
    """Give the zone that a table's days are counted in."""
    return check(str(table.attrs.get("timezone") or "UTC"))
