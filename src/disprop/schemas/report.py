"""What a check found: every failing row and every rule, as text, as a frame and as plain data."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import pandas as pd

from disprop._cells import is_empty, typed
from disprop._errors import DispropError
from disprop._rules import RULES, Severity

SHOWN = 20  # lines in an error message
WIDTH = 80  # characters of a value in a line of text
EACH = 3  # findings of one rule in one column that have a line each; more have one together
COLUMNS = ("position", "label", "column", "rule", "value", "count", "advice", "severity")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one place of a table breaks; without a `position`, that place is the whole table.

    A frame that its own engine checks has no positions: a finding about it is `counted`, `count` being the number of
    rows that break the rule. `value` is that of one of them, and `examples` has a few.
    """

    rule: str
    column: str | None = None
    position: int | None = None
    label: Any = None
    value: Any = None
    hint: str = ""
    count: int = 1
    examples: tuple[Any, ...] = ()
    counted: bool = False

    @property
    def severity(self) -> Severity:
        """`"error"` if the table cannot be used as it is, `"caution"` if it is not what it seems."""
        return RULES[self.rule].severity

    @property
    def advice(self) -> str:
        """What to do about it."""
        return RULES[self.rule].advice.format(typed=typed(self.rule, self.value), hint=self.hint)

    @property
    def where(self) -> str:
        """The row, by its position and, where it says more, its label in the index; or how many rows there are."""
        if self.counted:
            return "1 row" if self.count == 1 else f"{self.count:,} rows"
        if self.position is None:
            return "table"
        name = "" if self.label == self.position else f" ({self.label!r})"
        return f"row {self.position}{name}"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data that `json` can write."""
        return {name: _plain(getattr(self, name)) for name in COLUMNS}

    def __str__(self) -> str:
        return _line([self])


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that `check` found in one table.

    Parameters
    ----------
    schema : str
        The name of the schema.
    rows : int
        The number of rows checked.
    findings : tuple of Finding
        Errors first, then cautions, each from the top of the table down.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"force": ["Kent", "Essex"], "stops": ["5h03m", -3]})
    >>> print(schemas.check(frame, schemas.Counts, keys=["force"]))
    Counts: 2 rows, 2 errors, 0 cautions (duration 1, negative 1)
    error: row 0, stops: duration (5h03m): a duration as text: type 303 (minutes)
    error: row 1, stops: negative (-3): below 0: it may be a code for not known, such as -9
    """

    schema: str
    rows: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the table unusable."""
        return tuple(f for f in self.findings if f.severity == "error")

    @property
    def cautions(self) -> tuple[Finding, ...]:
        """The findings that leave the table readable, but not what it seems."""
        return tuple(f for f in self.findings if f.severity == "caution")

    @property
    def ok(self) -> bool:
        """Whether there are no errors; cautions do not count."""
        return not self.errors

    def text(self, limit: int | None = None) -> str:
        """Return a heading and one line per finding, or per rule and column where many are alike.

        `limit` cuts a long list and says by how many.
        """
        found = self._lines()
        lines = [self._heading(), *found[:limit]]
        left = len(found) - len(lines) + 1
        return "\n".join([*lines, f"and {left} more"] if left else lines)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per finding, with the columns of `Finding.to_dict` and the values as they were."""
        cells = [[getattr(f, name) for name in COLUMNS] for f in self.findings]
        return pd.DataFrame(cells, columns=[*COLUMNS], dtype=object).astype({"position": "Int64", "count": "int64"})

    def tally(self) -> dict[tuple[str, str | None], int]:
        """Return how often each rule is broken in each column: the same from every engine."""
        counts: Counter[tuple[str, str | None]] = Counter()
        for finding in self.findings:
            counts[finding.rule, finding.column] += finding.count
        return dict(counts)

    def to_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data that `json` can write."""
        findings = [f.to_dict() for f in self.findings]
        return {"schema": self.schema, "rows": self.rows, "ok": self.ok, "findings": findings}

    def to_json(self) -> str:
        """Return the whole report as JSON."""
        return json.dumps(self.to_dict(), allow_nan=False, ensure_ascii=False, indent=2)

    def __str__(self) -> str:
        return self.text()

    def _heading(self) -> str:
        counts: Counter[str] = Counter()
        for (rule, _), count in self.tally().items():
            counts[rule] += count
        tally = ", ".join(f"{rule} {count:,}" for rule, count in sorted(counts.items()))
        errors, cautions = (sum(f.count for f in found) for found in (self.errors, self.cautions))
        said = f"{self.schema}: {self.rows:,} rows, {errors:,} errors, {cautions:,} cautions"
        return f"{said} ({tally})" if tally else said

    def _lines(self) -> list[str]:
        """Return a line for each finding, or one in the place of the first where many are alike."""
        many = Counter((finding.rule, finding.column) for finding in self.findings)
        alike: dict[Any, list[Finding]] = {}
        for at, finding in enumerate(self.findings):
            same = (finding.rule, finding.column)
            alike.setdefault(same if many[same] > EACH else at, []).append(finding)
        return [*map(_line, alike.values())]


def _line(alike: list[Finding]) -> str:
    """Write findings of one rule in one column as one line."""
    first = alike[0]
    column = "" if first.column is None else f", {first.column}"
    values = first.examples or tuple(finding.value for finding in alike)
    shown = list(dict.fromkeys(str(value) for value in values))
    text = ", ".join(shown[:EACH]) + (", ..." if len(shown) > EACH else "")
    value = "" if is_empty(first.value) else f" ({shorten(text, WIDTH, placeholder='...')})"
    return f"{first.severity}: {_where(alike)}{column}: {first.rule}{value}: {first.advice}"


def _where(alike: list[Finding]) -> str:
    rows = list(dict.fromkeys(finding.position for finding in alike if finding.position is not None))
    if len(rows) <= 1:
        return alike[0].where
    return f"rows {', '.join(map(str, rows[:EACH]))}" + (f" and {len(rows) - EACH:,} more" if len(rows) > EACH else "")


class TableError(DispropError):
    """A table with errors. `report` holds all of them; the message shows the first few, the fields are of the first."""

    def __init__(self, report: Report, more: str = "") -> None:
        first = report.errors[0]
        what, got = first.column or first.rule, None if is_empty(first.value) else first.value
        super().__init__(report.text(SHOWN) + more, what=what, got=got, where=first.position, hint=first.advice)
        self.report: Report = report
        self.more: str = more

    def __reduce__(self) -> tuple[type[TableError], tuple[Report, str]]:
        return type(self), (self.report, self.more)


def _plain(value: Any) -> Any:
    """JSON has no NaN, no dates and no tuples as names: such values become text."""
    return value if value is None or type(value) in (bool, int, str) else str(value)
