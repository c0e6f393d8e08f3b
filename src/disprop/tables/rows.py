"""The rows of a frame, as the verbs give it, as numbers with their counts, limits and words."""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from math import nan
from typing import Any

from disprop._cells import is_empty
from disprop._errors import Said, one_of, refused, worded
from disprop._sentences import WORDS as SAID, Names, said_of, together
from disprop._tabled import MEASURE, METHOD, NOTE, Row
from disprop._text import REFERENCE as NOTED, Line, words
from disprop.estimate import WORDS, ReadOnly, row_of
from disprop.schemas._frames import listed
from disprop.tables._engine import NUMBERS, REFERENCE, ROWS, WHOLE, in_pandas

TIMES = re.compile("year|quarter|month|week|day|date|period", re.IGNORECASE)


def rows_of_frame(
    frame: Any, labels: str | Sequence[str] | None = None, group: str = "", *, sides: bool = False
) -> list[Row]:
    """Return the rows of a frame: what names each are the columns asked for, or those of text and of times.

    Where a row is the reference its counts stand in no other row, unless all are to have both `sides`.
    """
    table = in_pandas(frame)
    names, records = list(table.columns), table.to_dict("records")
    needed = [*([] if labels is None else listed(labels)), *([group] if group else []), *NUMBERS[:3]]
    if missing := [name for name in needed if name not in names]:
        hint = "give what estimate_by gave" if missing[0] in NUMBERS else "name the column of the labels in labels="
        raise worded("columns of a frame to show", "columns", names, needed=needed, missing=missing, hint=hint)
    if not records:
        raise refused("a frame to show", "must have rows", Said("none"))
    repeated = names if not sides and any(record.get(NOTE) == NOTED for record in records) else [ROWS]
    left_out = {ROWS, group, *WORDS, *(f"{side}{name}" for side in (REFERENCE, WHOLE) for name in repeated)}
    before = [name for name in names[: names.index("value")] if name not in left_out]
    numeric = [name for name in before if table[name].dtype.kind in "iuf" and not TIMES.search(str(name))]
    own = [name for name in before if name not in numeric] if labels is None else listed(labels)
    counted = [name for name in numeric if name not in own]
    return [_row(record, own, counted)._replace(group=_text(record.get(group))) for record in records]


def sentences(
    found: Any, style: str = "news", *, group: str = "", reference: str = "", events: str = "", population: str = ""
) -> list[str]:
    """Return a sentence for each row of a result, as `Estimate.sentence` writes it.

    Parameters
    ----------
    found : any frame that Narwhals knows
        What `estimate_by`, `compare_by` or `to_frame` gave, with all its columns.
    style : str
        "news" (default) or "journal".
    group, reference, events, population : str
        As for `Estimate.sentence`; a column in braces stands for what the row has there, as in
        group="{ethnicity} people". Without them the labels of the row come first, and the counts are called as their
        columns are.

    Returns
    -------
    list of str
        In the order of the rows.

    Raises
    ------
    DispropError
        For a frame that is no such result, an unknown style, name or column.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import rate_ratio, tables
    >>> scans = pd.DataFrame({"group": ["Black", "White"], "scans": [33, 352], "people": [46_476, 1_761_205]})
    >>> found = tables.compare_by(scans, rate_ratio, columns=("scans", "people"), group="group", reference="White")
    >>> print(tables.sentences(found)[1])
    White: there were 352 scans among 1,761,205 people, the reference.
    >>> print(tables.sentences(found, group="{group} people", reference="White people")[0])
    There were 33 scans among 46,476 Black people, about 3.6 times the rate of White people (352 among 1,761,205).
    Allowing for chance, the figure is between 2.45 and 5.02 times, so more than twice (95% confidence).
    """
    one_of("style of a sentence", style, SAID["styles"])
    rows = rows_of_frame(found, sides=True)
    counts = _counts(list(rows[0].line.counts), counted="counted" in rows[0].said)
    nouns = {of: words(name) for name, known in counts.items() if (of := known.removeprefix("group_")) != name}
    given = {"group": group, "reference": reference, "events": events, "population": population}
    given = {name: text or nouns.get(name, "") for name, text in given.items()}
    return [_sentence(row, counts, given, style) for row in rows]


def _counts(columns: list[str], *, counted: bool) -> dict[str, str]:
    """Return columns of counts with the names that families have for them: those of a result, or of both sides."""
    pair = [name for name in columns if {f"{REFERENCE}{name}", f"{WHOLE}{name}"} & {*columns}]
    known = counted or any(re.fullmatch(SAID["columns"], name) for name in columns)
    own = pair or ([] if known else [name for name in columns if not name.endswith(("_least", "_most"))][-2:])
    sides = {"": "group_", REFERENCE: "reference_", WHOLE: "all_"} if pair else {"": ""}
    both = product(zip(own, ("events", "population"), strict=False), sides.items(), ("", "_least", "_most"))
    return {f"{mine}{name}{end}": f"{side}{of}{end}" for (name, of), (mine, side), end in both}


def _sentence(row: Row, counts: Mapping[str, str], given: Names, style: str) -> str:
    """Return the sentence on a row, its counts by the names that families have for them."""
    own = {counts.get(name, name): count for name, count in row.line.counts.items()}
    labels = {name: text for name, text in row.labels.items() if f"{{{name}}}" not in given["group"]}
    names = {name: re.sub(r"{([^{}]+)}", lambda at: ReadOnly(row.labels)[at[1]], text) for name, text in given.items()}
    return together([said_of(row._replace(labels=labels, line=row.line._replace(counts=own)), style, names)])


def _row(record: Mapping[Any, Any], labels: Sequence[str], counted: Sequence[str]) -> Row:
    measure, method, unit, note, sides = (_text(record.get(name)) for name in (MEASURE, METHOD, "unit", NOTE, "sides"))
    value, low, high, least, most = (_number(record.get(name, record["value"])) for name in NUMBERS)
    counts = {name: _number(record[name]) for name in counted}
    said = _number(record.get("level")), sides or "two", unit, 1.0, ""
    line = Line(value, low, high, *said, counts, note, (least, most))
    basis = {name: _text(record[name]) for name in WORDS if name in record}
    return row_of({str(name): _text(record[name]) for name in labels}, line, measure, method, basis)


def _number(cell: Any) -> float:
    return nan if is_empty(cell) else float(cell)


def _text(cell: Any) -> str:
    return "" if is_empty(cell) else str(cell)
