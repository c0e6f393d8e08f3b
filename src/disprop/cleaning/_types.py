"""What stands in the cells of tables: the patterns by their names, and the types that a column can be given."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from types import NoneType
from typing import Any

import numpy as np

from disprop import _data
from disprop._arrays import FloatArray

FORMS = {name: re.compile(form) for name, form in _data.read("cleaning", "forms.json").items()}
SAID: dict[str, Any] = _data.read("cleaning", "said.json")

ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
YEARS = range(1678, 2262)  # what nanoseconds since 1970 can hold
UNREADABLE = object()  # what a cell of another type is read as: None is a missing one


class Cells(list[Any]):
    """The cells of a column, with the different texts among them and the signs of these, each found once."""

    @cached_property
    def read(self) -> dict[str, list[Any]]:
        """What they are read as, for each type by its words."""
        return {}

    @cached_property
    def texts(self) -> set[str]:
        """The different texts."""
        return {cell for cell in set(self) if isinstance(cell, str)}

    @cached_property
    def others(self) -> list[Any]:
        """The different ones that are no text, and not missing; those that are equal, as True and 1, once."""
        return [cell for cell in set(self) if cell is not None and type(cell) is not str]

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
        if self.words not in cells.read:
            known = {None: None} | {text: self.read(text) for text in cells.texts}
            texts = {str, NoneType}
            each = (known[cell] if type(cell) in texts else self.read(cell) for cell in cells)
            cells.read[self.words] = [*(each if cells.others else map(known.__getitem__, cells))]
        return cells.read[self.words]

    def unread(self, cells: Cells) -> list[int]:
        """Return where the cells are of another type."""
        return [i for i, value in enumerate(self.values(cells)) if value is UNREADABLE]


def _of(form: str, convert: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return the reading of a cell whose text has a form; what holds it is of no account."""

    def read(cell: Any) -> Any:
        try:
            text = str(cell)
            return convert(text) if FORMS[form].fullmatch(text) else UNREADABLE
        except ValueError:  # a day that there is not, or an integer of more digits than Python writes
            return UNREADABLE

    return read


def _whole(text: str) -> Any:
    number = int(Decimal(text))
    return number if -(2**63) <= number < 2**63 else UNREADABLE


def _number(text: str) -> Any:
    return number if math.isfinite(number := float(text)) else UNREADABLE


def _date(text: str) -> Any:
    return found if (found := datetime.fromisoformat(text)).year in YEARS else UNREADABLE


def _moment(text: str) -> Any:
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo and found.year in YEARS else UNREADABLE


def _text(cell: Any) -> Any:
    return cell if isinstance(cell, str) else UNREADABLE


TYPES = {
    "integer": Type("a whole number", "Int64", _of("whole number", _whole)),
    "number": Type("a number", "float64", _of("numeral", _number)),
    "boolean": Type("true or false", "boolean", _of("truth", lambda text: text.casefold() == "true")),
    "date": Type("a date as YYYY-MM-DD", "datetime64[ns]", _of("day", _date)),
    "datetime": Type("a date and time with its offset from UTC", "datetime64[ns, UTC]", _of("moment", _moment)),
    "text": Type("text", "string", _text),
}
