"""What the names of a claim stand for: whole numbers, known in part or not, the figures that they give, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any

from disprop import _arrays, _text
from disprop._errors import one_of, refused
from disprop._sets import Between
from disprop.claims._tables import total
from disprop.claims.claim import FORM, KINDS, UNSAID, WORDS, Claim, ImpossibleError, OtherError, is_number, uncommaed
from disprop.estimate import Estimate
from disprop.imperfect import Printed, marked
from disprop.imperfect._numbers import Span
from disprop.imperfect._printed import span_of
from disprop.imperfect._solver.rows import ENDLESS, LIMIT, Limits, Quotient, Row, System

MOST = 10_000  # counts that are looked at one by one
PART, WHOLE = "part", "whole"
PAIRS = {"rate": ("events", "population"), **dict.fromkeys(("share", "one in"), (PART, WHOLE))}
WAYS = ("between", "table", "claim", "sum")  # in which a number is made of others
COUNTED = ("count", "sum", "expected", "projection")
ONE, NOTHING = range(1, 2), range(0)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a figure may be: all that prints so or, where there are counts, each of them over its wholes.

    `given` says that the counts are known, and not from what is printed; else `rows` are what the print says of both.
    """

    printed: Span | None = None
    counts: range = NOTHING
    wholes: range = NOTHING
    given: bool = False
    rows: tuple[Row, ...] = ()

    @property
    def of_counts(self) -> bool:
        """Whether it is one of the quotients of whole numbers."""
        return bool(self.counts and self.wholes)

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.printed is not None or self.of_counts

    @property
    def bare(self) -> bool:
        """Whether it is a count, and no share or rate."""
        return self.wholes is ONE and self.of_counts

    @property
    def alone(self) -> Amount:
        """Its counts by themselves, where there are some."""
        return Amount(self.printed, self.counts, ONE) if self.counts else self

    @property
    def pairs(self) -> dict[int, range]:
        """The wholes that go with each count."""
        system, wholes = System(self.rows), (self.wholes[0], self.wholes[-1])
        found = ((own, system.narrowed({PART: (own, own), WHOLE: wholes})) for own in self.counts)
        return {own: range(box[WHOLE][0], box[WHOLE][1] + 1) for own, box in found if box}

    @property
    def span(self) -> Span:
        """Everything from the smallest to the largest that it can be."""
        if self.rows and width(self.counts) <= MOST:
            return Span.hull(*self.each())
        if not self.of_counts:
            return self.printed or Span(Fraction(0), math.inf)
        return Span(Fraction(self.counts[0], self.wholes[-1]), Fraction(self.counts[-1], self.wholes[0]))

    def each(self) -> Iterator[Span]:
        """Return what it may be count by count, or all at once."""
        if not self.of_counts or width(self.counts) > MOST:
            return iter([self.span])
        return (Span(Fraction(own, wholes[-1]), Fraction(own, wholes[0])) for own, wholes in self.pairs.items())

    def __str__(self) -> str:
        """Write the counts and, where they are of something, their wholes."""
        return counted(self.counts) if self.bare else f"{counted(self.counts)} of {counted(self.wholes)}"


