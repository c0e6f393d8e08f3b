"""Limits of an index of inequality: groups are moved apart along a ray, and what was found is compared with draws."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import bdtr, betaincinv, expit, gammaincinv, logit, ndtri, pdtr

from disprop._arrays import FloatArray
from disprop.disparity._inequality import Measure, Path, ranks
from disprop.intervals._roots import root

ROUNDING = 1e-12  # relative: draws that are equal to what was found but for rounding are equal
STEADY = 4.0  # events
LEAST = 0.5  # events of a group without any, on the ray
FARTHEST = 0.97  # on the ray, where groups are 32 apart on the log scale
MORE = 100.0  # beyond it up to 20 times the events
STEPS, FINE = 13, 6  # to places 1/8,000 of the ray apart; of n events 1/64 of 1/sqrt(n)
HALF = 0.5
LARGE = 100.0  # standard deviation of a count
FEW = 30  # places whose draws are kept, as all measures begin there
NUMBERS = 6  # value, low, high, corrected, p-value, and the least that it can be


class Ray:
    """Groups that lie apart in the direction of what was found, more or less, with the same random numbers everywhere.

    Counts have the groups on the last axis, and one kind of event, or two, on the first. The order in which groups are
    given changes no draw.
    """

    def __init__(self, counts: list[tuple[FloatArray, FloatArray]], weights: FloatArray, *, risks: bool) -> None:
        self.events, self.people = map(np.stack, zip(*counts, strict=True))
        self.weights, self.risks, self.link = weights, risks, logit if risks else np.log
        share = self.events.sum(axis=-1, keepdims=True) / np.maximum(self.people.sum(axis=-1, keepdims=True), 1)
        self.known = (share > 0) & (share != risks) & (self.people > 0).all(axis=-1, keepdims=True)
        at = np.clip(self.events, LEAST, self.people - LEAST if risks else None) / np.where(self.known, self.people, 1)
        self.logs, self.mean = (self.link(np.where(self.known, rates, HALF)) for rates in (at, share))
        apart = np.where(self.known, self.logs - self.mean, 0.0)
        smallest = np.arange(weights.size) == self.people.argmin(axis=-1)[:, np.newaxis]
        far = np.abs(apart).max()
        self.apart = apart / far if far > ROUNDING else smallest * 1.0
        least, most = (end(self.apart, axis=-1, keepdims=True) for end in (np.min, np.max))
        self.ends = np.where(2 * self.apart > least + most, most, least)

    def draw(self, draws: int, seed: int) -> Ray:
        """Draw the random numbers."""
        order = np.lexsort([*self.events, *self.people])
        shape = (len(self.events), draws, self.weights.size)
        self.uniform = np.random.default_rng(seed).random(shape)[..., np.argsort(order)]
        self.seen: dict[tuple[float, str], FloatArray] = {}
        return self

    def rates(self, place: float, path: Path) -> FloatArray:
        """Return the rates at a place between -1 and 1.

        Without an order 0 is equality, and the groups lie r^s apart; by their ends each at the lowest or the highest of
        these, whichever is nearer; by rank the rates found are multiplied by exp(s rank). Shares lie so on the logit
        scale. Where rates are equal there is no direction, and the smallest group is moved. They bring
        as many events as were found, but for shares on the ray; rates more where they cannot be farther apart.
        """
        spread = min(max(place, -FARTHEST), FARTHEST)
        step, more = spread / (1 - abs(spread)), np.exp(MORE * (abs(place) - abs(spread)))
        apart = self.ends if path == "ends" else self.apart
        moved = self.logs + step * ranks(self.weights) if path == "ranks" else self.mean + step * apart
        total = self.events.sum(axis=-1, keepdims=True)

        def over(shift: FloatArray) -> FloatArray:
            return np.asarray((expit(moved + shift) * self.people).sum(axis=-1, keepdims=True) - total)

        if self.risks:
            most = np.abs(moved).max(axis=-1, keepdims=True) + 40.0
            rates = expit(moved + (0.0 if path == "ray" else root(over, -most, most)))
        else:
            rates = np.exp(moved)
            rates = rates * (more * total / (rates * self.people).sum(axis=-1, keepdims=True))
        return np.where(self.known, rates, self.events / self.people)

    def limits(self, tail: float) -> FloatArray:
        """Return each group's own exact limit: the upper one, or of shares above a half the lower one."""
        x, n = self.events, self.people
        far, rest = 2 * x > n, np.maximum(n - x, x)
        rare = betaincinv(n - rest + 1, rest, 1 - tail) if self.risks else gammaincinv(x + 1, 1 - tail) / n
        return np.where(self.known, np.where(far & self.risks, 1 - rare, rare), x / n)

    def drawn(self, place: float, path: Path) -> FloatArray:
        """Return draws of the counts at a place of the ray: those at the quantiles that are the random numbers."""
        if (place, path) not in self.seen:
            means, drawn = self.people * self.rates(place, path), np.empty(self.uniform.shape)
            for kind, group in np.ndindex(means.shape):
                at = self.uniform[kind, :, group]
                drawn[kind, :, group] = self._quantiles(means[kind, group], self.people[kind, group], at)
            self.seen = {key: self.seen[key] for key in list(self.seen)[:FEW]} | {(place, path): drawn}
        return self.seen[place, path]

    def _quantiles(self, mean: Any, people: Any, at: FloatArray) -> FloatArray:
        """Return the counts at some chances; of large ones to a hundredth, of a normal distribution with skewness."""
        share = mean / people * self.risks
        spread = np.sqrt(mean * (1 - share))
        if spread > LARGE:
            z = ndtri(np.maximum(at, ROUNDING))
            return np.ceil(mean + spread * z + (1 - 2 * share) * (z**2 - 1) / 6 - HALF)
        reach = 9 * spread + 25
        counts = np.arange(max(np.floor(mean - reach), 0), mean + reach)
        below = bdtr(np.minimum(counts, people), int(people), share) if self.risks else pdtr(counts, mean)
        return np.asarray(counts[0] + np.searchsorted(below, at))


