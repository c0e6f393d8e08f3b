"""How fast the public functions are beside other software, and every other family by its kernel: a page and a CSV.

    python -m benchmarks.speed [--rows 1 1000 100000 10000000] [--turns 5]

The families are walked. What is written is docs/explanation/speed.md and speed.csv.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from statistics import median

from benchmarks.beside import FEW, PAGE as CSV, PUBLIC, SIZES, TOO_LONG, Timed, every, floor, interleaved, ours
from benchmarks.cases import cases
from benchmarks.kinds import KINDS, columns
from benchmarks.measured import memory, seconds
from disprop.intervals import FAMILIES
from studies.machine import PAGES, stamp, table

TAIL = 0.025
DRAWN = "as drawn"
SLOW = 1e-6  # seconds for each row
HEAD = ("family", "method", "counts", "rows", "ours_ns", "peer", "peer_ns", "times", "floor_ns")
MODULES = ("numpy", "scipy.special", "disprop", "scipy.stats", "statsmodels.stats.rates")


def kernels(sizes: tuple[int, ...], turns: int) -> Iterator[Timed]:
    """Yield the time of every method of the other families, by its kernel, at sizes that are done in time."""
    for name, family in FAMILIES.items():
        for method in family.methods if name not in PUBLIC else ():
            call = partial(family.limits, method, a=TAIL)
            few = seconds(lambda call=call, name=name: call(data=cases(name, 10))) / 10  # type: ignore[misc]
            for rows in (size for size in sizes if 1 < size < SIZES[-1] and few * size < TOO_LONG / 10):
                data = cases(name, rows)
                mine, least = interleaved([partial(call, data=data), floor(data)], turns)
                few = mine / rows
                yield Timed(name, method, DRAWN, rows, few, least / rows)
            print(f"{name}, {method}", file=sys.stderr)


def import_time(module: str, repeats: int = 9) -> float:
    """Return the CPU milliseconds of an import in a fresh Python, less those of starting it."""

    def started(code: str) -> float:
        script = f"import time\n{code}\nprint(time.process_time())"
        done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
        return float(done.stdout) * 1e3

    return median(started(f"import {module}") for _ in range(repeats)) - median(started("") for _ in range(repeats))


PAGE = """# How fast it is

Every method of our public functions beside the same interval of other software in Python (statsmodels; scipy where it
has an exact one), taking turns in one process, at level 0.95. A number is the median of {turns} turns of CPU time.
"Times as fast" is the time of the fastest peer over ours, and carries over to other machines better than times do. The
floor is to divide the counts and to write two numbers for each row: no interval can cost less. Peers that take one row
at a time got {few} rows; a call of more than {too_long:g} seconds was not timed, nor a peer that ends in an error.

Three kinds of counts: small of many (1 to 39 events of 10,000 to 2 million), half of few (a binomial half of 6 to 199)
and large (0.2 to 20% of 0.2 to 5 million). The whole table, every method at every size, is [speed.csv](speed.csv).

{stamp} The load average was {load:.1f} when it
ended; above the number of cores, other work was in the way.

## In short

{short}

On many rows the peer is faster where an interval is a formula of a few operations (`wald`, `wald-log`, `score` of a
rate, `woolf-log`), as it looks at nothing: ours reads every count first, refuses what is no count or a part above its
whole, keeps copies that nobody can change, and is right at zero, in 5 to 40 ns for each row. From 500 rows on, exact,
mid-p and Jeffreys limits come from a polynomial of their level, which is within 1e-11 of what one row alone gives:
[why](../decisions/0009-polynomials.md).

## One call

With plain numbers, small of many, with all checks and the result; in microseconds.

{one}

## 1,000 rows

Nanoseconds for each row, small of many. What a single call costs is shared by 1,000 rows here.

{thousand}

## 100,000 rows

Nanoseconds for each row, and times as fast, for the three kinds of counts in turn.

{many}

## 10,000,000 rows

Nanoseconds for each row, small of many; peers that would take more than {too_long:g} seconds got 1,000 or 100,000 rows.

{most}

Memory: {memory} bytes for each row are held at most during `rate_ratio` of 1,000,000 rows, counts and result included.

## What takes more than a microsecond for each row

Of the methods above at 100,000 rows or the largest size in time, in microseconds by kind of counts.

{slow}

{reasons}

## Import

CPU milliseconds to import, in a fresh Python, less those of starting Python; medians of 9:

{imports}
"""
REASONS = """\
- `exact` and `mid-p` of an odds ratio add up the chances of the tables that count, sixteen standard deviations of
  their first cell or so, twice for each limit: more, the larger the counts are.
