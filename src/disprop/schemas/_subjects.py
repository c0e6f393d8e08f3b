"""The rules of single subjects: sums, gaps, dates and printed rates of deployments; scores; standard populations."""

import math
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from disprop._ages import Band, read
from disprop._arrays import FloatArray
from disprop._cells import is_empty
from disprop._errors import DispropError
from disprop.alerts import breaks
from disprop.alerts._deployment import PRINTED
from disprop.imperfect import Printed, roundings
from disprop.schemas._rules import COMMON, COUNTED, checks_in
from disprop.schemas._table import Table
from disprop.schemas.report import Finding

LAYOUTS = (tuple(PRINTED), tuple(name for names in PRINTED.values() for name in names))
SUM = "{:.0f}, but their sum is {:.0f}"
COLUMN = "printed_false_alert_rate"
MOST = 1e15  # more cannot be a count of alerts or faces
UNORDERED = 0.25  # share of steps against the rest from which a table is not in the order of its dates


def total_of(table: Table, name: str) -> FloatArray:
    """Return the plain column of alerts, or confirmed + unconfirmed where that is not known."""
    plain, (confirmed, unconfirmed) = table.numbers(name), PRINTED[name]
    return np.where(np.isnan(plain), table.numbers(confirmed) + table.numbers(unconfirmed), plain)


def one_layout(table: Table) -> Iterator[Finding]:
    """Check that true and false alerts are there, plain or split into confirmed and unconfirmed."""
    absent = min(([n for n in layout if n not in table.names] for layout in LAYOUTS), key=len)
    hint = " (or the other layout, see Deployments)"
    yield from (Finding("missing-column", name, hint=hint) for name in absent)


def counts_are_known(table: Table) -> Iterator[Finding]:
    """Check that a row has all the counts published in its year, or none of them."""
    outcomes = table.present("outcome")
    gaps = np.array([table.missing(name) for name in outcomes]).reshape(len(outcomes), len(table.frame))
    none = gaps.all(axis=0)
    yield from table.findings("no-counts", None, none)
    years = _years(table)
    for name, gap in zip(outcomes, gaps, strict=True):
        published = pd.Series(~gap).groupby(years).transform("any").to_numpy(dtype=bool)
        for position in np.flatnonzero(gap & ~none & published).tolist():
            yield table.finding("missing", name, position, table.frame[name].iloc[position])


def columns_agree(table: Table) -> Iterator[Finding]:
    """Check that a figure published in one year is published in all."""
    years = _years(table)
    for name in table.present("outcome", "setting"):
        published = pd.Series(~table.missing(name)).groupby(years).any()
        if published.any() and not published.all():
            years_without = ", ".join(published.index[~published])
            yield Finding("columns-differ", name, value=f"not in {years_without}")


def alerts_sum(table: Table) -> Iterator[Finding]:
    """Check that true, false and unverified alerts add up to alerts."""
    total = total_of(table, "true_alerts") + total_of(table, "false_alerts")
    if "unverified_alerts" in table.frame.columns:
        total = total + table.numbers("unverified_alerts")
    yield from _unlike(table, "alerts-do-not-sum", "alerts", table.numbers("alerts"), total)


def _unlike(
    table: Table, rule: str, column: str, whole: FloatArray, total: FloatArray, said: str = SUM
) -> Iterator[Finding]:
    """Yield the rows in which a whole and the sum of its parts are known and differ."""
    unequal = ~np.isnan(whole + total) & (whole != total)
    yield from table.findings(rule, column, unequal, said, whole, total)


def outcomes_sum(table: Table) -> Iterator[Finding]:
    """Check that arrests and other disposals are as many as the alerts."""
    alerts, total = table.numbers("alerts"), table.numbers("arrests") + table.numbers("other_disposal")
    said = "arrests + other = {1:.0f}, alerts {0:.0f}"
    yield from _unlike(table, "outcomes-do-not-sum", "arrests", alerts, total, said)


def no_action_is_its_own(table: Table) -> Iterator[Finding]:
    """Check that no action is not a copy of other disposal."""
    none, other = table.numbers("no_action"), table.numbers("other_disposal")
    known = ~np.isnan(none + other)
    if none[known].any() and np.array_equal(none[known], other[known]):
        yield Finding("column-repeated", "no_action", value=f"{known.sum()} of {known.sum()} rows")