class Inverted:
    """A measure of groups on a ray; of two kinds the first has the weight `first`."""

    def __init__(self, measure: Measure, ray: Ray, first: float = 1.0) -> None:
        self.measure, self.ray, self.first, self.path = measure, ray, first, measure.paths[0]
        self.ordered = self.path == "ranks"
        self.at_equality = self._beyond(0.0, "ray")
        self.near = 0.0 if self.ordered else max(float(np.median(self.at_equality)), 0.0)

    def found(self, tail: float) -> tuple[float, ...]:
        """Return the measure, its limits, without what chance adds to it, the p-value of equality, and its least."""
        value = float(self._of(self.measure.part, self.ray.events / self.ray.people))
        near = [self._near(tail, path) for path in self.measure.paths]
        far = self._at(self._edge(lambda at: self.falls(at) <= tail), self.path)
        ends = [value, *near, far, *([] if self.ordered else [self._farthest(tail)])]
        return value, min(ends), max(ends), self._corrected(value), *self._p_values()

    def _near(self, tail: float, path: Path) -> float:
        return self._at(self._edge(lambda at: self.passes(at, path) > tail), path)

    def _farthest(self, tail: float) -> float:
        """Return the measure where one group, that which makes most of it, is at its own limit, or none is.

        The ray says nothing of a group too small to lie anywhere, and its own limit does.
        """
        found, limits, groups = self.ray.events / self.ray.people, self.ray.limits(tail), self.ray.weights.size
        moved = (np.where(np.arange(groups) == group, limits, found) for group in range(-1, groups))
        return max((float(self._of(self.measure.part, at)) for at in moved), key=lambda own: self.measure.sign * own)

    def _of(self, part: Callable[[FloatArray, FloatArray], FloatArray], rates: FloatArray) -> FloatArray:
        parts = part(rates, self.ray.weights)
        return self.measure.join(parts[0], parts[1], self.first) if self.measure.join else parts[0]

    def _at(self, place: float, path: Path) -> float:
        """Return the measure at a place of the ray, and where it ends."""
        if place == 1.0 and (self.measure.steady or (self.ordered and self.measure.equality)):
            return np.inf
        return float(self._of(self.measure.part, self.ray.rates(place, path)))

    def _edge(self, reached: Callable[[float], bool]) -> float:
        """Return the place from which on something holds; 1 where it nowhere does."""
        high = 1.0 if self.measure.power and not self.ray.risks else FARTHEST
        low = -high * self.ordered
        if reached(low) or not reached(high):
            return low if reached(low) else 1.0
        for _ in range(max(STEPS, math.ceil(math.log2(self.ray.events.sum()) / 2) + FINE)):
            middle = (low + high) / 2
            low, high = (low, middle) if reached(middle) else (middle, high)
        return high

    def _compared(self, events: FloatArray, people: FloatArray) -> FloatArray:
        """Return what is compared with draws, of which a rate of 0 makes none infinite.

        Where it would, of x events, where e are expected at the rate p of all groups, the rate is p (x + 4) / (e + 4):
        near to p for a group too small to tell. With 1 or 2 in place of 4 chance in a small group hides more of what
        large ones show.
        """
        together = events.sum(axis=-1, keepdims=True) / people.sum(axis=-1, keepdims=True)
        steadied = together * (events + STEADY) / (people * together + STEADY)
        return self._of(self.measure.beside or self.measure.part, steadied if self.measure.steady else events / people)

    def _beyond(self, place: float, path: Path) -> FloatArray:
        """Return how much farther from equality the draws at a place are than what was found."""
        found = self._compared(self.ray.events, self.ray.people)
        drawn = self._compared(self.ray.drawn(place, path), self.ray.people[:, np.newaxis])
        return self.measure.sign * np.where(np.abs(drawn - found) <= ROUNDING * np.abs(found), 0.0, drawn - found)

    def passes(self, place: float, path: Path) -> float:
        """Return the share of draws that are as far from equality as what was found, or farther."""
        return float((self._beyond(place, path) >= 0).mean())

    def falls(self, place: float) -> float:
        """Return the share of draws that are as near to equality as what was found, or nearer.

        What is nearer than half of the draws of equal groups is so by chance, and taken to be as near as those.
        """
        return float((self._beyond(place, self.path) <= self.near).mean())

    def _corrected(self, value: float) -> float:
        """Return the measure without what chance adds to it."""
        if self.measure.noise is not None:
            rates = self.ray.events[0] / self.ray.people[0]
            return value - float(
                self.measure.noise(self.ray.weights, rates * (1 - self.ray.risks * rates) / self.ray.people[0])
            )
        if self.near and not self.ordered:
            return self.measure.equality - self.measure.sign * self.near
        return self._at(self._edge(lambda place: self.passes(place, self.path) >= HALF), self.path)

    def _p_values(self) -> tuple[float, float]:
        """Return the chance under equality of what was found, or of what is farther from it, and the least it can be.

        Of ordered groups it is on either side.
        """
        least = (1 + self.ordered) / (1 + self.at_equality.size)
        passes, falls = ((1 + far.sum()) / (1 + far.size) for far in (self.at_equality >= 0, self.at_equality <= 0))
        return float(min(2 * min(passes, falls), 1.0) if self.ordered else passes), least
