"""What is no frame, and frames whose columns cannot be told apart, are not there, or cannot be worked out."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from bad_tables.entry import (
    AS_IT_IS,
    EAGER,
    EVERY,
    LAZY,
    Bad,
    adjusted,
    averaged,
    compared,
    counted,
    estimated,
    three,
)
from disprop import tables

ROW = {"g": ["A"], "n": [1], "t": [2]}
TWO_OF_ONE_NAME = "several columns are called {}; which is meant cannot be known: rename or drop all but one"
TAKEN = "columns [{!r}] have names that the result uses; rename them first"
OWN = "a column is called {!r}, as the result calls one of its own; rename it first"
NOT_WORKED_OUT = "polars could not work out this frame: "


def whatever(name: str, frame: Any, says: str, **how: Any) -> Bad:
    return Bad(name=name, columns=frame, call=lambda frame: estimated(frame, **how), says=says, kinds=AS_IT_IS)


def disk_on_fire(_: int) -> int:
    raise RuntimeError("the disk is on fire")


NO_FRAMES = {
    "nothing": (None, "NoneType"),
    "a dictionary": (ROW, "dict"),
    "a list of rows": ([("A", 1, 2)], "list"),
    "a generator": ((row for row in [ROW]), "generator"),
    "a path": ("stops.csv", "str"),
    "an array": (np.zeros((3, 3)), "ndarray"),
    "a pandas Series": (pd.Series([1]), "Series"),
    "a Polars Series": (pl.Series([1]), "Series"),
    "groups of a frame": (pd.DataFrame(ROW).groupby("g"), "DataFrameGroupBy"),
    "an Arrow column": (pa.chunked_array([[1]]), "ChunkedArray"),
    "an Arrow record batch": (pa.record_batch(ROW), "RecordBatch"),
    "a class": (pd.DataFrame, "type"),
}

BAD = [
    *(
        whatever(name, frame, f"frame must be a data frame such as pandas or Polars; got {kind}")
        for name, (frame, kind) in NO_FRAMES.items()
    ),
    Bad(name="no columns", columns={}, call=estimated, says="no column is called 'g'. Known: ", kinds=EVERY),
    *(
        Bad(
            name=f"no rows, {verb.__name__}",
            columns={
                "g": pd.Series([], dtype=str),
                "n": pd.Series([], dtype=float),
                "t": pd.Series([], dtype=float),
                "a": pd.Series([], dtype=str),
            },
            call=verb,
            findings=[("empty-frame", None, None)],
            kinds=EAGER,
        )
        for verb in (estimated, compared, averaged, adjusted)
    ),
    Bad(
        name="no rows, lazily",
        columns={"g": [], "n": [], "t": []},
        call=estimated,
        findings=[("empty-frame", None, None)],
        kinds=LAZY,
    ),
    whatever(
        "two columns with one name, pandas",
        pd.DataFrame([["A", 1, 2, 3]], columns=["g", "n", "n", "t"]),
        TWO_OF_ONE_NAME.format("'n'"),
    ),
    whatever(
        "two columns with one name, Arrow",
        pa.table([["A"], [1], [2], [3]], names=["g", "n", "t", "t"]),
        TWO_OF_ONE_NAME.format("'t'"),
    ),
    whatever(
        "two rows of column names",
        pd.DataFrame([["A", 1, 2]], columns=pd.MultiIndex.from_tuples([("g", ""), ("n", "sum"), ("t", "sum")])),
        "frame must have one row of column names; got ('g', ''): join its parts first, as in "
        "frame.columns = frame.columns.map('_'.join)",
    ),
    whatever(
        "a file without a header",
        pd.DataFrame([["A", 1, 2]]),
        "names of columns must be text; got 0: rename them first, as in frame.rename(columns=str)",
        columns=(1, 2),
        by=[0],
    ),
    Bad(
        name="a byte-order mark in the header",
        columns={"\ufeffg": ["A"], "n": [1], "t": [2]},
        call=estimated,
        says="no column is called 'g'. Did you mean '\\ufeffg'? A name begins with a byte-order mark: read the file "
        "with encoding='utf-8-sig'. Known: \ufeffg, n, t",
        kinds=EVERY,
    ),
    *(
        Bad(
            name=f"a header with {what}",
            columns={header: ["A"], "n": [1], "t": [2]},
            call=lambda frame: estimated(frame, by="self-defined group"),
            says=f"no column is called 'self-defined group'. Did you mean {header!r}? Known: {header}, n, t",
            kinds=EVERY,
        )
        for what, header in (
            ("a space after it", "self-defined group "),
            ("a space that does not break", "self-defined\u00a0group"),
            ("capitals", "SELF-DEFINED GROUP"),
            ("a slip of the key", "self-defnied group"),
        )
    ),
    *(
        Bad(
            name=f"a group called {name}",
            columns={name: ["A"], "n": [1], "t": [2]},
            call=partial(estimated, by=name),
            says=TAKEN.format(name),
            kinds=EVERY,
        )
        for name in ("value", "rows", "note", "disprop first row", "disprop unusable rows")
    ),
    Bad(
        name="a period called as the reference's counts",
        columns=three(reference_n=[2023, 2024, 2025]),
        call=lambda frame: compared(frame, within="reference_n"),
        says=OWN.format("reference_n"),
        kinds=EVERY,
    ),
    Bad(
        name="an area called name",
        columns={"g": ["A", "B"], "n": [1, 2], "t": [10, 20], "a": ["x", "x"], "name": [1, 1]},
        call=lambda frame: averaged(frame, within="name"),
        says=OWN.format("name"),
    ),
    Bad(
        name="an area called standard",
        columns={"g": ["A", "B"], "n": [1, 2], "t": [10, 20], "a": ["0-64", "0-64"], "standard": [1, 1]},
        call=lambda frame: averaged(frame, within="standard"),
        says=OWN.format("standard"),
    ),
    Bad(
        name="a group called dispersion",
        columns={"dispersion": ["A", "B", "A", "B"], "n": [1, 2, 3, 4], "t": [10, 20, 30, 40], "x": list("uuvv")},
        call=lambda frame: adjusted(frame, group="dispersion", covariates="x"),
        says=OWN.format("dispersion"),
    ),
    whatever(
        "a lazy frame that fails",
        pl.LazyFrame(three()).with_columns(pl.col("n").map_elements(disk_on_fire, return_dtype=pl.Int64)),
        f"{NOT_WORKED_OUT}...RuntimeError: the disk is on fire...",
    ),
    whatever(
        "a lazy cast that fails",
        pl.LazyFrame(three(n=["1", "2", "many"])).with_columns(pl.col("n").cast(pl.Int64)),
        f"{NOT_WORKED_OUT}InvalidOperationError: conversion from `str` to `i64` failed in column 'n'...",
    ),
    whatever(
        "a lazy column that is not there",
        pl.LazyFrame(three()).select("nowhere"),
        f"{NOT_WORKED_OUT}ColumnNotFoundError: ...nowhere...",
    ),
    whatever(
        "a file that is not there",
        pl.scan_csv("no-such-file.csv"),
        f"{NOT_WORKED_OUT}FileNotFoundError: ...",
    ),
    whatever(
        "text of a type that Arrow cannot take rows of",
        pa.table(three(g=pa.array(["A", "B", "C"], type=pa.string_view()))),
        "pyarrow could not work out this frame: ArrowNotImplementedError: ...",
    ),
    Bad(
        name="no batches",
        columns=[],
        call=lambda frames: tables.count_batches(frames, by="g"),
        says="batches must hold at least one frame; got none",
        kinds=AS_IT_IS,
    ),
    Bad(
        name="batches of two spellings",
        columns=[pd.DataFrame({"g": [label]}) for label in ("Caf\u00e9", "Cafe\u0301")],
        call=lambda frames: tables.count_batches(frames, by="g"),
        says="column 'g' has labels that look alike and would be two groups: 'Caf\\xe9' and 'Cafe\\u0301'; "
        "make them one",
        kinds=AS_IT_IS,
    ),
    Bad(
        name="a frame in place of batches",
        columns=three(),
        call=lambda frame: tables.count_batches(frame, by="g"),
        says="batches must be frames, one after another; got one frame: give it to count_by",
        kinds=EVERY,
    ),
    Bad(
        name="a column of dates for a day, as serial numbers, counted with a slip",
        columns=three(day=[45_000, 45_001, 45_002]),
        call=lambda frame: counted(frame, by="days"),
        says="no column is called 'days'. Did you mean 'day'? Known: g, n, t, day",
        kinds=EVERY,
    ),
]
