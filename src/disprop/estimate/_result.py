"""What every result can do, with estimates in it or without: equal, copied, kept as JSON, shown, read as Arrow.

JSON is without a number that JSON lacks.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial
from typing import Any, ClassVar, Self, dataclass_transform

import numpy as np

from disprop._errors import DispropError, needed, one_of
from disprop._sentences import WORDS, Said, ended, together
from disprop._sets import Between, made
from disprop._tabled import ROWS, Row, in_html, laid_out, plain, written
from disprop.estimate._basis import ReadOnly

DTYPES: dict[str, type] = {"f": np.float64, "i": np.int64, "u": np.uint64, "b": bool}
LABELS = ("axes",)  # indexes of pandas and xarray, which JSON does not have
KINDS: dict[str, Callable[..., Any]] = {Between.__name__: made}  # what a result may hold, and how each is made


def _plain(value: Any) -> Any:
    """Return what JSON can hold, each thing that it lacks under its name; two results are equal where theirs are."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = [field.name for field in fields(value) if field.name not in LABELS]
        return {"kind": type(value).__name__, "fields": {name: _plain(getattr(value, name)) for name in kept}}
    if isinstance(value, np.ndarray):
        if not value.ndim:
            return _plain(value[()])
        items = [_plain(item) for item in value.ravel().tolist()]
        return {"kind": "array", "shape": list(value.shape), "of": value.dtype.kind, "items": items}
    if isinstance(value, (Mapping, tuple, list, range)):
        return _collection(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"kind": "number", "is": str(float(value))}
    return value.item() if isinstance(value, np.generic) else value


def _collection(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {"kind": "mapping", "items": [[_plain(name), _plain(each)] for name, each in value.items()]}
    if isinstance(value, range):
        return {"kind": "range", "ends": [value.start, value.stop, value.step]}
    return {"kind": type(value).__name__, "items": [_plain(each) for each in value]}


def _read(value: Any) -> Any:
    """Return what JSON held, each thing under its name as it was."""
    if not isinstance(value, dict):
        return np.float64(value) if isinstance(value, float) else value
    if value["kind"] in READ:
        return READ[value["kind"]](value)
    return KINDS[value["kind"]](**{name: _read(each) for name, each in value["fields"].items()})


def _items_of(value: dict[str, Any]) -> list[Any]:
    return [_read(each) for each in value["items"]]


def _array(value: dict[str, Any]) -> Any:
    array = np.empty(math.prod(value["shape"]), dtype=DTYPES.get(value["of"], object))
    array[:] = _items_of(value)
    return array.reshape(value["shape"])


READ: dict[str, Callable[[dict[str, Any]], Any]] = {
    "number": lambda value: np.float64(value["is"]),
    "array": _array,
    "mapping": lambda value: ReadOnly((_read(name), _read(each)) for name, each in value["items"]),
    "list": _items_of,
    "tuple": lambda value: tuple(_items_of(value)),
    "range": lambda value: range(*value["ends"]),
}


@dataclass_transform(eq_default=False, frozen_default=True, field_specifiers=(field,))
class Result:
    """What was found, as a frozen dataclass, which every subclass is: what it holds is read-only, and NaN is NaN."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Make a dataclass of it, and remember it under its name, for `from_json`."""
        super().__init_subclass__(**options)
        KINDS[cls.__name__] = dataclass(frozen=True, eq=False, repr=cls.__repr__ is object.__repr__)(cls)

    def __post_init__(self) -> None:
        """Make what was found read-only, arrays and mappings alike."""
        for name, value in held(self):
            object.__setattr__(self, name, _read_only(value))

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, a row for each element of what was found; a frame is made of these."""
        columns = np.broadcast_arrays(*(np.asarray(value) for _, value in held(self)))
        return {name: column.ravel().tolist() for (name, _), column in zip(held(self), columns, strict=True)}

    def _rows(self) -> list[Row]:
        """Return the rows of its table; a result without estimates shows its columns."""
        return []

    def sentence(
        self, style: str = "news", *, group: str = "", reference: str = "", events: str = "", population: str = ""
    ) -> str:
        """Return what was found in sentences that can be printed, one a line, with the numbers that a table has.

        A word is used only where the interval bears it out: "more than twice" where its lower limit is above 2,
        "almost" where the number is below what is said of it, and "about" where it is rounded, to the digits that the
        interval supports.

        Parameters
        ----------
        style : str
            "news" (default): what the counts come to, what chance leaves possible, and what a reader has to know
            beside it. "journal": one line, the number with its interval as a table has it.
        group, reference : str
            The people of each side as they are called in a sentence, such as "Black people".
        events, population : str
            What is counted, such as "stops", and of whom where the group has no name, such as "residents".

        Returns
        -------
        str
            A line for each number of an array, or of a record behind its name.

        Raises
        ------
        DispropError
            For an unknown style.

        Examples
        --------
        >>> from disprop import rate_ratio
        >>> found = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
        >>> print(found.sentence(group="Black people", reference="White people", events="stops"))
        There were 33 stops among 46,476 Black people, about 3.6 times the rate of White people (352 among 1,761,205).
        Allowing for chance, the figure is between 2.45 and 5.02 times, so more than twice (95% confidence).
        """
        one_of("style of a sentence", style, WORDS["styles"])
        names = {"group": group, "reference": reference, "events": events, "population": population}
        return together(self._said(style, names))

    def _said(self, *_: Any, **__: Any) -> list[Said]:
        """Return its sentences in a style, with the names that were given, and their remarks."""
        return [(ended([line.strip()]), []) for line in str(self).splitlines()]

    def _repr_html_(self) -> str:
        said = "<br>".join(map(in_html, str(self).splitlines()))
        rows = self._rows()
        layout = laid_out(rows) if rows else plain(self.to_dict())
        return f"<p>{said}</p>{written(layout, most=ROWS)}"

    def __eq__(self, other: object) -> bool:
        """Return whether the other says the same in every field, to the last digit."""
        return _plain(self) == _plain(other) if isinstance(other, Result) else NotImplemented  # so the other is asked

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # it holds arrays

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it so that its arrays come back read-only."""
        return partial(type(self), **dict(held(self))), ()

    def to_json(self) -> str:
        """Return the result as JSON, from which `from_json` makes an equal one; labels of axes stay out."""
        try:
            return json.dumps(_plain(self)["fields"], allow_nan=False, ensure_ascii=False)
        except TypeError as error:
            what = type(self).__name__
            raise DispropError(f"a {what} of these cannot be JSON: {error}", what=what, got=self) from None

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the result that `to_json` wrote."""
        try:
            stored = json.loads(text)
        except (TypeError, ValueError) as error:
            raise DispropError(f"this is not the JSON of a result: {error}", what="text", got=text) from None
        try:
            return cls(**{name: _read(value) for name, value in stored.items()})
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            hint = f"write it with {cls.__name__}.to_json()"
            said = f"this is not the JSON of a {cls.__name__} ({error}); {hint}"
            raise DispropError(said, what="text", got=text, hint=hint) from None

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the columns of `to_dict` to whatever reads Arrow: Polars, DuckDB, pandas; needs PyArrow."""
        return needed("pyarrow").table(self.to_dict()).__arrow_c_stream__(requested_schema)


def held(result: Result) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a result by name."""
    return ((field.name, getattr(result, field.name)) for field in fields(result))  # type: ignore[arg-type]


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    if isinstance(value, Mapping):
        return ReadOnly({name: _read_only(each) for name, each in value.items()})
    return tuple(map(_read_only, value)) if isinstance(value, list) else value
