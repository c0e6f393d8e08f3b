"""The rules that hold for every table: one small function each, from a table to its findings."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from disprop.schemas._cells import is_empty, is_missing
from disprop.schemas._table import Table
from disprop.schemas.report import Finding

Check = Callable[[Table], Iterator[Finding]]


def not_empty(table: Table) -> Iterator[Finding]:
    """Check that the table has rows."""
    if not len(table.frame):
        yield Finding("empty-frame")


def one_name_each(table: Table) -> Iterator[Finding]:
    """Check that no two columns share a name."""
    yield from (Finding("duplicate-column", str(name)) for name, n in Counter(table.names).items() if n > 1)


def columns_present(table: Table) -> Iterator[Finding]:
    """Check that every needed column is there."""
    spare = [name for name in table.names if name not in table.roles]
    for name, role in table.roles.items():
        if role.needed and name not in table.names:
            yield Finding("missing-column", name, hint=did_you_mean(name, spare))


def columns_known(table: Table) -> Iterator[Finding]:
    """Check that no column is left unread: one that looks like a misspelt one is an error."""
    absent = [name for name, role in table.roles.items() if not role.needed and name not in table.names]
    for name in dict.fromkeys(table.names):
        if name not in table.roles:
            hint = did_you_mean(name, absent)
            yield Finding("misspelt-column" if hint else "unknown-column", str(name), hint=hint)


def cells_are_numbers(table: Table) -> Iterator[Finding]:
    """Check that numeric columns hold ordinary numbers; gaps in outcomes and settings are another rule's."""
    for name in table.present("count", "population", "outcome", "setting"):
        may_miss = table.roles[name].kind in {"outcome", "setting"}
        yield from (f for f in table.faults(name) if not (may_miss and f.rule == "missing"))


def dates_are_readable(table: Table) -> Iterator[Finding]:
    """Check that every cell of a date column is a date, or missing."""
    for name in table.present("date"):
        for position, (cell, day) in enumerate(zip(table.cells(name), table.dates(name), strict=True)):
            if day is None and not is_missing(cell):
                yield table.finding("date-unreadable", name, position, cell)


def keys_are_whole(table: Table) -> Iterator[Finding]:
    """Check that every row has its whole key."""
    for name in _keys(table):
        for position, cell in enumerate(table.cells(name)):
            if not _is_label(cell):
                yield table.finding("missing-key" if is_empty(cell) else "unusable-key", name, position, cell)


def keys_are_distinct(table: Table) -> Iterator[Finding]:
    """Check that no two rows have the same key."""
    if keys := _keys(table):
        cells = table.frame[keys].astype(object)
        sound = cells[cells.map(_is_label).all(axis=1)]
        for position, *key in sound[sound.duplicated(keep=False)].itertuples(name=None):
            yield table.finding("duplicate-key", " + ".join(map(str, keys)), position, ", ".join(map(str, key)))


def keys_are_spelt_one_way(table: Table) -> Iterator[Finding]:
    """Check that no two labels of a key differ only in spaces or capitals: they would be two groups."""
    for name in _keys(table):
        cells = table.cells(name)
        texts = cells[cells.map(lambda cell: isinstance(cell, str))]
        for label, usual in _misspelt(texts).items():
            position = int(np.flatnonzero(cells == label)[0])
            yield table.finding("key-spelling", name, position, f"{label!r} beside {usual!r}")


def _misspelt(labels: pd.Series[Any]) -> dict[str, str]:
    """Return each label that has a commoner spelling, with that spelling."""
    counts = labels.value_counts(sort=False)
    plain = counts.index.map(lambda label: " ".join(label.split()).casefold())
    usual = counts.groupby(plain, sort=False).idxmax()
    return {label: usual[key] for label, key in zip(counts.index, plain, strict=True) if label != usual[key]}


def events_have_a_population(table: Table) -> Iterator[Finding]:
    """Check that no row has events and a population of 0."""
    for part in table.present("count"):
        for whole in table.present("population"):
            parts, wholes = table.numbers(part), table.numbers(whole)
            for i in np.flatnonzero((wholes == 0) & (parts > 0)).tolist():
                yield table.finding("no-population", whole, i, f"0 for {parts[i]:.0f} {part}")


def _keys(table: Table) -> list[str]:
    return [name for name in table.keys if name in table.frame.columns]


def _is_label(cell: object) -> bool:
    return bool(pd.api.types.is_scalar(cell)) and not is_empty(cell)


def parts_within_wholes(table: Table) -> Iterator[Finding]:
    """Check that no part exceeds its whole, where both are known."""
    for part in table.present("count", "outcome"):
        for whole in filter(table.roles.__contains__, table.roles[part].of):
            parts, wholes = table.numbers(part), table.numbers(whole)
            for i in np.flatnonzero(parts > wholes).tolist():
                yield table.finding("part-above-whole", part, i, f"{parts[i]:.0f} of {wholes[i]:.0f} {whole}")


def did_you_mean(name: object, known: list[str]) -> str:
    """Return the hint of an error message, empty where nothing is near."""
    other = near(name, known)
    return f". Did you mean {other!r}?" if other else ""


def near(name: object, known: list[str]) -> str:
    """Return the nearest of the known names, empty where none is near."""
    return next(iter(difflib.get_close_matches(str(name), [str(other) for other in known], n=1)), "")


COMMON: tuple[Check, ...] = (
    not_empty,
    one_name_each,
    columns_present,
    columns_known,
    cells_are_numbers,
    dates_are_readable,
    keys_are_whole,
    keys_are_distinct,
    keys_are_spelt_one_way,
    events_have_a_population,
    parts_within_wholes,
)
