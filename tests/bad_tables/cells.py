"""Cells that are no counts, or no populations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from bad_tables.entry import EAGER, EVERY, PANDAS, Bad, compared, each_row, estimated, three


def cell(name: str, rule: str, *, column: str = "n", kinds: tuple[str, ...] = EAGER, **cells: object) -> Bad:
    """Return a table whose first row has the fault."""
    return Bad(name=name, columns=three(**cells), call=estimated, findings=[(rule, column, 0)], kinds=kinds)


BAD = [
    Bad(
        name="thousands separators",
        columns=three(n=["1,000", "2,500", "3,141,592"]),
        call=estimated,
        findings=each_row("thousands-separator", "n", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="numbers as text",
        columns=three(n=["1", "2", "3"]),
        call=estimated,
        findings=each_row("number-as-text", "n", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="populations as text",
        columns=three(t=["10", "20.5", "1e3"]),
        call=compared,
        findings=each_row("number-as-text", "t", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="suppression marks",
        columns=three(n=["<5", "*", "[c]"]),
        call=estimated,
        findings=each_row("suppressed", "n", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="marks of what is missing",
        columns=three(n=["N/A", "..", ""]),
        call=estimated,
        findings=each_row("missing", "n", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="words",
        columns=three(n=["twelve", "12%", "3 of 9"]),
        call=estimated,
        findings=each_row("text", "n", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="booleans as counts",
        columns=three(n=[True, False, True]),
        call=estimated,
        findings=each_row("boolean", "n", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="booleans as populations",
        columns=three(t=[True, True, True]),
        call=estimated,
        findings=each_row("boolean", "t", 0, 1, 2),
        kinds=EVERY,
    ),
    cell("a negative count", "negative", n=[-1, 2, 3], kinds=EVERY),
    cell("a negative population", "negative", column="t", t=[-0.5, 2, 3], kinds=EVERY),
    cell("a fractional count", "fractional", n=[1.5, 2.0, 3.0], kinds=EVERY),
    cell("infinite events", "infinite", n=[np.inf, 2.0, 3.0], kinds=EVERY),
    cell("infinitely few events", "infinite", n=[-np.inf, 2.0, 3.0]),
    cell("infinitely many people", "infinite", column="t", t=[np.inf, 2.0, 3.0], kinds=EVERY),
    cell("a decimal that is not whole", "fractional", n=[Decimal("1.5"), Decimal(2), Decimal(3)]),
    cell("an integer beyond every float", "infinite", n=pd.Series([10**400, 2, 3], dtype=object), kinds=PANDAS),
    cell("events without people", "no-population", column="t", t=[0, 20, 30], kinds=EVERY),
    cell(
        "Arrow decimals that are not whole",
        "fractional",
        n=pa.array([Decimal("1.50"), Decimal(2), Decimal(3)], type=pa.decimal128(10, 2)),
        kinds=("pyarrow",),
    ),
    Bad(
        name="nothing but null",
        columns=three(n=[None, None, None]),
        call=estimated,
        findings=each_row("missing", "n", 0, 1, 2),
        kinds=EVERY,
    ),
    Bad(
        name="complex numbers",
        columns=three(n=np.array([1 + 0j, 2, 3])),
        call=estimated,
        findings=each_row("not-a-number", "n", 0, 1, 2),
        kinds=PANDAS,
    ),
    *(
        Bad(
            name=f"{kind} as counts",
            columns=three(n=[value] * 3),
            call=estimated,
            findings=each_row("not-a-number", "n", 0, 1, 2),
            kinds=EVERY,
        )
        for kind, value in {
            "lists": [1],
            "structs": {"a": 1},
            "dates": date(2024, 1, 31),
            "timestamps": datetime(2024, 1, 31, 12),  # noqa: DTZ001 (a table has them without a zone)
            "durations": timedelta(hours=5, minutes=3),
            "times": time(5, 3),
            "bytes": b"12",
        }.items()
    ),
    Bad(
        name="categories of text as counts",
        columns=three(n=pd.Categorical(["1", "2", "3"])),
        call=estimated,
        findings=each_row("number-as-text", "n", 0, 1, 2),
        kinds=PANDAS,
    ),
    Bad(
        name="2**53 events",
        columns=three(n=[2**53, 1, 1]),
        call=estimated,
        findings=each_row("too-large", "n", 0),
        kinds=EVERY,
    ),
    Bad(
        name="2**63 events",
        columns=three(n=[2**63, 1, 1]),
        call=estimated,
        findings=each_row("too-large", "n", 0),
        kinds=("pandas", "polars", "polars lazy"),
    ),
    Bad(
        name="sums of 2**53 and more",
        columns={"g": ["A", "A"], "n": [2**53 - 1, 2**53 - 3], "t": [1, 1]},
        call=estimated,
        says="A: events must be below 2**53; got 18014398509481980; counts lose digits...",
        kinds=EVERY,
    ),
    Bad(
        name="people in a unit that is too small",
        columns=three(t=[1e-300, 1.0, 1.0]),
        call=estimated,
        findings=each_row("impossible-unit", "t", 0),
        kinds=EVERY,
    ),
    Bad(
        name="several faults at once",
        columns={"g": ["A", None, "C"], "n": [-1.0, 0.5, np.nan], "t": [0.0, np.inf, 1.0]},
        call=estimated,
        findings=[
            ("negative", "n", 0),
            ("missing-key", "g", 1),
            ("fractional", "n", 1),
            ("infinite", "t", 1),
        ],
        kinds=EVERY,
    ),
]
