"""From a reference in a claim's inputs to the number that it names: each fact is kept in one place."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from numbers import Integral
from typing import Any

import pandas as pd

from disprop import datasets
from disprop._arrays import DispropError, unknown
from disprop.claims.claim import Claim
from disprop.claims.observed import OBSERVED

REFERENCES = ("census", "table", "observed")
CLAIM_SETS = ("report-claims", "alert-figures")


def count(reference: Any) -> int:
    """Return the whole number that a reference names.

    A number stands for itself and a list for the sum of its members. ``{"census": where}`` is a population of
    the census of 2011, ``{"table": name, "column": name, "where": where}`` the sum of a column (without a
    column, the number of rows) and ``{"observed": name, "count": name}`` a count of `OBSERVED`.
    """
    if isinstance(reference, list):
        return sum(count(each) for each in reference)
    if not isinstance(reference, Mapping):
        return _whole(reference)
    if "census" in reference:
        return _total("census-2011", "population", reference["census"])
    if "table" in reference:
        return _total(reference["table"], reference.get("column"), reference.get("where", {}))
    if "observed" in reference:
        return count(_pick(_pick(OBSERVED, reference["observed"], "set of counts"), reference.get("count"), "count"))
    raise unknown("reference", next(iter(reference), None), REFERENCES)


def _whole(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, Integral) or number < 0:
        raise DispropError(f"a count must be a whole number >= 0, a list or a reference; got {number!r}")
    return int(number)


def expand(side: Any, *needed: str) -> Mapping[str, Any]:
    """Return one side of a comparison: the figure and inputs of the claim that it names, or itself."""
    if not isinstance(side, Mapping):
        raise DispropError(f"a side of a comparison must be a mapping; got {side!r}")
    if "claim" in side:
        named: Claim = _pick(claims(), side["claim"], "claim")
        side = {"printed": named.figures[0], **named.inputs}
    for name in needed:
        if name not in side:
            raise DispropError(f"a side of this comparison needs {name!r}; it has {', '.join(side) or 'nothing'}")
    return dict(side)


@cache
def claims() -> dict[str, Claim]:
    """Return every claim of the ledger by its id."""
    records = [record for name in CLAIM_SETS for record in datasets.load(name)]
    return {record["id"]: Claim.from_dict(record) for record in records}


@cache
def _table(name: str) -> pd.DataFrame:
    frame: pd.DataFrame = datasets.load(name)
    return frame


def _total(name: str, column: str | None, where: Mapping[str, Any]) -> int:
    frame = _table(name)
    chosen = pd.Series(data=True, index=frame.index)
    for key, wanted in where.items():
        cells = _column(name, frame, key).astype(str)
        patterns = [wanted] if isinstance(wanted, str) else list(wanted)
        for pattern in patterns:
            if not any(fnmatchcase(cell, pattern) for cell in cells):
                raise unknown(f"{key} in {name}", pattern, sorted(set(cells)))
        chosen &= cells.map(lambda cell, known=patterns: any(fnmatchcase(cell, each) for each in known))
    if column is None:
        return int(chosen.sum())
    values = _column(name, frame, column)[chosen]
    if values.empty or values.isna().any():
        raise DispropError(f"{column} of {name} has a missing count, or no row, where {dict(where)}")
    return int(values.sum())


def _column(name: str, frame: pd.DataFrame, column: str) -> pd.Series[Any]:
    if column not in frame.columns:
        raise unknown(f"column of {name}", column, frame.columns)
    return frame[column]


def _pick(known: Mapping[str, Any], name: Any, what: str) -> Any:
    if name not in known:
        raise unknown(what, name, known)
    return known[name]
