"""How many digits every limit has; `make accuracy` measures the same on a larger grid and writes the table."""

from __future__ import annotations

import pytest

from disprop.intervals import Family
from equations.filed import FILED
from strategies import METHODS
from studies import accuracy

# Limits that come from an inverse function or a root.
INVERTED = {"clopper-pearson", "garwood", "exact", "mid-p", "jeffreys", "likelihood"}
CLOSED_FORM, ROOT = 1e-13, 1e-11
LEVELS = (0.5, 0.95, 0.9999)
FEW, MANY = 1_000, 10**7
WIDEST = 1e8
SECONDS = {"jeffreys"}  # what ten million events take at fifty digits


def cases(family: Family) -> list[accuracy.Counts]:
    """Return the rows of the grid that fifty digits can do in no time, and those of many events where they can."""
    rows = accuracy.rows(family.data)
    return [row for row in rows if max(row[::2]) <= FEW and ("part" not in family.data[0] or max(row) <= WIDEST)]


MEASURED = [m for m in METHODS if (m.values[0].parameter, m.values[1]) in FILED and accuracy.rows(m.values[0].data)]
ONE_COUNT = [m for m in MEASURED if len(m.values[0].data) == 2 and m.values[1] not in SECONDS]
every_method = pytest.mark.parametrize(("family", "name"), MEASURED)


def allowed(name: str) -> float:
    return ROOT if name in INVERTED else CLOSED_FORM


@every_method
def test_digits_for_counts_to_a_thousand(family: Family, name: str) -> None:
    worst = [accuracy.measured(family, name, row, level) for row in cases(family) for level in LEVELS]
    assert [here for here in worst if not here.error <= allowed(name)] == []


@pytest.mark.parametrize(
    ("family", "name"), [m for m in MEASURED if len(m.values[0].data) == 2 and m.values[1] not in SECONDS]
)
def test_digits_for_ten_million(family: Family, name: str) -> None:
    row = (MANY, 2.0 * MANY) if family.data[0] == "part" else (MANY, accuracy.POPULATION)
    assert accuracy.measured(family, name, row, 0.95).error <= allowed(name)
