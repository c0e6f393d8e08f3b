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
    out = {repair.row for repair in cleaned.left_out}
    assert len(out) == len(cleaned.left_out) == cleaned.rows_left_out
    kept = [row for row in range(len(raw)) if row not in out]
    tracks = followed(raw, cleaned)
    long = [line for line in cleaned.log if line.rule == "wide-to-long"]
    shape = placed_long(tracks, long[0].after) if long else [{track.name: track for track in tracks}]
    assert len(cleaned.frame) == len(kept) * len(shape)
    assert cleaned.rows_in == len(raw) == len(kept) + len(out)
    labels = set(long[0].after["labels"]) if long else set()
    for at, (row, columns) in enumerate((row, columns) for row in kept for columns in shape):
        assert [*columns] == [name for name in cleaned.frame.columns if name not in labels]
        for name, track in columns.items():
            before, after = raw.iloc[row, track.origin], cleaned.frame[name].iloc[at]
            assert row in track.changed or same(before, after), (row, name, before, after)


def placed_long(tracks: list[Track], after: dict[str, dict[str, list[str]]]) -> list[dict[str, Track]]:
    """Return, for each of the rows that one wide row becomes, the wide column that stands under each name."""
    found = {track.name: track for track in tracks}
    wide = {name for names in after["values"].values() for name in names}
    keys = {name: track for name, track in found.items() if name not in wide}
    each = len(next(iter(after["values"].values())))
    return [keys | {name: found[parts[i]] for name, parts in after["values"].items()} for i in range(each)]


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
        source = line.before if line.rule in {"heading-renamed", "column-renamed", "column-copied"} else line.column
        if source is None:
            continue
        place = max(i for i, name in enumerate(names) if name == source)
        if line.rule == "column-copied":
            tracks.insert(place + 1, Track(tracks[place].origin, line.after, set(tracks[place].changed)))
        elif line.rule in {"heading-renamed", "column-renamed"}:
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
