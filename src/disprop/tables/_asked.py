"""Rows that would count twice if they were added up: refused with their list, until the caller says what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals.stable.v2 as nw

from disprop import _data
from disprop._errors import DispropError, in_line, one_of, unknown
from disprop._twice._doubts import CHOICES, REMOVABLE, Doubt
from disprop.schemas._frames import Names, known, listed
from disprop.tables._engine import columns_of_frame

LeftOut = Names | Mapping[str, Any]
OR_ELSE: dict[str, str] = _data.read("tables", "said.json")["or else"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the caller says of rows that would count twice: kinds that stay, kinds and labels that are left out."""

    accepted: Sequence[str] = ()
    left_out: Sequence[str] = ()
    labels: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, accept: Names, leave_out: LeftOut, *frames: Any) -> Answers:
        """Return the answers, after checking that there are such, and that some frame has the labels."""
        labels = {name: _several(given) for name, given in leave_out.items()} if isinstance(leave_out, Mapping) else {}
        kinds = [] if isinstance(leave_out, Mapping) else listed(leave_out, "leave_out=")
        accepted = listed(accept, "accept=")
        for choice in accepted:
            one_of("thing to accept", choice, CHOICES)
        for choice in kinds:
            one_of("thing to leave out", choice, REMOVABLE)
        _refuse_absent(labels, *frames)
        return cls(accepted, kinds, labels)

    def settled(self, found: Sequence[Doubt], *, ordered: bool) -> list[int]:
        """Return the rows to leave out, or refuse what has no answer; rows have numbers where they have an order."""
        if open_ones := [doubt for doubt in found if doubt.kind not in {*self.accepted, *self.left_out}]:
            rows = sorted({doubt.row for doubt in open_ones})
            raise DispropError(
                _refusal(open_ones, ordered=ordered), what="row", got=rows, where=rows[0] if ordered else None
            )
        return sorted({doubt.row for doubt in found if doubt.kind in self.left_out})


def _refuse_absent(labels: Mapping[str, Sequence[Any]], *frames: Any) -> None:
    """Refuse to leave out labels that no frame has."""
    for name, values in labels.items():
        tables = [table for table in map(known, frames) if name in columns_of_frame(table)]
        if not tables:
            raise unknown("column", name, columns_of_frame(known(frames[0])))
        there = [cell for one in tables for cell in one.lazy().select(nw.col(name)).unique().collect()[name].to_list()]
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
