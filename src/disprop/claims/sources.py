"""From a reference in a claim's inputs to the number that it names: each fact is kept in one place."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache
from typing import Any

import pandas as pd

from disprop import _arrays, _data, datasets
from disprop._errors import DispropError, lacking, of_kind, one_of, refused, unknown, worded
from disprop.claims.claim import Claim, with_names
from disprop.imperfect import Printed

Side = Mapping[str, Any]
REFERENCES = {"census": ("census",), "table": ("table", "column", "where"), "observed": ("observed", "count")}
PERCENT = 100


def count(reference: Any) -> int:
    """Return the whole number that a reference names.

    A number stands for itself and a list for the sum of its members. ``{"census": where}`` is a population of
    the census of 2011, ``{"table": name, "column": name, "where": where}`` the sum of a column (without a
    column, the number of rows) and ``{"observed": name, "count": name}`` a count of `observed`.
    """
    if isinstance(reference, list):
        return sum(count(each) for each in reference)
    if not isinstance(reference, Mapping):
        return _arrays.integer("a count", reference, otherwise=", a list or a reference")
    kind = next((name for name in REFERENCES if name in reference), None)
    if kind is None:
        raise unknown("reference", next(iter(reference), None), REFERENCES)
    for name in reference:
        one_of(f"part of a reference to a {kind}", name, REFERENCES[kind])
    if kind == "census":
        return _total("census-2011", "population", reference["census"])
    if kind == "table":
        return _total(reference["table"], reference.get("column"), reference.get("where", {}))
    return count(_pick(observed(reference["observed"]), reference.get("count"), "count"))


def positive(reference: Any) -> int:
    """Return a count that something is divided by."""
    whole = count(reference)
    if whole < 1:
        raise refused("a denominator", "must be at least 1", whole)
    return whole


def named(what: str, value: object) -> Mapping[str, Any]:
    """Return an input that maps names to counts or to more inputs."""
    found: Mapping[str, Any] = of_kind(Mapping, f"{what!r}", "must map names to what is known of each", value)
    return found


def printed_rate(side: Side) -> Fraction:
    """Return the rate, of one person, that is printed."""
    return Printed(side["printed"]).value / (unit(side) or 1)


def unit(side: Side) -> int | None:
    """Return what the printed rate is per: 100 by a percent sign, None where nothing says."""
    per, percent = positive(side["per"]) if "per" in side else None, Printed(side["printed"]).percent
    if percent and per not in {None, PERCENT}:
        raise DispropError(f"{side['printed']!r} is per 100 by its percent sign; got per={per}", what="per", got=per)
    if per or percent:
        return per or PERCENT
    if side.get("population") is not None:
        raise lacking("a printed rate of a known population", "per", side)
    return None


def observed(name: Any) -> dict[str, int]:
    """Return the counts of a set of deployments that was published outside the Met's own tables."""
    known = _data.read("claims", "observed.json")
    counts: dict[str, int] = _pick(known, name, "set of counts")["counts"]
    return counts


def expand(side: Any, *needed: str, optional: tuple[str, ...] = ()) -> Side:
    """Return one side of a comparison: the figure and inputs of the claim that it names, or itself."""
    of_kind(Mapping, "a side of a comparison", "must be a mapping", side)
    part, whole = "part of a side of this comparison", "a side of this comparison"
    if "claim" not in side:
        return dict(with_names(side, needed, (*needed, *optional), part, whole))
    named: Claim = _pick(claims(), with_names(side, (), ("claim",), part, whole)["claim"], "claim")
    inputs = {"printed": named.figures[0], **named.inputs}
    return with_names(inputs, needed, [*inputs], part, whole)


@cache
def claims() -> dict[str, Claim]:
    """Return every claim of the ledger by its id."""
    records = [record for name in ("report-claims", "alert-figures") for record in datasets.load(name)]
    return {record["id"]: Claim.from_dict(record) for record in records}


@cache
def _table(name: str) -> pd.DataFrame:
    loaded = datasets.load(name)
    if not isinstance(loaded, pd.DataFrame):
        raise worded("no table of counts", "table", name, others=", ".join(datasets.names()))
    return loaded


def _total(table: Any, column: Any, where: Any) -> int:
    name = one_of("dataset", table, datasets.names())
    of_kind(Mapping, f"rows of {name}", "are chosen by a mapping such as {'force': 'Surrey'}", where)
    frame = _table(name)
    chosen = pd.Series(data=True, index=frame.index)
    for key, wanted in where.items():
        chosen &= _chosen(name, _column(name, frame, key).astype(str), key, wanted)
    if column is None:
        return int(chosen.sum())
    values = _column(name, frame, column)[chosen]
    if values.empty or values.isna().any():
        raise worded("missing count", column, None, dict(where), of=name)
    if not (pd.api.types.is_numeric_dtype(values) and (values % 1 == 0).all()):
        odd = values.iloc[0]
        raise DispropError(f"{column} of {name} is not a column of counts; it has {odd!r}", what=column, got=odd)
    return int(values.sum())


def _chosen(name: str, cells: pd.Series[Any], key: str, wanted: Any) -> pd.Series[Any]:
    """Return which cells of a column are one of the patterns wanted, each of which must be there."""
    patterns = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(patterns, list) or not patterns or not all(isinstance(each, str) for each in patterns):
        raise refused(f"{key} in {name}", "is chosen by text, or by a list of texts", wanted)
    for pattern in patterns:
        if not any(fnmatchcase(cell, pattern) for cell in cells):
            raise unknown(f"{key} in {name}", pattern, sorted(set(cells)))
    return cells.map(lambda cell: any(fnmatchcase(cell, each) for each in patterns))


def _column(name: str, frame: pd.DataFrame, column: Any) -> pd.Series[Any]:
    return frame[one_of(f"column of {name}", column, frame.columns)]


def _pick(known: Mapping[str, Any], name: Any, what: str) -> Any:
    return known[one_of(what, name, known)]