class Reading:
    """What the numbers and claims of a ledger may be if its figures are rounded in one way, or read to the letter."""

    def __init__(self, ledger: Any, rounding: str, *, literal: bool = False) -> None:
        names = ("tables", "numbers", "populations", "by_id")
        self.tables, self.numbers, self.people, self.claims = (getattr(ledger, name, {}) for name in names)
        self.rounding, self.literal = rounding, literal
        self.seen: dict[str, Claim] = {}
        self._found: dict[str, Any] = {}

    def span(self, figure: Printed) -> Span:
        """Return what prints as a figure."""
        return span_of(figure, self.rounding, literal=self.literal)

    def number(self, value: Any) -> range | None:
        """Return the whole numbers that something may be, None where nothing is said of it."""
        if isinstance(value, str) or value is None:
            return self._named(value)
        if isinstance(value, Claim):
            return self.amount(value).counts or None
        if isinstance(value, Mapping):
            return self._form(value)
        if isinstance(value, (list, tuple)):
            parts = [part for each in value if (part := self.number(each)) is not None]
            known = range(sum(part[0] for part in parts), sum(part[-1] for part in parts) + 1)
            return known if len(parts) == len(value) else None
        if isinstance(value, Between):
            return range(int(value.low), int(value.high) + 1)
        own = _arrays.integer("a count", value, otherwise=", a list or a name")
        return range(own, own + 1)

    def _named(self, name: str | None) -> range | None:
        """Return what a name stands for, or a text such as "1,472" or "<5"."""
        if name is None or name in UNSAID:
            return None
        if is_number(name) or name not in {**self.claims, **self.numbers}:
            return self.number(marked(uncommaed(name)))
        if name not in self._found:
            known = self.amount(name).counts if name in self.claims else self.number(self.numbers[name])
            self._found[name] = known or None
        return self._found[name]

    def _form(self, form: Mapping[str, Any]) -> range | None:
        if len(form.keys() & {*WAYS}) != 1:
            raise refused("a number", f"says one of {', '.join(WAYS)}", {**form})
        if "between" in form:
            ends = [end[0] for each in several(form["between"]) if (end := self.number(each)) is not None]
            if len(ends) != 2 or len(form["between"]) != 2 or ends[0] > ends[1]:
                raise refused("between", "has the smallest and the largest number", form["between"])
            return range(ends[0], ends[1] + 1)
        if "table" in form:
            return total(self.tables, form)
        if "claim" in form:
            amount = self.amount(form["claim"])
            found = amount.wholes if form.get("input") in ("whole", "population") else amount.counts
            return found if amount.of_counts else None
        plus, less = (self.number(several(form.get(name, ()))) for name in ("sum", "less"))
        if plus is None or less is None:
            return None
        if less[0] > plus[-1]:
            raise ImpossibleError(f"{less[0]:,} or more cannot be taken away from {plus[-1]:,} or fewer.")
        return range(max(plus[0] - less[-1], 0), plus[-1] - less[0] + 1)

    def whole(self, value: Any) -> range | None:
        """Return the whole numbers that something may be that others are divided by."""
        found = self.number(value)
        if found and found[-1] < 1:
            raise refused("a denominator", "must be at least 1", found[-1])
        return found and range(max(found[0], 1), found.stop)

    def claim(self, value: Any) -> Claim | None:
        """Return the claim that a value is or names."""
        return value if isinstance(value, Claim) else self.claims.get(value) if isinstance(value, str) else None

    def figure(self, value: Any) -> Amount:
        """Return what a name stands for that may be compared: a claim, or a count; the size of a group is neither."""
        if self.claim(value):
            return self.amount(value)
        counts = None if isinstance(value, str) and value in self.people else self.number(value)
        return Amount(None, counts or NOTHING, ONE, given=counts is not None and width(counts) == 1)

    def lacks(self, claim: Claim, *names: str) -> tuple[str, ...]:
        """Return in words what is not known of some inputs of a claim."""
        found = [self._lack(claim, name, value) for name in names for value in values_of(claim, name)]
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    def _lack(self, claim: Claim, name: str, value: Any) -> Iterable[str]:
        about, own, words = FORM["inputs"][name], self.claim(value), WORDS["lacking"]
        if self.figure(value).known if about["is"].startswith("figure") else self.number(value) is not None:
            return ()
        if own is not None:
            return self.lacks(own, *KINDS[own.kind]["needs"]) or (own.id,)
        part, whole = PAIRS.get(claim.kind, ("", ""))
        if name == part and (size := self.number(claim.inputs.get(whole))):
            return (words[name].format(self._sized(claim.inputs[whole], size)),)
        if not isinstance(value, str) or value in UNSAID:
            return (about["what"],)
        if value in self.people and (size := self.number(value)):
            return (words["events"].format(self._sized(value, size)),)
        return (words["size" if value in self.people else "count"].format(value),)

    def _sized(self, name: Any, size: range) -> str:
        if not isinstance(name, str) or is_number(name):
            return counted(size)
        return f"{name} ({counted(size)}{' people' if name in self.people else ''})"

    def shown(self, value: Any) -> str:
        """Write a figure as it is printed, else by its counts."""
        claim = self.claim(value)
        return claim.printed if claim and claim.figure else str(self.figure(value))

    def as_printed(self, value: Any) -> Fraction | None:
        """Return a figure as it is printed, for one, or what it can only be."""
        if (claim := self.claim(value)) and claim.figure:
            return claim.figure.value / claim.per
        span = self.figure(value).span
        return Fraction(span.low) if span.low == span.high else None

    def amount(self, name: Any) -> Amount:
        """Return what a claim may be: of a rate or share a quotient of whole numbers, where they are known."""
        claim = self.claim(name) or self.claims[one_of("claim", name, self.claims)]
        key = f"claim {claim.id}"
        if key not in self._found:
            self.seen[claim.id] = claim
            self._found[key] = self._amount(claim)
        return self._found[key]

    def _amount(self, claim: Claim) -> Amount:
        span = self.span(claim.figure).divided(claim.per) if claim.figure else None
        if claim.kind not in PAIRS:
            bounded = span if span and claim.kind in COUNTED and span.high < math.inf else None
            return Amount(span, bounded.integers() if bounded else NOTHING, ONE)
        upper, lower = (claim.inputs.get(name) for name in PAIRS[claim.kind])
        part, whole = self.number(upper), self.whole(lower)
        given = part is not None and whole is not None and width(part) == width(whole) == 1
        if span is None or given or not (part or whole):
            return Amount(span, part or NOTHING, whole or NOTHING, given)
        share = [] if claim.kind == "rate" else [Row({WHOLE: 1, PART: -1}, 0)]
        rows = (*Quotient(Fraction(1), PART, WHOLE).within(span), *share)
        box = {PART: _ends(part), WHOLE: _ends(whole)}
        if (found := System(rows).narrowed(box)) is None:
            said = f"{counted(part)} of {counted(whole) if whole else 'any number'} never" if part else ""
            said = said or f"No whole number out of {counted(whole or ONE)}"
            known = part and (whole or not part[-1]) and System(rows).narrowed({**box, PART: _ends(None)})
            raise (OtherError if known else ImpossibleError)(f"{said} prints as {claim.said}.")
        if max(high for _, high in found.values()) >= LIMIT:
            return Amount(span)  # "at least 7": no count of events is too many
        counts, wholes = (range(low, high + 1) for low, high in found.values())
        return Amount(span, counts, wholes, rows=rows)


