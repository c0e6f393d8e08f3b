"""Time of what is computed from scores, beside the same written with NumPy in one sort of both classes.

    python -m benchmarks.scores [--scores 10000000] [--repeats 5]

What is written is docs/explanation/speed-scores.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measured import memory, seconds
from disprop.alerts import scores
from disprop.alerts.scores import _ordered
from studies.machine import PAGES, stamp, table

Array = NDArray[np.float64]
TARGET = 25
DET = "`det`, with its checks"
SORT = "the two sorts alone"
PEER = "every threshold, written with NumPy: one sort of both classes"
PAGE = """# How fast scores are

{scores:,} scores, half of them mated: nanoseconds of CPU time for each score, the least of {repeats} turns, and the
most bytes held at once for each score, beside the scores themselves (8), the result included.

{stamp}

{lines}

`det` is meant to take {target} on a machine that sorts in 11. It took {det:.1f}, which is {ratio:.2f} times what the
two sorts took in the same process, and {times:.1f} times as fast as the plain way to write it.
"""


def drawn(size: int) -> tuple[Array, Array]:
    """Return mated and non-mated scores."""
    rng = np.random.default_rng(9)
    return rng.normal(2, 1, size // 2), rng.normal(0, 1, size - size // 2)


def in_one_sort(mated: Array, non_mated: Array) -> tuple[Array, Array, Array]:
    """Return thresholds, false match rates and false non-match rates, as one would write them."""
    together = np.concatenate((mated, non_mated))
    is_mated = np.arange(together.size) < mated.size
    order = np.argsort(-together, kind="stable")
    together, is_mated = together[order], is_mated[order]
    last = np.append(np.flatnonzero(np.diff(together)), together.size - 1)
    matches = np.cumsum(is_mated)[last]
    false_matches = 1 + last - matches
    return together[last], false_matches / non_mated.size, 1 - matches / mated.size


def sorts(mated: Array, non_mated: Array) -> None:
    """Sort both classes and do nothing with them."""
    np.sort(mated)
    np.sort(non_mated)


def main() -> None:
    """Time everything, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    classes = drawn(asked.scores)
    in_order = _ordered.ordered(*classes, distances=False)
    calls: dict[str, Callable[[], Any]] = {
        SORT: partial(sorts, *classes),
        "counting the mated scores into the others, in chunks": partial(_ordered.below, *in_order[::-1]),
        "the same in one search": partial(np.searchsorted, *in_order[::-1]),
        DET: partial(scores.det, *classes),
        "`fnmr_at_fmr`, with both intervals": partial(scores.fnmr_at_fmr, *classes, fmr=1e-3),
        "`eer`, with its interval": partial(scores.eer, *classes),
        "`auc`, with DeLong's interval": partial(scores.auc, *classes),
        PEER: partial(in_one_sort, *classes),
    }
    turns = [[seconds(call) for call in calls.values()] for _ in range(asked.repeats)]
    times = {name: min(column) / asked.scores * 1e9 for name, *column in zip(calls, *turns, strict=True)}
    lines: list[tuple[object, ...]] = [
        (name, f"{times[name]:.1f}", f"{memory(call) / asked.scores:.0f}") for name, call in calls.items()
    ]
    page = PAGE.format(
        scores=asked.scores,
        repeats=asked.repeats,
        stamp=stamp("python -m benchmarks.scores", "disprop", "numpy", "scipy"),
        lines=table(("what", "ns a score", "bytes"), lines),
        target=TARGET,
        det=times[DET],
        ratio=times[DET] / times[SORT],
        times=times[PEER] / times[DET],
    )
    print(page)
    (PAGES / "speed-scores.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
