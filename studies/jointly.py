"""Compare `claims.jointly` with enumeration: `python -m studies.jointly 300` draws 300 reports, from seed 1.

A report has 2 to 4 unknown counts, and prints rates, shares, 1 in N, ratios, differences, percentage points, changes,
sums and qualifiers about them, rounded in one of three ways; half of the reports have a figure that is wrong. All
counts are gone through, and each is printed again by decimals, by code that shares nothing with the library. The ends
of every count, of a sum and of every figure, the number of ways, and where nothing fits the size of the smallest
contradiction, must be equal, and the planted error must be in it.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from disprop.claims import Claim, Ledger, jointly

getcontext().prec = 60
MODES = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}
CAPS = {2: 40, 3: 12, 4: 6}
Counts = dict[str, int]
WAY = {"change": "rise of "}
Value = Callable[[Counts], Fraction | None]


def shown(value: Fraction, places: int, rounding: str) -> str:
    """Print a number with so many decimals."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return format(exact.quantize(Decimal(1).scaleb(-places), MODES[rounding]), "f")


def over(top: Fraction | int, of: Fraction | int) -> Fraction | None:
    """Return a quotient, None over 0."""
    return Fraction(top) / Fraction(of) if of else None


class Drawn:
    """A drawn report: its true counts, its claims, what each says of any counts, and all counts that fit them."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.groups = [f"g{i}" for i in range(self.whole(2, 4))]
        self.cap = CAPS[len(self.groups)]
        sizes = [(20, 400), (5_000, 60_000), (700_000, 2_000_000)]
        self.people = {g: self.whole(*sizes[self.whole(0, 2)]) for g in self.groups}
        self.true = {g: self.whole(0, self.cap) for g in self.groups} | {self.groups[0]: self.whole(1, self.cap)}
        self.rounding = str(self.rng.choice(list(MODES)))
        self.claims: list[Claim] = []
        self.values: list[Value] = []
        self.fits: list[Callable[[Counts], bool]] = []
        for _ in range(self.whole(2, 5)):
            self.add(wrong=False)
        self.planted = len(self.claims) - 1 if self.rng.random() < 0.5 and self.add(wrong=True) else None
        ways = itertools.product(range(self.cap + 1), repeat=len(self.groups))
        self.grid = [dict(zip(self.groups, counts, strict=True)) for counts in ways]
        self.holds = np.array([[fits(counts) for fits in self.fits] for counts in self.grid]).reshape(
            len(self.grid), -1
        )
        self.ways = [
            counts for counts, holds in zip(self.grid, np.all(self.holds, axis=1).tolist(), strict=True) if holds
        ]

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number."""
        return int(self.rng.integers(low, high + 1))

    @property
    def ledger(self) -> Ledger:
        """The report as a ledger, its counts between 0 and the largest that were gone through."""
        counts: dict[str, Any] = {g: {"between": [0, self.cap]} for g in self.groups}
        counts["all"] = {"sum": self.groups}
        rates = [self.rate(g) for g in self.groups]
        return Ledger(
            (*rates, *self.claims), populations={f"people {g}": n for g, n in self.people.items()}, counts=counts
        )

    def rate(self, group: str, printed: str = "not printed", name: str = "", per: int = 1_000) -> Claim:
        """Return the claim of the rate of a group."""
        return Claim(
            name or f"rate {group}", "rate", printed, {"per": per, "events": group, "population": f"people {group}"}
        )

    def add(self, *, wrong: bool) -> bool:
        """Add a figure; return whether it could be printed."""
        kind = str(
            self.rng.choice(["rate", "share", "one in", "ratio", "difference", "points", "change", "sum", "count"])
        )
        one, other = (str(g) for g in self.rng.permutation(self.groups)[:2])
        value, inputs, unit = self._of(kind, one, other)
        exact = value(self.true)
        if exact is None or exact < 0:
            return False
        name = f"{kind} {len(self.claims)}"
        if kind == "one in":
            return self._one_in(name, exact, value, inputs, wrong=wrong)
        if not wrong and self.rng.random() < 0.3:
            return self._qualified(name, kind, exact, value, inputs, unit)
        places = 0 if kind in {"sum", "count"} else self.whole(0, 1)
        text = shown(exact, places, self.rounding)
        if wrong:
            moved = Decimal(text) + self.whole(1, 7) * Decimal(1).scaleb(-places)
            text = format(moved, "f")
        return self._keep(
            Claim(name, kind, WAY.get(kind, "") + text + unit, inputs),
            value,
            lambda found: shown(found, places, self.rounding) == text,
        )

    def _of(self, kind: str, one: str, other: str) -> tuple[Value, dict[str, Any], str]:
        """Return what a figure is of any counts, its inputs, and its sign."""
        people = self.people
        rates = {"group": f"rate {one}", "reference": f"rate {other}"}
        of_all = {"part": one, "whole": "all"}
        falls = self.true[one] * people[other] < self.true[other] * people[one]
        turned = {"group": rates["reference"], "reference": rates["group"]} if falls else rates
        shares = {"group": f"share of {one}", "reference": f"share of {other}"}
        if kind == "points":
            self._define_shares(one, other)

        def apart(c: Counts) -> Fraction:
            found = 1_000 * (Fraction(c[one], people[one]) - Fraction(c[other], people[other]))
            return -found if falls else found

        kinds: dict[str, tuple[Value, dict[str, Any], str]] = {
            "rate": (lambda c: Fraction(1_000 * c[one], people[one]), dict(self.rate(one).inputs), ""),
            "share": (lambda c: over(100 * c[one], sum(c.values())), of_all, "%"),
            "one in": (lambda c: over(c[one], sum(c.values())), of_all, ""),
            "ratio": (lambda c: over(c[one] * people[other], c[other] * people[one]), rates, ""),
            "difference": (apart, {**turned, "per": 1_000}, ""),
            "points": (lambda c: over(100 * (c[one] - c[other]), sum(c.values())), shares, ""),
            "change": (lambda c: over(100 * (c[one] - c[other]), c[other]), {"before": other, "after": one}, "%"),
            "sum": (lambda c: Fraction(sum(c.values())), {"parts": self.groups}, ""),
            "count": (lambda c: Fraction(c[one]), {"of": one}, ""),
        }
        return kinds[kind]

    def _define_shares(self, *groups: str) -> None:
        """Add the shares that percentage points are between, which are not printed."""
        for group in groups:
            claim = Claim(f"share of {group}", "share", "not printed", {"part": group, "whole": "all"})
            if claim.id not in [each.id for each in self.claims]:
                self._keep(claim, partial(_share_of, group), None)

    def _one_in(self, name: str, exact: Fraction, value: Value, inputs: dict[str, Any], *, wrong: bool) -> bool:
        if not exact:
            return False
        number = int(shown(1 / exact, 0, self.rounding)) + (self.whole(1, 7) if wrong else 0)
        if number < 1:
            return False
        claim = Claim(name, "one in", f"1 in {number:,}", inputs)
        return self._keep(claim, value, lambda found: bool(found) and int(shown(1 / found, 0, self.rounding)) == number)

    def _qualified(
        self, name: str, kind: str, exact: Fraction, value: Value, inputs: dict[str, Any], unit: str
    ) -> bool:
        """Add a figure that is only said to lie on one side of a number."""
        near = math.ceil(exact)
        words: dict[str, tuple[int, Callable[[Fraction], bool]]] = {
            "more than": (
                near - 1,
                lambda found: near - 1 < found < max(Fraction(near), Fraction(12, 10) * (near - 1)),
            ),
            "nearly": (near, lambda found: Fraction(9, 10) * near <= found < near),
            "up to": (near, lambda found: 0 <= found <= near),
            "at least": (near - 1, lambda found: found >= near - 1),
        }
        word = str(self.rng.choice(list(words)))
        number, fits = words[word]
        if number < 1 or not fits(exact):
            return False
        return self._keep(Claim(name, kind, f"{WAY.get(kind, '')}{word} {number}{unit}", inputs), value, fits)

    def _keep(self, claim: Claim, value: Value, fits: Callable[[Fraction], bool] | None) -> bool:
        def checked(counts: Counts) -> bool:
            found = value(counts)
            return fits is None or (found is not None and fits(found))

        self.claims.append(claim)
        self.values.append(value)
        self.fits.append(checked)
        return True


