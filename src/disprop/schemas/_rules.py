"""The rules that hold for every table: one small function each, from a table to its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import isgeneratorfunction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from disprop._arrays import BoolArray, FloatArray
from disprop._cells import is_empty, is_missing
from disprop._errors import did_you_mean
from disprop._rules import RULES
from disprop._twice._doubts import BLANK, CHOICES, MOST_ROWS, doubts
from disprop._twice._rows import Rows
from disprop.classifications._classification import says_not_stated
from disprop.schemas._table import NUMBERS, Role, Table, each
from disprop.schemas.report import Finding

Check = Callable[[Table], Iterator[Finding]]


def not_empty(table: Table) -> Iterator[Finding]:
    """Check that the table has rows."""
    if not len(table.frame):
        yield Finding("empty-frame")


def one_name_each(table: Table) -> Iterator[Finding]:
    """Check that no two columns share a name."""
    yield from (Finding("duplicate-column", str(name)) for name, n in Counter(table.names).items() if n > 1)


def columns_present(table: Table) -> Iterator[Finding]:
    """Check that every needed column is there."""
    spare = [name for name in table.names if name not in table.roles]
    for name, role in table.roles.items():
        if role.needed and name not in table.names:
            yield Finding("missing-column", name, hint=did_you_mean(name, spare, "."))


def columns_spelt(table: Table) -> Iterator[Finding]:
    """Check that no column looks like a misspelt one, which would be left unread."""
    yield from (Finding("misspelt-column", str(name), hint=hint) for name, hint in _unread(table).items() if hint)


def columns_known(table: Table) -> Iterator[Finding]:
    """Check that no other column is left unread."""
    yield from (Finding("unknown-column", str(name)) for name, hint in _unread(table).items() if not hint)


def _unread(table: Table) -> dict[Any, str]:
    """Return the columns without a role, and of each the absent one that it may have been meant for."""
    absent = [name for name, role in table.roles.items() if not role.needed and name not in table.names]
    return {name: did_you_mean(name, absent, ".") for name in table.names if name not in table.roles}


def cells_are_sound(table: Table) -> Iterator[Finding]:
    """Check that cells hold ordinary numbers, dates, and yes or no; gaps are another rule's where they may be."""
    for name in table.present(*NUMBERS, "flag", "date"):
        may_miss = table.roles[name].gaps
        yield from (f for f in table.faults(name) if not (may_miss and f.rule == "missing"))


def ends_are_known(table: Table) -> Iterator[Finding]:
    """Check that a count without a number has both its ends, where it has columns of them."""
    for name, role in table.roles.items():
        if not role.ends:
            continue
        gone, low, high = (table.missing(each) for each in (name, *role.ends))
        ends = [table.numbers(end) for end in role.ends]
        for i in np.flatnonzero((low ^ high) & (np.isnan(ends).sum(axis=0) == 1)).tolist():
            yield table.finding("one-end", name, i, one_end(*(end[i] for end in ends)))
        yield from table.findings("missing", name, gone & low & high)


def labels_are_whole(table: Table) -> Iterator[Finding]:
    """Check that every row has its whole key, and says what its labels are there to say."""
    for name in [*_keys(table), *table.present("label")]:
        cells = table.cells(name)
        absent = "missing-label" if table.roles[name].kind == "label" else "missing-key"
        for position in np.flatnonzero(~_are_labels(cells)).tolist():
            cell = cells.iloc[position]
            yield table.finding(absent if is_empty(cell) else "unusable-key", name, position, cell)


def keys_are_distinct(table: Table) -> Iterator[Finding]:
    """Check that no two rows have the same key."""
    if keys := _keys(table):
        cells = table.frame[keys].astype(object)
        sound = cells[np.all([_are_labels(cells[name]) for name in keys], axis=0)]
        for position, *key in sound[sound.duplicated(keep=False)].itertuples(name=None):
            yield table.finding("duplicate-key", " + ".join(map(str, keys)), position, ", ".join(map(str, key)))


def keys_are_spelt_one_way(table: Table) -> Iterator[Finding]:
    """Check that no two labels of a key differ only in spaces or capitals: they would be two groups."""
    for name in _keys(table):
        cells = table.cells(name)
        counts = cells[np.array(each(cells, lambda cell: isinstance(cell, str)), dtype=bool)].value_counts(sort=False)
        for label, said in misspelt(dict(counts.items())).items():
            yield table.finding("key-spelling", name, int(np.flatnonzero(cells == label)[0]), said)


def misspelt(labels: Mapping[Any, int]) -> dict[str, str]:
    """Return each text that has a commoner spelling, with words on both; of equals the first in the alphabet counts."""
    plain = {label: " ".join(label.split()).casefold() for label in labels}
    if len({*plain.values()}) == len(plain):
        return {}
    usual: dict[str, str] = {}
    for label in sorted(labels, key=lambda label: (-labels[label], label)):
        usual.setdefault(plain[label], label)
    return {label: f"{label!r} beside {usual[at]!r}" for label, at in plain.items() if usual[at] != label}


def groups_are_stated(table: Table) -> Iterator[Finding]:
    """Check that no events are of a group that is not known, where the table counts events."""
    counts = table.present("count")[:1]
    for name in [] if not counts and table.present("population") else _keys(table):
        cells = table.cells(name)
        gone = np.array(each(cells, says_not_stated), dtype=bool)
        sizes = np.nan_to_num(table.numbers(counts[0])) if counts else np.ones(len(cells))
        hint = not_stated_among(sizes[gone].sum(), sizes.sum(), counts[0] if counts else "rows")
        for position in np.flatnonzero(gone).tolist():
            yield table.finding("not-stated", name, position, cells.iloc[position], hint=hint)


