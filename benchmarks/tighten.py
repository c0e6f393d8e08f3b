"""How long `imperfect.tighten` and `tables.suppress_by` take: `python -m benchmarks.tighten`, for about a minute.

Drawn tables with all of their totals, some cells withheld or rounded. The page is docs/explanation/speed-tighten.md;
`python -m studies.tighten 400` looks at what comes out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from disprop import between, tables
from disprop.imperfect import tighten
from studies.machine import PAGES, stamp, table

Counts = NDArray[np.int64]
HEAD = ("table", "cells", "withheld or rounded", "known after all", "seconds")
PAGE = """# How fast totals are worked out

Tables of drawn counts with all of their totals. The first part is `imperfect.tighten`: every end of every cell, each
proved; more than half of the counts are below 5. The second is `tables.suppress_by` with a threshold of 5, which
tightens the table again and again; one count in seven is small. Seconds are of the processor.

{stamp}

{tightened}

{suppressed}
"""


MANY_SMALL = (0, 0, 1, 1, 2, 3, 4, 7, 12, 30, 55)
FEW_SMALL = (0, 1, 3, 7, 9, 12, 15, 20, 28, 35, 45, 60, 80, 110)


def drawn(*shape: int, of: tuple[int, ...] = MANY_SMALL) -> Counts:
    """Return counts with their totals at the end of each axis."""
    counts = np.random.default_rng(1).choice(of, size=shape)
    for axis in range(len(shape)):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def published(counts: Counts, how: str) -> Any:
    """Return a table as it may be published: nested lists with marks, and sets of rounded counts."""
    rng, cells = np.random.default_rng(2), counts.astype(object)
    inner = np.ones(counts.shape, dtype=bool)
    for axis in range(counts.ndim):
        np.moveaxis(inner, axis, 0)[-1] = False
    if "rounded" in how:
        low, high = np.maximum((counts + 2) // 5 * 5 - 2, 0), (counts + 2) // 5 * 5 + 2
        return between(low, high)
    share = 0.1 if "10%" in how else 0.3
    cells[inner & ((counts < 5) if "<5" in how else rng.random(counts.shape) < share)] = "<5" if "<5" in how else "*"
    if "totals" in how:
        cells[~inner & (rng.random(counts.shape) < share) & (counts < counts.max())] = "*"
    return cells


def _seconds(work: Callable[..., Any], given: Any, **named: Any) -> tuple[Any, float]:
    start = time.process_time()
    return work(given, **named), time.process_time() - start


def tightened() -> Iterator[tuple[object, ...]]:
    """Yield a line for each kind of table."""
    hows = ("10% withheld", "30% withheld", "<5 withheld", "all rounded to 5", "30% withheld, of the totals too")
    several: list[tuple[tuple[int, ...], str]] = [*product([(20, 20), (100, 50)], hows), ((10, 10, 10), hows[1])]
    for shape, how in several:
        found, seconds = _seconds(tighten, published(drawn(*shape), how), totals=-1)
        hidden = found.published.counts.low < found.published.counts.high
        known = hidden & (found.counts.low == found.counts.high)
        size = " x ".join(map(str, shape))
        proved = "" if found.proved.all() else " (not all proved)"
        yield f"{size}, {how}{proved}", hidden.size, int(hidden.sum()), int(known.sum()), f"{seconds:.2f}"


def suppressed() -> Iterator[tuple[object, ...]]:
    """Yield a line for each table that is to be published."""
    for shape, step in product([(8, 8), (20, 20), (50, 20)], [None, 5]):
        cells = [(str(i), str(j), int(n)) for (i, j), n in np.ndenumerate(drawn(*shape, of=FEW_SMALL))]
        frame = pd.DataFrame(cells, columns=["row", "column", "n"])
        named: dict[str, Any] = {"by": ["row", "column"], "count": "n", "threshold": 5, "round_to": step}
        named |= {"totals": {"row": str(shape[0]), "column": str(shape[1])}, "seconds": 600}
        safe, seconds = _seconds(tables.suppress_by, frame, **named)
        small = int(frame["n"].between(1, 4).sum())
        how = " x ".join(map(str, shape)) + (", rounded to 5" if step else "")
        yield how, len(frame), small, int((safe["n"] == "*").sum()), f"{seconds:.1f}"


def main() -> None:
    """Time everything, print the page and write it."""
    how = stamp("python -m benchmarks.tighten", "disprop", "scipy", "numpy")
    ends = table(HEAD, list(tightened()))
    cells = table(("table", "cells", "small", "withheld", "seconds"), list(suppressed()))
    written = PAGE.format(stamp=how, tightened=ends, suppressed=cells)
    print(written)
    (PAGES / "speed-tighten.md").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
