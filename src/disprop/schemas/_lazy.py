"""Rules for frames that stay in their engine: how many rows break each, and what a few of them hold."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from disprop._cells import is_empty
from disprop._twice._words import totals_among
from disprop.classifications._classification import says_not_stated
from disprop.schemas._broken import SPACE, Broken, broken_rules, fits, is_text, ungrouped
from disprop.schemas._rules import columns_present, columns_spelt, misspelt, not_stated_among
from disprop.schemas._table import DATE, KEYS, TIME, Role, Table, day
from disprop.schemas.report import Finding

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
