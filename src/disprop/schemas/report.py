"""What a check found: every failing row and every rule, as text, as a frame and as plain data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import pandas as pd

from disprop._arrays import DispropError
from disprop.schemas._cells import typed
from disprop.schemas._messages import RULES, Severity

SHOWN = 20  # findings in an error message
WIDTH = 80  # characters of a value in a line of text


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one place of a table breaks; without a `position`, that place is the whole table."""

    rule: str
    column: str | None = None
    position: int | None = None
    label: Any = None
    value: Any = None
    hint: str = ""

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
        """The row, by its position and, where it says more, its label in the index."""
        if self.position is None:
            return "table"
        name = "" if self.label == self.position else f" ({self.label!r})"
        return f"row {self.position}{name}"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data that `json` can write."""
        return {
            "position": self.position,
            "label": _plain(self.label),
            "column": _plain(self.column),
            "rule": self.rule,
            "value": _plain(self.value),
            "advice": self.advice,
            "severity": self.severity,
        }

    def __str__(self) -> str:
        column = "" if self.column is None else f", {self.column}"
        value = "" if self.value is None else f" ({shorten(str(self.value), WIDTH, placeholder='...')})"
        return f"{self.severity}: {self.where}{column}: {self.rule}{value}: {self.advice}"


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
    >>> frame = pd.DataFrame({"force": ["Kent", "Essex"], "stops": ["1,204", -3]})
    >>> print(schemas.check(frame, schemas.Counts, keys=["force"]))
    Counts: 2 rows, 2 errors, 0 cautions (negative 1, thousands-separator 1)
    error: row 0, stops: thousands-separator (1,204): text with a thousands separator: type 1204
    error: row 1, stops: negative (-3): below 0: a count or a population cannot be
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
        """Return a heading and one line per finding; `limit` cuts a long list and says by how many."""
        lines = [self._heading(), *map(str, self.findings[:limit])]
        left = len(self.findings) - len(lines) + 1
        return "\n".join([*lines, f"and {left} more"] if left else lines)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per finding, with the columns of `Finding.to_dict` and the values as they were."""
        columns: dict[str, list[Any]] = {
            name: [getattr(f, name) for f in self.findings]
            for name in ("position", "label", "column", "rule", "value", "advice", "severity")
        }
        frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
        return frame.astype({"position": "Int64"})

    def to_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data that `json` can write."""
        findings = [f.to_dict() for f in self.findings]
        return {"schema": self.schema, "rows": self.rows, "ok": self.ok, "findings": findings}

    def __str__(self) -> str:
        return self.text()

    def _heading(self) -> str:
        tally = ", ".join(f"{rule} {n}" for rule, n in sorted(Counter(f.rule for f in self.findings).items()))
        errors, cautions = len(self.errors), len(self.cautions)
        return f"{self.schema}: {self.rows} rows, {errors} errors, {cautions} cautions" + (
            f" ({tally})" if tally else ""
        )


class TableError(DispropError):
    """A table with errors. `report` holds all of them; the message shows the first few."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.text(SHOWN))
        self.report = report

    def __reduce__(self) -> tuple[type[TableError], tuple[Report]]:
        return type(self), (self.report,)


def _plain(value: Any) -> Any:
    """JSON has no NaN, no dates and no tuples as names: such values become text."""
    return value if value is None or type(value) in (bool, int, str) else str(value)