def dates_in_order(table: Table) -> Iterator[Finding]:
    """Check that a date lies within half a year of the median of the five rows around it."""
    for name in table.present("date"):
        days = pd.Series(table.numbers(name))
        steps = days.diff()
        if min((steps < 0).mean(), (steps > 0).mean()) > UNORDERED:
            continue
        middle = days.rolling(5, center=True).median()
        for position in np.flatnonzero((days - middle).abs() >= 183).tolist():  # half a year
            value = date.fromordinal(int(days[position])).isoformat()
            yield table.finding("date-out-of-order", name, position, value)


def rates_follow(table: Table) -> Iterator[Finding]:
    """Check that a printed false alert rate follows from false alerts and faces seen, rounded in one way."""
    found = list(_rate_findings(table))
    cut = any(f.rule == "rate-only-truncated" for f in found)
    yield from (f for f in found if cut or f.rule != "rate-only-rounded")


def _rate_findings(table: Table) -> Iterator[Finding]:
    false, faces = total_of(table, "false_alerts"), table.numbers("faces_seen")
    for position in np.flatnonzero(~table.missing(COLUMN)).tolist():
        printed = table.cells(COLUMN)[position]
        figure = _percentage(printed)
        if figure is None:
            yield table.finding("rate-unreadable", COLUMN, position, printed)
        elif faces[position] > 0 and not np.isnan(false[position]):
            exact = Fraction(100 * int(false[position]), int(faces[position]))
            value = f"{printed}, but {false[position]:.0f} of {faces[position]:.0f} is {float(exact):.4f}%"
            yield from (table.finding(rule, COLUMN, position, value) for rule in _broken(exact, figure))


def _percentage(printed: str) -> Printed | None:
    try:
        figure = Printed(printed)
    except DispropError:
        return None
    return figure if figure.percent else None


def _broken(exact: Fraction, figure: Printed) -> list[str]:
    """Return the rule that the figure breaks at its printed place, if any: one that follows either way breaks none."""
    ways = set(roundings(exact, figure)) - {"significant figures"}
    if not ways:
        return ["rate-does-not-follow"]
    if "truncated" not in ways:
        return ["rate-only-rounded"]
    return ["rate-only-truncated"] if ways == {"truncated"} else []


def faces_mean_the_same(table: Table) -> Iterator[Finding]:
    """Check that alerts per face do not jump for good from one month to the next."""
    months = pd.Series([day and day.isoformat()[:7] for day in table.dates("date")], dtype=object)
    rows = pd.DataFrame({"month": months, "alerts": table.numbers("alerts"), "faces": table.numbers("faces_seen")})
    usable = rows["alerts"].mod(1).eq(0) & rows["alerts"].between(0, MOST) & rows["faces"].between(1, MOST)
    rows = rows[usable & rows["month"].notna()]  # what is no count is reported by other checks
    for found in breaks(rows["alerts"].to_numpy(), rows["faces"].to_numpy(), rows["month"].to_list()):
        position = int(rows.index[rows["month"] == found.period][0])
        before, after = (1000 * float(level.value) for level in (found.before, found.after))
        value = f"{found.period}: {before:.2g} to {after:.2g} alerts per 1,000 faces"
        yield table.finding("faces-seen-changed", "faces_seen", position, value)


def _years(table: Table) -> list[str]:
    """Return the year of each row; the rows without a date are one more year."""
    return ["no date" if day is None else str(day.year) for day in table.dates("date")]


# Every check so far.
DEPLOYMENT = (*COUNTED, *checks_in(globals()))


def searches_sum(table: Table) -> Iterator[Finding]:
    """Check that mated and non-mated searches add up to searches."""
    total = table.numbers("mated_searches") + table.numbers("non_mated_searches")
    yield from _unlike(table, "searches-do-not-sum", "searches", table.numbers("searches"), total)


SEARCHES = (*COUNTED, counts_are_known, searches_sum)


def both_classes(table: Table) -> Iterator[Finding]:
    """Check that there are mated and non-mated scores."""
    mated = table.numbers("mated")
    if (known := mated[~np.isnan(mated)]).size and known.min() == known.max():
        yield Finding("one-class", "mated", value=f"only {'mated' if known[0] else 'non-mated'}")


