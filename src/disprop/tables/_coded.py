"""The short way for pandas categoricals: their codes are numbers already, so sums are one pass of `bincount`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from disprop.tables._frames import ROWS

MOST_PLACES = 2**22  # combinations of categories, most of them perhaps empty


def coded(table: nw.DataFrame[Any], keys: list[str], numbers: Sequence[str]) -> nw.DataFrame[Any] | None:
    """Return what `grouped` does, or nothing where the keys are not all categoricals without gaps."""
    native = table.to_native()
    if not isinstance(native, pd.DataFrame):
        return None
    columns = [native[key] for key in keys]
    if not all(isinstance(column.dtype, pd.CategoricalDtype) for column in columns):
        return None
    shape = tuple(len(column.cat.categories) for column in columns)
    codes = [column.cat.codes.to_numpy() for column in columns]
    if not 0 < np.prod(shape, dtype=float) <= MOST_PLACES or any((code < 0).any() for code in codes):
        return None
    place = _places(codes, shape)
    rows = np.bincount(place, minlength=int(np.prod(shape)))
    first = np.empty(rows.size, dtype=np.intp)
    first[place[::-1]] = np.arange(place.size - 1, -1, -1)  # of several rows the last one written stays: the first
    used = np.flatnonzero(rows)
    used = used[np.argsort(first[used])]
    labels = native[keys].iloc[first[used]].reset_index(drop=True)
    sums = {name: np.bincount(place, weights=native[name], minlength=rows.size)[used] for name in numbers}
    return nw.from_native(labels.assign(**sums, **{ROWS: rows[used]}), eager_only=True)


def _places(codes: list[NDArray[Any]], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Return one number for the combination of codes in each row."""
    place = codes[0].astype(np.intp)
    for code, size in zip(codes[1:], shape[1:], strict=True):
        place *= size
        place += code
    return place
