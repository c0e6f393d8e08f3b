"""Rules for frames that stay in their engine: how many rows break each, and what a few of them hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from disprop._arrays import LARGEST_COUNT
from disprop._twice import totals_among
from disprop.schemas._cells import DATE, MISSING_MARKS, TEXTS, TIME, day, is_empty
from disprop.schemas._roles import KEYS, NUMBERS, Role
from disprop.schemas._rules import misspelt, no_population, part_above, spelt_as
from disprop.schemas.report import Finding

EXAMPLES = 3
SPACE = "[\\s\u00a0\u2009\u202f]*"
SURE = f"[0-9]{{4}}-(0[1-9]|1[0-2])-([01][1-9]|10|2[0-8])({TIME})?"
MARKS = "|".join(re.escape(mark) for mark in sorted(MISSING_MARKS))


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule, the column that breaks it, where, and what is said of the cells that show it."""

    rule: str
    column: str
    where: nw.Expr
    shows: tuple[str, ...]
    said: Callable[..., Any] = lambda cell: cell


def findings(table: nw.LazyFrame[Any], roles: Mapping[str, Role]) -> tuple[int, list[Finding]]:
    """Return the number of rows, and what is wrong with them: one query, and another for each rule that is broken."""
    dtypes = table.collect_schema()
    there = {name: role for name, role in roles.items() if name in dtypes}
    rules = [rule for name, role in there.items() for rule in _of_column(name, role, dtypes[name])]
    rules += _of_two(there, dtypes)
    rows, counts = _counted(table, rules)
    found = [_finding(table, rule, count) for rule, count in zip(rules, counts, strict=True) if count]
    texts = [name for name in there if _is_text(dtypes[name])]
    found += [one for name in texts if there[name].kind in KEYS for one in _keys(table, name)]
    found += [one for name in texts if there[name].kind == "date" for one in _days(table, name)]
    return rows, found if rows else [Finding("empty-frame")]


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


def _of_column(name: str, role: Role, dtype: Any) -> Iterator[Broken]:
    if role.kind in NUMBERS:
        yield from _of_number(name, role, dtype)
    elif role.kind in {*KEYS, "label"}:
        yield from _of_label(name, role, dtype)
    elif role.kind == "date":
        yield from _of_date(name, dtype)
    elif role.kind == "flag":
        yield from _of_flag(name, dtype)


def _of_number(name: str, role: Role, dtype: Any) -> Iterator[Broken]:
    """Yield the faults of `disprop.schemas._cells.fault`, none of a cell that has an earlier one."""
    rules = _of_cells(name, role, dtype) if dtype.is_numeric() else _of_other_cells(name, dtype)
    for rule, where in rules.items():
        if not (role.gaps and rule == "missing"):
            yield Broken(rule, name, where, (name,))


def _of_cells(name: str, role: Role, dtype: Any) -> dict[str, nw.Expr]:
    number, missing = nw.col(name).cast(nw.Float64), _missing(name, dtype)
    finite = ~missing if dtype.is_integer() else number.is_finite()
    rules = {"missing": missing}
    if not role.endless:
        rules["infinite"] = ~missing & ~finite
    if not role.signed:
        rules["negative"] = ~missing & finite & (number < 0)
    if role.whole and not dtype.is_integer():
        usual = nw.when(number.abs() <= LARGEST_COUNT).then(number).otherwise(0.0)  # Ibis makes integers of floors
        rules["fractional"] = ~missing & (number >= 0) & (usual != usual.floor())
    return rules


def _of_other_cells(name: str, dtype: Any) -> dict[str, nw.Expr]:
    if not _is_text(dtype):
        fault = "boolean" if dtype == nw.Boolean else "not-a-number"
        return {"missing": nw.col(name).is_null(), fault: ~nw.col(name).is_null()}
    left, rules = ~_is_missing(name), {"missing": _is_missing(name)}
    for rule, pattern in TEXTS.items():
        fits = _fits(name, pattern)
        rules[rule], left = left & fits, left & ~fits
    return {**rules, "text": left}


def _of_label(name: str, role: Role, dtype: Any) -> Iterator[Broken]:
    rule = "missing-label" if role.kind == "label" else "missing-key"
    if not _is_text(dtype):
        yield Broken(rule, name, _missing(name, dtype), (name,))
    elif role.kind == "label":
        yield Broken(rule, name, nw.col(name).is_null() | _fits(name, ""), (name,))
    if dtype.is_nested():
        yield Broken("unusable-key", name, ~nw.col(name).is_null(), (name,))


