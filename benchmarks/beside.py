"""Our public functions beside other software, taking turns in one process, for three kinds of counts.

    python -m benchmarks.beside [--turns 5]

compares what it finds with docs/explanation/speed.csv, in under two minutes, and ends with status 1 where a method is
less than half as many times as fast as its peer as that page says: such a fall is no chance of the machine.
"""

from __future__ import annotations

import argparse
import csv
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any, NamedTuple

import numpy as np

import disprop
from benchmarks.kinds import KINDS, columns, plain
from benchmarks.measured import Call, seconds
from benchmarks.peers import PEERS, Peer
from disprop.intervals import FAMILIES
from studies.machine import PAGES

PUBLIC = ("proportion", "rate", "rate ratio", "rate difference", "risk ratio", "risk difference", "odds ratio")
PAGE = PAGES / "speed.csv"
SIZES = (1, 1_000, 100_000, 10_000_000)
CHECKED = (1, 1_000, 100_000)
TURN = 0.01  # seconds that a turn takes at least, of which the clock tells the time
TOO_LONG = 2.0  # seconds: a call that would take longer is not timed, and a peer is timed on fewer rows
MEMORY = 30.0  # ns a row: what takes less on many rows is the time of the machine's memory, which no check can rely on
FEW = 20  # rows that a peer gets which takes one at a time


class Timed(NamedTuple):
    """Seconds for each row of one call, of ours, of the fastest peer and of the floor."""

    family: str
    method: str
    counts: str
    rows: int
    ours: float
    floor: float
    peer: str = ""
    theirs: float = float("nan")

    @property
    def times(self) -> float:
        """Return how many times as fast ours is."""
        return self.theirs / self.ours

    @property
    def key(self) -> tuple[str, str, str, int]:
        """Return what was timed."""
        return self.family, self.method, self.counts, self.rows


def ours(family: str, method: str, data: tuple[Any, ...]) -> Call:
    """Return a call of our public function."""
    function: Callable[..., Any] = getattr(disprop, family.replace(" ", "_"))
    if len(data) == 2:
        return partial(function, *data, method=method)
    return partial(function, group=data[:2], reference=data[2:], method=method)


def floor(data: tuple[Any, ...]) -> Call:
    """Return the least that two limits take: to read the counts and to write two numbers for each row."""
    return lambda: (data[0] / data[1], data[-2] / data[-1])


def interleaved(calls: list[Call], turns: int) -> list[float]:
    """Return the median time of each call, taking them in turns; short ones are repeated within a turn."""
    inner = [max(1, int(TURN / max(seconds(call), 1e-6))) for call in calls]

    def turn(call: Call, times: int) -> float:
        return seconds(lambda: [call() for _ in range(times)]) / times

    rounds = [[turn(call, times) for call, times in zip(calls, inner, strict=True)] for _ in range(turns)]
    return [median(column) for column in zip(*rounds, strict=True)]


def timed(family: str, method: str, kind: str, rows: int, turns: int) -> Timed:
    """Return the time of a method beside its peers; each of them gets as many rows as it does in time."""
    data = plain(family, kind) if rows == 1 else columns(family, kind, rows)
    peers = [peer for peer in PEERS.get((family, method), ()) if works(peer, data)]
    given = [few(peer, family, kind, rows) for peer in peers]
    calls = [peer.of(part) for peer, (part, _) in zip(peers, given, strict=True)]
    mine, least, *found = interleaved([ours(family, method, data), floor(data), *calls], turns)
    each = [(spent / size, peer.name) for spent, (_, size), peer in zip(found, given, peers, strict=True)]
    theirs, name = min(each, default=(float("nan"), ""))
    return Timed(family, method, kind, rows, mine / rows, least / rows, name, theirs)


def works(peer: Peer, data: tuple[Any, ...]) -> bool:
    """Return whether a peer has an interval for the first of the counts: some root finders lose their bracket."""
    try:
        peer.of(data if np.ndim(data[0]) == 0 else tuple(part[:FEW] for part in data))()
    except ValueError:
        return False
    return True


def few(peer: Peer, family: str, kind: str, rows: int) -> tuple[tuple[Any, ...], int]:
    """Return the counts that a peer is timed with, and how many rows they are."""
    if rows == 1:
        return plain(family, kind), 1
    size = min(rows, FEW if peer.by_row else rows)
    while size > CHECKED[1] and seconds(peer.of(columns(family, kind, size // 100))) * 100 > TOO_LONG:
        size //= 100
    return tuple(part[:size] for part in columns(family, kind, rows)), size


def every(sizes: tuple[int, ...], turns: int, *, alone: bool) -> Iterator[Timed]:
    """Yield every method of the public functions at every size, those without a peer too if `alone`."""
    for family in PUBLIC:
        for method in FAMILIES[family].methods:
            if alone or (family, method) in PEERS:
                yield from _sizes(family, method, sizes, turns)
                print(f"{family}, {method}", file=sys.stderr)


def _sizes(family: str, method: str, sizes: tuple[int, ...], turns: int) -> Iterator[Timed]:
    """Yield the sizes that are done in time, the largest for small counts beside a peer only."""
    for kind in KINDS:
        spent = 0.0  # for each row, at the size before
        for rows in sizes if (family, method) in PEERS and kind == KINDS[0] else sizes[:3]:
            if spent * rows < TOO_LONG:
                yield (result := timed(family, method, kind, rows, turns))
                spent = 0.0 if rows == 1 else result.ours


def on_the_page() -> dict[tuple[str, str, str, int], float]:
    """Return how many times as fast as its peer each method is by the page, where that is no time of memory."""
    with PAGE.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["times"] and float(line["peer_ns"]) > MEMORY]
    return {(x["family"], x["method"], x["counts"], int(x["rows"])): float(x["times"]) for x in lines}


def fell(result: Timed, said: float, turns: int) -> bool:
    """Return whether a method is less than half as many times as fast, timed again with more turns if so."""
    return result.times < said / 2 and timed(*result.key, 3 * turns).times < said / 2


def main() -> int:
    """Time what the page has, say what fell, and return the status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3)
    turns = parser.parse_args().turns
    warnings.simplefilter("ignore")  # the peers divide by zero where we do not
    said = on_the_page()
    found = [result for result in every(CHECKED, turns, alone=False) if result.key in said]
    worse = [result for result in found if fell(result, said[result.key], turns)]
    for result in worse:
        print(f"{result.key}: {result.times:.2f} times as fast as {result.peer}, the page says {said[result.key]:.2f}")
    print(
        f"{len(found)} timed beside other software, {len(worse)} less than half as many times as fast as the page says"
    )
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
