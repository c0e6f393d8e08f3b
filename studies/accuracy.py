"""Relative error of every limit of every method, against its own definition at fifty digits.

All families are walked, and all methods. The definitions are those of tests/equations/filed.py. What is written is
docs/explanation/accuracy.md. Run it with tests/ on the path, as `make accuracy` does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from disprop.intervals import FAMILIES, Family
from equations.filed import errors
from studies.grids import Row, beyond, rows
from studies.machine import PAGES, stamp, table

LEVELS = (0.5, 0.95, 0.9999)
LEAST, EXTREME = 0.5, 1 - 1e-9
REGIMES = (
    "counts to 1,000",
    "counts to 100,000",
    "counts to 1e7",
    "counts to 1e9",
    "level 1 - 1e-9, counts to 1e9",
    "beyond",
)
MOST = (1e3, 1e5, 1e7, 1e9)
OUTSIDE = np.inf  # in place of the largest count: of rows of which nothing is promised
SLOW = {"bayes", "random-intercept", "beta-binomial", "gamma-poisson"}  # whose definitions are integrals, or long sums

# Limits that come from an inverse function or a root of a probability; MOVER has the digits of what it is made of.
INVERTED = {
    *("clopper-pearson", "garwood", "exact", "mid-p", "jeffreys", "likelihood", "blaker", "fay-feuer", "tiwari", "fay"),
    *("bayes", "cluster-robust", "beta-binomial", "gamma-poisson", "random-intercept"),
}
CLOSED_FORM = (1e-13,) * 5
ROOT = (1e-11, 1e-11, 1e-11, 1e-9, 1e-9)
SUMMED = (1e-11, 1e-11, 1e-11, 1e-9, 1e-4)  # a posterior whose probabilities are known to 1e-13, however small


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst relative error that was met, and where."""

    error: float
    data: Row
    level: float


def promised(family: Family, name: str) -> tuple[float, ...]:
    """Return the largest error that a method may have in each regime but the last, for which nothing is promised."""
    if name == "bayes" and family.parameter.endswith("counted"):
        return SUMMED
    inverted = family.core or name.removeprefix("mover-").removeprefix("dobson-") in INVERTED
    return ROOT if inverted else CLOSED_FORM


def regime(size: float, level: float) -> int:
    """Return the place among REGIMES of counts up to `size`."""
    if size == OUTSIDE or level > EXTREME or level < LEAST:
        return len(MOST) + 1
    return len(MOST) if level == EXTREME else int(np.searchsorted(MOST, size))


def questions(family: Family, name: str) -> Iterator[tuple[Row, float, float]]:
    """Yield the counts to measure at, the largest of them, and the level."""
    small = {row: size for row, size in rows(family).items() if size <= MOST[0]}
    levels = LEVELS[:2] if name == "random-intercept" else (*LEVELS, EXTREME)  # further out the integrals take hours
    for (row, size), level in product((small if name in SLOW else rows(family)).items(), levels):
        yield row, size, level
    for row in beyond(family):
        yield row, OUTSIDE, 0.95
    for (row, size), level in product({} if name in SLOW else small.items(), (0.05, 1 - 1e-14)):
        yield row, size, level


def measured(family: Family, name: str, row: Row, level: float) -> Worst:
    """Return the larger error of the two limits."""
    a = (1 - level) / 2
    limits = family.limits(name, tuple(np.asarray(number, dtype=np.float64) for number in row), a)
    return Worst(max(errors(family.parameter, name, row, a, limits)), row, level)


def worst_of(family: Family, name: str) -> list[Worst | None]:
    """Return the worst of each regime; a limit that is no root at all is the worst."""
    found: dict[int, Worst] = {}
    for row, size, level in questions(family, name):
        here, place = measured(family, name, row, level), regime(size, level)
        if place not in found or not here.error <= found[place].error:
            found[place] = here
    return [found.get(place) for place in range(len(REGIMES))]


