"""The law of cleaning, checked without the code that cleans: no change without a line, and no row out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from disprop.cleaning import Cleaned


def lawful(raw: pd.DataFrame, cleaned: Cleaned) -> None:
    """Assert that the log explains every difference between a raw frame and its clean one."""
    pd.testing.assert_frame_equal(cleaned.replay(raw), cleaned.frame)
    out = [repair.row for repair in cleaned.left_out]
    assert len(out) == len(set(out)) == cleaned.rows_left_out
    if any(repair.rule == "wide-to-long" for repair in cleaned.log):
        return
    assert len(cleaned.frame) + len(out) == len(raw) == cleaned.rows_in
    kept = [row for row in range(len(raw)) if row not in set(out)]
    tracks = followed(raw, cleaned)
    assert [track.name for track in tracks] == list(cleaned.frame.columns)
    for position, track in enumerate(tracks):
        for at, row in enumerate(kept):
            before, after = raw.iloc[row, track.origin], cleaned.frame.iloc[at, position]
            assert row in track.changed or same(before, after), (row, track.name, before, after)


@dataclass
class Track:
    """One column on its way: where it stood in the raw table, what it is called, and its rows that have a line."""

    origin: int
    name: str
    changed: set[int]


def followed(raw: pd.DataFrame, cleaned: Cleaned) -> list[Track]:
    """Return the columns of the clean frame, each with its origin; a name that is there twice means the last."""
    tracks = [Track(i, name, set()) for i, name in enumerate(raw.columns)]
    for line in cleaned.log:
        names = [track.name for track in tracks]
        source = line.before if line.rule in {"column-renamed", "column-copied"} else line.column
        if source is None:
            continue
        place = max(i for i, name in enumerate(names) if name == source)
        if line.rule == "column-copied":
            tracks.insert(place + 1, Track(tracks[place].origin, line.after, set(tracks[place].changed)))
        elif line.rule == "column-renamed":
            tracks[place].name = line.after
        elif line.rule == "column-dropped":
            del tracks[place]
        elif line.row is not None:
            tracks[place].changed.add(line.row)
    return tracks


def same(before: Any, after: Any) -> bool:
    """Whether a cell that nothing was done to is what it was, read as text, number, date or truth."""
    if pd.isna(before) or pd.isna(after):
        return bool(pd.isna(before) and pd.isna(after))
    if not isinstance(before, str) or isinstance(after, str):
        return bool(before == after)
    if isinstance(after, datetime):
        return bool(pd.Timestamp(before) == after)
    if isinstance(after, float):
        return float(before) == after
    return before.lower() == str(after).lower() or Decimal(before) == Decimal(int(after))
