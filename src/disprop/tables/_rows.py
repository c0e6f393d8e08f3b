"""The rows of a frame, as the verbs give it, as numbers with their counts, limits and words."""

import re
from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

from disprop._cells import is_empty
from disprop._errors import Said, advised, refused
from disprop._tabled import MEASURE, METHOD, NOTE, Row
from disprop._text import REFERENCE as NOTED, Line
from disprop.estimate import WORDS, row_of
from disprop.schemas._frames import listed
from disprop.tables._engine import NUMBERS, REFERENCE, ROWS, WHOLE, in_pandas

TIMES = re.compile("year|quarter|month|week|day|date|period", re.IGNORECASE)


def rows_of_frame(frame: Any, labels: str | Sequence[str] | None = None, group: str = "") -> list[Row]:
    """Return the rows of a frame: what names each are the columns asked for, or those of text and of times."""
    table = in_pandas(frame)
    names, records = list(table.columns), table.to_dict("records")
    needed = [*([] if labels is None else listed(labels)), *([group] if group else []), *NUMBERS[:3]]
    if missing := [name for name in needed if name not in names]:
        hint = "give what estimate_by gave" if missing[0] in NUMBERS else "name the column of the labels in labels="
        said = f"a frame to show has the columns {needed}; this one lacks {missing}"
        raise advised(said, f"; {hint}; it has {names}", what="columns", got=names)
    if not records:
        raise refused("a frame to show", "must have rows", Said("none"))
    twins = (REFERENCE, WHOLE) if any(record.get(NOTE) == NOTED for record in records) else ()
    sums = {
        ROWS,
        *(f"{side}{ROWS}" for side in (REFERENCE, WHOLE)),
        *(f"{side}{name}" for side in twins for name in names),
    }
    before = [name for name in names[: names.index("value")] if name not in {group, *WORDS, *sums}]
    numeric = [name for name in before if table[name].dtype.kind in "iuf" and not TIMES.search(str(name))]
    own = [name for name in before if name not in numeric] if labels is None else listed(labels)
    counted = [name for name in numeric if name not in own]
    return [_row(record, own, counted)._replace(group=_text(record.get(group))) for record in records]


def _row(record: Mapping[Any, Any], labels: Sequence[str], counted: Sequence[str]) -> Row:
    measure, method, unit, note, sides = (_text(record.get(name)) for name in (MEASURE, METHOD, "unit", NOTE, "sides"))
    value, low, high, least, most = (_number(record.get(name, record["value"])) for name in NUMBERS)
    counts = {name: _number(record[name]) for name in counted}
    level = _number(record.get("level"))
    line = Line(value, low, high, level, sides or "two", unit, 1.0, "", counts, note, (least, most))
    basis = {name: _text(record[name]) for name in WORDS if name in record}
    return row_of({str(name): _text(record[name]) for name in labels}, line, measure, method, basis)


def _number(cell: Any) -> float:
    return nan if is_empty(cell) else float(cell)


def _text(cell: Any) -> str:
    return "" if is_empty(cell) else str(cell)
