"""How numbers and estimates are written: enough digits to see the interval, and no more."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from disprop._errors import refused

DIGITS = 3  # significant digits of the interval's width
# 0 because the events are, or because a population has no error.
FOLLOWS = ("weighted_events", "variance", "squares", "products", "people", "_cv", "_normal")
ENDS = ("least", "most")  # what follows the name of a count known only in part
INTERVALS = {"two": "CI", "lower": "lower limit", "upper": "upper limit"}
REFERENCE = "reference"  # the remark on the row that others are compared with
SIDE_OF_A_SIDE, NTH = re.compile("(group|reference)_(?=group_|reference_)"), {"group": "first", "reference": "second"}
SMALL = 0.01  # below this a share is also written as 1 in N
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class Line(NamedTuple):
    """One number with its interval and the counts behind it, ready to be written."""

    value: float
    low: float
    high: float
    level: float
    sides: str
    unit: str
    scale: float
    phrase: str
    counts: dict[str, float]
    remark: str = ""
    possible: tuple[float, float] = (math.nan, math.nan)  # what the counts allow
    rests: str = ""  # on what

    def text(self, decimals: int | None = None) -> str:
        """Write the number, or the phrase with its percentage, and the remark; the interval decides the decimals."""
        if math.isnan(self.value) and math.isnan(self.low) and not self.in_part:
            return f"undefined ({self.why()})"
        said = self._number(decimals)
        remark = "" if math.isnan(self.low) or (math.isnan(self.value) and not self.in_part) else self.remark
        return "; ".join(filter(None, (said, self.rests, remark)))

    @property
    def in_part(self) -> bool:
        """Whether the counts are known only in part, and allow more than one value."""
        least, most = self.possible
        return most > least or (math.isnan(self.value) and not math.isnan(least))

    def why(self) -> str:
        """Say what leaves the number undefined, or without interval: the remark on it, or the counts."""
        zeros = [name for name, count in self.counts.items() if count == 0 and not name.endswith(FOLLOWS)]
        spans = [f"{words(of)} is {self.span(of)}" for of, n in self.counts.items() if math.isnan(n) and self.span(of)]
        values = "what is assumed allows more than one value" if self.in_part else "these counts allow any value"
        return self.remark or " and ".join(spans or [f"{words(name)} is 0" for name in zeros]) or values

    def _number(self, decimals: int | None) -> str:
        factor, sign = (100 / self.scale, "%") if self.phrase else (1, "%" * (self.unit == "%"))
        shares = [number * factor for number in (self.value, self.low, self.high, *self.possible)]
        numbers = _numbers(shares, decimals)
        head = self._head(numbers, sign) if self.in_part or not math.isnan(self.value) else f"undefined, {self.why()}"
        said = f"{self.interval} {self._limits(*numbers[1:3])}"
        interval = self.remark or "no interval" if math.isnan(self.low) else said
        if self.phrase:
            rare = "" if self.in_part else one_in(*(share / 100 for share in shares[:3]))
            return f"{self.phrased()} ({head}, {interval}{rare})"
        unit = "" if self.unit in {"", "per 1", "%"} else f" {self.unit}"
        return f"{head}{unit} ({interval})"

    def _head(self, numbers: list[str], sign: str) -> str:
        """Write the value, and between what it lies where the counts are known only in part; an end of it only once."""
        value, _, _, least, most = numbers
        ends = f"{least}{sign}" if self.possible[0] == self.possible[1] else f"between {least}{sign} and {most}{sign}"
        span = ends if self.in_part else ""
        alone = math.isnan(self.value) or (self.in_part and self.value in self.possible)
        return ", ".join(filter(None, ("" if alone else f"{value}{sign}", span)))

    def phrased(self) -> str:
        """Write the counts in their phrase."""
        return self.phrase.format(**{name: self.span(name) for name in self.counts})

    def span(self, name: str) -> str:
        """Write a count, or between what it lies; nothing of one that is not there."""
        count = number(self.counts.get(name, math.nan), 0).removeprefix("undefined")
        least, most = (self.counts.get(f"{name}_{end}", math.nan) for end in ENDS)
        return f"{number(least, 0)} to {number(most, 0)}" if least < most else count

    def _limits(self, low: str, high: str) -> str:
        return {"two": f"{low} to {high}", "lower": low, "upper": high}[self.sides]

    @property
    def interval(self) -> str:
        """What its limits are called, such as "95% CI"; nothing where no level is known."""
        return "" if math.isnan(self.level) else f"{100 * self.level:.12g}% {INTERVALS[self.sides]}"

    def cell(self, *, unit: bool, interval: bool) -> str:
        """Write the number and its limits alone, as a table does, with what its head does not say of all rows."""
        share, sign = (100 / self.scale, "%") if self.phrase else (1.0, "")
        numbers = _numbers([share * each for each in (self.value, self.low, self.high, *self.possible)], None)
        head = self._head(numbers, sign) if self.in_part or not math.isnan(self.value) else "undefined"
        if math.isnan(self.low) and head == "undefined":
            return head
        measured = f"{head} {self.unit}" if unit and self.unit not in {"", "per 1"} else head
        without = REFERENCE if self.remark == REFERENCE else "no interval"
        limits = f"{self.interval if interval else ''} {self._limits(*numbers[1:3])}".strip()
        return f"{measured} ({without if math.isnan(self.low) else limits})"


def number(value: float, decimals: int) -> str:
    """Write one number with thousands separators, or the words for what is not finite.

    A number that is not 0 never prints as 0: it keeps two significant digits instead.
    """
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    text = f"{value:,.{decimals}f}"
    return text if value == 0 or float(text.replace(",", "")) != 0 else f"{value:.2g}"


def chance(p: float, least: float = 1e-300) -> str:
    """Write a p-value, which is never 0: one that is the least that can be told is below that."""
    return f"p < {max(p, least):.2g}" if p <= least else f"p = {p:.2g}"


def counts_named(phrase: str) -> list[str]:
    """Return the names of the counts in a phrase, in its order: a numerator, then its denominator."""
    return re.findall(r"{(\w+)}", phrase)


def words(name: str) -> str:
    """Return a name as it is said; of two ratios, each with a group and a reference, those of the first and second."""
    of = SIDE_OF_A_SIDE.match(name)
    return f"{name[of.end() :]} of the {NTH[of[1]]} ratio".replace("_", " ") if of else name.replace("_", " ")


def decimals_for(value: float, low: float, high: float, *_: float) -> int:
    """Return the decimals that show three significant digits of the interval's width, or of the value without one."""
    return max(0, digits_of(next((abs(s) for s in (high - low, value, low) if math.isfinite(s) and s != 0), 1.0)))


