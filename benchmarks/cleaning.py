"""From a messy file to a checked table with its log: seconds of one processor, and how many repairs were logged.

    python -m benchmarks.cleaning [--rows 100000] [--repeats 3]

The file is made in memory. What is written is docs/explanation/speed-cleaning.md.
"""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.measured import seconds
from disprop import cleaning
from studies.machine import PAGES, stamp, table

HEADING = "Force ,Area,Month,Group,Stops,Arrests,Share,People\n"
GROUPS = ("White", " Black", "Asian ", "Mixed", "Other\u00a0group")
MARKS = ("<5", "*", "", "n/k")
PAGE = """# How fast a file is read and cleaned

A table as a publisher prints it, of {rows:,} rows in 8 columns, {size:.1f} MB of text: titles above the heading and
notes below, labels with stray spaces, numbers with thousands and footnote marks, suppression marks, percentages, empty
cells, and a total among the rows of each area. `cleaning.read_table` reads it, logs every repair and asks its
questions; then it is read again with the answers that it suggests, and the log is applied to the raw file, which gives
the frame.

The times are seconds of one processor, the least of {repeats} turns. The load of the machine was {load:.1f}: above its
number of cores, what others do makes each second do less.

{stamp}

{lines}
"""


def messy(rows: int) -> str:
    """Return a table of so many rows as a publisher prints it."""
    rng = np.random.default_rng(50)
    chance = rng.random((3, rows))
    stops, people, arrests = rng.integers(1, 9_000, rows), rng.integers(1_000, 90_000, rows), rng.integers(5, 400, rows)
    lines = ["Table 4. Stops by area,,,,,,,\n", "Crown copyright,,,,,,,\n", ",,,,,,,\n", HEADING]
    for row in range(rows):
        force = f"Force {row // 2400}{' ' if chance[0, row] < 0.3 else ''}"
        group = "Total" if row % 60 == 59 else GROUPS[row % 5]
        arrested = MARKS[row % 4] if chance[1, row] < 0.2 else str(arrests[row])
        numbers = (
            f'"{stops[row]:,}{"*" if chance[2, row] < 0.1 else ""}",{arrested},{chance[1, row]:.1%},"{people[row]:,}"'
        )
        lines.append(f"{force},Area {row // 60:05d},{1 + row // 5 % 12:02d}/2024,{group},{numbers}\n")
    return "".join([*lines, "Source: the forces,,,,,,,\n", "* Provisional.,,,,,,,\n"])


def measured(rows: int, repeats: int) -> list[tuple[object, ...]]:
    """Return a line for each thing that is done with the file."""
    content = messy(rows).encode()
    read = cleaning.read_table(io.BytesIO(content))
    calls: dict[str, Callable[[], Any]] = {
        "read, cleaned, logged and asked about": lambda: cleaning.read_table(io.BytesIO(content)),
        "read again with what was suggested": lambda: cleaning.read_table(io.BytesIO(content), **read.suggested),
        "the log applied to the raw file": lambda: read.replay(io.BytesIO(content)),
        "the log printed": lambda: str(read),
    }
    repairs = f"{len(read.log):,}"
    return [(name, repairs, f"{min(seconds(call) for _ in range(repeats)):.2f}") for name, call in calls.items()]


def main() -> None:
    """Time everything, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    lines = table(("what", "repairs in the log", "seconds"), measured(asked.rows, asked.repeats))
    how = stamp("python -m benchmarks.cleaning", "disprop", "pandas", "numpy")
    size = len(messy(asked.rows).encode()) / 1e6
    shown = {"rows": asked.rows, "size": size, "repeats": asked.repeats, "load": os.getloadavg()[0]}
    written = PAGE.format(**shown, stamp=how, lines=lines)
    print(written)
    (PAGES / "speed-cleaning.md").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
