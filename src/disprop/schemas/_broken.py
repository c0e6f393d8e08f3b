"""Where the rows of a frame break the rules, as expressions for its own engine."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from disprop._cells import TEXTS, is_missing
from disprop._marks import MISSING
from disprop._rules import LARGEST_COUNT, RULES
from disprop.schemas._table import DATE, KEYS, NUMBERS, Role, missing

SPACE = "[\\s\u00a0\u2009\u202f]*"
MARKS = "|".join(re.escape(mark) for mark in sorted(MISSING))
OF_FLOATS = {"infinite", "fractional", "impossible-unit"}  # a type of whole numbers cannot break them
Dtypes = Mapping[str, Any]
Roles = Mapping[str, Role]


class Broken(NamedTuple):
    """A rule, the column that breaks it, where, and what is said of the cells that show it."""

    rule: str
    column: str
    where: nw.Expr
    shows: tuple[str, ...]
    said: Callable[..., Any] = lambda cell: cell


class Pair(NamedTuple):
    """A rule of two columns of a row: the first and the second, and which of them is at fault."""

    rule: str
    first: str
    second: str
    column: str

    def said(self, first: float, second: float) -> str:
        """Say what the row has."""
        if self.rule == "no-population":
            return f"0 for {first:.0f} {self.first}"
        if self.rule == "ends-crossed":
            return f"{first:.0f} above {second:.0f} {self.second}"
        return f"{first:.0f} of {second:.0f} {self.second}"


def pairs_of(roles: Roles) -> Iterator[Pair]:
    """Yield the rules of two columns: events need a population, no part exceeds its whole, and ends are in order.

    Of counts known only in part it is what they are at least, and at most, that breaks a rule.
    """
    for part, role in roles.items():
        for whole, other in roles.items():
            least, most = next(iter(role.ends), part), next(reversed(other.ends), whole)
            if role.kind == "count" and other.kind == "population":
                yield Pair("no-population", least, most, whole)
            if whole in role.of:
                yield Pair("part-above-whole", least, most, part)
        if role.ends:
            low, high = role.ends
            yield from (Pair("ends-crossed", *pair, part) for pair in ((low, high), (low, part), (part, high)))


def broken_rules(roles: Roles, dtypes: Dtypes) -> list[Broken]:
    """Return every rule that a row can break by its numbers, labels, dates and flags; of one cell the first."""
    found = [rule for name, role in roles.items() for rule in _of_column(name, role, dtypes)]
    for pair, where in _of_pairs(roles, dtypes):
        both = (pair.first, pair.second)
        odd = (_cannot_be(name, roles[name], dtypes[name]) for name in both)
        found.append(Broken(pair.rule, pair.column, where & ~reduce(or_, odd), both, pair.said))
    return found


def unusable(roles: Roles, dtypes: Dtypes) -> nw.Expr:
    """Return where a row of numbers breaks any rule; a missing one breaks none."""
    cells = (_cannot_be(name, role, dtypes[name]) for name, role in roles.items())
    return reduce(or_, [*cells, *(where for _, where in _of_pairs(roles, dtypes))])


def is_text(dtype: Any) -> bool:
    """Return whether a column holds text, categories of text included."""
    return dtype in (nw.String, nw.Categorical, nw.Enum)


def fits(name: str, pattern: str, *, or_blank: bool = False) -> nw.Expr:
    """Return whether a text is what the pattern says, or blank, and nothing else; not so where there is none.

    What may be left out has its spaces with it, or a long cell of spaces is gone through as often as it is long.
    """
    once = "?" if or_blank else ""
    return _holds(name, f"(?i)^{SPACE}(?:(?:{ungrouped(pattern)}){SPACE}){once}$")


def _holds(name: str, pattern: str) -> nw.Expr:
    text = nw.col(name).cast(nw.String)
    return ~text.is_null() & text.str.contains(pattern)


def ungrouped(pattern: str) -> str:
    """Return a pattern whose groups are not taken for something to extract, of which pandas warns."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


def _of_ends(name: str, role: Role, dtypes: Dtypes) -> Iterator[Broken]:
    low, high = (missing(end, dtypes[end]) for end in role.ends)
    yield Broken("missing", name, missing(name, dtypes[name]) & low & high, (name,))
    yield Broken("one-end", name, low & ~high | ~low & high, role.ends, one_end)


def one_end(low: Any, high: Any) -> str:
    """Say which end of a count is known."""
    return f"at most {high:.0f}" if is_missing(low) else f"at least {low:.0f}"


