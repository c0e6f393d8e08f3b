"""One solver for a whole report: what each count and figure can be over everything that fits all figures together."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from typing import Any

from disprop import _arrays
from disprop._errors import of_kind, one_of, worded
from disprop._text import listed
from disprop.claims._amounts import Reading, limits
from disprop.claims._ledger import Ledger
from disprop.claims._linear import Figure, Linear
from disprop.imperfect import Printed
from disprop.imperfect._numbers import Number, Span
from disprop.imperfect._printed import span_of
from disprop.imperfect._published import spoken
from disprop.imperfect._solved import SECONDS, Solved, both
from disprop.imperfect._solver import search
from disprop.imperfect._solver.rows import Box, Row, System

COLUMNS = ("name", "printed", "least", "most")
DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


class Joint(Solved):
    """A report solved as a whole; `claims.jointly` makes one. It has no JSON: its claims file is kept instead.

    Attributes
    ----------
    figures : of each count and each claim what it says, what it prints, and what it is of the unknown counts.
    facts : what is firm: sums, and that a part is no larger than its whole.
    box : the limits of the unknown counts by the numbers of the ledger alone.
    left_out : claims that are no facts for this solver, with the reason.
    how : the rounding of the figures, and whether their qualifiers were read to the letter.
    largest : what no unknown count is above, where a number has to be given.
    blamed : the fewest figures that cannot all be true.
    """

    figures: Mapping[str, Figure]
    facts: Mapping[str, Row]
    box: Box
    left_out: Mapping[str, str]
    how: Mapping[str, Any]
    largest: int
    blamed: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Find what is to be blamed, where no counts fit all figures."""
        super().__post_init__()
        if self.blamed is None:
            found = [] if self._fits({}) else self._fewest() or [""]
            if found == [""]:
                raise worded("numbers contradict", "ledger")
            object.__setattr__(self, "blamed", tuple(found))

    def conflict(self) -> tuple[str, ...]:
        """Return the fewest figures that cannot all be true, by their names; none where some counts fit them all."""
        return self.blamed or ()

    def figure(self, name: str) -> tuple[Number, Number]:
        """Return the smallest and the largest value of a figure, printed or not, in the units of its print.

        The largest is infinite where nothing printed limits it. Where time is over they are the limits of the print
        alone, or 0 and infinity. Over a count that can only be 0 they are NaN.
        """
        _, text, (times, top, of), _ = self._claim(name)
        system, box = self._about([top, of])
        low = Fraction(0) if box[top][0] >= 0 else -math.inf
        outer = span_of(Printed(text), **self.how) if text else Span(low, math.inf)
        try:
            least, most = (times * end for end in self._ends(system, box, top, of))
            if all(high < self.largest for _, high in (system.narrowed(box) or {}).values()):
                return least, most
            wider = {each: (low, high * 10 if high >= self.largest else high) for each, (low, high) in box.items()}
            lower, higher = (times * end for end in self._ends(system, wider, top, of))
        except search.OutOfTimeError:
            return outer.low, outer.high
        return least if lower == least else outer.low, most if higher == most else outer.high

    def _ends(self, system: System, box: Box, top: Any, of: Any) -> tuple[Number, Number]:
        clock = search.Clock(self.seconds)
        found = [search.highest_ratio(system, box, turned, {of: 1}, clock) for turned in both({top: 1})]
        if found[0] is None or found[1] is None:
            return math.nan, math.nan  # over 0, whatever fits
        return Fraction(found[0][top], found[0][of]), Fraction(found[1][top], found[1][of])

    def why(self, name: str) -> str:
        """Return why a count is what it is: the fewest figures that rule out one less, and one more."""
        return self._why(name, self._weights(name), self.between(name))

    def without(self, *names: str) -> Joint:
        """Return the report without what these figures print, to see what all others allow for them."""
        others = {name: self._claim(name)._replace(printed="") for name in names}
        return replace(self, figures={**self.figures, **others}, blamed=None)

    def neighbours(self, name: str, *, within: int = 5) -> tuple[str, ...]:
        """Return the other prints of a figure that would fit all others, nearest first: "53%" where "52%" does not."""
        return tuple(text for text in _near(self._claim(name).printed, within) if self._fits({name: text}))

    def ways(self, *, most: int = 1_000) -> dict[str, list[int]]:
        """Return every way to fill the counts, a column for each: the splits of a total, the tables behind rates."""
        (rows, box), sums = self._system(), [Row(self._weights(name)) for name in self._counts]
        found = dict[tuple[int, ...], None]()
        for each in search.every(System(rows), box, search.Clock(self.seconds)):
            found[tuple(row.of(each) for row in sums)] = None  # once, however those that are level are ranked
            if len(found) > most:
                raise worded("many ways", "most", most)
        return {name: [*column] for name, column in zip(self._counts, zip(*found, strict=True), strict=True)}

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns: each count and each figure with its print, and the smallest and largest it can be."""
        names = () if self.blamed else self.figures
        known = [(name, self.figures[name].said, *map(float, self.figure(name))) for name in names]
        return {column: [row[at] for row in known] for at, column in enumerate(COLUMNS)}

    def __str__(self) -> str:
        """Write what contradicts, or what each unknown count and each figure that is not printed can be."""
        if self.blamed:
            return f"{self._contradiction}."
        lines = [f"{name}: not solved, {why}" for name, why in self.left_out.items()]
        for name, (said, text, value, _) in [*self.figures.items()][::-1]:
            if not text and {value.top, value.of} != {None}:
                least, most = self.figure(name)
                lines.insert(0, f"{name}: {limits(Span(least, most)) if said else spoken(float(least), float(most))}")
        return "\n".join(lines)

    @property
    def _counts(self) -> list[str]:
        return [name for name, figure in self.figures.items() if not figure.said]

    def _weights(self, names: Any) -> Counter[Any]:
        found = Counter[Any]()
        for name in names if isinstance(names, list) else [names]:
            times, top, _ = self.figures[one_of("count of this report", name, self._counts)].value
            found[top] += int(times)
        return found

    def _claim(self, name: str) -> Figure:
        return self.figures[one_of("figure of this report", name, self.figures)]

    def _printed(self, prints: Mapping[str, str]) -> dict[str, list[Row]]:
        """Return the rows of each figure that is printed, with other prints in place of some."""
        texts = {**{name: figure.printed for name, figure in self.figures.items()}, **prints}
        spans = {name: span_of(Printed(text), **self.how) for name, text in texts.items() if text}
        return {n: [*self.figures[n].rows, *self.figures[n].value.within(span)] for n, span in spans.items()}

    def _system(self) -> tuple[list[Row], Box]:
        if self.blamed:
            raise worded("report contradicts itself", "figures", self.blamed, said=self._contradiction)
        return [*self.facts.values(), *chain.from_iterable(self._printed({}).values())], dict(self.box)

    def _fits(self, prints: Mapping[str, str]) -> bool:
        rows = [*self.facts.values(), *chain.from_iterable(self._printed(prints).values())]
        return search.largest(System(rows), self.box, {}, search.Clock(self.seconds)) is not None

    def _fewest(self, *more: Row) -> list[str] | None:
        return search.conflict(self._printed({}), [*self.facts.values(), *more], self.box, search.Clock(self.seconds))

    def _because(self, row: Row) -> str:
        found = self._fewest(row)
        if not found:
            return self._out_of_time if found is None else "by what is known"
        return f"because of {self._told(found)}"

    def _told(self, names: Iterable[str]) -> str:
        return listed([f"{name} ({self.figures[name].said})" for name in names])

    @property
    def _contradiction(self) -> str:
        told, number = self._told(self.conflict()), len(self.conflict())
        return f"{f'These {number} figures cannot all be true:' if number > 1 else 'No whole numbers give'} {told}"


def _near(text: str, within: int) -> Iterator[str]:
    """Yield a print with its digits moved by units of the last one, nearest first; nothing of a figure in words."""
    for match in islice(DIGITS.finditer(text), 1):
        plain, comma = match[0].replace(",", ""), "," if "," in match[0] else ""
        for step in (sign * n for n in range(1, within + 1) for sign in (1, -1)):
            moved = Decimal(plain) + Decimal(step).scaleb(-len(plain.partition(".")[2]))
            if moved >= 0:
                yield f"{text[: match.start()]}{moved:{comma}f}{text[match.end() :]}"


def jointly(
    ledger: Ledger, *, rounding: str = "half-up", literal: bool = False, largest: int = 10**8, seconds: float = SECONDS
) -> Joint:
    """Return what every count and every figure of a report can be, given all of its printed figures together.

    Use it where a report prints rates, shares, ratios and totals of counts that it does not print: together they say
    more than each by itself. Use it before publishing too, to see whether all figures can be true at once. Not for
    figures about different periods or people: it takes equal names for the same counts.

    Parameters
    ----------
    ledger
        The report, as `claims.read` gives it. Counts that are "unknown" or "blank" are looked for, and so are those
        that no claim names: they are called "events of" the claim, "part of" it, and so on. A count may be the sum of
        others.
    rounding
        How figures were rounded: one of `imperfect.ROUNDINGS`, or "any".
    literal
        Whether qualifiers are read to the letter, as in `imperfect.Printed`: "more than 3" is then anything above 3. By
        default it is 3 to 4.
    largest
        What no unknown count is above; it matters only where nothing printed limits one, which `str` says.
    seconds
        How long each question may take.

    Returns
    -------
    Joint
        `between(name)` is a count, for any statistic; `rate`, `ratio` and `share` use counts together; `figure(id)` is
        what the figure of a claim can be; `conflict()` names the fewest figures that cannot all be true, and `str` says
        so; `why(name)` names the figures that make a count what it is; `without(id)`, `neighbours(id)` and `ways()`
        look for what would fit.

    Raises
    ------
    DispropError
        If the numbers of the ledger contradict each other before any figure is looked at; where the time is over.

    Notes
    -----
    Every figure is a row of whole numbers, low <= sum of weights times counts <= high, from its exact rounding
    interval, so that no half-open end is lost. Ends are exact: counts reach them, and one unit more is refused, as in
    `imperfect.tighten`. Of a contradiction the smallest set is found; which of several smallest ones is arbitrary.
    The numbers of the ledger, such as a census, and sums are never blamed.

    A rate of an unknown population is linear too. A ratio of two such rates is not, and neither are averages,
    intervals, margins and ranges: `left_out` names them. "Highest" and "lowest" are rows. "Second highest" and so on
    need counts with close limits in the ledger, and are left out where a weight of 2**30 would be needed. Who is level
    may stand before or after, as in `check`. A rank is a figure to be blamed, and not one to be looked for: `figure`
    gives the place that is printed.

    Examples
    --------
    Scans of fingerprints in West Yorkshire: three rates, a share, and a ratio are printed, and no count:

    >>> from disprop import claims
    >>> groups = ["Black", "white", "other white", "Pakistani", "other"]
    >>> people = {"Black people": 46_476, "white people": 1_761_205, "others": 56_953, "BAME people": 406_240}
    >>> def rate(name, printed, events, of):
    ...     return claims.Claim(name, "rate", printed, {"per": 10_000, "events": events, "population": of})
    >>> ledger = claims.Ledger(
    ...     (
    ...         rate("Black rate", "7", "Black", "Black people"),
    ...         rate("white rate", "2", "white", "white people"),
    ...         rate("other white rate", "15.3", "other white", "others"),
    ...         claims.Claim("Pakistani share", "share", "21%", {"part": "Pakistani", "whole": "scans"}),
    ...         rate("BAME rate", "not printed", "BAME", "BAME people"),
    ...         claims.Claim("BAME ratio", "ratio", "more than 3", {"group": "BAME rate", "reference": "white rate"}),
    ...         claims.Claim("ratio", "ratio", "not printed", {"group": "Black rate", "reference": "white rate"}),
    ...     ),
    ...     populations=people,
    ...     counts={
    ...         **dict.fromkeys(groups, "unknown"),
    ...         "scans": {"sum": groups},
    ...         "BAME": {"sum": ["Black", "Pakistani", "other"]},
    ...     },
    ... )
    >>> found = claims.jointly(ledger)
    >>> print(found)
    Black: 31 to 34
    white: 265 to 440
    other white: 87
    Pakistani: 110 to 200
    other: 35 to 183
    scans: 536 to 932
    BAME: 184 to 405
    BAME rate: 4.53 to 9.97
    ratio: 2.67 to 4.86
    >>> print(found.ratio(group=("Black", 46_476), reference=("white", 1_761_205)))
    between 2.67 and 4.86 (95% CI 1.83 to 6.87)
    >>> print(found.why("other white"))
    other white is 87: at least 87, because of other white rate (15.3 per 10,000); at most 87, because of other white
    rate (15.3 per 10,000)
    """
    of_kind(Ledger, "ledger", "must be a Ledger, as claims.read gives one", ledger)
    linear = Linear(ledger, Reading(ledger, rounding, literal=literal), _arrays.integer("largest", largest, 1))
    found = linear.figures, linear.facts, linear.box, linear.left_out
    return Joint(_arrays.size("seconds", seconds), *found, {"rounding": rounding, "literal": literal}, largest)