def _share_of(group: str, counts: Counts) -> Fraction | None:
    return over(counts[group], sum(counts.values()))


def differences(report: Drawn) -> list[str]:
    """Return where `jointly` and enumeration differ, in words."""
    found = jointly(report.ledger, rounding=report.rounding)
    if not report.ways:
        return _of_contradiction(report, found.conflict())
    said = [f"{found.conflict()} contradict, and some counts fit"] if found.conflict() else []
    if said:
        return said
    for name in [*report.groups, "all"]:
        ends = [sum(counts.values()) if name == "all" else counts[name] for counts in report.ways]
        known = found.between(name)
        if [float(known.low), float(known.high)] != [min(ends), max(ends)]:
            said.append(f"{name} is {known} and should be {min(ends)} to {max(ends)}")
    for claim, value in zip(report.claims, report.values, strict=True):
        numbers = [number for number in map(value, report.ways) if number is not None]
        if found.figure(claim.id) != (min(numbers), max(numbers)):
            said.append(f"{claim.id} is {found.figure(claim.id)} and should be {min(numbers)} to {max(numbers)}")
    if len(report.ways) <= 300 and len(found.ways()["all"]) != len(report.ways):
        said.append(f"{len(found.ways()['all'])} ways and not {len(report.ways)}")
    return said


def _of_contradiction(report: Drawn, named: tuple[str, ...]) -> list[str]:
    ids = [claim.id for claim in report.claims]
    tried = (itertools.combinations(range(len(ids)), size) for size in range(1, len(ids) + 1))
    smallest = next(len(chosen) for sets in tried for chosen in sets if not report.holds[:, chosen].all(axis=1).any())
    at = [ids.index(name) for name in named]
    said = [f"{named} is not the smallest, of {smallest}"] if len(named) != smallest else []
    if report.holds[:, at].all(axis=1).any():
        said.append(f"{named} fit")
    if report.planted is not None and ids[report.planted] not in named:
        said.append(f"the planted error {ids[report.planted]} is not in {named}")
    return said


def main() -> None:
    """Draw reports, say where they differ, and how many there were of each kind."""
    kinds = Counter[str]()
    for seed in range(1, int(sys.argv[1]) + 1):
        report = Drawn(seed)
        for said in differences(report):
            print(f"seed {seed}: {said}")
            kinds["differences"] += 1
        kinds["reports that fit" if report.ways else "contradictory reports"] += 1
    print(", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))


if __name__ == "__main__":
    main()