def _of_column(name: str, role: Role, dtypes: Dtypes) -> Iterator[Broken]:
    dtype = dtypes[name]
    if role.kind in NUMBERS:
        rules = {"missing": missing(name, dtype)}
        rules = _in_turn(rules, _numbers(name, role, dtype))[0] if dtype.is_numeric() else _of_other_cells(name, dtype)
        rules = {rule: where for rule, where in rules.items() if not (role.gaps and rule == "missing")}
    elif role.kind in {*KEYS, "label"}:
        rules = _of_label(name, role, dtype)
    elif role.kind == "date":
        rules = _of_date(name, dtype)
    else:
        rules = _of_flag(name, dtype) if role.kind == "flag" else {}
    yield from (Broken(rule, name, where, (name,)) for rule, where in rules.items())
    if role.ends:
        yield from _of_ends(name, role, dtypes)


def _numbers(name: str, role: Role, dtype: Any) -> Iterator[tuple[str, nw.Expr]]:
    """Yield where the numbers of a column break each rule, whether or not they break an earlier one."""
    number = nw.col(name).cast(nw.Float64)
    within = nw.when(number.abs() <= LARGEST_COUNT).then(number).otherwise(0.0)  # Ibis makes integers of floors
    for rule in role.rules[1:]:
        if not (dtype.is_integer() and rule in OF_FLOATS):
            yield rule, RULES[rule].broken(within if rule == "fractional" else number)


def _in_turn(rules: dict[str, nw.Expr], others: Iterable[tuple[str, nw.Expr]]) -> tuple[dict[str, nw.Expr], nw.Expr]:
    """Return rules of which a cell breaks the first that it breaks alone, and where it breaks none."""
    left = ~rules["missing"]
    for rule, where in others:
        rules[rule], left = left & where, left & ~where
    return rules, left


def _cannot_be(name: str, role: Role, dtype: Any) -> nw.Expr:
    """Return where there is a number that breaks a rule."""
    return ~missing(name, dtype) & reduce(or_, (where for _, where in _numbers(name, role, dtype)), nw.lit(False))  # noqa: FBT003


def _of_pairs(roles: Roles, dtypes: Dtypes) -> Iterator[tuple[Pair, nw.Expr]]:
    """Yield the rules of two columns, and where they are broken, by numbers that are both there."""
    numeric = {name: role for name, role in roles.items() if role.kind in NUMBERS and dtypes[name].is_numeric()}
    for pair in (pair for pair in pairs_of(numeric) if {pair.first, pair.second} <= numeric.keys()):
        there = ~missing(pair.first, dtypes[pair.first])  # nothing is above, or equal to, what is missing
        yield pair, there & RULES[pair.rule].broken(nw.col(pair.first), nw.col(pair.second))


def _of_other_cells(name: str, dtype: Any) -> dict[str, nw.Expr]:
    if not is_text(dtype):
        fault = "boolean" if dtype == nw.Boolean else "not-a-number"
        return {"missing": nw.col(name).is_null(), fault: ~nw.col(name).is_null()}
    others = ((rule, fits(name, pattern)) for rule, pattern in TEXTS.items())
    rules, left = _in_turn({"missing": _says_missing(name)}, others)
    return {**rules, "text": left}


def _of_label(name: str, role: Role, dtype: Any) -> dict[str, nw.Expr]:
    rule = "missing-label" if role.kind == "label" else "missing-key"
    found = {"unusable-key": ~nw.col(name).is_null()} if dtype.is_nested() or dtype == nw.Object else {}
    if not is_text(dtype):
        return {rule: missing(name, dtype), **found}
    return {rule: nw.col(name).is_null() | _holds(name, f"^{SPACE}$")} if role.kind == "label" else {}


def _of_date(name: str, dtype: Any) -> dict[str, nw.Expr]:
    if is_text(dtype):
        return {"date-unreadable": ~nw.col(name).is_null() & ~fits(name, f"{MARKS}|{DATE}", or_blank=True)}
    return {} if dtype in (nw.Date, nw.Datetime) else {"date-unreadable": ~missing(name, dtype)}


def _of_flag(name: str, dtype: Any) -> dict[str, nw.Expr]:
    rules = {"missing": _says_missing(name) if is_text(dtype) else missing(name, dtype)}
    there = ~rules["missing"]
    if dtype.is_numeric():
        rules["not-a-flag"] = there & RULES["not-a-flag"].broken(nw.col(name))
    elif dtype != nw.Boolean:
        rules["not-a-flag"] = there
    return rules


def _says_missing(name: str) -> nw.Expr:
    """Return where a text is empty or a mark that says so."""
    return nw.col(name).is_null() | fits(name, MARKS, or_blank=True)