def digits_of(size: float) -> int:
    """Return the decimals that show three significant digits of a size; below 0 those before the point."""
    return DIGITS - 1 - math.floor(math.log10(size))


def decimals_from(spec: str) -> int | None:
    """Read a format such as '.2f'; the empty format leaves the decimals to the width of the interval."""
    if not spec:
        return None
    match = re.fullmatch(r"\.(\d+)f?", spec)
    if match is None:
        raise refused("an estimate", "is formatted with '.2f', '.0%' or nothing", spec)
    return int(match[1])


def one_in(value: float, low: float, high: float) -> str:
    """Write a small share as 1 in N; its limits are the inverted limits of the share."""
    if not 0 < high < SMALL:
        return ""
    if value == 0:
        return f"; at most 1 in {1 / high:,.0f}"
    least = f"1 in {1 / low:,.0f}" if low > 0 else "none"
    return f"; 1 in {1 / value:,.0f}, from 1 in {1 / high:,.0f} to {least}"


def _numbers(numbers: Sequence[float], decimals: int | None) -> list[str]:
    digits = decimals_for(*numbers) if decimals is None else decimals
    return [number(each, digits) for each in numbers]


def listed(names: Iterable[object], word: str = "and") -> str:
    """Join names as a sentence does."""
    *most, last = map(str, names)
    return f"{', '.join(most)} {word} {last}" if most else last


def writable(label: object) -> str:
    """Return a label with a mark in the place of each character that cannot be seen, or turns the text around."""
    return UNSEEN.sub("\ufffd", str(label).replace("\t", " "))
