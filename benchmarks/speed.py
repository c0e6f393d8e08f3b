"""Time of every method beside other software: interleaved in one process, medians, and the ratio.

    python -m benchmarks.speed [--rows 1 1000 1000000] [--repeats 5]

The families are walked. What is written is docs/explanation/speed.md and speed.csv.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

import disprop
from benchmarks.cases import cases
from benchmarks.measured import Call, memory, seconds
from benchmarks.peers import PEERS, SLOW
from disprop.intervals import FAMILIES, Family
from studies.machine import PAGES, stamp, table

Array = NDArray[np.float64]
TAIL = 0.025
ROWS = (1, 1_000, 1_000_000, 10_000_000)
FEWEST_WEIGHED = 1_000  # rows: of fewer, bytes per row say nothing
TOO_LONG = 0.4  # seconds: a method that would take longer is timed on fewer rows, and the cell says so
MODULES = ("numpy", "scipy.special", "disprop", "scipy.stats", "statsmodels.stats.rates")
TARGETS = {  # ns per row at 1e6 rows
    ("proportion", "wilson"): 12,
    ("proportion", "clopper-pearson"): 1_000,
    ("rate ratio", "exact"): 1_000,
    ("rate ratio", "mid-p"): 1_000,
    ("rate", "garwood"): 10,
    ("rate", "mid-p"): 10,
    ("rate ratio", "wald-log"): 20,
    ("rate ratio", "score"): 25,
    ("rate ratio", "scas"): 25,
    ("risk ratio", "koopman"): 300,
    ("risk ratio", "miettinen-nurminen"): 300,
    ("risk ratio", "scas"): 600,
    ("odds ratio", "exact"): 8_000,
}


@dataclass(frozen=True, slots=True)
class Timed:
    """ns per row of ours and of the peer, at a number of rows; bytes per row that ours holds at most."""

    family: str
    method: str
    rows: int
    ours: float
    peer: float | None
    memory: float | None

    def line(self) -> tuple[object, ...]:
        """Return the cells of the table."""
        peer = ("-", "-") if self.peer is None else (f"{self.peer:,.0f}", f"{self.peer / self.ours:,.1f}")
        memory = "-" if self.memory is None else f"{self.memory:,.0f}"
        return f"`{self.method}`", f"{self.rows:,}", f"{self.ours:,.0f}", *peer, memory


def ours(family: Family, name: str, data: tuple[Array, ...]) -> Call:
    """Return a call of our method."""
    return partial(family.limits, name, data, TAIL)


def peer(family: Family, name: str, data: tuple[Array, ...]) -> Call | None:
    """Return the same call of other software, where there is one, on as many rows as it can do in time."""
    call = PEERS.get((family.parameter, name))
    if call is None:
        return None
    few = slice(20) if (family.parameter, name) in SLOW else slice(None)
    return partial(call, *(part[few] for part in data))


def interleaved(calls: list[Call], repeats: int) -> list[float]:
    """Return the median time of each call, taking them in turns; short ones are repeated within a turn."""
    inner = [max(1, int(0.01 / max(seconds(call), 1e-6))) for call in calls]

    def turn(call: Call, times: int) -> float:
        return seconds(lambda: [call() for _ in range(times)]) / times

    turns = [[turn(call, times) for call, times in zip(calls, inner, strict=True)] for _ in range(repeats)]
    return [median(column) for column in zip(*turns, strict=True)]


def affordable(family: Family, name: str, rows: int) -> int:
    """Return the number of rows that is done in time, judged from a tenth of it, and that from a tenth again."""
    if seconds(ours(family, name, cases(family.parameter, 10))) > TOO_LONG / 100:
        return min(10, rows)
    fewer = 1_000
    while fewer < rows and 10 * seconds(ours(family, name, cases(family.parameter, fewer))) < TOO_LONG:
        fewer *= 10
    return min(fewer, rows)


def timed(family: Family, name: str, rows: int, repeats: int) -> Timed:
    """Return the time and memory of a method beside its peer."""
    data = cases(family.parameter, rows)
    mine, theirs = ours(family, name, data), peer(family, name, data)
    both = interleaved([mine] if theirs is None else [mine, theirs], repeats)
    peer_rows = min(rows, 20) if (family.parameter, name) in SLOW else rows
    peer_time = None if theirs is None else both[1] / peer_rows * 1e9
    held = memory(mine) / rows if rows >= FEWEST_WEIGHED else None
    return Timed(family.parameter, name, rows, both[0] / rows * 1e9, peer_time, held)


def all_timed(sizes: tuple[int, ...], repeats: int) -> list[Timed]:
    """Time every method at every size, once where fewer rows were affordable, saying on stderr how far it is."""
    found: dict[tuple[str, str, int], Timed] = {}
    for family in FAMILIES.values():
        for name in family.methods:
            for rows in dict.fromkeys(affordable(family, name, size) for size in sizes):
                result = timed(family, name, rows, repeats)
                found[family.parameter, name, rows] = result
            print(f"{family.parameter:16} {name:20} {result.ours:12,.0f} ns a row", file=sys.stderr)
    return list(found.values())


def scalar_calls() -> list[tuple[object, ...]]:
    """Return the time of one call through the public functions, in microseconds."""
    sides: dict[str, Any] = {"group": (33, 46_476), "reference": (352, 1_761_205)}
    public: dict[str, Callable[..., Any]] = {
        "proportion": partial(disprop.proportion, 12, 14),
        "rate": partial(disprop.rate, 33, 46_476),
        "rate ratio": partial(disprop.rate_ratio, **sides),
    }
    calls = {
        (family, name): partial(public[family], method=name) for family in public for name in FAMILIES[family].methods
    }
    times = interleaved(list(calls.values()), 5)
    return [(family, f"`{name}`", f"{spent * 1e6:,.0f}") for (family, name), spent in zip(calls, times, strict=True)]


def import_time(module: str, repeats: int = 5) -> float:
    """Return the CPU milliseconds of an import in a fresh Python, less those of starting it."""

    def started(code: str) -> float:
        script = f"import time\n{code}\nprint(time.process_time())"
        done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
        return float(done.stdout) * 1e3

    return median(started(f"import {module}") for _ in range(repeats)) - median(started("") for _ in range(repeats))


def verdict(result: Timed) -> tuple[object, ...]:
    """Return how a method stands to what it is meant to reach."""
    target = TARGETS[result.family, result.method]
    short = "reached" if result.ours <= target else f"missed: {result.ours / target:.2f} times as long"
    return result.family, f"`{result.method}`", f"{result.ours:,.0f}", f"{target:,}", short


PAGE = """# How fast it is

