"""From records to ratios with their intervals, on each engine, beside the engine's own group-by.

    python -m benchmarks.tables [--rows 50000000] [--repeats 3] [--engines duckdb "polars lazy" ...]

Records are made once, as Parquet: 200 areas, 20 groups, 36 months. Each engine runs in a process of its own, so that
the most memory it held is its own. The bare group-by counts the same records and hands over the same small table.
What is written is docs/explanation/speed-tables.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from disprop import rate_ratio, tables
from studies.machine import PAGES, stamp, table

AREAS, GROUPS, MONTHS = 200, 20, 36
KEYS = ["area", "group", "month"]
BATCH = 1_000_000
READERS: dict[str, Callable[[str], Any]] = {
    "pandas categories": pd.read_parquet,
    "pandas text": lambda path: pd.read_parquet(path).astype(dict.fromkeys(KEYS, str)),
    "polars lazy": lambda path: import_module("polars").scan_parquet(path),
    "duckdb": lambda path: import_module("duckdb").read_parquet(path),
    "pyarrow": lambda path: import_module("pyarrow.parquet").read_table(path),
}
BARE: dict[str, Callable[[Any], Any]] = {
    "pandas categories": lambda frame: frame.groupby(KEYS, observed=True, sort=False).size().reset_index(),
    "pandas text": lambda frame: frame.groupby(KEYS, sort=False).size().reset_index(),
    "polars lazy": lambda frame: frame.group_by(KEYS).len().collect(),
    "duckdb": lambda frame: frame.aggregate('area, "group", month, count(*) as n').to_arrow_table(),
    "pyarrow": lambda frame: frame.group_by(KEYS).aggregate([([], "count_all")]),
}


def labels(kind: str, number: int) -> list[str]:
    """Return names such as "area 007"."""
    return [f"{kind} {i:03d}" for i in range(number)]


def make(path: Path, rows: int) -> None:
    """Write synthetic records; some groups and areas are far commoner than others, as in life."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    rng = np.random.default_rng(50)
    sizes = {"area": AREAS, "group": GROUPS, "month": MONTHS}
    names = {kind: arrow.array(labels(kind, size)) for kind, size in sizes.items()}
    writer = None
    for start in range(0, rows, BATCH):
        number = min(BATCH, rows - start)
        drawn = {kind: (size * rng.random(number) ** 1.5).astype(np.int32) for kind, size in sizes.items()}
        columns = {kind: arrow.DictionaryArray.from_arrays(drawn[kind], names[kind]) for kind in sizes}
        table = arrow.table(columns)
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def people() -> pd.DataFrame:
    """Return a population for every area, group and month."""
    keys = pd.MultiIndex.from_product(
        [labels("area", AREAS), labels("group", GROUPS), labels("month", MONTHS)], names=KEYS
    )
    return pd.DataFrame({"population": np.random.default_rng(1).integers(10_000, 90_000, len(keys))}, index=keys)


def ratios(counts: Any) -> Any:
    """Return the ratio of every group to the first, in every area and month."""
    how: dict[str, Any] = {"on": KEYS, "accept": "population without events"}
    joined = tables.join_population(counts, people().reset_index(), **how)
    where: dict[str, Any] = {"group": "group", "reference": "group 000", "within": ["area", "month"]}
    return tables.compare_by(joined, rate_ratio, columns=("events", "population"), **where)


def seconds(call: Callable[[], Any]) -> float:
    """Return how long one call takes by the clock: engines use several processors."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def held() -> float:
    """Return the most memory, in MB, that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(engine: str, path: str, repeats: int) -> dict[str, float]:
    """Return the least times of an engine, and the most memory before and after ours ran."""
    frame = READERS[engine](path)
    BARE[engine](frame)
    alone = held()
    turns = [
        (seconds(lambda: BARE[engine](frame)), seconds(lambda: tables.count_by(frame, by=KEYS))) for _ in range(repeats)
    ]
    bare, ours = (min(column) for column in zip(*turns, strict=True))
    counted = held()
    rest = seconds(lambda: ratios(tables.count_by(frame, by=KEYS))) - ours
    return {"bare": bare, "count_by": ours, "rest": rest, "bare MB": alone, "counting MB": counted, "MB": held()}


PAGE = """# How fast tables are

From records to ratios: {rows:,} records, each of one of 200 areas, 20 groups and 36 months, {size:,.0f} MB of Parquet.
`count_by` stands beside the engine's own group-by of the same three columns, which looks at nothing: ours also refuses
records that belong to no group, or to two spellings of one. It is meant to take 1.10 times as long at most. Then the
{cells:,} counts are joined to their populations, and every group is compared with the first in each area and month,
with mid-p limits.

The times are in seconds by the clock, the least of {repeats} turns, in which both took theirs one after the other.
Memory is the most that the process held, the engine and its frame included, after the group-by alone, after `count_by`
and in all: of engines that read the file as they go, far less than the records would take.

{stamp}

{lines}
"""
HEAD = ("engine", "group-by", "count_by", "times", "join and ratios", "MB of group-by", "MB when counted", "MB in all")


def page(found: dict[str, dict[str, float]], rows: int, size: float, repeats: int) -> str:
    """Return the page."""
    how = stamp("python -m benchmarks.tables", "disprop", "pandas", "polars", "duckdb", "pyarrow", "narwhals")
    lines = table(HEAD, [_cells(engine, result) for engine, result in found.items()])
    cells = AREAS * GROUPS * MONTHS
    return PAGE.format(rows=rows, size=size, cells=cells, repeats=repeats, stamp=how, lines=lines)


def _cells(engine: str, found: dict[str, float]) -> tuple[object, ...]:
    seconds = (f"{found[name]:.2f}" for name in ("bare", "count_by"))
    memory = (f"{found[name]:,.0f}" for name in ("bare MB", "counting MB", "MB"))
    return engine, *seconds, f"{found['count_by'] / found['bare']:.2f}", f"{found['rest']:.2f}", *memory


def main() -> None:
    """Time each engine in a process of its own, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--engines", nargs="*", default=list(READERS), choices=list(READERS))
    parser.add_argument("--only", nargs=2, metavar=("ENGINE", "PATH"), help="measure one engine in this process")
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(measure(asked.only[0], asked.only[1], asked.repeats)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.parquet"
        make(path, asked.rows)
        found = {}
        for engine in asked.engines:
            print(engine, file=sys.stderr)
            found[engine] = _measured(engine, path, asked.repeats)
        written = page(found, asked.rows, path.stat().st_size / 2**20, asked.repeats)
    print(written)
    (PAGES / "speed-tables.md").write_text(written, encoding="utf-8")


def _measured(engine: str, path: Path, repeats: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.tables", "--repeats", str(repeats), "--only", engine, str(path)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


if __name__ == "__main__":
    main()
