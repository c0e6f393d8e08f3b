"""Rules as expressions for frames that stay in their engine: where rows break each, how many, and a few of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import pandas as pd

from disprop._cells import TEXTS, is_empty
from disprop._marks import MISSING
from disprop._rules import LARGEST_COUNT, RULES
from disprop._twice._words import totals_among
from disprop.classifications._classification import says_not_stated
from disprop.schemas._rules import Pair, columns_present, columns_spelt, misspelt, not_stated_among, one_end
from disprop.schemas._table import DATE, KEYS, NUMBERS, TIME, Role, Table, day, missing
from disprop.schemas.report import Finding

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
    for pair in (pair for pair in Pair.of(numeric) if {pair.first, pair.second} <= numeric.keys()):
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


# what is found by them: one query, and another for each rule that is broken


EXAMPLES = 3
SURE = f"[0-9]{{4}}-(0[1-9]|1[0-2])-([01][1-9]|10|2[0-8])({TIME})?"


def findings(table: nw.LazyFrame[Any], roles: Mapping[str, Role]) -> tuple[int, list[Finding]]:
    """Return the number of rows, and what is wrong with them: one query, and another for each rule that is broken."""
    dtypes = table.collect_schema()
    shape = Table(pd.DataFrame(columns=dtypes.names()), dict(roles), [], dtypes.names(), [])
    there = {name: role for name, role in roles.items() if name in dtypes}
    rules = broken_rules(there, dtypes)
    rows, counts = _counted(table, rules)
    found = [*columns_present(shape), *columns_spelt(shape)]
    found += [_finding(table, rule, count) for rule, count in zip(rules, counts, strict=True) if count]
    texts = [name for name in there if is_text(dtypes[name])]
    found += [one for name in texts if there[name].kind in KEYS for one in _keys(table, name)]
    found += [one for name in texts if there[name].kind == "date" for one in _days(table, name)]
    return rows, found if rows else [*found, Finding("empty-frame")]


def _counted(table: nw.LazyFrame[Any], rules: list[Broken]) -> tuple[int, list[int]]:
    """Return the number of rows, and of those that break each rule."""
    rows = int(table.select(nw.len().alias("rows")).collect()["rows"].to_list()[0])
    if not rules or not rows:
        return rows, [0] * len(rules)
    broken = [nw.when(rule.where).then(1).otherwise(0).alias(f"rule {i}") for i, rule in enumerate(rules)]
    sums = table.select(*broken).select(nw.all().sum()).collect()
    return rows, [int(sums[name].to_list()[0]) for name in sums.columns]


def _finding(table: nw.LazyFrame[Any], rule: Broken, count: int) -> Finding:
    cells = table.filter(rule.where).select(*rule.shows).head(EXAMPLES).collect()
    examples = [rule.said(*row) for row in zip(*(cells[name].to_list() for name in rule.shows), strict=True)]
    return counted(rule.rule, rule.column, count, examples)


def counted(rule: str, column: str, count: int, examples: list[Any]) -> Finding:
    """Return a finding about rows without positions."""
    value = None if rule.startswith("missing") else examples[0]
    shown = tuple(examples) if value is not None else ()
    return Finding(rule, column, value=value, count=count, examples=shown, counted=True)


def _keys(table: nw.LazyFrame[Any], name: str) -> list[Finding]:
    """Return what is wrong with the labels of a key, and which of them read like totals."""
    sizes = _sizes(table, nw.col(name).cast(nw.String))
    found = of_labels(name, sizes)
    if gone := {label: rows for label, rows in sizes.items() if says_not_stated(label)}:
        hint = not_stated_among(sum(gone.values()), sum(sizes.values()), "rows")
        one = counted("not-stated", name, sum(gone.values()), [*gone][:EXAMPLES])
        found.append(replace(one, hint=hint))
    if totals := totals_among(sizes):
        found.append(counted("total-row", name, sum(sizes[label] for label in totals), [*totals][:EXAMPLES]))
    return found


def of_labels(name: str, sizes: Mapping[Any, int]) -> list[Finding]:
    """Return the rows without a label, and the labels that differ only in spaces or capitals."""
    missing = sum(rows for label, rows in sizes.items() if is_empty(label))
    spelt = misspelt({label: rows for label, rows in sizes.items() if isinstance(label, str) and not is_empty(label)})
    found = [counted("missing-key", name, missing, [])] if missing else []
    return found + [Finding("key-spelling", name, value=said) for _, said in sorted(spelt.items())]


def _days(table: nw.LazyFrame[Any], name: str) -> list[Finding]:
    """Return the days that look like a date and are none, such as 31 February; those up to the 28th need no look."""
    unsure = table.filter(fits(name, DATE) & ~fits(name, SURE))
    sizes = _sizes(unsure, nw.col(name).cast(nw.String).str.replace_all(f"{ungrouped(TIME)}{SPACE}$", ""))
    none = {text: rows for text, rows in sizes.items() if not day(text)}
    return [counted("date-unreadable", name, sum(none.values()), [*sorted(none)][:EXAMPLES])] if none else []


def _sizes(table: nw.LazyFrame[Any], text: nw.Expr) -> dict[Any, int]:
    """Return how many rows have each text."""
    texts = table.select(text.alias("text")).group_by("text", drop_null_keys=False)
    sizes = texts.agg(nw.len().alias("rows")).collect()
    return {label: int(rows) for label, rows in zip(sizes["text"].to_list(), sizes["rows"].to_list(), strict=True)}
