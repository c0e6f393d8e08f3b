"""Whether a commit is slower than another: the same calls by turns, each in a process of its own, in one run.

    python -m benchmarks.two_commits OLD NEW [--repeats 5] [--rows 1 1000 100000]

OLD and NEW are checkouts, as `git worktree add` makes them. What is printed for each call is the median of both over
the turns, in CPU time, and the new over the old. The command fails where one call is more than 15% slower, or one on
1,000 rows and more is 5% slower. Importing the package is timed too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.calls import ROWS
from studies.machine import table

HERE = Path(__file__).resolve().parents[1]
SLOWER_ONE, SLOWER_MANY = 1.15, 1.05
COMMANDS = {
    "import disprop": ("-c", "import disprop"),
    "import disprop.alerts": ("-c", "import disprop.alerts"),
    "import disprop.tables": ("-c", "import disprop.tables"),
}
Times = dict[str, float]


def run(checkout: Path, *arguments: str) -> str:
    """Return what Python prints with the package of a checkout."""
    paths = os.pathsep.join((str(checkout / "src"), str(HERE)))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=HERE, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{checkout}: {done.stderr}")
    return done.stdout


def of_children() -> float:
    """Return the CPU time of every process that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def started(checkout: Path, *arguments: str) -> float:
    """Return the CPU time of a process, its start included."""
    before = of_children()
    run(checkout, *arguments)
    return of_children() - before


def turn(checkout: Path, rows: list[int]) -> Times:
    """Return the time of everything, once."""
    found: dict[str, Any] = json.loads(run(checkout, "-m", "benchmarks.calls", "--rows", *map(str, rows)))
    if Path(found["where"]).resolve() != checkout:
        raise SystemExit(f"{checkout} was meant, and {found['where']} was timed")
    times: Times = {name: started(checkout, *command) for name, command in COMMANDS.items()}
    times.update(found["times"])
    return times


def by_turns(old: Path, new: Path, repeats: int, rows: list[int]) -> tuple[list[Times], list[Times]]:
    """Return the times of both, which take turns at being the first."""
    found: dict[Path, list[Times]] = {old: [], new: []}
    for number in range(repeats):
        for checkout in (old, new) if number % 2 == 0 else (new, old):
            print(f"turn {number + 1} of {repeats}: {checkout.name}", file=sys.stderr)
            found[checkout].append(turn(checkout, rows))
    return found[old], found[new]


def line(old: list[Times], new: list[Times], name: str) -> tuple[str, float, float, float, str]:
    """Return the row of one call: milliseconds before and after, the ratio, and whether that is too much."""
    before, after = (median(one[name] for one in turns) * 1e3 for turns in (old, new))
    most = SLOWER_MANY if name.endswith(tuple(f", {rows:,}" for rows in ROWS[1:])) else SLOWER_ONE
    return name, before, after, after / before, "" if after / before <= most else f"more than {most}"


def main() -> int:
    """Compare two checkouts; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    asked = parser.parse_args()
    old, new = by_turns(asked.old.resolve(), asked.new.resolve(), asked.repeats, asked.rows)
    lines = list(map(partial(line, old, new), old[0]))
    cells: list[tuple[object, ...]] = [
        (name, f"{a:,.3f}", f"{b:,.3f}", f"{ratio:.2f}", slow) for name, a, b, ratio, slow in lines
    ]
    print(table(("call, rows", "old, ms", "new, ms", "new/old", ""), cells))
    return int(any(slow for *_, slow in lines))


if __name__ == "__main__":
    sys.exit(main())
