"""Frames that stay in their engine: it hands over what may break a rule, each cell once, with how many rows have it.

What is handed over is checked like any other table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import pandas as pd

from disprop._cells import is_empty
from disprop._rules import LARGEST_COUNT, RULES
from disprop._twice._words import totals_among
from disprop.classifications._classification import says_not_stated
from disprop.schemas import _rules
from disprop.schemas._frames import by_cell
from disprop.schemas._rules import Pair, misspelt, not_stated_among
from disprop.schemas._table import KEYS, NUMBERS, TIME, Role, Table, missing
from disprop.schemas.report import Finding

EXAMPLES = 3
ROWS = "disprop rows"  # a column on the way
SURE = f"^[0-9]{{4}}-(?:0[1-9]|1[0-2])-(?:[01][1-9]|10|2[0-8])(?:{TIME})?$"  # days that need no second look
SEEN = "[^\\s\u00a0\u2009\u202f]"
OF_FLOATS = {"infinite", "fractional", "impossible-unit"}  # a type of whole numbers cannot break them
Dtypes = Mapping[str, Any]
Roles = Mapping[str, Role]


class Doubt(NamedTuple):
    """Columns, where their cells may break a rule, and what finds those that do."""

    columns: tuple[str, ...]
    where: nw.Expr
    check: Callable[[Table], Iterable[Finding]]


def is_text(dtype: Any) -> bool:
    """Return whether a column holds text, categories of text included."""
    return dtype in (nw.String, nw.Categorical, nw.Enum)


def holds_objects(dtype: Any) -> bool:
    """Return whether a column may hold anything, such as lists, so that each cell has to be looked at."""
    return dtype in {nw.Object, nw.Unknown} or bool(dtype.is_nested())


def unusable(roles: Roles, dtypes: Dtypes) -> nw.Expr:
    """Return where a row of numbers breaks any rule; a missing one breaks none."""
    cells = (_cannot_be(name, role, dtypes[name]) for name, role in roles.items())
    return reduce(or_, [*cells, *(where for _, where in _of_pairs(roles, dtypes))])


def _cannot_be(name: str, role: Role, dtype: Any) -> nw.Expr:
    """Return where there is a number that breaks a rule."""
    number = nw.col(name).cast(nw.Float64)
    within = nw.when(number.abs() <= LARGEST_COUNT).then(number).otherwise(0.0)  # Ibis makes integers of floors
    rules = (rule for rule in role.rules[1:] if not (dtype.is_integer() and rule in OF_FLOATS))
    broken = (RULES[rule].broken(within if rule == "fractional" else number) for rule in rules)
    return ~missing(name, dtype) & reduce(or_, broken, nw.lit(False))  # noqa: FBT003 (an expression)


def _of_pairs(roles: Roles, dtypes: Dtypes) -> Iterator[tuple[Pair, nw.Expr]]:
    """Yield the rules of two columns, and where they are broken, by numbers that are both there."""
    numeric = {name: role for name, role in roles.items() if role.kind in NUMBERS and dtypes[name].is_numeric()}
    for pair in (pair for pair in Pair.of(numeric) if {pair.first, pair.second} <= numeric.keys()):
        there = ~missing(pair.first, dtypes[pair.first])  # nothing is above, or equal to, what is missing
        yield pair, there & RULES[pair.rule].broken(nw.col(pair.first), nw.col(pair.second))


def findings(table: nw.LazyFrame[Any], roles: Roles) -> tuple[int, list[Finding]]:
    """Return the number of rows, and what is wrong: one query, and another for each column with cells in doubt."""
    dtypes = table.collect_schema()
    shape = Table(pd.DataFrame(columns=dtypes.names()), dict(roles), [], dtypes.names(), [])
    there = {name: role for name, role in roles.items() if name in dtypes}
    doubts = list(_doubts(there, dtypes))
    counts = [nw.when(doubt.where).then(1).otherwise(0).sum().alias(str(at)) for at, doubt in enumerate(doubts)]
    rows, *sums = table.select(nw.len().alias(ROWS), *counts).collect().rows()[0]
    found = [*_rules.columns_present(shape), *_rules.columns_spelt(shape)]
    for doubt in (doubt for doubt, count in zip(doubts, sums, strict=True) if count):
        found += _found(table.filter(doubt.where), doubt, there)
    texts = [name for name in there if is_text(dtypes[name]) and there[name].kind in KEYS]
    found += [one for name in texts for one in _keys(table, name)]
    return rows, found if rows else [*found, Finding("empty-frame")]


def _doubts(roles: Roles, dtypes: Dtypes) -> Iterator[Doubt]:
    """Yield what may be wrong with the cells of each column, with ends of counts, and with two numbers of a row."""
    for name, role in roles.items():
        check = _rules.labels_are_whole if role.kind in {*KEYS, "label"} else _rules.cells_are_sound
        if (where := _in_doubt(name, role, dtypes[name])) is not None:
            yield Doubt((name,), where, check)
        if role.ends:
            low, high = (missing(end, dtypes[end]) for end in role.ends)
            gone = missing(name, dtypes[name]) & low & high
            yield Doubt((name, *role.ends), gone | (low & ~high) | (~low & high), _rules.ends_are_known)
    for pair, where in _of_pairs(roles, dtypes):
        yield Doubt((pair.first, pair.second), where, pair.findings)


def _in_doubt(name: str, role: Role, dtype: Any) -> nw.Expr | None:
    """Return where the cells of a column may break a rule; texts in place of numbers are for whoever reads them."""
    gone, text = missing(name, dtype), nw.col(name).cast(nw.String).str if is_text(dtype) else None
    if role.kind == "text" or (role.kind in KEYS and text) or (role.kind == "date" and dtype in (nw.Date, nw.Datetime)):
        return None  # labels are counted
    if role.kind == "date":
        return ~gone & ~text.contains(SURE) if text else ~gone
    if role.kind in {*KEYS, "label"}:
        return gone | ~text.contains(SEEN) if text else ~gone if holds_objects(dtype) else gone
    if dtype.is_numeric():
        odd = RULES["not-a-flag"].broken(nw.col(name)) if role.kind == "flag" else _cannot_be(name, role, dtype)
        return odd if role.gaps else gone | odd
    return gone if role.kind == "flag" and dtype == nw.Boolean else gone | ~gone


def _found(table: nw.LazyFrame[Any], doubt: Doubt, roles: Roles) -> Iterator[Finding]:
    """Yield what is found among cells in doubt: of each rule and column once, with how many rows have it."""
    cells = _distinct(table.select(nw.col(*doubt.columns)))
    rows = cells.pop(ROWS).tolist()
    own = {name: roles[name] for name in doubt.columns}
    keys = [name for name, role in own.items() if role.kind in KEYS]
    alike: dict[tuple[str, str | None], list[Finding]] = {}
    for one in doubt.check(Table(cells, own, keys, [*cells], [*cells.index])):
        alike.setdefault((one.rule, one.column), []).append(one)
    for (rule, column), same in alike.items():
        values = [one.value for one in same if not is_empty(one.value)]
        yield counted(rule, str(column), sum(rows[one.position or 0] for one in same), values)


def _distinct(table: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Return a table with each row once, and how many rows are like it."""
    dtypes = table.collect_schema()
    if odd := [name for name, dtype in dtypes.items() if dtype == nw.Object or dtype.is_nested()]:
        (name,) = odd
        few = by_cell(table.drop_nulls().head(EXAMPLES).collect())[name].tolist()  # these cannot be told apart
        rows, there = table.select(nw.len().alias(ROWS), nw.col(name).count()).collect().rows()[0]
        cells = pd.DataFrame({name: [few, None], ROWS: [there, rows - there]})
        return cells[cells[ROWS] > 0].reset_index(drop=True)
    alike = table.group_by(dtypes.names(), drop_null_keys=False).agg(nw.len().alias(ROWS))
    return by_cell(alike.sort(dtypes.names()).collect())


