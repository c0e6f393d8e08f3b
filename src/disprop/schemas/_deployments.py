"""The traps of facial-recognition deployment tables, one small function each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from disprop._arrays import DispropError, FloatArray
from disprop.imperfect import Printed, roundings
from disprop.schemas._cells import day
from disprop.schemas._jumps import jumps
from disprop.schemas._rules import COMMON, Check
from disprop.schemas._table import Table
from disprop.schemas.report import Finding

LAYOUTS = {
    "true_alerts": ("true_alerts_confirmed", "true_alerts_unconfirmed"),
    "false_alerts": ("false_alerts_confirmed", "false_alerts_unconfirmed"),
}
HALF_A_YEAR = 183  # days
UNORDERED = 0.25  # share of steps against the rest from which a table is not in the order of its dates
AROUND = 5  # rows: a date is compared with the median of these, itself in the middle


def one_layout(table: Table) -> Iterator[Finding]:
    """Check that true and false alerts are there, plain or split into confirmed and unconfirmed."""
    split = [name for names in LAYOUTS.values() for name in names]
    absent = min(([n for n in layout if n not in table.names] for layout in (list(LAYOUTS), split)), key=len)
    hint = " (or the other layout, see Deployments)"
    yield from (Finding("missing-column", name, hint=hint) for name in absent)


def counts_are_known(table: Table) -> Iterator[Finding]:
    """Check that a row has all the counts published in its year, or none of them."""
    outcomes = table.present("outcome")
    gaps = np.array([table.missing(name) for name in outcomes]).reshape(len(outcomes), len(table.frame))
    none = gaps.all(axis=0)
    for position in np.flatnonzero(none).tolist():
        yield table.finding("no-counts", None, position)
    for name, gap in zip(outcomes, gaps, strict=True):
        published = pd.Series(~gap).groupby(_years(table)).transform("any").to_numpy(dtype=bool)
        for position in np.flatnonzero(gap & ~none & published).tolist():
            yield table.finding("missing", name, position, table.frame[name].iloc[position])


def columns_agree(table: Table) -> Iterator[Finding]:
    """Check that a figure published in one year is published in all."""
    years = _years(table)
    for name in table.present("outcome", "setting"):
        published = pd.Series(~table.missing(name)).groupby(years).any()
        if published.any() and not published.all():
            years_without = ", ".join(map(str, published.index[~published]))
            yield Finding("columns-differ", name, value=f"not in {years_without}")


def alerts_sum(table: Table) -> Iterator[Finding]:
    """Check that true, false and unverified alerts add up to alerts."""
    alerts, total = table.numbers("alerts"), _total(table, "true_alerts") + _total(table, "false_alerts")
    if "unverified_alerts" in table.frame.columns:
        total = total + table.numbers("unverified_alerts")
    for i in _unequal(alerts, total):
        value = f"{alerts[i]:.0f}, but their sum is {total[i]:.0f}"
        yield table.finding("alerts-do-not-sum", "alerts", i, value)


def outcomes_sum(table: Table) -> Iterator[Finding]:
    """Check that arrests and other disposals are as many as the alerts."""
    alerts, total = table.numbers("alerts"), table.numbers("arrests") + table.numbers("other_disposal")
    for i in _unequal(alerts, total):
        value = f"arrests + other = {total[i]:.0f}, alerts {alerts[i]:.0f}"
        yield table.finding("outcomes-do-not-sum", "arrests", i, value)


def no_action_is_its_own(table: Table) -> Iterator[Finding]:
    """Check that no action is not a copy of other disposal."""
    none, other = table.numbers("no_action"), table.numbers("other_disposal")
    known = ~np.isnan(none + other)
    if none[known].any() and np.array_equal(none[known], other[known]):
        yield Finding("column-repeated", "no_action", value=f"{known.sum()} of {known.sum()} rows")


def dates_in_order(table: Table) -> Iterator[Finding]:
    """Check that a date lies within half a year of the median of the five rows around it."""
    for name in table.present("date"):
        days = _days(table, name)
        steps = days.diff()
        if min((steps < 0).mean(), (steps > 0).mean()) > UNORDERED:
            continue
        middle = days.rolling(AROUND, center=True).median()
        for position in np.flatnonzero((days - middle).abs() >= HALF_A_YEAR).tolist():
            value = date.fromordinal(int(days[position])).isoformat()
            yield table.finding("date-out-of-order", name, position, value)


def rates_follow(table: Table) -> Iterator[Finding]:
    """Check that a printed false alert rate follows from false alerts and faces seen, rounded in one way."""
    found = list(_rate_findings(table))
    cut = any(f.rule == "rate-only-truncated" for f in found)
    yield from (f for f in found if cut or f.rule != "rate-only-rounded")


def faces_mean_the_same(table: Table) -> Iterator[Finding]:
    """Check that alerts per face do not jump for good from one month to the next."""
    if "date" not in table.frame.columns:
        return
    days = [day(cell) for cell in table.cells("date")]
    months = pd.Series([None if d is None else d.isoformat()[:7] for d in days], dtype=object)
    rows = pd.DataFrame({"alerts": table.numbers("alerts"), "faces": table.numbers("faces_seen")}).dropna()
    sums = rows.groupby(months).sum().query("faces > 0")
    cuts = jumps(sums["alerts"].to_numpy(), sums["faces"].to_numpy())
    spans = sums.groupby(np.searchsorted(cuts, np.arange(len(sums)), side="right")).sum()
    levels = 1000 * spans["alerts"] / spans["faces"]
    for cut, (before, after) in zip(cuts, pairwise(levels), strict=False):
        position = int(rows.index[months[rows.index] == sums.index[cut]][0])
        value = f"{sums.index[cut]}: {before:.2g} to {after:.2g} alerts per 1,000 faces"
        yield table.finding("faces-seen-changed", "faces_seen", position, value)


def _rate_findings(table: Table) -> Iterator[Finding]:
    name = "printed_false_alert_rate"
    if name not in table.frame.columns:
        return
    false, faces, missing = _total(table, "false_alerts"), table.numbers("faces_seen"), table.missing(name)
    for position, printed in enumerate(table.cells(name)):
        if not missing[position]:
            rule = _rate_rule(printed, false[position], faces[position])
            if rule:
                yield table.finding(rule, name, position, _against(printed, false[position], faces[position]))


def _rate_rule(printed: Any, false: float, faces: float) -> str:
    """Return the rule that a printed percentage breaks; empty if it breaks none or cannot be compared."""
    try:
        figure = Printed(printed)
    except DispropError:
        return "rate-unreadable"
    if not figure.percent:
        return "rate-unreadable"
    if not faces > 0 or np.isnan(false):
        return ""
    ways = set(roundings(Fraction(100 * int(false), int(faces)), figure))
    if not ways:
        return "rate-does-not-follow"
    if ways == {"truncated"}:
        return "rate-only-truncated"
    return "" if "truncated" in ways else "rate-only-rounded"


def _against(printed: Any, false: float, faces: float) -> str:
    if not faces > 0 or np.isnan(false):
        return str(printed)
    return f"{printed}, but {false:.0f} of {faces:.0f} is {100 * false / faces:.4f}%"


def _total(table: Table, name: str) -> FloatArray:
    """Return the plain column of alerts, or confirmed + unconfirmed where that is not known."""
    plain, (confirmed, unconfirmed) = table.numbers(name), LAYOUTS[name]
    return np.where(np.isnan(plain), table.numbers(confirmed) + table.numbers(unconfirmed), plain)


def _unequal(left: FloatArray, right: FloatArray) -> list[int]:
    return [int(i) for i in np.flatnonzero(~np.isnan(left + right) & (left != right))]


def _days(table: Table, name: str) -> pd.Series:
    """Return the dates as day numbers, NaN where unknown."""
    days = [day(cell) for cell in table.cells(name)]
    return pd.Series([np.nan if d is None else d.toordinal() for d in days], dtype="float64")


def _years(table: Table) -> FloatArray:
    """Return the year of each row, 0 where it is unknown."""
    if "date" not in table.frame.columns:
        return np.zeros(len(table.frame))
    return np.array([getattr(day(cell), "year", 0) for cell in table.cells("date")])


DEPLOYMENT: tuple[Check, ...] = (
    *COMMON,
    one_layout,
    counts_are_known,
    columns_agree,
    alerts_sum,
    outcomes_sum,
    no_action_is_its_own,
    dates_in_order,
    rates_follow,
    faces_mean_the_same,
)
