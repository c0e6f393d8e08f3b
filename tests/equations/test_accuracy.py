"""How many digits every limit has; `make accuracy` measures the same on a larger grid and writes the table."""

from __future__ import annotations

import pytest

from disprop.intervals import Family
from equations.filed import FILED
from strategies import PLAIN as METHODS
from studies import accuracy

FEW, MANY, MOST = 1e3, 1e7, 1e9
LAST = slice(-1, None)  # one row of a billion: fifty digits take a second
every_method = pytest.mark.parametrize(("family", "name"), METHODS)


def rows_of(family: Family, most: float) -> list[accuracy.Counts]:
    """Return the rows whose largest count is `most`, or no more than FEW for that."""
    sizes = [(row, accuracy.most(row, family.data)) for row in accuracy.rows(family.data)]
    return [row for row, size in sizes if size == most or size <= FEW == most]


def too_far(family: Family, name: str, rows: list[accuracy.Counts], *levels: float) -> list[accuracy.Worst]:
    """Return what breaks the promise."""
    assert rows
    allowed = accuracy.promised(name)
    found = [accuracy.measured(family, name, row, level) for row in rows for level in levels]
    return [here for here in found if not here.error <= allowed[accuracy.regime(here.data, here.level, family.data)]]


def test_every_method_has_a_definition_and_a_grid() -> None:
    assert {(m.values[0].parameter, m.values[1]) for m in METHODS} <= set(FILED)
    assert all(accuracy.rows(m.values[0].data) for m in METHODS)


@every_method
def test_digits_of_small_counts_at_every_level(family: Family, name: str) -> None:
    assert too_far(family, name, rows_of(family, FEW), *accuracy.LEVELS, accuracy.EXTREME) == []


@every_method
def test_digits_of_ten_million(family: Family, name: str) -> None:
    assert too_far(family, name, rows_of(family, MANY), 0.5, accuracy.EXTREME) == []


@every_method
def test_digits_of_a_billion(family: Family, name: str) -> None:
    assert too_far(family, name, rows_of(family, MOST)[LAST], accuracy.EXTREME) == []