def values_of(claim: Claim, *names: str) -> list[Any]:
    """Return the values of inputs, each of which may be one or several."""
    return [each for name in names for each in several(claim.inputs.get(name, "unknown"))]


def several(value: Any) -> list[Any]:
    """Return the values of a list, or the one that is given instead of a list."""
    return [*value] if isinstance(value, (list, tuple)) else [value]


def width(counts: range) -> int:
    """Return how many counts there are; there may be more than Python can count in a range."""
    return counts.stop - counts.start


def _ends(counts: range | None) -> Limits:
    return (counts[0], counts[-1]) if counts else (0, ENDLESS)


def fixed(value: float | Fraction, digits: int) -> str:
    """Write a number with so many significant digits, thousands commas and no exponent."""
    size = abs(float(value))
    return _text.number(float(value), max(0, digits - 1 - math.floor(math.log10(size))) if 0 < size < math.inf else 0)


def number(value: float | Fraction, digits: int = 4) -> str:
    """Write a number as `fixed` does, without the zeros at its end."""
    text = fixed(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(counts: range) -> str:
    """Write the first and last of some counts."""
    first, last = f"{counts[0]:,}", f"{counts[-1]:,}"
    return first if first == last else f"{first} to {last}"


def limits(of: Span | Estimate) -> str:
    """Write the two limits of a span, or of an estimate of one number; once where they are the same."""
    return " to ".join(dict.fromkeys(fixed(float(end), 3) for end in (of.low, of.high)))
