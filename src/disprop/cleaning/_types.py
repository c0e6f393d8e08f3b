"""What stands in the cells of tables: the patterns by their names, and the types that a column can be given."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property
from numbers import Integral, Real
from typing import Any

import numpy as np

from disprop import _data
from disprop._arrays import FloatArray

FORMS = {name: re.compile(form) for name, form in _data.read("cleaning", "forms.json").items()}
SAID: dict[str, Any] = _data.read("cleaning", "said.json")


ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LONGEST = 30  # digits: no count has more
YEARS = range(1678, 2262)  # what nanoseconds since 1970 can hold
UNREADABLE = object()  # what a cell of another type is read as: None is a missing one


class Cells(list[Any]):
    """The cells of a column, with the different texts among them and the signs of these, each found once."""

    @cached_property
    def read(self) -> dict[str, dict[Any, Any]]:
        """What the texts are read as, for each type by its words."""
        return {}

    @cached_property
    def different(self) -> set[Any]:
        """The different cells; those that are equal, as True and 1, once."""
        return set(self)

    @cached_property
    def texts(self) -> set[str]:
        """The different texts."""
        return {cell for cell in self.different if isinstance(cell, str)} if self.others else self.different - {None}

    @cached_property
    def others(self) -> bool:
        """Whether there are cells that are no text, and not missing."""
        return not {*map(type, self.different)} <= {str, type(None)}

    @cached_property
    def numbers(self) -> FloatArray:
        """The numbers among them, NaN elsewhere."""
        return np.array([cell if isinstance(cell, (int, float)) else np.nan for cell in self], dtype=np.float64)

    @cached_property
    def signs(self) -> str:
        """The different signs of the texts."""
        return "".join(set("".join(self.texts)))


@dataclass(frozen=True, slots=True)
class Type:
    """A type by its words, its pandas dtype, and the reading of one cell, which is UNREADABLE if it is another."""

    words: str
    dtype: str
    read: Callable[[Any], Any]

    def values(self, cells: Cells) -> list[Any]:
        """Return the cells as this type, each text read once; a missing one stays missing."""
        known = self._known(cells)
        if not cells.others:
            return [*map(known.__getitem__, cells)]
        return [known[cell] if cell is None or type(cell) is str else self.read(cell) for cell in cells]

    def unread(self, cells: Cells) -> list[int]:
        """Return where the cells are of another type."""
        if not cells.others and UNREADABLE not in self._known(cells).values():
            return []
        return [i for i, value in enumerate(self.values(cells)) if value is UNREADABLE]

    def _known(self, cells: Cells) -> dict[Any, Any]:
        if self.words not in cells.read:
            cells.read[self.words] = {text: self.read(text) for text in cells.texts} | {None: None}
        return cells.read[self.words]


def _integer(cell: Any) -> Any:
    if isinstance(cell, str):
        known = len(cell) < LONGEST and FORMS["whole number"].fullmatch(cell)
        return _within(int(Decimal(cell))) if known else UNREADABLE
    whole = _is_real(cell) and (isinstance(cell, Integral) or float(cell).is_integer())
    return _within(int(cell)) if whole else UNREADABLE


def _within(number: int) -> Any:
    return number if -(2**63) <= number < 2**63 else UNREADABLE


def _is_real(cell: Any) -> bool:
    return isinstance(cell, Real) and not isinstance(cell, bool)


def _number(cell: Any) -> Any:
    if not (FORMS["numeral"].fullmatch(cell) if isinstance(cell, str) else _is_real(cell)):
        return UNREADABLE
    try:
        number = float(cell)
    except OverflowError:  # an integer beyond every float
        return UNREADABLE
    return number if math.isfinite(number) else UNREADABLE


def _boolean(cell: Any) -> Any:
    if isinstance(cell, (bool, np.bool_)):
        return bool(cell)
    return {"true": True, "false": False}.get(cell.lower(), UNREADABLE) if isinstance(cell, str) else UNREADABLE


def _date(cell: Any) -> Any:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return _date(datetime.combine(cell, time()))
    found = _time(cell) if not isinstance(cell, str) or ISO.fullmatch(cell) else None
    return found if found and found.tzinfo is None and found.time() == time() else UNREADABLE


def _moment(cell: Any) -> Any:
    found = _time(cell)
    return found.astimezone(UTC) if found and found.tzinfo else UNREADABLE


def _time(cell: Any) -> datetime | None:
    """Return the date and time that a cell holds, if it holds one."""
    try:
        found = datetime.fromisoformat(cell) if isinstance(cell, str) else cell
    except ValueError:
        return None
    return found if isinstance(found, datetime) and found.year in YEARS else None


def _text(cell: Any) -> Any:
    return cell if isinstance(cell, str) else UNREADABLE


TYPES = {
    "integer": Type("a whole number", "Int64", _integer),
    "number": Type("a number", "float64", _number),
    "boolean": Type("true or false", "boolean", _boolean),
    "date": Type("a date as YYYY-MM-DD", "datetime64[ns]", _date),
    "datetime": Type("a date and time with its offset from UTC", "datetime64[ns, UTC]", _moment),
    "text": Type("text", "string", _text),
}
