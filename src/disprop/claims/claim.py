"""A printed claim, and the finding about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from disprop import _data
from disprop._errors import DispropError, lacking, of_kind, one_of, refused
from disprop._sets import Between
from disprop.estimate import Estimate, Record, Result

NEEDED = ("id", "kind", "printed")

WORDS: dict[str, dict[str, str]] = _data.read("claims", "words.json")
# From the worst to the best: a claim of several figures gets the worst verdict among them.
VERDICTS = tuple(reversed(WORDS["verdicts"]))


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that a report prints, and what is known about the counts behind it.

    Parameters
    ----------
    id
        A short name, unique in the ledger.
    source
        The report as a reader would cite it: title, publisher, date.
    statement
        What the report says, in one sentence.
    kind
        What sort of figure it is; one of `disprop.claims.KINDS`.
    printed
        The figure as printed, such as "93%", or a tuple of several that are checked together.
    inputs
        The counts and populations to recompute it from: numbers, None where undisclosed, or references
        such as ``{"census": {"force": "Surrey"}}``. Each kind documents its own.
    missing
        What was not published and would be needed.
    note
        What a reader should know that no computation can tell.
    derived
        Whether the figure is not in the report but was worked out from it.
    label
        A short name for the plot of ratios; without one it is not drawn there.
    says
        The words of the report, verbatim.
    at
        Where the figure stands in the text of the report: its first character and the one after its last.
    expect
        The verdict that it has to get.

    Raises
    ------
    DispropError
        If a text is empty or the printed figure or inputs are of the wrong type.

    Examples
    --------
    >>> from disprop.claims import Claim, check
    >>> survey = Claim(
    ...     id="survey",
    ...     source="a survey",
    ...     statement="93% opposed it",
    ...     kind="proportion",
    ...     printed="93%",
    ...     inputs={"whole": 115},
    ... )
    >>> check(survey).verdict
    'consistent'
    """

    id: str
    kind: str
    printed: str | tuple[str, ...]
    inputs: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    statement: str = ""
    says: str = ""
    at: tuple[int, int] | None = None
    missing: tuple[str, ...] = ()
    note: str = ""
    derived: bool = False
    label: str = ""
    expect: str = ""

    def __post_init__(self) -> None:
        for name in NEEDED[:-1]:
            _text(name, getattr(self, name))
        for name in ("source", "statement", "says", "note", "label", "expect"):
            of_kind(str, f"{name} of a claim", "must be text", getattr(self, name))
        figures = _texts("printed", self.printed)
        if not figures:
            raise refused("printed of a claim", "must be text", self.printed)
        of_kind(Mapping, "inputs", "must be a mapping of names to counts", self.inputs)
        object.__setattr__(self, "printed", figures)
        object.__setattr__(self, "missing", _texts("missing", self.missing))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Claim:
        """Return the claim that a record of `disprop.datasets.load("report-claims")` describes."""
        of_kind(Mapping, "a claim", "is made of a mapping of its fields", record)
        return cls(**with_names(record, NEEDED, [each.name for each in fields(cls)], "field of a claim", "a claim"))

    @property
    def figures(self) -> tuple[str, ...]:
        """The printed figures, one or several."""
        return (self.printed,) if isinstance(self.printed, str) else self.printed


class Finding(Record):
    """What a check of one claim found, in the units of the print.

    Attributes
    ----------
    verdict
        One of `disprop.claims.MEANINGS`.
    said
        The finding in plain words.
    roundings
        The roundings that reproduce the figure or, for "consistent", the one that the counts assume: "any" where
        no single one fits all the figures, so that they were rounded in different ways.
    value
        The recomputed figure, or None where the counts are not known well enough.
    estimate
        The same with its interval, where there are counts.
    interval
        The sampling interval. Where the print allows several counts it holds those of them all.
    least, most
        What the rounding of the printed figures allows, less what no whole counts give where they are known.
    counts
        The counts that fit, for each side those that lie between two.
    missing
        What would be needed to say more.
    """

    verdict: str
    said: str
    roundings: tuple[str, ...] = ()
    value: float | None = None
    estimate: Estimate | None = None
    interval: tuple[float, float] | None = None
    least: float | None = None
    most: float | None = None
    counts: tuple[Between, ...] = ()
    missing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns of one row: the verdict, the figure with what it may be, and what is missing."""
        low, high = self.interval or (None, None)
        row = {
            "verdict": self.verdict,
            "rounding": ", ".join(self.roundings),
            "value": self.value,
            "low": low,
            "high": high,
            "least": self.least,
            "most": self.most,
            "counts": "; ".join(_known(count) for count in self.counts),
            "missing": "; ".join(self.missing),
        }
        return {name: [cell] for name, cell in row.items()}

    _said = Result._said  # noqa: SLF001 (what it says, not what its estimate does)

    def __str__(self) -> str:
        """Write the verdict, and the finding in plain words."""
        return f"{self.verdict}: {self.said}"


class ImpossibleError(DispropError):
    """No whole number gives a printed figure; `check` turns it into the verdict "impossible"."""


def with_names(
    given: Mapping[str, Any], needed: Sequence[str], known: Sequence[str], part: str, whole: str
) -> Mapping[str, Any]:
    """Return a mapping that has every needed name and no unknown one."""
    for name in given:
        one_of(part, name, known)
    for name in needed:
        if name not in given:
            raise lacking(whole, name, given)
    return given


def _known(count: Between) -> str:
    """Write a count, or the first and the last that it may be."""
    return str(count) if count.low < count.high else f"{float(count.low):,.0f}"


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise refused(f"{name} of a claim", "must be text", value)
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    """Return one text or several as a tuple."""
    several = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(_text(name, each) for each in several)
