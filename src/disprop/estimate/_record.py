"""Results that answer one question with several estimates, each under its name; and everything that is one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Self

from disprop import _text
from disprop._errors import DispropError
from disprop.estimate import _stored
from disprop.estimate._estimate import Estimate, Made

NAME = "name"


class Record:
    """A frozen dataclass whose estimates have names: what takes one estimate takes a record of them too.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from disprop import Estimate, Record, rate
    >>> @dataclass(frozen=True, eq=False, repr=False)
    ... class Halves(Record):
    ...     first: Estimate
    ...     second: Estimate
    >>> halves = Halves(rate(3, 100).per(100), rate(5, 100).per(100))
    >>> halves
    <Halves
    first: 3.00 per 100 (95% CI 0.62 to 8.77)
    second: 5.0 per 100 (95% CI 1.6 to 11.7)>
    >>> list(halves.estimates)
    ['first', 'second']
    """

    __slots__ = ()
    kinds: ClassVar[dict[str, type[Record]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        """Remember the kind of record under its name, for `from_json`."""
        super().__init_subclass__(**options)
        Record.kinds[cls.__name__] = cls

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The estimates by name, those of records within it as "name: theirs"."""
        found: dict[str, Estimate] = {}
        for field in fields(self):  # type: ignore[arg-type]  # a dataclass
            found |= _named(field.name, getattr(self, field.name))
        return found

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, the name of each estimate first; a column that one has not is None there."""
        return stacked(self.estimates)

    def __iter__(self) -> Iterator[Estimate]:
        """Yield the estimates."""
        return iter(self.estimates.values())

    def __str__(self) -> str:
        """Write each estimate behind its name."""
        return "\n".join(f"{name.replace('_', ' ')}: {estimate}" for name, estimate in self.estimates.items())

    def __repr__(self) -> str:
        """Write what it is, and each estimate behind its name."""
        return f"<{type(self).__name__}\n{self}>"

    def _repr_html_(self) -> str:
        return _text.html(str(self), self.to_dict())

    def __eq__(self, other: object) -> bool:
        """Return whether the other says the same in every field."""
        return _stored.same(self, other) if isinstance(other, Record) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it holds arrays

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it so that its arrays come back read-only."""
        return _made, (type(self), {field.name: getattr(self, field.name) for field in fields(self)})  # type: ignore[arg-type]

    def to_json(self) -> str:
        """Return the record as JSON, from which `from_json` makes an equal one; labels of axes stay out."""
        return _stored.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the record that `to_json` wrote."""
        return _stored.from_json(cls, text, (Estimate, Made, *Record.kinds.values()))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the columns of `to_dict` to whatever reads Arrow: Polars, DuckDB, pandas; needs PyArrow."""
        return _stored.arrow(self.to_dict(), requested_schema)


def _made(kind: type[Record], found: dict[str, Any]) -> Record:
    return kind(**found)


def _named(name: str, value: object) -> dict[str, Estimate]:
    if isinstance(value, Estimate):
        return {name: value}
    if isinstance(value, Record):
        return {f"{name}: {own}": estimate for own, estimate in value.estimates.items()}
    return {}


def estimates_of(found: object) -> dict[str, Estimate]:
    """Return the estimates of whatever holds some, by name: one, a record, or a sequence or a mapping of these."""
    if isinstance(found, Estimate):
        return {found.measure: found}
    if isinstance(found, Record):
        return found.estimates
    named = found if isinstance(found, Mapping) else _numbered(found)
    if not named:
        raise DispropError("there is no estimate here; give at least one", got=found)
    joined: dict[str, Estimate] = {}
    for name, each in named.items():
        if not isinstance(each, (Estimate, Record)):
            raise DispropError(f"{name} must be an Estimate, or a record of them; got {each!r}", what=name, got=each)
        joined |= _named(str(name), each)
    return joined


def _numbered(found: object) -> dict[str, Any]:
    """Return the items of a sequence under what they measure, numbered where two would be called the same."""
    if isinstance(found, (str, bytes)) or not isinstance(found, Sequence):
        hint = "give an Estimate, a record of them, a list or a mapping"
        raise DispropError(f"{hint}; got {found!r}, a {type(found).__name__}", got=found, hint=hint)
    names = [each.measure if isinstance(each, Estimate) else type(each).__name__ for each in found]
    repeated = {name for name in names if names.count(name) > 1}
    return {
        f"{name} {names[: i + 1].count(name)}" if name in repeated else name: each
        for i, (name, each) in enumerate(zip(names, found, strict=True))
    }


def stacked(estimates: Mapping[str, Estimate]) -> dict[str, list[object]]:
    """Return the columns of several estimates below one another, the name of each first, None where one has none.

    Counts come before the numbers, as in `Estimate.to_dict`, in the order in which they are met.
    """
    tables = {name: estimate.to_dict() for name, estimate in estimates.items()}
    sizes = {name: len(table["value"]) for name, table in tables.items()}
    columns: dict[str, list[object]] = {NAME: [name for name in tables for _ in range(sizes[name])]}
    for column in _merged([list(table) for table in tables.values()]):
        parts = (table.get(column, [None] * sizes[name]) for name, table in tables.items())
        columns[column] = [cell for part in parts for cell in part]
    return columns


def _merged(orders: list[list[str]]) -> list[str]:
    """Return the columns of all tables: their counts, then what every one has from "value" on, then the rest."""
    counts = dict.fromkeys(name for order in orders for name in order[: order.index("value")])
    rest = dict.fromkeys(name for order in orders for name in order[order.index("value") : -1])
    return [*counts, *(name for name in rest if name not in counts), "note"]
