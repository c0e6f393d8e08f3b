"""A frame becomes checked sums: the caller's engine adds it up, and finds on the way the rows that cannot be used.

These are refused all at once: by name where a frame is in memory, else counted, with examples.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from disprop import _data, schemas
from disprop._errors import refuse_alike
from disprop._pairs import MORE_THAN_ALL
from disprop._twice._doubts import MOST_ROWS, doubts
from disprop._twice._rows import Rows
from disprop.schemas import Report, TableError
from disprop.schemas._declared import with_roles
from disprop.schemas._frames import Table, by_cell, known
from disprop.schemas._lazy import holds_objects, of_labels, unusable
from disprop.schemas._rules import rows_of
from disprop.schemas._table import Role, Table as Checked, filled, missing, whole_counts, with_counts, with_ends
from disprop.tables._asked import Answers
from disprop.tables._cells import error_of, labels_of, root, square
from disprop.tables._engine import OWN, ROWS, columns_of_frame, handed_back, numbers, own_order, read, worked_out

ORDER, UNUSABLE, GAPS = OWN  # columns on the way
COUNT = Role("count", whole=True)
ALLOWED = {"missing", "one-end"}
CONVERSIONS: dict[str, str] = _data.read("tables", "conversions.json")  # by the engines that read text as numbers so


class Columns(NamedTuple):
    """Which columns of a frame are which: keys, some of them strata that a result joins, and what is added up.

    Of proportions the first counts are `parted` off the last one, in every row: sums can hide a part above its whole.
    """

    keys: Sequence[str]
    parts: Sequence[str]
    wholes: Sequence[str] = ()
    joined: Sequence[str] = ()
    parted: bool = False

    @property
    def counts(self) -> list[str]:
        return [*self.parts, *self.wholes]

    @property
    def all(self) -> list[str]:
        return [*self.keys, *self.counts]

    def roles_in(self, names: Sequence[Any]) -> dict[str, Role]:
        """Return what the columns of counts hold, those of the ends of counts included."""
        part, whole = (replace(COUNT, of=(*self.wholes,)), COUNT) if self.parted else (COUNT, Role("population"))
        return with_ends(dict.fromkeys(self.parts, part) | dict.fromkeys(self.wholes, whole), names)


def counted_once(frame: Any, columns: Columns, answers: Answers) -> tuple[Any, nw.DataFrame[Any]]:
    """Return the rows that count, and their sums, with nothing in them twice.

    The order is that of first appearance, or for a lazy frame, whose rows have none, that of the keys.
    """
    kept = _once(frame, columns, answers)
    return kept, _of_sums(summed(kept, columns), columns, answers)


def _once(frame: Any, columns: Columns, answers: Answers) -> Any:
    """Return a frame without the rows that the answers leave out, after refusing what would count twice.

    Larger frames than `MOST_ROWS` are looked at when they have been added up, by `_of_sums`.
    """
    table = known(frame)
    names = columns_of_frame(table)
    if not all(name in [*names, *whole_counts(names)] for name in columns.all):
        return frame  # what is not there is named where it is read
    with worked_out(table):
        for name in answers.labels.keys() & {*names}:  # one of two frames has it
            table = table.filter(~nw.col(name).is_in(list(answers.labels[name])) | nw.col(name).is_null())
        small = table.head(MOST_ROWS + 1).collect() if isinstance(table, nw.LazyFrame) else table
    if not 0 < len(small) <= MOST_ROWS:
        return table.to_native()
    roles = dict.fromkeys(columns.keys, Role("key")) | columns._replace(parted=False).roles_in(names)
    rows = rows_of(Checked(with_counts(by_cell(small), roles), roles, [*columns.keys], names, []), columns.joined)
    left_out = answers.settled(doubts(rows), ordered=isinstance(table, nw.DataFrame))
    return handed_back(frame, _without_rows(small, left_out)) if left_out else table.to_native()


def _of_sums(added: nw.DataFrame[Any], columns: Columns, answers: Answers) -> nw.DataFrame[Any]:
    """Return the sums of a large frame without totals, after refusing those that have no answer."""
    if numbers(added, ROWS).sum() <= MOST_ROWS:
        return added
    counts = {name: numbers(added, name) for name in columns.counts}
    labels = {key: labels_of(added[key]) for key in columns.keys}
    left_out = answers.settled(doubts(Rows(labels, counts, cells=columns.keys)), ordered=False)
    return _without_rows(added, left_out) if left_out else added


def _without_rows(table: nw.DataFrame[Any], left_out: Collection[int]) -> nw.DataFrame[Any]:
    gone = set(left_out)
    return table.filter([row not in gone for row in range(len(table))])


def summed(frame: Any, columns: Columns) -> nw.DataFrame[Any]:
    """Return the columns of counts and of denominators added up by the keys, after checking every row.

    A count known only in part has three columns: what it may be at least and at most are added up by themselves. A
    population may have an error, of which the squares are.
    """
    there = columns_of_frame(known(frame))
    errors = {name: error for name in columns.wholes if (error := error_of(name, there))}
    table = read(frame, columns.keys, [*columns.counts, *errors.values()])
    roles = columns.roles_in(table.collect_schema().names()) | dict.fromkeys(errors.values(), Role("setting"))
    with worked_out(table):
        _need_numbers(table, columns.keys, roles)
        added = _checked(table, columns.keys, roles, errors)
    for key in columns.keys:
        refuse_alike(key, added[key].unique(maintain_order=True).to_list())
    return added


def _checked(table: Table, keys: Sequence[str], roles: dict[str, Role], errors: dict[str, str]) -> nw.DataFrame[Any]:
    """Return the sums, if no row is unusable: how many are is one more sum. One with a missing cell is missing."""
    there = [name for name in roles if name in table.collect_schema()]
    plain = filled(_without_objects(table, there), roles)
    dtypes = plain.collect_schema()
    gaps = {name: f"{GAPS} {at}" for at, name in enumerate(roles)}
    checked = plain.with_columns(
        nw.col(*gaps).cast(nw.Float64),  # so that no narrow type overflows
        *(missing(name, dtypes[name]).cast(nw.Float64).alias(gap) for name, gap in gaps.items()),
        unusable(roles, dtypes).cast(nw.Float64).alias(UNUSABLE),
    )
    zeros = (nw.when(nw.col(gap) == 0).then(nw.col(name)).otherwise(0.0).alias(name) for name, gap in gaps.items())
    squared = checked.with_columns(*zeros)
    if errors:
        squared = squared.with_columns(*(square(*each) for each in errors.items()))
    added = grouped(squared, keys, [*gaps, *gaps.values(), UNUSABLE])
    sums = [numbers(added, name) for name in (*gaps, UNUSABLE)]
    rows, needed = numbers(added, ROWS).sum(), (gaps[next(iter(role.ends), name)] for name, role in roles.items())
    unknown = any(numbers(added, gap).sum() == rows for gap in needed)
    unlabelled = any(of_labels(*each) for each in sizes_of(added, keys).items())
    if not len(added) or unknown or unlabelled or sums[-1].any() or not np.isfinite(sums).all():
        refuse_rows(table, keys, roles, gaps=not unknown)
    whole = (nw.when(nw.col(gap) == 0).then(nw.col(name)).alias(name) for name, gap in gaps.items())
    rooted = added.with_columns(*(root(*each) for each in errors.items()))
    return rooted.with_columns(*whole).drop(UNUSABLE, *gaps.values())


def _without_objects(table: Table, columns: Sequence[str]) -> Table:
    """Return a table whose columns of numbers are of numbers: those of pandas may be of objects, such as its own NA."""
    native = table.to_native()
    if not isinstance(native, pd.DataFrame):
        return table
    mixed = [name for name in columns if native[name].dtype == object]
    cells = {name: native[name].where(native[name].notna(), np.nan).astype(np.float64) for name in mixed}
    return nw.from_native(native.assign(**cells), eager_only=True)


def _need_numbers(table: Table, keys: Sequence[str], roles: dict[str, Role]) -> None:
    """Look at columns of objects and text by themselves: an error then says which cell is not a number, or a label."""
    dtypes = table.collect_schema()
    odd = [name for name in roles if name in dtypes and not dtypes[name].is_numeric()]
    if odd or any(holds_objects(dtypes[key]) for key in keys):
        refuse_rows(table, keys, roles, gaps=isinstance(table, nw.DataFrame))


def sizes_of(added: nw.DataFrame[Any], keys: Sequence[str]) -> dict[str, dict[Any, int]]:
    """Return how many rows have each label of each key: of the sums, of which there are few."""
    each = {key: _grouped(added.select(key, nw.col(ROWS).alias(GAPS)), [key], [GAPS]) for key in keys}
    return {key: dict(zip(of[key].to_list(), map(int, of[GAPS].to_list()), strict=True)) for key, of in each.items()}


def refuse_labels(schema: str, sizes: Mapping[str, Mapping[Any, int]]) -> None:
    """Refuse labels that are missing, spelt in two ways, or alike to the eye."""
    if faults := [one for key, of in sizes.items() for one in of_labels(key, of)]:
        raise TableError(Report(schema, sum(sizes[str(faults[0].column)].values()), tuple(faults)))
    for key, of in sizes.items():
        refuse_alike(key, of)


def grouped(table: Table, keys: Sequence[str], columns: Sequence[str]) -> nw.DataFrame[Any]:
    """Return the sum of each column of numbers, and the rows, for each combination of the keys.

    Keys with an order of their own, ordered categories and Enums, come in it, and others as they first appear.
    """
    added = _grouped(table, keys, columns)
    if not any(added.schema[key] == nw.Enum for key in keys):
        return added
    places = [
        {label: at for at, label in enumerate(own_order(added[key]) or dict.fromkeys(added[key]))} for key in keys
    ]
    ranks = [[place.get(label, len(place)) for label in added[key]] for key, place in zip(keys, places, strict=True)]
    return nw.maybe_reset_index(added[np.lexsort(ranks[::-1]).tolist()])


def _grouped(table: Table, keys: Sequence[str], columns: Sequence[str]) -> nw.DataFrame[Any]:
    sums = [*(nw.col(name).sum() for name in columns), nw.len().alias(ROWS)]
    if isinstance(table, nw.LazyFrame):
        return table.group_by(keys, drop_null_keys=False).agg(*sums).sort(keys).collect()
    if table.implementation.is_pandas():  # whose groups come in order of first appearance
        return table.group_by(keys, drop_null_keys=False).agg(*sums)
    by_key = table.with_row_index(ORDER).group_by(keys, drop_null_keys=False)
    return by_key.agg(*sums, nw.col(ORDER).min()).sort(ORDER).drop(ORDER)


def refuse_rows(table: Table, keys: Sequence[str], roles: dict[str, Role], *, gaps: bool = True) -> None:
    """Refuse the rows that cannot be used. With `gaps` a cell may be empty; a mark, such as "..", is text."""
    rows = table if isinstance(table, nw.LazyFrame) else by_cell(table)
    report = with_roles(rows, schemas.Events, dict.fromkeys(keys, Role("key")) | roles, keys)
    if gaps:
        left = tuple(one for one in report.findings if one.rule not in ALLOWED or isinstance(one.value, str))
        report = replace(report, findings=left)
    if not report.ok:
        raise TableError(report, _how_to_read(report, table.implementation))


def _how_to_read(report: Report, engine: nw.Implementation) -> str:
    """Return how to make numbers of columns that are text in every fault, and what may have more events than people."""
    rules: dict[str, set[str]] = {}
    for finding in report.errors:
        rules.setdefault(str(finding.column), set()).add(finding.rule)
    converted = CONVERSIONS.get(engine.value, CONVERSIONS["pandas"])
    columns = [column for column, broken in rules.items() if broken <= {"number-as-text", "thousands-separator"}]
    more = [f"\nto read {column!r} as numbers: {converted.replace('NAME', repr(column))}" for column in columns]
    above = any("part-above-whole" in broken for broken in rules.values())
    return "".join([*more, MORE_THAN_ALL.replace("; ", "\n") * above])
