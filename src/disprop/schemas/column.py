"""The columns that a schema of your own declares, by what they hold: `county: Any = schemas.column.key()`."""

from typing import Any

import pandera.pandas as pa

from disprop import _calls
from disprop.schemas import _table


def key() -> Any:
    """Declare a column that identifies the row, alone or with others: a group, an area, a period."""
    return _field("key")


def age() -> Any:
    """Declare a column of age bands, which identify the row like any key: "0-4", "85+", "under 1"."""
    return _field("age")


def label() -> Any:
    """Declare a column that names something in every row, and several rows may name the same."""
    return _field("label")


def count(*, of: str | tuple[str, ...] = ()) -> Any:
    """Declare a column of whole counts without gaps; `of` names the column, or columns, that it cannot exceed."""
    return _field("count", whole=True, of=of)


def population() -> Any:
    """Declare a column of people or person-time: >= 0, without gaps, not always whole."""
    return _field("population")


def outcome(*, of: str | tuple[str, ...] = ()) -> Any:
    """Declare a count of one deployment; it may be missing where the whole row or the whole year is."""
    return _field("outcome", whole=True, gaps=True, of=of)


def setting(*, whole: bool = True) -> Any:
    """Declare a number >= 0 that describes a deployment; it may be missing."""
    return _field("setting", whole=whole, gaps=True)


def score() -> Any:
    """Declare a column of scores: any finite numbers, without gaps."""
    return _field("score", signed=True)


def flag() -> Any:
    """Declare a column that says yes or no in every row: true or false, 1 or 0."""
    return _field("flag")


def level() -> Any:
    """Declare a column of confidence levels, strictly between 0 and 1."""
    return _field("level")


def number() -> Any:
    """Declare a column of any numbers; they may be missing or infinite."""
    return _field("number", gaps=True, signed=True, endless=True)


def day() -> Any:
    """Declare a column of dates; they may be missing."""
    return _field("date", gaps=True)


def text() -> Any:
    """Declare a column that is only read, or not checked cell by cell."""
    return _field("text", gaps=True)


def _field(kind: _table.Kind, *, of: str | tuple[str, ...] = (), **allowed: Any) -> Any:
    role = _table.Role(kind, of=(of,) if isinstance(of, str) else of, **allowed)
    return pa.Field(nullable=True, metadata={"role": role})


_calls.in_words(__name__)
