"""Relative error of every limit of every method, against its own definition at fifty digits.

The families of counts are walked. The definitions are those of tests/equations/filed.py. What is written is
docs/explanation/accuracy.md. Run it with tests/ on the path, as `make accuracy` does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from disprop.intervals import FAMILIES, Family
from disprop.intervals._compose import RATES, RISKS
from equations.filed import errors
from studies.machine import PAGES, stamp, table

Counts = tuple[float, ...]
COUNTS = (0, 1, 2, 10, 1e3, 1e5, 1e7, 1e9)
WHOLES = (10, 1e3, 1e5, 2e7, 2e9, 1e12)
LEVELS = (0.5, 0.95, 0.9999)
EXTREME = 1 - 1e-9
FEW, POPULATION = 46_476.0, 1e12 / 7
PAIRS = (
    *((0, 1), (1, 0), (0, 10), (1, 1), (2, 10), (10, 1e3), (1e3, 1e3), (1e5, 1), (1e5, 1e5), (10, 1e7), (1e7, 1e7)),
    *((1, 1e9), (1e9, 1e9)),
)
SIDES = (
    (0, 10, 1, 10),
    (1, 10, 9, 10),
    (2, 10, 1, 1e9),
    (0, 703, 122, 89_012),
    (122, 89_012, 0, 703),
    (3, 10, 1, 1e12),
    (10, 1e3, 1e3, 1e5),
    (1e3, 1e5, 10, 1e9),
    (1e5, 1e7, 1e5, 1e9),
    (1e7, 1e9, 1, 1e9),
    (5e6, 1e7, 4e6, 1e7),
    (1e7, 1e9, 1e7, 1.1e9),
    (1e9, 2e9, 9e8, 2e9),
    (1e9, 1e12, 1, 1e12),
)
SHARES = ((0, 10), (1, 10), (10, 10), (2, 1e3), (1e3, 1e5), (1, 1e12), (1e7, 2e7), (1e9, 2e9), (1e9, 1e12))
BEYOND: dict[tuple[str, ...], tuple[Counts, ...]] = {
    ("part", "whole"): ((1, 1e15), (1e5, 1e15)),
    ("events", "population"): ((1e5, 1e15),),
    RATES: ((1, 1e15, 1e5, 1e-3), (1e5, 1e-3, 1e5, 1e15)),
    RISKS: ((1, 1e15, 1e5, 1e7), (1e5, 1e15, 1e5, 2e15)),
}
REGIMES = (
    "counts to 1,000",
    "counts to 100,000",
    "counts to 1e7",
    "counts to 1e9",
    "level 1 - 1e-9, counts to 1e9",
    "beyond",
)
MOST = (1e3, 1e5, 1e7, 1e9)

# Limits that come from an inverse function or a root of a probability; MOVER has the digits of what it is made of.
INVERTED = {"clopper-pearson", "garwood", "exact", "mid-p", "jeffreys", "likelihood", "blaker"}
CLOSED_FORM = (1e-13,) * 5
ROOT = (1e-11, 1e-11, 1e-11, 1e-9, 1e-9)


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst relative error that was met, and where."""

    error: float
    data: Counts
    level: float


def promised(name: str) -> tuple[float, ...]:
    """Return the largest error that a method may have in each regime but the last, for which nothing is promised."""
    return ROOT if name.removeprefix("mover-") in INVERTED else CLOSED_FORM


def rows(data: tuple[str, ...]) -> Sequence[Counts]:
    """Return the counts for a family whose data have these names; none where there is no grid for them."""
    if data == ("part", "whole"):
        inner = [(x, n) for n, x in product(WHOLES, COUNTS) if x < n]
        return inner + [(n - x, n) for n, x in product(WHOLES, (0, 1, 2))]
    if data == ("events", "population"):
        return [(x, POPULATION) for x in COUNTS]
    if data == RATES:
        return [(x1, FEW, x0, POPULATION) for x1, x0 in PAIRS]
    if data[:2] == ("group_events", "all_events"):
        return [(x, n, FEW, POPULATION) for x, n in SHARES]
    return SIDES if data == RISKS else ()


def most(data: Counts, names: tuple[str, ...]) -> float:
    """Return the largest count; one near its whole counts as what is left."""
    pairs = zip(data[::2], data[1::2], names[::2], strict=True)
    counts = [min(x, n - x) if 0 < x <= n and "part" in name else x for x, n, name in pairs if "population" not in name]
    return max(counts)


def regime(data: Counts, level: float, names: tuple[str, ...]) -> int:
    """Return the place among REGIMES."""
    if data in BEYOND.get(names, ()) or level > EXTREME or level < min(LEVELS):
        return len(MOST) + 1
    return len(MOST) if level == EXTREME else int(np.searchsorted(MOST, most(data, names)))


def questions(names: tuple[str, ...]) -> Iterator[tuple[Counts, float]]:
    """Yield the counts and levels to measure at."""
    yield from product(rows(names), (*LEVELS, EXTREME))
    yield from product(BEYOND.get(names, ()), (0.95,))
    yield from product([row for row in rows(names) if most(row, names) <= 1e3], (0.05, 1 - 1e-14))


def measured(family: Family, name: str, data: Counts, level: float) -> Worst:
    """Return the larger error of the two limits."""
    a = (1 - level) / 2
    limits = family.limits(name, tuple(np.asarray(number, dtype=np.float64) for number in data), a)
    return Worst(max(errors(family.parameter, name, data, a, limits)), data, level)


def worst_of(family: Family, name: str) -> list[Worst | None]:
    """Return the worst of each regime; a limit that is no root at all is the worst."""
    found: dict[int, Worst] = {}
    for data, level in questions(family.data):
        here = measured(family, name, data, level)
        place = regime(data, level, family.data)
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
        counts = " ".join(f"{number:.6g}" for number in where.data)
        print(f"{family.parameter:16} {name:20} {time.perf_counter() - started:.1f} s", file=sys.stderr)
        yield f"`{name}`", *map(written, cells, (*promised(name), np.inf)), f"{counts} at {where.level:.10g}"


PAGE = """# How accurate the limits are

The table shows the worst relative error of a limit: how far it is from the number that its own definition gives at
fifty digits, as a fraction of that number. A double-precision number cannot be nearer than about 1.1e-16. The levels
are 0.5, 0.95 and 0.9999, and 1 - 1e-9 in a column of its own. Denominators go up to 1e12 in every column; a part that
is nearly the whole stands under the count of what is left. For a difference the error is a fraction of the larger of
the two rates or risks, if that is more. The limits of Blaker's method, which begin at a jump, are known to the next
power of ten. The last column says where the worst error within the range was met: the counts, and the level. Families
that take sums over strata, or an estimate with its variance, are tested where they are made and are not in the table.

## What is promised

| limits | counts to 1e7, levels 0.5 to 0.9999 | counts to 1e9, denominators to 1e12, levels to 1 - 1e-9 |
| --- | --- | --- |
| closed forms and score methods | 1e-13 | 1e-13 |
| exact, mid-p, Jeffreys, Blaker and likelihood, and what MOVER makes of them | 1e-11 | 1e-9 |

The tests hold every method to this on a part of the grid. A number in bold breaks it.

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
        if rows(family.data) and not family.core
    ]
    made = stamp("make accuracy", "disprop", "numpy", "scipy", "mpmath")
    page = PAGE.format(stamp=made, tables="\n\n".join(tables))
    (PAGES / "accuracy.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