def scores_were_kept(table: Table) -> Iterator[Finding]:
    """Check that no score is beyond the one from which scores were kept."""
    score = table.numbers("score")
    for name, beyond in (("kept_from", np.less), ("kept_to", np.greater)):
        limit = table.numbers(name)
        said = f"{{:.15g}}, but {name} {{:.15g}}"
        yield from table.findings("score-not-kept", "score", beyond(score, limit), said, score, limit)


def kept_alike(table: Table) -> Iterator[Finding]:
    """Check that all scores were kept from the same value on."""
    for name in table.present("number"):
        limits = np.unique(table.numbers(name)[~np.isnan(table.numbers(name))])
        if name.startswith("kept_") and limits.size > 1:
            yield Finding("kept-differently", name, value=f"{limits[0]:.15g} to {limits[-1]:.15g}")


def searches_are_of_one(table: Table) -> Iterator[Finding]:
    """Check that all rows of one search are of one person."""
    rows = pd.DataFrame({name: table.cells(name) for name in ("search", "person")})
    rows = rows[~rows.map(is_empty).any(axis=1)].astype(str)
    first = rows.groupby("search")["person"].transform("first")
    for position in rows.index[rows["person"] != first]:
        yield table.finding("search-of-several", "search", position, ", ".join(rows.loc[position]))


def one_system(table: Table) -> Iterator[Finding]:
    """Check that all scores are of one system."""
    systems = [*dict.fromkeys(str(cell) for cell in table.cells("system") if not is_empty(cell))]
    if len(systems) > 1:
        yield Finding("systems-mixed", "system", value=", ".join(systems))


SCORES = (*COMMON, both_classes, scores_were_kept, kept_alike, searches_are_of_one, one_system)


# a standard population


AGE, STANDARD, WEIGHT = "age", "standard", "weight"
MEANT = 0.01  # weights that miss a round sum by less were meant to have it
ROUNDING = 1e-9  # of a sum of floats


def strata_are_named(table: Table) -> Iterator[Finding]:
    """Check that the rows have ages, or other strata that the caller names."""
    if all(name in {AGE, STANDARD} for name in table.keys) and AGE not in table.names:
        yield Finding("missing-column", AGE, hint=" (or name the strata with keys=)")


def ages_are_readable(table: Table) -> Iterator[Finding]:
    """Check that every age band has a first and a last age."""
    for position, cell in enumerate(table.cells(AGE)):
        if not is_empty(cell) and _ages(cell) is None:
            yield table.finding("age-unreadable", AGE, position, cell)


def ages_follow(table: Table) -> Iterator[Finding]:
    """Check that the bands of each standard leave no gap and do not overlap."""
    for rows in _apart(table, [name for name in table.keys if name != AGE]):
        bands = [(ages, i) for i in rows if (ages := _ages(table.cells(AGE).iloc[i])) is not None]
        for ((_, end), before), ((start, _), i) in pairwise(sorted(bands)):
            if start != end:
                value = f"{table.cells(AGE).iloc[i]} after {table.cells(AGE).iloc[before]}"
                yield table.finding("age-overlap" if start < end else "age-gap", AGE, i, value)


def weights_sum(table: Table) -> Iterator[Finding]:
    """Check that the weights of each standard have a sum, and the one that they were meant to have."""
    for rows in _apart(table, [STANDARD]):
        total = math.fsum(table.numbers(WEIGHT)[rows])
        if total == 0:
            yield table.finding("no-weight", WEIGHT, rows[0], 0)
        elif total > 0:
            meant = 10.0 ** round(math.log10(total))
            if ROUNDING < abs(total / meant - 1) < MEANT:
                yield table.finding("weights-do-not-sum", WEIGHT, rows[0], f"{total:.15g}, not {meant:.15g}")


def _apart(table: Table, names: list[str]) -> list[list[int]]:
    """Return the rows that have the same labels in these columns; all rows where there are none."""
    labels: dict[tuple[Any, ...], list[int]] = {}
    columns = [table.cells(name).map(str) for name in names]
    for i in range(len(table.frame)):
        labels.setdefault(tuple(column.iloc[i] for column in columns), []).append(i)
    return list(labels.values())


def _ages(cell: Any) -> Band | None:
    """Return the first age of a band and the first above it, or None."""
    return read(int(cell) if isinstance(cell, (float, np.floating)) and float(cell).is_integer() else cell)


STANDARDS = (*COMMON, strata_are_named, ages_are_readable, ages_follow, weights_sum)
