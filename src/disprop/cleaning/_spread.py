"""Which columns hold which value of what: read from their names, the way the caller says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from disprop._errors import advised, in_line, refused, unknown
from disprop._estimated import ERROR
from disprop.cleaning._forms import SAID

Where = str | Mapping[str, Sequence[str] | Mapping[str, str]]
Values = Mapping[str, Where]
Label = dict[str, Any]  # what a column is about, such as {"ethnicity": "Black"}
FIELD = re.compile(r"\{([^\W\d]\w*)\}")


@dataclass(frozen=True, slots=True)
class Spread:
    """The columns of each value, side by side for the labels; None where a label has no column of the value."""

    labels: list[Label]
    columns: Mapping[str, Sequence[str | None]]

    @property
    def errors(self) -> dict[str, str]:
        """The values that are errors of another, such as population_moe90, each with the one that it is of."""
        pairs = [(one, other) for one in self.columns for other in self.columns]
        return {error: value for error, value in pairs if ERROR.fullmatch(error.removeprefix(value))}

    @property
    def partners(self) -> dict[str, list[str]]:
        """For each column all columns of its label, which go together."""
        alike = [[name for name in names if name] for names in zip(*self.columns.values(), strict=True)]
        return {name: names for names in alike for name in names}

    @property
    def texts(self) -> list[str]:
        """The labels as one text each."""
        return [": ".join(map(str, label.values())).rstrip(": ") for label in self.labels]


def spread_of(names: Sequence[str], values: Values | None) -> Spread:
    """Return which of the columns hold the values."""
    if values is None or not hasattr(values, "items"):
        raise refused("lengthen", SAID["where values stand"], values)
    found = {
        value: {frozenset(label.items()): name for name, label in _columns(names, where)}
        for value, where in values.items()
    }
    keys = dict.fromkeys(key for columns in found.values() for key in columns)
    fields = fields_of(values)
    if any(dict(key).keys() != {*fields} for key in keys):
        raise refused("lengthen", "must name the same columns of labels for each value", values)
    labels = [{field: dict(key)[field] for field in fields} for key in keys]
    return Spread(labels, {value: [columns.get(key) for key in keys] for value, columns in found.items()})


def fields_of(values: Values) -> list[str]:
    """Return the names of the columns of labels, in their order."""
    return next((FIELD.findall(where) if isinstance(where, str) else [*where] for where in values.values()), [])


def named(where: Where, label: Label) -> str:
    """Return the name of the column of a label: the way back."""
    if isinstance(where, str):
        return FIELD.sub(lambda field: str(label[field[1]]), where)
    field, columns = _listed(where)
    if label[field] not in columns:
        raise unknown(f"label of {field!r}", label[field], columns)
    return columns[label[field]]


def _listed(where: Mapping[str, Any]) -> tuple[str, Mapping[Any, str]]:
    if not hasattr(where, "items") or len(where) != 1:
        raise refused("lengthen", SAID["where values stand"], where)
    (field, columns), *_ = where.items()
    return field, columns if isinstance(columns, Mapping) else {name: name for name in columns}


def _columns(names: Sequence[str], where: Where) -> Iterable[tuple[str, Label]]:
    """Return the columns with their labels; a name must fit a pattern in one way only."""
    if not isinstance(where, str):
        field, columns = _listed(where)
        if gone := [name for name in columns.values() if name not in names]:
            raise unknown("column", gone[0], names)
        return [(name, {field: label}) for label, name in columns.items()]
    fields, rest = FIELD.findall(where), FIELD.split(where)[::2]
    if not fields or len({*fields}) < len(fields) or not any(rest):
        raise refused("a pattern", "needs {labels}, each once, and what is around them; a list needs nothing", where)
    short, long = (re.compile(some.join(map(re.escape, rest)), re.DOTALL) for some in ("(.+?)", "(.+)"))
    fits = {name: (fit, long.fullmatch(name)) for name in names if (fit := short.fullmatch(name))}
    for name, (fit, other) in fits.items():
        if other is None or fit.groups() != other.groups():
            raise advised(f"the column {name!r} fits {where!r} in two ways", "; list the columns", what=name, got=where)
    if not fits:
        raise advised(f"no column has a name such as {where!r}", f"; they are {in_line(names)}", what=where)
    return [(name, dict(zip(fields, fit.groups(), strict=True))) for name, (fit, _) in fits.items()]
