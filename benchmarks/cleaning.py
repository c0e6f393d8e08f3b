"""From a messy file to a checked table with its log: seconds of CPU for a table of many rows.

    python -m benchmarks.cleaning [--rows 100000] [--repeats 3]

The file is made in memory: titles above, notes below, labels with stray spaces, numbers with thousands, footnote marks,
suppression marks and percentages, empty cells, and a total for each area. What is written is docs/explanation/speed-cleaning.md.
"""

from __future__ import annotations

import argparse
import gc
import io
import random
import time
from collections.abc import Callable
from typing import Any

from disprop import cleaning
from studies.machine import PAGES, stamp, table

HEADING = "Force ,Area,Month,Group,Stops,Arrests,Share,People\n"
GROUPS = ("White", " Black", "Asian ", "Mixed", "Other\u00a0group")


def messy(rows: int) -> str:
    """Return a table of so many rows as a publisher prints it."""
    draw = random.Random(50)
    lines = ["Table 4. Stops by area,,,,,,,\n", "Crown copyright,,,,,,,\n", ",,,,,,,\n", HEADING]
    for row in range(rows):
        area, month = f"Area {row // 60:05d}", f"{1 + row // 5 % 12:02d}/2024"
        force = f"Force {row // 2400}{' ' if draw.random() < 0.3 else ''}"
        stops, people = draw.randrange(1, 9_000), draw.randrange(1_000, 90_000)
        arrests = draw.choice(["<5", "*", "", "n/k"]) if draw.random() < 0.2 else str(draw.randrange(5, 400))
        note = "*" if draw.random() < 0.1 else ""
        group = "Total" if row % 60 == 59 else GROUPS[row % 5]
        cells = (force, area, month, group, f'"{stops:,}{note}"', arrests, f"{draw.random():.1%}", f'"{people:,}"')
        lines.append(",".join(cells) + "\n")
    return "".join([*lines, "Source: the forces,,,,,,,\n", "* Provisional.,,,,,,,\n"])
