"""Whether a printed false alert rate follows from the counts beside it, and by which rounding."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from disprop._arrays import FloatArray
from disprop._errors import DispropError
from disprop.alerts._deployment import PRINTED
from disprop.imperfect import Printed, roundings
from disprop.schemas._table import Table
from disprop.schemas.report import Finding

COLUMN = "printed_false_alert_rate"


def total_of(table: Table, name: str) -> FloatArray:
    """Return the plain column of alerts, or confirmed + unconfirmed where that is not known."""
    plain, (confirmed, unconfirmed) = table.numbers(name), PRINTED[name]
    return np.where(np.isnan(plain), table.numbers(confirmed) + table.numbers(unconfirmed), plain)


def rates_follow(table: Table) -> Iterator[Finding]:
    """Check that a printed false alert rate follows from false alerts and faces seen, rounded in one way."""
    found = list(_rate_findings(table))
    cut = any(f.rule == "rate-only-truncated" for f in found)
    yield from (f for f in found if cut or f.rule != "rate-only-rounded")


def _rate_findings(table: Table) -> Iterator[Finding]:
    false, faces = total_of(table, "false_alerts"), table.numbers("faces_seen")
    for position in np.flatnonzero(~table.missing(COLUMN)).tolist():
        printed = table.cells(COLUMN)[position]
        figure = _percentage(printed)
        if figure is None:
            yield table.finding("rate-unreadable", COLUMN, position, printed)
        elif faces[position] > 0 and not np.isnan(false[position]):
            exact = Fraction(100 * int(false[position]), int(faces[position]))
            value = f"{printed}, but {false[position]:.0f} of {faces[position]:.0f} is {float(exact):.4f}%"
            yield from (table.finding(rule, COLUMN, position, value) for rule in _broken(exact, figure))


def _percentage(printed: str) -> Printed | None:
    try:
        figure = Printed(printed)
    except DispropError:
        return None
    return figure if figure.percent else None


def _broken(exact: Fraction, figure: Printed) -> list[str]:
    """Return the rule that the figure breaks at its printed place, if any: one that follows either way breaks none."""
    ways = set(roundings(exact, figure)) - {"significant figures"}
    if not ways:
        return ["rate-does-not-follow"]
    if "truncated" not in ways:
        return ["rate-only-rounded"]
    return ["rate-only-truncated"] if ways == {"truncated"} else []