def _of_date(name: str, dtype: Any) -> Iterator[Broken]:
    if _is_text(dtype):
        yield Broken("date-unreadable", name, ~nw.col(name).is_null() & ~_fits(name, f"|{MARKS}|{DATE}"), (name,))
    elif dtype not in (nw.Date, nw.Datetime):
        yield Broken("date-unreadable", name, ~_missing(name, dtype), (name,))


def _of_flag(name: str, dtype: Any) -> Iterator[Broken]:
    missing = _is_missing(name) if _is_text(dtype) else _missing(name, dtype)
    yield Broken("missing", name, missing, (name,))
    if dtype.is_numeric():
        yield Broken("not-a-flag", name, ~missing & (nw.col(name) != 0) & (nw.col(name) != 1), (name,))
    elif dtype != nw.Boolean:
        yield Broken("not-a-flag", name, ~missing, (name,))


def _of_two(roles: Mapping[str, Role], dtypes: Mapping[str, Any]) -> Iterator[Broken]:
    """Yield the rules of two columns of one row, where both hold numbers that can be used."""
    usable = {name: _usable(name, role, dtypes[name]) for name, role in roles.items() if dtypes[name].is_numeric()}
    for part, role in roles.items():
        for whole, other in roles.items():
            if part in usable and whole in usable:
                sound, shows = usable[part] & usable[whole], (part, whole)
                if role.kind == "count" and other.kind == "population":
                    where = sound & (nw.col(whole) == 0) & (nw.col(part) > 0)
                    yield Broken(
                        "no-population", whole, where, (part,), lambda events, of=part: no_population(events, of)
                    )
                if whole in role.of:
                    where = sound & (nw.col(part) > nw.col(whole))
                    yield Broken("part-above-whole", part, where, shows, lambda a, b, of=whole: part_above(a, b, of))


def _usable(name: str, role: Role, dtype: Any) -> nw.Expr:
    faults = [where for rule, where in _of_cells(name, role, dtype).items() if rule != "missing"]
    sound = ~_missing(name, dtype)
    for where in faults:
        sound &= ~where
    return sound


def _keys(table: nw.LazyFrame[Any], name: str) -> list[Finding]:
    """Return the rows without a label of a key, and the labels that differ only in spaces or capitals."""
    sizes = _sizes(table, nw.col(name).cast(nw.String))
    missing = sum(rows for label, rows in sizes.items() if is_empty(label))
    spelt = misspelt({label: rows for label, rows in sizes.items() if not is_empty(label)})
    found = [counted("missing-key", name, missing, [])] if missing else []
    if totals := totals_among(sizes):
        found.append(counted("total-row", name, sum(sizes[label] for label in totals), [*totals][:EXAMPLES]))
    return found + [Finding("key-spelling", name, value=spelt_as(*pair)) for pair in sorted(spelt.items())]


def _days(table: nw.LazyFrame[Any], name: str) -> list[Finding]:
    """Return the days that look like a date and are none, such as 31 February; those up to the 28th need no look."""
    unsure = table.filter(_fits(name, DATE) & ~_fits(name, SURE))
    sizes = _sizes(unsure, nw.col(name).cast(nw.String).str.replace_all(f"{_plain(TIME)}{SPACE}$", ""))
    none = {text: rows for text, rows in sizes.items() if not day(text)}
    return [counted("date-unreadable", name, sum(none.values()), [*sorted(none)][:EXAMPLES])] if none else []


def _sizes(table: nw.LazyFrame[Any], text: nw.Expr) -> dict[Any, int]:
    """Return how many rows have each text."""
    texts = table.select(text.alias("text")).group_by("text", drop_null_keys=False)
    sizes = texts.agg(nw.len().alias("rows")).collect()
    return {label: int(rows) for label, rows in zip(sizes["text"].to_list(), sizes["rows"].to_list(), strict=True)}


def _missing(name: str, dtype: Any) -> nw.Expr:
    """Return where a cell is empty, or not a number in a column of floats."""
    return nw.col(name).is_null() | nw.col(name).is_nan() if dtype.is_float() else nw.col(name).is_null()


def _is_missing(name: str) -> nw.Expr:
    """Return where a text is empty or a mark that says so."""
    return nw.col(name).is_null() | _fits(name, f"|{MARKS}")


def _fits(name: str, pattern: str) -> nw.Expr:
    """Return whether a text is what the pattern says, and nothing else; not so where there is none."""
    text = nw.col(name).cast(nw.String)
    return ~text.is_null() & text.str.contains(f"(?i)^{SPACE}(?:{_plain(pattern)}){SPACE}$")


def _plain(pattern: str) -> str:
    """Return a pattern whose groups are not taken for something to extract, of which pandas warns."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


def _is_text(dtype: Any) -> bool:
    return dtype in (nw.String, nw.Categorical, nw.Enum)
