"""What every result can do, with estimates in it or without: equal, copied, kept as JSON, shown, read as Arrow."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, ClassVar, Self

import numpy as np

from disprop import _text
from disprop.estimate import _stored
from disprop.estimate._basis import ReadOnly


class Result:
    """A frozen dataclass that says what was found: what it holds is read-only, and NaN is NaN."""

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Remember the kind of result under its name, for `from_json`."""
        super().__init_subclass__(**options)
        _stored.KINDS[cls.__name__] = cls

    def __post_init__(self) -> None:
        """Make what was found read-only, arrays and mappings alike."""
        for name, value in held(self):
            object.__setattr__(self, name, _read_only(value))

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, a row for each element of what was found; a frame is made of these."""
        columns = np.broadcast_arrays(*(np.asarray(value) for _, value in held(self)))
        return {name: column.ravel().tolist() for (name, _), column in zip(held(self), columns, strict=True)}

    def _repr_html_(self) -> str:
        return _text.html(str(self), self.to_dict())

    def __eq__(self, other: object) -> bool:
        """Return whether the other says the same in every field, to the last digit."""
        return _stored.same(self, other) if isinstance(other, Result) else NotImplemented

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # it holds arrays

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it so that its arrays come back read-only."""
        return _made, (type(self), dict(held(self)))

    def to_json(self) -> str:
        """Return the result as JSON, from which `from_json` makes an equal one; labels of axes stay out."""
        return _stored.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the result that `to_json` wrote."""
        return _stored.from_json(cls, text)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the columns of `to_dict` to whatever reads Arrow: Polars, DuckDB, pandas; needs PyArrow."""
        return _stored.arrow(self.to_dict(), requested_schema)


def held(result: Result) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a result by name."""
    return ((field.name, getattr(result, field.name)) for field in fields(result))  # type: ignore[arg-type]


def _made(kind: type[Result], found: dict[str, Any]) -> Result:
    return kind(**found)


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    if isinstance(value, Mapping):
        return ReadOnly({name: _read_only(each) for name, each in value.items()})
    return tuple(map(_read_only, value)) if isinstance(value, list) else value