Each method is timed beside the same interval of other software where there is one in Python, taking turns in one
process. The numbers are medians of {repeats} turns, in nanoseconds of CPU time for each row, at level 0.95. "Times as
fast" is the peer's time over ours, and carries over to other machines better than the times do. Memory is the most that
is held at once during a call, the result included, in bytes for each row; two limits take 16. Where a method would take
more than {too_long:g} seconds at a size, it is timed on fewer rows. The root finders of other software get 20 rows.

{stamp} The load average was {load:.1f} when it
ended; above the number of cores, other work was in the way.

{tables}

## What it is meant to reach

At the largest size in the tables above, in nanoseconds for each row. Memory is meant to stay at the result, 16 bytes
for each row, and 2 MB; the tables say what it is.

{verdicts}

Where it stops short:

- Closed forms and looked-up limits of 10 to 30 ns are bound by memory, not by arithmetic. Writing two limits into
  fresh memory, and clipping them to the range of the parameter, takes 8 to 10 ns by itself on the machine of this page.
  A table of limits of rates pays 65 ns for each count once, and is shared by all rows with that count.
- Exact and mid-p limits of a proportion or a rate ratio take one or two sums of a tail, of about 40 terms for each row.
- `jeffreys` of a proportion is the inverse of the incomplete beta function as SciPy has it, with its digits mended.
- `blaker` and `scas` of a difference or an odds ratio find the first crossing of a function that crosses more than
  once, so a bracket has to be walked.

## One call

One call with plain numbers through the public function, with its checks and its result, in microseconds. It is meant
to take 30 where there is a formula and 60 for an exact method. It does not: each of the 20 to 100 steps of a kernel is
written for arrays and costs about 1 microsecond on one number, and the checks and the result cost 20. A list of numbers
in one call costs little more than one number.

{scalars}

## Import

CPU milliseconds to import, in a fresh Python, less those of starting Python; medians of 5:

{imports}
"""


def page(results: list[Timed], repeats: int) -> str:
    """Return the page."""
    head = ("method", "rows", "ours", "peer", "times as fast", "bytes")
    tables = [
        f"## {name.capitalize()}\n\n{table(head, [result.line() for result in results if result.family == name])}"
        for name in dict.fromkeys(result.family for result in results)
    ]
    largest = {(result.family, result.method): result for result in results}
    return PAGE.format(
        repeats=repeats,
        too_long=TOO_LONG,
        stamp=stamp("make benchmark", "disprop", "numpy", "scipy", "statsmodels"),
        load=os.getloadavg()[0],
        tables="\n\n".join(tables),
        verdicts=table(
            ("family", "method", "ours", "to reach", ""), [verdict(largest[key]) for key in TARGETS if key in largest]
        ),
        scalars=table(("family", "method", "microseconds"), scalar_calls()),
        imports=table(("module", "ms"), [(f"`{module}`", f"{import_time(module):,.0f}") for module in MODULES]),
    )


def main() -> None:
    """Time everything, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS, help="sizes to time")
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers divide by zero where we do not
    results = all_timed(tuple(asked.rows), asked.repeats)
    written = page(results, asked.repeats)
    print(written)
    (PAGES / "speed.md").write_text(written, encoding="utf-8")
    with (PAGES / "speed.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("family", "method", "rows", "ns_per_row"))
        lines.writerows((result.family, result.method, result.rows, f"{result.ours:.3g}") for result in results)


if __name__ == "__main__":
    main()
