"""Results that answer one question with several estimates, each under its name; and everything that is one of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from disprop import _text
from disprop._calls import answers
from disprop._errors import DispropError, advised, one_of, refused, shown
from disprop._sentences import WORDS, Names, Said, ended, said_of
from disprop._tabled import Row
from disprop.estimate._estimate import Estimate
from disprop.estimate._result import Result, held
from disprop.estimate._rows import in_whole, placed, rows_of, told_apart

NAME = "name"


@answers
class Record(Result):
    """A result whose estimates have names: what takes one estimate takes a record of them too.

    A class of your own that is one is a frozen dataclass without more words.

    Examples
    --------
    >>> from disprop import Estimate, Record, rate
    >>> class Halves(Record):
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

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The estimates by name, those of records within it as "name: theirs"."""
        return _joined(dict(held(self)))

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, the name of each estimate first; a column that one has not is None there."""
        return stacked(self.estimates)

    def _rows(self) -> list[Row]:
        """Return the rows of its table: its estimates by name."""
        return rows_of({_text.words(name): each for name, each in self.estimates.items()})

    def __iter__(self) -> Iterator[Estimate]:
        """Yield the estimates."""
        return iter(self.estimates.values())

    def __getitem__(self, name: str) -> Estimate:
        """Return the estimate of that name."""
        return self.estimates[one_of("estimate of this record", name, self.estimates)]

    def __format__(self, spec: str) -> str:
        """Write the record, or each estimate behind its name; '.2f' fixes the decimals."""
        return "\n".join(_line(*each, spec) for each in self.estimates.items()) if spec else str(self)

    def __str__(self) -> str:
        """Write each estimate behind its name, and what the record says beside them."""
        lines = [_line(*each, "") for each in self.estimates.items()]
        return "\n".join(filter(None, (*lines, self._verdict())))

    def _said(self, style: str, names: Names) -> list[Said]:
        own = type(self).__str__ is not Record.__str__
        if (style == "journal" and own) or not self.estimates:
            return Result._said(self)  # noqa: SLF001 (its own room)
        told = [said_of(row, style, names) for row in rows_of(self._told())]
        verdict: list[Said] = [(ended([line]), []) for line in self._verdict().splitlines()]
        return [*verdict, *told] if own else [*told, *verdict]

    def _told(self) -> Mapping[str, Estimate]:
        """Return the estimates that have a sentence each, by what stands before it; one alone needs no name."""
        chosen = WORDS["records"].get(type(self).__name__)
        named = self.estimates if chosen is None else {name: getattr(self, name) for name in chosen}
        return {_text.words(name) if len(named) > 1 else "": each for name, each in named.items()}

    def _verdict(self) -> str:
        """Return what it says beside its estimates, or before them in words of its own; mostly nothing."""
        return ""

    def __repr__(self) -> str:
        """Write what it is, and each estimate behind its name."""
        return f"<{type(self).__name__}\n{self}>"


def _line(name: str, estimate: Estimate, spec: str) -> str:
    return f"{_text.words(name)}: {estimate:{spec}}"


def _named(name: str, value: object) -> dict[str, Estimate]:
    """Return the estimates within a value under its name; there are none in a number, or in text."""
    if isinstance(value, Estimate):
        return {name: value}
    if isinstance(value, Record):
        within = value.estimates
    elif isinstance(value, (Mapping, tuple)):
        within = _joined(value if isinstance(value, Mapping) else dict(enumerate(value, 1)))
    else:
        within = {}
    return {f"{name}: {own}": estimate for own, estimate in within.items()}


def _joined(values: Mapping[Any, object]) -> dict[str, Estimate]:
    called = {name: ", ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in values}
    return {own: found for name, value in values.items() for own, found in _named(called[name], value).items()}


def estimates_of(found: object) -> dict[str, Estimate]:
    """Return the estimates of whatever holds some, by name: one, a record, or a sequence or a mapping of these."""
    if isinstance(found, Estimate):
        return {found.measure: found}
    if isinstance(found, Record):
        return found.estimates
    named = found if isinstance(found, Mapping) else _numbered(found)
    if not named:
        raise advised("there is no estimate here", "; give at least one", what="estimate", got=found)
    for name, each in named.items():
        if not isinstance(each, (Estimate, Record)):
            raise refused(name, "must be an Estimate, or a record of them", each)
    return _joined(named)


def elements_of(found: object) -> list[tuple[str, Estimate]]:
    """Return single numbers with their names: those of an array are told apart by their labels, or their places."""
    named = [(name, one, *each) for name, one in estimates_of(found).items() for each in placed(one)]
    alone = isinstance(found, Estimate)
    return [(told_apart("" if alone and label else name, label), one[at]) for name, one, label, at in named]


def _numbered(found: object) -> dict[str, Any]:
    """Return the items of a sequence under what they measure, numbered where two would be called the same."""
    if isinstance(found, (str, bytes)) or not isinstance(found, Sequence):
        hint = "give an Estimate, a record of them, a list or a mapping"
        raise DispropError(f"{hint}; got {shown(found)}, a {type(found).__name__}", what="found", got=found, hint=hint)
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
    order = _merged([list(table) for table in tables.values()])
    for column in order:
        parts = (table.get(column, [None] * sizes[name]) for name, table in tables.items())
        cells = [cell for part in parts for cell in part]
        columns[column] = in_whole(cells) if order.index(column) < order.index("value") else cells
    return columns


def _merged(orders: list[list[str]]) -> list[str]:
    """Return the columns of all tables: their counts, then what every one has from "value" on, then the rest."""
    counts = dict.fromkeys(name for order in orders for name in order[: order.index("value")])
    rest = dict.fromkeys(name for order in orders for name in order[order.index("value") : -1])
    return [*counts, *(name for name in rest if name not in counts), "note"]
