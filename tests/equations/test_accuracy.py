"""How many digits every limit has; `make accuracy` measures the same on a larger grid and writes the table."""

from __future__ import annotations

import pytest

from disprop.intervals import FAMILIES, Family
from equations.filed import FILED
from strategies import METHODS, PLAIN
from studies import accuracy
from studies.grids import Row, rows

FEW, MANY, MOST = 1e3, 1e7, 1e9
LAST = slice(-1, None)  # one row of a billion: fifty digits take a second
OTHERS = [method for method in METHODS if method not in PLAIN]
plain_methods = pytest.mark.parametrize(("family", "name"), PLAIN)
other_methods = pytest.mark.parametrize(("family", "name"), OTHERS)


def rows_of(family: Family, most: float) -> list[Row]:
    """Return the rows whose largest count is `most`, or no more than FEW for that."""
    return [row for row, size in rows(family).items() if size == most or size <= FEW == most]


def too_far(family: Family, name: str, some: list[Row], *levels: float) -> list[accuracy.Worst]:
    """Return what breaks the promise."""
    assert some
    allowed, sizes = accuracy.promised(family, name), rows(family)
    found = [accuracy.measured(family, name, row, level) for row in some for level in levels]
    return [here for here in found if not here.error <= allowed[accuracy.regime(sizes[here.data], here.level)]]


def test_every_method_has_a_definition_and_a_grid() -> None:
    assert {(m.values[0].parameter, m.values[1]) for m in METHODS} <= set(FILED)
    assert all(rows_of(m.values[0], FEW) for m in METHODS)


@plain_methods
def test_digits_of_small_counts_at_every_level(family: Family, name: str) -> None:
    assert too_far(family, name, rows_of(family, FEW), *accuracy.LEVELS, accuracy.EXTREME) == []


@plain_methods
def test_digits_of_ten_million(family: Family, name: str) -> None:
    assert too_far(family, name, rows_of(family, MANY), 0.5, accuracy.EXTREME) == []


@plain_methods
def test_digits_of_a_billion(family: Family, name: str) -> None:
    assert too_far(family, name, rows_of(family, MOST)[LAST], accuracy.EXTREME) == []


@other_methods
def test_digits_of_sums_and_estimates(family: Family, name: str) -> None:
    quick = rows_of(family, FEW)[: 1 if family.core or name == "bayes" else 3]
    assert (
        too_far(family, name, quick, 0.95, *([] if name in accuracy.SLOW or family.core else [accuracy.EXTREME])) == []
    )


def test_limits_of_few_deployments_have_their_digits_at_levels_near_1() -> None:
    family = FAMILIES["proportion, by deployment"]  # 1 less a share of 1 - 1e-9 had lost nine of them
    for row in rows_of(family, FEW):
        assert accuracy.measured(family, "cluster-robust", row, accuracy.EXTREME).error < 1e-13
