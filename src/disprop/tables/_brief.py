"""What people read of a result."""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals.stable.v2 as nw
import numpy as np

from disprop._errors import DispropError
from disprop.estimate import WORDS as BASIS
from disprop.schemas._frames import known
from disprop.tables._engine import columns_of_frame
from disprop.tables._frames import AGAINST, NOTE, NUMBERS, REFERENCE, ROWS, WORDS

Frame = TypeVar("Frame")
USUAL_LEVEL = 0.95


def brief(found: Frame) -> Frame:
    """Return a result without the columns that say the same in every row, or that few read.

    Use it to print. What it leaves out is what makes a number reproducible: the method and the measure, and the counts
    of the reference beside each group. Save the whole result, which `schemas.Estimates` checks, not this part of it.

    Parameters
    ----------
    found : any frame that Narwhals knows
        What `estimate_by` or `compare_by` gave.

    Returns
    -------
    frame of the same kind
        The keys, the counts of the group, value, low, high and note, and what else the result has of its own. Then
        level unless it is 0.95 throughout, sides where a limit is one-sided, unit where there is one, measure where
        there are several, least and most where the counts allow more than one value, reference where no row is noted as
        the reference, what else the number rests on unless it is one thing that another column says, and rows where
        several were added up for a group.

    Raises
    ------
    DispropError
        For a frame that is no such result.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import rate_ratio, tables
    >>> scans = pd.DataFrame({"group": ["Black", "White"], "scans": [33, 352], "people": [46_476, 1_761_205]})
    >>> found = tables.compare_by(scans, rate_ratio, columns=("scans", "people"), group="group", reference="White")
    >>> print(tables.brief(found).round(2))
       group  scans   people  value   low  high       note
    0  Black     33    46476   3.55  2.45  5.02
    1  White    352  1761205   1.00   NaN   NaN  reference
    """
    names = columns_of_frame(known(found))
    if not {"value", "low", "high", *WORDS} <= set(names):
        said = f"found must be what estimate_by or compare_by gave; it has the columns {names}"
        raise DispropError(said, what="found", got=names)
    left_out = {*_unsaid(found), *(f"{REFERENCE}{name}" for name in names)}
    kept: Any = known(found).select([name for name in names if name not in left_out])
    return kept.to_native()


def _unsaid(found: Any) -> set[str]:
    """Return the columns that say in every row what a reader takes for granted."""
    columns = (*NUMBERS, *WORDS, *BASIS, NOTE, ROWS)
    table = known(found)
    given = table.select([name for name in columns if name in table.collect_schema().names()])
    read = given.collect() if isinstance(given, nw.LazyFrame) else given
    values = {name: set(read[name].to_list()) for name in read.columns}
    usual = {
        "method": True,
        "level": values["level"] <= {USUAL_LEVEL},
        "sides": values["sides"] <= {"two"},
        AGAINST: AGAINST in values.get(NOTE, ()),
        "unit": values["unit"] <= {"", "per 1", None},
        "measure": len(values["measure"]) == 1,
        ROWS: not any(rows is not None and rows > 1 for rows in values.get(ROWS, ())),
    }
    said = " ".join(str(text) for name in ("measure", "method", NOTE) for text in values.get(name, ())).lower()
    for name in (each for each in BASIS if each in values and each != AGAINST):
        usual[name] = len(values[name]) == 1 and all(str(text).lower() in said for text in values[name])
    value = read["value"].to_list()
    for name in (each for each in ("least", "most") if each in values):
        usual[name] = np.array_equal(np.array(read[name].to_list(), float), np.array(value, float), equal_nan=True)
    return {name for name, unsaid in usual.items() if unsaid}
