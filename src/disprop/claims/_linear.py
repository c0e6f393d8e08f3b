"""A ledger as linear facts about whole counts: each number one count, each figure one count over another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from disprop.claims._amounts import PAIRS, Reading
from disprop.claims._ledger import Ledger
from disprop.claims.claim import KINDS, WORDS, Claim
from disprop.imperfect._solver.rows import ENDLESS, Box, NotLinearError, Quotient, Row, Weights, from_zero, less


class Figure(NamedTuple):
    """What a claim says, what it prints, if anything, and one sum of counts over another in the units of the print."""

    said: str
    printed: str
    value: Quotient


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
                self.figures[claim.id] = self._figure(claim)
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
            signs = [(1, each) for each in form.get("sum", ())] + [(-1, each) for each in form.get("less", ())]
            parts = [self.count(each, f"part {place} of {unknown}") for place, (_, each) in enumerate(signs, 1)]
            return self._sum(unknown, [(sign, part) for (sign, _), part in zip(signs, parts, strict=True)], least=0)
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
            part, whole = (self.count(claim.inputs.get(side), f"{side} of {claim.id}") for side in PAIRS[claim.kind])
            if claim.kind != "rate":
                self.facts[f"{claim.id} is a share"] = from_zero(less(whole, part))
            if (most := claim.inputs.get("largest")) is not None:
                self.facts[f"{claim.id} at most"] = from_zero(less(self.count(most, f"largest of {claim.id}"), whole))
            return part.over(whole)
        if "adds" in KINDS[claim.kind]:
            given = claim.inputs.get(KINDS[claim.kind]["adds"])
            parts = given if isinstance(given, (list, tuple)) else [given]
            named = [self.value(each, f"part {place} of {claim.id}") for place, each in enumerate(parts, 1)]
            return self._sum(claim.id, [(1, each) for each in named])
        if "sides" not in KINDS[claim.kind]:
            raise NotLinearError("kind")
        sides = {name: claim.inputs.get(name) for name in KINDS[claim.kind]["sides"]}
        one, other = (self.value(each, f"{name} of {claim.id}") for name, each in sides.items())
        if claim.kind == "ratio":
            return one.over(other)
        shown = [self._as_printed(*each) for each in zip(sides.values(), (one, other), strict=True)]
        sign = -1 if None not in shown and shown[0] < shown[1] else 1
        found = self._sum(claim.id, [(sign, one), (-sign, other)])
        return found.over(other) if claim.kind == "change" else found

    def _as_printed(self, name: Any, known: Quotient) -> Any:
        """Return what one side of a difference is by its print alone, or as a number that is known."""
        if (claim := self.reading.claim(name)) is not None:
            return claim.figure and claim.figure.value / claim.per
        return known.times if known.top is None else None

    def _figure(self, claim: Claim) -> Figure:
        figure, value = None if claim.derived else claim.figure, self.value(claim, claim.id)
        per = self.reading.number(claim.inputs.get("per"))
        size = 100 if claim.kind == "points" else per[0] if per else claim.per
        shown = value._replace(times=value.times * size)
        return Figure(claim.said, figure.text if figure else "", shown)
