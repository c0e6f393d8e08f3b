"""Batches of cases to draw, so that a law is tried on many rows by one call of a kernel, and on every method."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import Estimate
from disprop.estimate import from_family
from disprop.intervals import FAMILIES, Family
from strategies import DATA, ROWS, levels, limits, rows_of

Column = Any  # an array of floats, one a row
Case = tuple[float, ...]
# At least a few batches: the first that hypothesis tries is of the simplest case, all over.
batched = settings(max_examples=max(settings().max_examples // ROWS, 3))
fewer = settings(max_examples=max(settings().max_examples // ROWS, 2))  # a p-value takes some sixty intervals


@dataclass(frozen=True, slots=True)
class Batch:
    """Cases as columns: the counts, and whatever was drawn beside them."""

    counts: tuple[Column, ...]
    more: tuple[Column, ...]

    def first(self, rows: int) -> Batch:
        """Return the first so many cases."""
        return Batch(*(tuple(column[:rows] for column in columns) for columns in (self.counts, self.more)))

    def failing(self, holds: Column) -> list[Case]:
        """Return the cases for which something does not hold; a law asserts that there are none."""
        table = np.column_stack((*self.counts, *self.more))
        return [tuple(map(float, row)) for row in table[~np.broadcast_to(holds, len(table))]]


def batches(family: Family, *more: st.SearchStrategy[Any]) -> st.SearchStrategy[Batch]:
    """Draw cases of a family: its counts, then a number of each further strategy."""
    rows = rows_of(family)

    def columns(cases: list[tuple[Case, Case]]) -> Batch:
        counts, beside = zip(*cases, strict=True)
        return Batch(_columns(counts), _columns(beside))

    case = st.tuples(DATA[family.parameter], st.tuples(*more))
    return st.lists(case, min_size=rows, max_size=rows).map(columns)


def _columns(rows: Any) -> tuple[Column, ...]:
    """Return numbers, or those of strata, as arrays with a row for each case."""
    return tuple(np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))


def drawn(data: st.DataObject, family: Family, *more: st.SearchStrategy[Any]) -> tuple[Any, ...]:
    """Return a batch, followed by its further columns; levels from 0.5 up where nothing further is asked for."""
    batch = data.draw(batches(family, *(more or (levels,))))
    return batch, *batch.more


def _failing(holds: Callable[..., Column], family: Family, name: str, batch: Batch, *, tests: bool) -> list[Case]:
    """Return the cases of a batch for which a law does not hold of a method."""
    cases = batch.first(rows_of(family, name, tests=tests))
    return cases.failing(holds(family, name, cases.counts, *cases.more))


def law(methods: list[Any], *more: st.SearchStrategy[Any], examples: settings = batched) -> Callable[..., Any]:
    """Make a test of each family from a function of (family, method, counts, *more) that says where a law holds.

    Drawing takes longer than the kernels do, so that each batch is tried on every method of its family.
    """
    named = defaultdict(list)
    for family, name in (method.values for method in methods):
        named[family.parameter].append(name)

    def test_of(holds: Callable[..., Column]) -> Any:
        @pytest.mark.parametrize("parameter", named)
        @examples
        @given(data=st.data())
        def test(parameter: str, data: st.DataObject) -> None:
            family = FAMILIES[parameter]
            batch, *_ = drawn(data, family, *more)
            tried = {name: _failing(holds, family, name, batch, tests=examples is fewer) for name in named[parameter]}
            failing = {name: some for name, some in tried.items() if some}
            assert not failing, failing

        return test

    return test_of


def estimate(family: Family, name: str, counts: Any, level: Any, sides: str = "two") -> Estimate:
    data = {key: np.asarray(count, dtype=np.float64) for key, count in zip(family.data, counts, strict=True)}
    return from_family(family, data, method=name, level=level, sides=sides)


def limits_of(family: Family, name: str, counts: tuple[Column, ...], level: Column) -> Any:
    """Return the limits as an array of two rows: the lower ones above the upper ones."""
    return np.array(limits(family, name, counts, level))