def not_stated_among(gone: float, of: float, what: str) -> str:
    """Say how many of all events have no group."""
    return f", {gone:,.0f} of {of:,.0f} {what}"


def one_end(low: Any, high: Any) -> str:
    """Say which end of a count is known."""
    return f"at most {high:.0f}" if is_missing(low) else f"at least {low:.0f}"


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

    def findings(self, table: Table) -> Iterator[Finding]:
        """Yield the rows that break it."""
        first, second = table.numbers(self.first), table.numbers(self.second)
        for i in np.flatnonzero(RULES[self.rule].broken(first, second)).tolist():
            yield table.finding(self.rule, self.column, i, self.said(first[i], second[i]))

    @classmethod
    def of(cls, roles: Mapping[str, Role]) -> Iterator[Pair]:
        """Yield the rules of two columns: events need a population, no part exceeds its whole, and ends are in order.

        Of counts known only in part it is what they are at least, and at most, that breaks a rule.
        """
        for part, role in roles.items():
            for whole, other in roles.items():
                least, most = next(iter(role.ends), part), next(reversed(other.ends), whole)
                if role.kind == "count" and other.kind == "population":
                    yield cls("no-population", least, most, whole)
                if whole in role.of:
                    yield cls("part-above-whole", least, most, part)
            if role.ends:
                low, high = role.ends
                yield from (cls("ends-crossed", *pair, part) for pair in ((low, high), (low, part), (part, high)))


def pairs_agree(table: Table) -> Iterator[Finding]:
    """Check that events have a population, and that no part exceeds its whole, where both are known."""
    for pair in Pair.of({name: table.roles[name] for name in table.present(*NUMBERS)}):
        yield from pair.findings(table)


def _keys(table: Table) -> list[str]:
    return [name for name in table.keys if name in table.frame.columns]


def _are_labels(cells: pd.Series[Any]) -> BoolArray:
    """Return which cells are one value, and not empty."""
    return np.array(each(cells, lambda cell: pd.api.types.is_scalar(cell) and not is_empty(cell)), dtype=bool)


YEARS = (1900, 2100)
OF_KINDS = dict(zip(CHOICES, ("total-row", "repeated-row", "repeated-population", "overlap"), strict=True))


def rows_of(table: Table, joined: Sequence[str]) -> Rows:
    """Return the rows of a table: text, dates and years are labels whether they are named or not."""
    wholes, keys = table.present("population"), _keys(table)
    counts = {name: table.numbers(name) for name in (*table.present("count", "outcome"), *wholes)}
    seen = table.frame.drop(columns=table.present(*NUMBERS, "date", "flag"))
    if len(seen) > MOST_ROWS:
        seen = seen[[*keys, *table.present("label")]]
    named = [name for name in seen.columns if name in keys or _says_which(seen[name])]
    labels = {name: _labels(seen[name]) for name in named}
    others = {name: seen[name].tolist() for name in seen.columns if name not in named}
    return Rows(labels, counts, wholes, others, cells=keys, joined=joined)


def rows_count_once(table: Table) -> Iterator[Finding]:
    """Check that no row is a total of others, and no two periods overlap."""
    yield from _doubtful(table, "totals", "overlaps")


def rows_are_there_once(table: Table) -> Iterator[Finding]:
    """Check that no row is there twice, and no population in several rows of one key."""
    yield from _doubtful(table, "repeated rows", "repeated population")


def _doubtful(table: Table, *kinds: str) -> Iterator[Finding]:
    """Yield the doubts of some kinds; what has to have a label has a rule of its own."""
    for doubt in doubts(rows_of(table, joined=_keys(table))):
        if doubt.kind in kinds and doubt.why != BLANK:
            yield table.finding(OF_KINDS[doubt.kind], doubt.column, doubt.row, doubt.label, hint=f": {doubt.why}")


def _says_which(column: pd.Series[Any]) -> bool:
    """Whether a column names something: anything but numbers does, and of these years do."""
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return not pd.api.types.is_timedelta64_dtype(column.dtype)
    if pd.api.types.is_bool_dtype(column.dtype):
        return True
    values: FloatArray = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return bool(len(values) and ((values >= YEARS[0]) & (values <= YEARS[1]) & (values == np.floor(values))).all())


def _labels(column: pd.Series[Any]) -> list[Any]:
    """Return the labels of a column, None where there is none."""
    cells = column.astype(object)
    return each(cells, lambda cell: None if is_empty(cell) else cell)


def checks_in(module: Mapping[str, Any]) -> tuple[Check, ...]:
    """Return the checks of a module: its public generators, in the order in which they stand."""
    own = (each for name, each in module.items() if name[0] != "_" and isgeneratorfunction(each))
    return tuple(each for each in own if each.__module__ == module["__name__"])


def _without(checks: tuple[Check, ...], *others: Check) -> tuple[Check, ...]:
    return tuple(each for each in checks if each not in others)


EVERY = checks_in(globals())
COUNTED = _without(EVERY, rows_are_there_once)
"""For tables of counts, which somebody will add up."""
COMMON = _without(COUNTED, rows_count_once)
FREE = _without(COMMON, columns_known)
"""For tables with columns of any name beside those of the schema."""
ADDED = _without(EVERY, columns_known, keys_are_distinct)
"""For rows that are added up: they may share a key, and none may count twice."""
