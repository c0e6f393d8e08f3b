"""A cell of any length is checked and cleaned in one pass: no pattern goes back over what it took."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pandas as pd
import pytest

from disprop import cleaning, schemas
from engines.frames import dask, polars_lazy

LENGTH = 131_072  # four times what a cell of a spreadsheet holds
UNITS = [" ", "1", "1 ", ",000", "h", "(", "*", "."]
CELLS = [start + unit * (LENGTH // len(unit)) + "y" for start, unit in product(["", "1h 1", "<"], UNITS)]


class Stops(schemas.Events):
    """Records with a number and a day."""

    force: Any = schemas.column.key()
    stops: Any = schemas.column.count()
    day: Any = schemas.column.day()


@pytest.mark.parametrize("engine", [pd.DataFrame, polars_lazy, dask])
def test_long_cells_are_checked(engine: Callable[[dict[str, list[Any]]], Any]) -> None:
    report = schemas.check(engine({"force": ["Kent"] * len(CELLS), "stops": CELLS, "day": CELLS}), Stops)
    assert {"stops", "day"} <= {finding.column for finding in report.errors}


@pytest.mark.parametrize("step", [*cleaning.REPAIRS, "bounds"])
def test_long_cells_are_cleaned(step: str) -> None:
    cleaned = cleaning.read_table(pd.DataFrame({"n": CELLS}), columns={"n": [step, "integer"]})
    assert len(cleaned.questions) >= len(CELLS)


def test_long_labels_are_cleaned() -> None:
    labels = [*CELLS, *(f"a{unit}" * (LENGTH // 4) for unit in (": ", " - ", "   "))]
    assert len(cleaning.read_table(pd.DataFrame({"n": labels}), columns={"n": "text"}).frame) == len(labels)
