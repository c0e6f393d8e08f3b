"""Rows that would count twice if they were added up: refused with their list, until the caller says what they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from disprop import _data
from disprop._errors import DispropError, in_line, one_of, unknown
from disprop._twice._doubts import CHOICES, MOST_ROWS, REMOVABLE, Doubt, doubts
from disprop._twice._rows import Rows
from disprop.schemas._frames import Names, by_cell, known, listed
from disprop.schemas._rules import rows_of
from disprop.schemas._table import filled_by_cell, whole_counts
from disprop.tables._engine import ROWS, columns_of_frame, handed_back, numbers, worked_out
from disprop.tables._sums import Columns, summed

LeftOut = Names | Mapping[str, Any]
OR_ELSE: dict[str, str] = _data.read("tables", "said.json")["or else"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the caller says of rows that would count twice: kinds that stay, kinds and labels that are left out."""

    accepted: Sequence[str] = ()
    left_out: Sequence[str] = ()
    labels: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, accept: Names, leave_out: LeftOut) -> Answers:
        """Return the answers, after checking that there are such."""
        labels = {name: _several(given) for name, given in leave_out.items()} if isinstance(leave_out, Mapping) else {}
        kinds = [] if isinstance(leave_out, Mapping) else listed(leave_out, "leave_out=")
        accepted = listed(accept, "accept=")
        for choice in accepted:
            one_of("thing to accept", choice, CHOICES)
        for choice in kinds:
            one_of("thing to leave out", choice, REMOVABLE)
        return cls(accepted, kinds, labels)

    def settled(self, found: Sequence[Doubt], *, ordered: bool) -> list[int]:
        """Return the rows to leave out, or refuse what has no answer; rows have numbers where they have an order."""
        if open_ones := [doubt for doubt in found if doubt.kind not in {*self.accepted, *self.left_out}]:
            rows = sorted({doubt.row for doubt in open_ones})
            raise DispropError(
                _refusal(open_ones, ordered=ordered), what="row", got=rows, where=rows[0] if ordered else None
            )
        return sorted({doubt.row for doubt in found if doubt.kind in self.left_out})


def added_once(
    frame: Any, columns: tuple[str, ...], keys: list[str], answers: Answers, joined: Sequence[str] = ()
) -> tuple[Any, nw.DataFrame[Any]]:
    """Return the rows that count, and numerators and a denominator added up by the keys, with nothing in them twice.

    The order is that of first appearance, or for a lazy frame, whose rows have none, that of the keys.
    """
    named = Columns(keys, columns[:-1], columns[-1:], joined)
    refuse_absent(answers.labels, frame)
    return counted_once(frame, named, answers)


def counted_once(frame: Any, columns: Columns, answers: Answers) -> tuple[Any, nw.DataFrame[Any]]:
    """Return the rows that count, and their sums."""
    kept = once(frame, columns, answers)
    return kept, of_sums(summed(kept, columns), columns, answers)


def once(frame: Any, columns: Columns, answers: Answers) -> Any:
    """Return a frame without the rows that the answers leave out, after refusing what would count twice.

    Larger frames than `MOST_ROWS` are looked at when they have been added up, by `of_sums`.
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
    roles = columns.roles_in(names)
    ends = [end for role in roles.values() for end in role.ends]
    read = filled_by_cell(by_cell(small), roles).drop(columns=ends)
    found = doubts(rows_of(read, columns.keys, columns.parts, columns.wholes, columns.joined))
    left_out = answers.settled(found, ordered=isinstance(table, nw.DataFrame))
    return handed_back(frame, _without_rows(small, left_out)) if left_out else table.to_native()


def of_sums(added: nw.DataFrame[Any], columns: Columns, answers: Answers) -> nw.DataFrame[Any]:
    """Return the sums of a large frame without totals, after refusing those that have no answer."""
    if numbers(added, ROWS).sum() <= MOST_ROWS:
        return added
    counts = {name: numbers(added, name) for name in columns.counts}
    labels = {key: added[key].to_list() for key in columns.keys}
    left_out = answers.settled(doubts(Rows(labels, counts, cells=columns.keys)), ordered=False)
    return _without_rows(added, left_out) if left_out else added


def _without_rows(table: nw.DataFrame[Any], left_out: Collection[int]) -> nw.DataFrame[Any]:
    gone = set(left_out)
    return table.filter([row not in gone for row in range(len(table))])


def refuse_absent(labels: Mapping[str, Sequence[Any]], *frames: Any) -> None:
    """Refuse to leave out labels that no frame has."""
    for name, values in labels.items():
        tables = [table for table in map(known, frames) if name in columns_of_frame(table)]
        if not tables:
            raise unknown("column", name, columns_of_frame(known(frames[0])))
        there = [label for table in tables for label in table.lazy().select(name).unique().collect()[name].to_list()]
        if absent := [value for value in values if value not in there]:
            raise unknown(f"value of {name!r}", absent[0], [label for label in there if isinstance(label, str)])


def _several(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (list, tuple, set, frozenset)) else [given]


def _refusal(found: Sequence[Doubt], *, ordered: bool) -> str:
    """Say which rows would count twice, and both answers."""
    of_kind = {kind: [doubt for doubt in found if doubt.kind == kind] for kind in CHOICES}
    return "; ".join(_of_kind(kind, each, ordered=ordered) for kind, each in of_kind.items() if each)


def _of_kind(kind: str, found: Sequence[Doubt], *, ordered: bool) -> str:
    first = {doubt.row: str(doubt) for doubt in reversed(found)}  # of several reasons the first
    alike: dict[str, list[int]] = {}
    for row in sorted(first):
        alike.setdefault(first[row], []).append(row)
    reasons = [f"{_places(rows) if ordered else ''}{why}" for why, rows in alike.items()]
    out = f"leave_out={kind!r} leaves them out, " if kind in REMOVABLE else ""
    said = f"{in_line(reasons, mark=';')}. {out}accept={kind!r} adds them up{OR_ELSE.get(kind, '')}"
    return f"{len(first)} row{'s' * (len(first) > 1)} would count twice ({kind}): {said}"


def _places(rows: Sequence[int]) -> str:
    """Return where rows are that have one thing said of them."""
    return f"row{'s' * (len(rows) > 1)} {in_line(map(str, rows))}: "