def counted(rule: str, column: str, count: int, values: list[Any]) -> Finding:
    """Return a finding about rows without positions."""
    value = values[0] if values else None
    return Finding(rule, column, value=value, count=int(count), examples=tuple(values[:EXAMPLES]), counted=True)


def _keys(table: nw.LazyFrame[Any], name: str) -> list[Finding]:
    """Return what is wrong with the labels of a key, and which of them read like totals."""
    labels = _distinct(table.select(nw.col(name).cast(nw.String)))
    sizes = dict(zip(labels[name], labels[ROWS], strict=True))
    found = of_labels(name, sizes)
    if gone := {label: rows for label, rows in sizes.items() if says_not_stated(label)}:
        hint = not_stated_among(sum(gone.values()), sum(sizes.values()), "rows")
        found.append(replace(counted("not-stated", name, sum(gone.values()), [*gone]), hint=hint))
    if totals := totals_among(sizes):
        found.append(counted("total-row", name, sum(sizes[label] for label in totals), [*totals]))
    return found


def of_labels(name: str, sizes: Mapping[Any, int]) -> list[Finding]:
    """Return the rows without a label, and the labels that differ only in spaces or capitals."""
    missing = sum(rows for label, rows in sizes.items() if is_empty(label))
    spelt = misspelt({label: rows for label, rows in sizes.items() if isinstance(label, str) and not is_empty(label)})
    found = [counted("missing-key", name, missing, [])] if missing else []
    return found + [Finding("key-spelling", name, value=said) for _, said in sorted(spelt.items())]