- `blaker` takes four or five tails of a binomial count for each limit, `scas` three scores with their slopes."""


def ns(spent: float) -> str:
    """Return seconds as nanoseconds in three digits."""
    return f"{float(f'{spent * 1e9:.3g}'):,g}"


def us(spent: float) -> str:
    """Return seconds as microseconds in three digits."""
    return f"{float(f'{spent * 1e6:.3g}'):,g}"


def times(result: Timed) -> str:
    """Return how many times as fast it is, in two digits."""
    return "-" if math.isnan(result.times) else f"{float(f'{result.times:.2g}'):,g}"


def one_size(found: Iterable[Timed], rows: int, said: Callable[[float], str], head: str) -> str:
    """Return the table of small counts at one size, of those with a peer."""
    lines = [
        (x.family, f"`{x.method}`", said(x.ours), f"{said(x.theirs)} ({x.peer})", times(x), said(x.floor))
        for x in found
        if x.rows == rows and x.counts == KINDS[0] and x.peer
    ]
    return table(("family", "method", f"ours, {head}", "fastest peer", "times as fast", "floor"), lines)


def by_kind(found: Iterable[Timed], rows: int) -> str:
    """Return the table of all kinds of counts at one size, of those with a peer."""
    rowed: dict[tuple[str, str], dict[str, Timed]] = {}
    for x in found:
        if x.rows == rows and x.peer:
            rowed.setdefault((x.family, x.method), {})[x.counts] = x
    lines = [
        (family, f"`{method}`", *(_each(kinds, said) for said in (lambda x: ns(x.ours), lambda x: ns(x.theirs), times)))
        for (family, method), kinds in rowed.items()
    ]
    return table(("family", "method", "ours", "fastest peer", "times as fast"), lines)


def _each(kinds: dict[str, Timed], said: Callable[[Timed], str]) -> str:
    return " / ".join(said(kinds[kind]) if kind in kinds else "-" for kind in KINDS)


def slow(found: Iterable[Timed]) -> str:
    """Return the table of methods that take more than a microsecond for each row."""
    last: dict[tuple[str, str], dict[str, Timed]] = {}
    for x in found:
        if x.rows > 1 and x.family in PUBLIC:
            last.setdefault((x.family, x.method), {})[x.counts] = x
    lines = [
        (family, f"`{method}`", _each(kinds, lambda x: us(x.ours)))
        for (family, method), kinds in last.items()
        if max(x.ours for x in kinds.values()) > SLOW
    ]
    return table(("family", "method", " / ".join(KINDS)), lines)


def in_short(found: Iterable[Timed]) -> str:
    """Return one line for each size: how many are at least as fast, the smallest ratio and the middle one."""
    lines = []
    for rows in SIZES:
        if here := sorted((x for x in found if x.rows == rows and x.peer), key=lambda x: x.times):
            least, ahead = here[0], sum(x.times >= 1 for x in here)
            name = f"{times(least)} ({least.family}, `{least.method}`, {least.counts})"
            lines.append((f"{rows:,}", len(here), ahead, name, times(here[len(here) // 2])))
    return table(("rows", "timed beside a peer", "ours at least as fast", "least times as fast", "median"), lines)


def bytes_held(rows: int = 1_000_000) -> float:
    """Return the most bytes for each row that a ratio of many rows holds."""
    return memory(ours("rate ratio", "mid-p", columns("rate ratio", KINDS[0], rows))) / rows


def page(found: list[Timed], turns: int) -> str:
    """Return the page."""
    return PAGE.format(
        turns=turns,
        few=FEW,
        too_long=TOO_LONG,
        stamp=stamp("make benchmark", "disprop", "numpy", "scipy", "statsmodels"),
        load=os.getloadavg()[0],
        short=in_short(found),
        one=one_size(found, 1, us, "microseconds"),
        thousand=one_size(found, 1_000, ns, "ns a row"),
        many=by_kind(found, 100_000),
        most=one_size(found, SIZES[-1], ns, "ns a row"),
        memory=f"{bytes_held():,.0f}",
        slow=slow(found),
        reasons=REASONS,
        imports=table(("module", "ms"), [(f"`{module}`", f"{import_time(module):,.0f}") for module in MODULES]),
    )


def line(x: Timed) -> tuple[object, ...]:
    """Return the cells of the CSV."""
    theirs = (x.peer, f"{x.theirs * 1e9:.3g}", f"{x.times:.3g}") if x.peer else ("", "", "")
    return x.family, x.method, x.counts, x.rows, f"{x.ours * 1e9:.3g}", *theirs, f"{x.floor * 1e9:.3g}"


def main() -> None:
    """Time everything, and write the page and the CSV."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes to time")
    parser.add_argument("--turns", type=int, default=5)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers divide by zero where we do not
    sizes = tuple(asked.rows)
    found = [*every(sizes, asked.turns, alone=True), *kernels(sizes, asked.turns)]
    (PAGES / "speed.md").write_text(page(found, asked.turns), encoding="utf-8")
    with CSV.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(HEAD)
        lines.writerows(map(line, found))


if __name__ == "__main__":
    main()
