"""Exact linear facts about whole counts, and how far they narrow the limits of each count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from disprop.imperfect._numbers import Span

Limits = tuple[int, int]  # the least and the most of a count
Box = dict[Any, Limits]
Counts = dict[Any, int]
Weights = dict[Any, int]
ENDLESS = 10**30  # in place of infinity, so that all sums are whole numbers; HiGHS takes it for infinite
LIMIT = 10**25  # what is larger has no limit
ROUNDS = 50  # for each row, on average; to stop early is sound, only less narrow


class Row(NamedTuple):
    """low <= sum of weights x counts <= high, all whole numbers and no weight 0."""

    weights: Mapping[Any, int]
    low: int = -ENDLESS
    high: int = ENDLESS

    def of(self, counts: Mapping[Any, int]) -> int:
        """Return the weighted sum of counts."""
        return sum(weight * counts[name] for name, weight in self.weights.items())

    def holds(self, counts: Mapping[Any, int]) -> bool:
        """Return whether counts keep within the limits."""
        return self.low <= self.of(counts) <= self.high

    def ends(self, box: Box) -> Limits:
        """Return the least and the most of the sum while each count is anywhere within its limits."""
        weights = self.weights.items()
        return sum(w * box[n][w < 0] for n, w in weights), sum(w * box[n][w > 0] for n, w in weights)

    def given(self, known: Counts) -> Row:
        """Return what the row says of the counts that are not known."""
        rest = {name: weight for name, weight in self.weights.items() if name not in known}
        sure = sum(weight * known[name] for name, weight in self.weights.items() if name in known)
        return Row(rest, self.low - sure, self.high - sure)

    def narrowed(self, box: Box) -> Box | None:
        """Return the new limits of the counts that this row narrows; None where it cannot hold."""
        found: Box = {}
        least, most = self.ends(box)
        if least > self.high or most < self.low:
            return None
        if self.low <= least and most <= self.high:
            return found
        for name, weight in self.weights.items():
            low, high = box[name]
            bottom, top = (low, high) if weight > 0 else (high, low)
            down, up = self.low - most + weight * top, self.high - least + weight * bottom  # limits of weight x count
            down, up = (down, up) if weight > 0 else (-up, -down)
            new = max(low, -(-down // abs(weight))), min(high, up // abs(weight))
            if new[0] > new[1]:
                return None
            if new != (low, high):
                found[name] = new
        return found


def total(whole: Any, parts: Iterable[Any]) -> Row:
    """Return the fact that a count is the sum of others."""
    return Row({whole: -1, **dict.fromkeys(parts, 1)}, 0, 0)


class System:
    """Rows, and which of them speak of each count."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)
        self.about: dict[Any, list[int]] = {}
        for at, row in enumerate(self.rows):
            for name in row.weights:
                self.about.setdefault(name, []).append(at)

    def narrowed(self, box: Box, changed: Iterable[Any] | None = None) -> Box | None:
        """Return the box as far as its rows narrow it, one after another; None where one of them cannot hold.

        Where only `changed` counts are new, the rows about them are looked at first.
        """
        box, every = dict(box), range(len(self.rows))
        first = every if changed is None else (at for name in changed for at in self.about.get(name, ()))
        waiting = dict.fromkeys(first)
        for _ in range(ROUNDS * len(self.rows)):
            if not waiting:
                break
            waiting.pop(at := next(iter(waiting)))
            if (found := self.rows[at].narrowed(box)) is None:
                return None
            box |= found
            waiting |= dict.fromkeys(other for name in found for other in self.about[name] if other != at)
        return box

    def parts(self, box: Box) -> Iterator[tuple[System, Box]]:
        """Yield what shares no row, each with its own limits; known counts drop out of the rows."""
        known = {name: low for name, (low, high) in box.items() if low == high}
        left = dict.fromkeys(name for name in box if name not in known)
        while left:
            names, rows = [left.popitem()[0]], dict[int, Row]()
            for name in names:  # which grow on the way
                for at in self.about.get(name, ()):
                    if at not in rows:
                        rows[at] = self.rows[at].given(known)
                        new = [other for other in rows[at].weights if other in left]
                        names += new
                        for other in new:
                            del left[other]
            yield System(rows.values()), {name: box[name] for name in names}


def most_of_all(box: Box) -> int:
    """Return what no count needs to exceed for all of them to fit whatever they fit."""
    return 1 + sum(max(high if high < LIMIT else low, 0) for low, high in box.values())


def capped(box: Box, more: int = 0) -> Box:
    """Return a box in which every count has a most; one that has none anyway has so much that it does not matter."""
    most = most_of_all(box) + more
    return {name: (low, min(high, most)) for name, (low, high) in box.items()}


class NotLinearError(Exception):
    """Two unknown counts would be multiplied."""


def from_zero(weights: Mapping[Any, Fraction], *, above: bool = False) -> Row:
    """Return that a sum, in which None stands for 1, is 0 or more, or above 0: no half-open end is lost."""
    terms = {name: weight for name, weight in weights.items() if weight and name is not None}
    scale = math.lcm(*(weight.denominator for weight in terms.values()))
    unit = Fraction(math.gcd(*(int(weight * scale) for weight in terms.values())) or 1, scale)
    least = -weights.get(None, Fraction(0)) / unit
    return Row(
        {name: int(weight / unit) for name, weight in terms.items()},
        math.floor(least) + 1 if above else math.ceil(least),
    )


class Quotient(NamedTuple):
    """A known number times one unknown count over another; None is no count, but 1."""

    times: Fraction
    top: Any = None
    of: Any = None

    def over(self, other: Quotient) -> Quotient:
        """Return this one over another; counts that are in both cancel."""
        if not other.times:
            raise NotLinearError("zero")
        tops, ofs = [self.top, other.of], [self.of, other.top]
        for name in {*tops} & {*ofs}:
            tops.remove(name)
            ofs.remove(name)
        top, of = ([name for name in side if name is not None] for side in (tops, ofs))
        if len(top) > 1 or len(of) > 1:
            raise NotLinearError("product")
        return Quotient(self.times / other.times, *top or [None], *of or [None])

    def within(self, span: Span) -> list[Row]:
        """Return that it lies in a span, and that its denominator is above 0: 0/0 would fit every row."""
        own = Quotient(self.times, self.top)
        low, high = (Quotient(Fraction(0 if end == math.inf else end), self.of) for end in (span.low, span.high))
        rows = [from_zero({self.of: Fraction(1)}, above=True), from_zero(less(own, low), above=not span.low_in)]
        return rows if span.high == math.inf else [*rows, from_zero(less(high, own), above=not span.high_in)]


def less(one: Quotient, other: Quotient) -> dict[Any, Fraction]:
    """Return the weights of a count less another."""
    weights = {one.top: one.times}
    return {**weights, other.top: weights.get(other.top, Fraction(0)) - other.times}