def written(worst: Worst | None, most: float) -> str:
    """Return an error with two digits, in bold where it is more than is promised."""
    if worst is None:
        return "-"
    return f"{worst.error:.1e}" if worst.error <= most else f"**{worst.error:.1e}**"


def lines(family: Family) -> Iterator[tuple[object, ...]]:
    """Yield the line of each method, saying on stderr how far it is."""
    for name in family.methods:
        started = time.perf_counter()
        cells = worst_of(family, name)
        inside = [cell for cell in cells[:-1] if cell]
        where = max(inside, key=lambda cell: np.nan_to_num(cell.error, nan=np.inf))
        counts = " ".join(f"{number:.6g}" for number in np.ravel(where.data))
        print(f"{family.parameter:16} {name:20} {time.perf_counter() - started:.1f} s", file=sys.stderr)
        yield f"`{name}`", *map(written, cells, (*promised(family, name), np.inf)), f"{counts} at {where.level:.10g}"


PAGE = """# How accurate the limits are

The table shows the worst relative error of a limit: how far it is from the number that its own definition gives at
fifty digits, as a fraction of that number. A double-precision number cannot be nearer than about 1.1e-16. The levels
are 0.5, 0.95 and 0.9999, and 1 - 1e-9 in a column of its own. Denominators go up to 1e12 in every column; a part that
is nearly the whole stands under the count of what is left. For a difference the error is a fraction of the larger of
the two rates or risks, if that is more, and of other numbers of both signs a fraction of the larger limit. The limits
of Blaker's method, which begin at a jump, are known to the next power of ten. The last column says where the worst
error within the range was met: the data, and the level. Every method is in the table. What takes an estimate with its
variance has no counts, and stands in the first column; so do the methods whose definition is an integral or a long sum.
The limits of random intercepts, which are roots of integrals inside roots, are measured at the levels 0.5 and 0.95.

## What is promised

| limits | counts to 1e7, levels 0.5 to 0.9999 | counts to 1e9, denominators to 1e12, levels to 1 - 1e-9 |
| --- | --- | --- |
| closed forms and score methods | 1e-13 | 1e-13 |
| exact, mid-p, Jeffreys, Blaker and likelihood, and what MOVER makes of them | 1e-11 | 1e-9 |
| gammas of weighted sums, strata, deployments, posterior of a likelihood ratio | 1e-11 | 1e-9 |
| posterior with a prevalence that was counted | 1e-11 | 1e-9; at 1 - 1e-9 1e-4 |

The posterior with a counted prevalence comes from probabilities that are right to 1e-13, of which a tail of 5e-10 keeps
four digits. The tests hold every method to this on a part of the grid. A number in bold breaks it.

Rows are measured one by one. From 500 rows of one level on, exact, mid-p and Jeffreys limits, and what is composed of
them, come from [a polynomial of the level](../decisions/0009-polynomials.md), which keeps the same promise: a row
among many may differ from a call of its own by 1e-11 of a limit, and never by what was called before.

## What holds beyond

The column "beyond" has counts to 100,000 over denominators of 1e15 at level 0.95, and counts to 1,000 at the levels
0.05 and 1 - 1e-14. Nothing is promised there: the column says what was found, and "nan" that there was no root beside
the limit. Counts above 1e9 were not measured. Above 2^53 they are no longer whole numbers in double precision, and of a
level nearer to 1 than 1e-14 no more than two digits are known, since 1 - level is what counts.

{stamp}

{tables}
"""


def main() -> None:
    """Measure every method and write the page."""
    tables = [
        f"## {family.parameter.capitalize()}\n\n{table(('method', *REGIMES, 'worst at'), list(lines(family)))}"
        for family in FAMILIES.values()
    ]
    made = stamp("make accuracy", "disprop", "numpy", "scipy", "mpmath")
    page = PAGE.format(stamp=made, tables="\n\n".join(tables))
    (PAGES / "accuracy.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
