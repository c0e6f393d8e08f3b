"""Relative error of every limit of every method, against its own definition at fifty digits.

The families are walked. The definitions are those of tests/equations/filed.py; a method without one there is listed as
such. What is written is docs/explanation/accuracy.md. Run it with tests/ on the path, as `make accuracy` does.
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
from equations.filed import FILED, errors
from studies.machine import PAGES, stamp, table

Counts = tuple[float, ...]
COUNTS = (0, 1, 2, 10, 1e3, 1e5, 1e7)
WHOLES = (10, 1e3, 1e5, 2e7, 1e9)
LEVELS = (0.5, 0.95, 0.9999)
EXTREME = 1 - 1e-9
POPULATION = 1e12 / 7
PAIRS = ((0, 1), (1, 0), (0, 10), (1, 1), (2, 10), (10, 1e3), (1e3, 1e3), (1e5, 1), (1e5, 1e5), (10, 1e7), (1e7, 1e7))
SIDES = (
    (0, 10, 1, 10),
    (1, 10, 9, 10),
    (2, 10, 1, 1e9),
    (0, 703, 122, 89_012),
    (122, 89_012, 0, 703),
    (10, 1e3, 1e3, 1e5),
    (1e3, 1e5, 10, 1e9),
    (1e5, 1e7, 1e5, 1e9),
    (1e7, 1e9, 1, 1e9),
    (5e6, 1e7, 4e6, 1e7),
    (1e7, 1e9, 1e7, 1.1e9),
)
REGIMES = ("counts to 1,000", "counts to 100,000", "counts to 1e7", "level 1 - 1e-9, counts to 1e7")


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst relative error that was met, and where."""

    error: float
    data: Counts
    level: float


def rows(data: tuple[str, ...]) -> Sequence[Counts]:
    """Return the counts for a family whose data have these names; none where there is no grid for them."""
    if data == ("part", "whole"):
        inner = [(x, n) for n, x in product(WHOLES, COUNTS) if x < n]
        return inner + [(n - x, n) for n, x in product(WHOLES, (0, 1, 2)) if n < 1e9]
    if data == ("events", "population"):
        return [(x, POPULATION) for x in COUNTS]
    if data == RATES:
        return [(x1, 46_476.0, x0, POPULATION) for x1, x0 in PAIRS]
    return SIDES if data == RISKS else ()


def regime(data: Counts, level: float) -> int:
    """Return the place among REGIMES."""
    if level == EXTREME:
        return 3
    most = max(data[::2])
    return 0 if most <= 1e3 else 1 if most <= 1e5 else 2


def levels(data: Counts) -> tuple[float, ...]:
    """Return the levels to measure at: two where fifty digits take long."""
    return (*(LEVELS if regime(data, 0.95) < 2 else (0.95,)), EXTREME)


def measured(family: Family, name: str, data: Counts, level: float) -> Worst:
    """Return the larger error of the two limits."""
    a = (1 - level) / 2
    limits = family.limits(name, tuple(np.asarray(number, dtype=np.float64) for number in data), a)
    return Worst(max(errors(family.parameter, name, data, a, limits)), data, level)


def worst_of(family: Family, name: str) -> list[Worst | None]:
    """Return the worst of each regime; a limit that is no root at all is the worst."""
    found: dict[int, Worst] = {}
    for data, level in ((row, level) for row in rows(family.data) for level in levels(row)):
        here = measured(family, name, data, level)
        place = regime(data, level)
        if place not in found or not here.error <= found[place].error:
            found[place] = here
    return [found.get(place) for place in range(len(REGIMES))]


def written(worst: Worst | None) -> str:
    """Return an error with two digits."""
    return "-" if worst is None else f"{worst.error:.1e}"


def lines(family: Family) -> Iterator[tuple[object, ...]]:
    """Yield the line of each method, saying on stderr how far it is."""
    for name in family.methods:
        if (family.parameter, name) not in FILED or not rows(family.data):
            yield f"`{name}`", *["not measured"] * len(REGIMES), ""
            continue
        started = time.perf_counter()
        cells = worst_of(family, name)
        where = max((cell for cell in cells if cell), key=lambda cell: cell.error)
        counts = " ".join(f"{number:.6g}" for number in where.data)
        print(f"{family.parameter:16} {name:20} {time.perf_counter() - started:.1f} s", file=sys.stderr)
        yield f"`{name}`", *map(written, cells), f"{counts} at {where.level:.10g}"


PAGE = """# How accurate the limits are

The table shows the worst relative error of a limit: how far it is from the number that its own definition gives at
fifty digits, as a fraction of that number. A double-precision number cannot be nearer than about 1.1e-16. The levels go
from 0.5 to 0.9999, and to 1 - 1e-9 in a column of its own; denominators go up to 1e9 for parts of a whole and to 1.4e11
for populations. For a difference the error is a fraction of the larger of the two risks, if that is more. The last
column says where the worst error of all was met: the counts, and the level.

"Not measured" means that the method has no definition at fifty digits in the tests yet, or that the study has no
grid for its family.

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
