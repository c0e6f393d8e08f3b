"""One bad table, and the calls that bad tables are given to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from disprop import areas, models, rate, rate_ratio, tables

Columns = dict[str, Any]
Found = tuple[str, str | None, int | None]  # rule, column, position

KINDS: dict[str, Callable[[Any], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
    "polars lazy": pl.LazyFrame,
    "as it is": lambda frame: frame,
}
EAGER = ("pandas", "polars", "pyarrow")
EVERY = (*EAGER, "polars lazy")
SOME = ("pandas", "polars lazy")  # where the engine has no say
PANDAS, LAZY, AS_IT_IS = ("pandas",), ("polars lazy",), ("as it is",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A table, the call that must refuse it, and either the sentence that it says or the findings that it lists.

    In a sentence "..." stands for any words: those of another library differ with its version.
    """

    name: str
    columns: Any
    call: Callable[[Any], Any]
    says: str = ""
    findings: Sequence[Found] = ()
    kinds: tuple[str, ...] = EAGER


def three(**columns: Any) -> Columns:
    """Return a sound table of three groups, with the given columns instead."""
    return {"g": ["A", "B", "C"], "n": [1, 2, 3], "t": [10, 20, 30], **columns}


def estimated(frame: Any, statistic: Any = rate, **how: Any) -> Any:
    return tables.estimate_by(frame, statistic, **{"columns": ("n", "t"), "by": "g", **how})


def compared(frame: Any, statistic: Any = rate_ratio, **how: Any) -> Any:
    return tables.compare_by(frame, statistic, **{"columns": ("n", "t"), "group": "g", "reference": "A", **how})


def averaged(frame: Any, **how: Any) -> Any:
    given = {"columns": ("n", "t"), "group": "g", "reference": "A", "strata": "a", **how}
    return tables.compare_by(frame, areas.averages, **given)


def adjusted(frame: Any, **how: Any) -> Any:
    return tables.compare_by(
        frame, models.adjusted_ratio, **{"columns": ("n", "t"), "group": "g", "reference": "A", **how}
    )


def counted(frame: Any, **how: Any) -> Any:
    return tables.count_by(frame, **{"by": "g", **how})


def each_row(rule: str, column: str, *positions: int) -> list[Found]:
    return [(rule, column, position) for position in positions]
