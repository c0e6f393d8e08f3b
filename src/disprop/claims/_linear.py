"""A ledger as linear facts about whole counts: each number one count, each figure one count over another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from disprop.claims._amounts import COUNTED, PAIRS, Reading, several, values_of
from disprop.claims._ledger import Ledger
from disprop.claims.checks._alone import place_of
from disprop.claims.claim import KINDS, WORDS, Claim
from disprop.imperfect._solver.rows import ENDLESS, Box, NotLinearError, Quotient, Row, Weights, from_zero, less

LARGEST = 2**30  # weights of one row that are further apart are lost by HiGHS, which drops what is below 1e-9
ONE = Quotient(Fraction(1))
TIMES = {"expected": ("chance", "faces"), "projection": ("of", "to", "from")}  # one times another, over a third
SIGNS = {"sum": 1, "less": -1}  # of the parts of a number


class Figure(NamedTuple):
    """What a claim says, what it prints, if anything, and one sum of counts over another in the units of the print.

    `rows` is what a print says besides, as that others are lower.
    """

    said: str
    printed: str
    value: Quotient
    rows: tuple[Row, ...] = ()


class Linear:
    """The counts of a ledger, the limits of those that are unknown, and what is firm about them."""

    def __init__(self, ledger: Ledger, reading: Reading, largest: int) -> None:
        self.ledger, self.reading, self.largest = ledger, reading, largest
        self.box: Box = {None: (1, 1)}
        self.facts: dict[str, Row] = {}
        self.figures: dict[str, Figure] = {}
        self.left_out: dict[str, str] = {}
        for name in ledger.numbers:
            self.figures[name] = Figure("", "", self.count(name, name))
        for claim in ledger.claims:
            try:
                self.figures[claim.id] = self._ranked(claim) if claim.kind == "rank" else self._figure(claim)
            except NotLinearError as reason:
                self.left_out[claim.id] = WORDS["figures that are not solved"][str(reason)]

    def count(self, value: Any, unknown: str) -> Quotient:
        """Return a count; one that nobody said, or that is a sum, is an unknown of that name."""
        if isinstance(value, str) and value in self.ledger.numbers:
            return self.count(self.ledger.numbers[value], value)
        form: Any = value if isinstance(value, Mapping) else {"sum": value} if isinstance(value, (list, tuple)) else {}
        if (claim := self.reading.claim(form.get("claim", value))) is not None:
            side = form.get("input") or PAIRS.get(claim.kind, ("",))[0]
            if not side and "adds" not in KINDS[claim.kind]:
                raise NotLinearError("count")
            return self.count(claim.inputs.get(side), f"{side} of {claim.id}") if side else self.value(claim, unknown)
        if form.keys() & {"sum", "less"}:
            terms = [(sign, each) for name, sign in SIGNS.items() for each in several(form.get(name, ()))]
            parts = [self.count(each, f"part {place} of {unknown}") for place, (_, each) in enumerate(terms, 1)]
            return self._sum(unknown, [(sign, part) for (sign, _), part in zip(terms, parts, strict=True)], least=0)
        known = self.reading.number(value)
        low, high = (0, self.largest) if known is None else (known[0], known[-1])
        if low == high:
            return Quotient(Fraction(low))
        self.box[unknown] = low, high
        self.figures.setdefault(unknown, Figure("", "", Quotient(Fraction(1), unknown)))
        return self.figures[unknown].value

    def _sum(self, name: str, parts: list[tuple[int, Quotient]], least: int = -ENDLESS) -> Quotient:
        """Return a sum of quotients of one denominator, as a count of its own."""
        if len({part.of for _, part in parts}) > 1:
            raise NotLinearError("product")
        scale, weights = math.lcm(*(part.times.denominator for _, part in parts)), Weights()
        for sign, part in parts:
            weights[part.top] = weights.get(part.top, 0) + int(sign * part.times * scale)
        row = Row({each: weight for each, weight in weights.items() if weight})
        low, high = row.ends(self.box)
        if low == high >= least:
            return Quotient(Fraction(low, scale), None, *{part.of for _, part in parts})
        self.box[name] = max(low, least), high
        self.facts[name] = Row({**row.weights, name: -1}, 0, 0)
        return Quotient(Fraction(1, scale), name, *{part.of for _, part in parts})

    def value(self, name: Any, unknown: str) -> Quotient:
        """Return what a count or a claim is, for one; what nobody said is an unknown of that name, and of no other."""
        if (claim := self.reading.claim(name)) is None:
            if isinstance(name, str) and name in self.ledger.populations:
                raise NotLinearError("population")
            return self.count(name, unknown)
        if claim.kind in PAIRS:
            return self._pair(claim)
        if "adds" in KINDS[claim.kind]:
            parts = enumerate(values_of(claim, KINDS[claim.kind]["adds"]), 1)
            return self._sum(claim.id, [(1, self.value(each, f"part {at} of {claim.id}")) for at, each in parts])
        if claim.kind in TIMES:
            first, times, *over = self._sides(claim, TIMES[claim.kind])
            return first.over(ONE.over(times)).over(*over or [ONE])
        if "sides" not in KINDS[claim.kind]:
            raise NotLinearError("kind")
        one, other = self._sides(claim, names := KINDS[claim.kind]["sides"])
        if claim.kind == "ratio":
            return one.over(other)
        shown: list[Any] = [self.reading.as_printed(claim.inputs.get(side)) for side in names]
        sign = claim.way or (0 if None in shown else (shown[0] > shown[1]) - (shown[0] < shown[1]))
        if not sign and claim.kind == "change":
            raise NotLinearError("way")
        sign = sign or 1  # of points and differences the group is what is more
        found = self._sum(claim.id, [(sign, one), (-sign, other)])
        return found.over(other) if claim.kind == "change" else found

    def _sides(self, claim: Claim, names: Iterable[str]) -> list[Quotient]:
        return [self.value(claim.inputs.get(name), f"{name} of {claim.id}") for name in names]

    def _pair(self, claim: Claim) -> Quotient:
        part, whole = (self.count(claim.inputs.get(side), f"{side} of {claim.id}") for side in PAIRS[claim.kind])
        if claim.kind != "rate":
            self.facts[f"{claim.id} is a share"] = from_zero(less(whole, part))
        if (most := claim.inputs.get("largest")) is not None:
            self.facts[f"{claim.id} at most"] = from_zero(less(self.count(most, f"largest of {claim.id}"), whole))
        return part.over(whole)

    def _ranked(self, claim: Claim) -> Figure:
        """Return a place among others: who is level may be taken as ahead or not, as the table of a report has it."""
        (place, sign), names = place_of(claim.printed), values_of(claim, "of", "among")
        counts = any((each := self.reading.claim(name)) is None or each.kind in COUNTED for name in names)
        read = self.count if counts else self.value
        own, *others = [read(each, f"part {at} of {claim.id}") for at, each in enumerate(names, 1)]
        if {each.of for each in others} != {own.of}:
            raise NotLinearError("product")
        sides = [((other, own), (own, other))[::sign] for other in others]
        apart = {f"{claim.id}: {at} is ahead": [from_zero(less(*one)) for one in two] for at, two in enumerate(sides)}
        rows = [below for _, below in apart.values()] if place == 1 else self._ahead(apart, place - 1)
        return Figure(claim.said, "" if claim.derived else f"{place}.0", Quotient(Fraction(place)), tuple(rows))

    def _ahead(self, apart: Mapping[str, list[Row]], number: int) -> list[Row]:
        """Return that so many are ahead: for each a yes (1) or no (0), with a weight that no count exceeds."""
        rows = [Row(dict.fromkeys(apart, 1), number, number)]
        for name, (up, down) in apart.items():
            most = max(1, *(row.low - row.ends(self.box)[0] for row in (up, down)))
            if most >= LARGEST or any(self.box[each][1] >= self.largest for each in up.weights):
                raise NotLinearError("large")
            rows += [Row({**up.weights, name: -most}, up.low - most), Row({**down.weights, name: most}, down.low)]
        self.box |= dict.fromkeys(apart, (0, 1))
        return rows

    def _figure(self, claim: Claim) -> Figure:
        figure, value = None if claim.derived else claim.figure, self.value(claim, claim.id)
        per = self.reading.number(claim.inputs.get("per"))
        size = 100 if claim.kind == "points" else per[0] if per else claim.per
        return Figure(claim.said, figure.text if figure else "", value._replace(times=value.times * size))
